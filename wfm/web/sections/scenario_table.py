"""The figures of a comparison: a line a figure, a column a scenario."""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd

from wfm.service.scenario_compare import Comparison
from wfm.web.frame import Frame
from wfm.web.sections.scenario_words import name_of
from wfm.web.words import N_, Words

FIGURES = {
    "volume": N_("Contacts"),
    "aht_s": N_("Mean handle time (s)"),
    "workload_hours": N_("Workload (hours)"),
    "required_hours": N_("Required hours"),
    "peak_agents": N_("Seats at the peak"),
    "paid_hours": N_("Paid hours"),
    "agents_fte": N_("Full-time agents"),
    "cost": N_("Cost ({currency})"),
    "target": N_("Target"),
    "shrinkage": N_("Unplanned shrinkage"),
    "service_level": N_("Service level with the plan's seats"),
    "answer_rate": N_("Answer rate with the plan's seats"),
    "asa_s": N_("Average speed of answer with the plan's seats (s)"),
    "occupancy": N_("Occupancy with the plan's seats"),
    "intervals_below": N_("Intervals below the target"),
}
"""Figures in the order in which they are shown."""

DIGITS = {"required_hours": 1, "agents_fte": 1, "asa_s": 1}
SHARES = ("shrinkage", "service_level", "answer_rate", "occupancy")


def figures(result: Comparison, frame: Frame) -> pd.DataFrame:
    """Figures with what they are against the reference, in the reader's language."""
    words, rows = frame.words, result.rows
    shown = [column for column in FIGURES if column in rows]
    if "answer_rate" in shown and rows["answer_rate"].isna().all():
        shown.remove("answer_rate")  # only Erlang A knows it
    table = {words("Figure"): [words(FIGURES[c], currency=result.currency) for c in shown]}
    for place in range(len(rows)):
        name = name_of(str(rows["scenario"].iloc[place]), frame)
        table[name] = [
            _cell(rows[column].iloc[place], rows[column].iloc[0], column, place > 0, words)
            for column in shown
        ]
    return pd.DataFrame(table)


def _cell(value: object, reference: object, column: str, compared: bool, words: Words) -> str:
    if isinstance(value, str):
        return value
    number, base = float(value), float(reference)  # type: ignore[arg-type]
    text = _text(number, column, words)
    if not compared or not math.isfinite(number - base):
        return text
    change = number - base
    if column in SHARES:
        moved = words.number(abs(change) * 100, 1)
        zero = round(change * 100, 1) == 0
        unit = words(" pts")
    else:
        moved = words.number(abs(change), DIGITS.get(column, 0))
        zero = round(change, DIGITS.get(column, 0)) == 0
        unit = ""
    if zero:
        return text
    return f"{text}  ({'+' if change > 0 else '−'}{moved}{unit})"


def _text(number: float, column: str, words: Words) -> str:
    if math.isinf(number):
        return "∞"
    show: Callable[[float], str] = (
        words.percent
        if column in SHARES
        else lambda value: words.number(value, DIGITS.get(column, 0))
    )
    return show(number)
