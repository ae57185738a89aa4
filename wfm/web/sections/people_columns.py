"""Names of the columns of people, shifts, leave and past rosters."""

from __future__ import annotations

import pandas as pd

from wfm.web.words import N_, Words

COLUMNS = {
    "id": N_("Id"),
    "agent": N_("Agent"),
    "agent_id": N_("Agent"),
    "team": N_("Team"),
    "contract": N_("Contract"),
    "skills": N_("Skills"),
    "first_day": N_("First day"),
    "last_day": N_("Last day"),
    "productivity_pct": N_("Productivity (%)"),
    "mentor": N_("Mentor"),
    "shifts": N_("Shifts allowed"),
    "conditions": N_("Conditions"),
    "account_min": N_("Time account (min)"),
    "type": N_("Type"),
    "day": N_("Day"),
    "shift": N_("Shift"),
    "shift_id": N_("Shift"),
    "code": N_("Code"),
    "code_en": N_("Code (English)"),
    "code_zh": N_("Code (Chinese)"),
    "start": N_("Start"),
    "end": N_("End"),
    "span": N_("Span"),
    "length": N_("Length"),
    "length_min": N_("Length (min)"),
    "paid_min": N_("Paid (min)"),
    "swap_class": N_("Class"),
    "class": N_("Class"),
    "night": N_("Night"),
    "breaks": N_("Breaks"),
    "before_min": N_("Before (min)"),
    "after_min": N_("After (min)"),
    "handover_paid": N_("Handover paid"),
    "gap_start": N_("Gap from"),
    "gap_end": N_("Gap to"),
    "bags": N_("Bags"),
    "latest_start": N_("Latest start"),
    "start_step_min": N_("Start step (min)"),
}


def renamed(table: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Table with its columns in the reader's language; nested values become text."""
    shown = table.copy()
    for column in shown.columns:
        if shown[column].dtype == object:
            shown[column] = [
                ", ".join(map(str, v)) if isinstance(v, tuple | list | set) else v
                for v in shown[column]
            ]
    names: dict[str, str] = {}
    for column in shown.columns:
        name = words(COLUMNS.get(str(column), str(column)))
        names[column] = name if name not in names.values() else f"{name} ({column})"
    return shown.rename(columns=names)
