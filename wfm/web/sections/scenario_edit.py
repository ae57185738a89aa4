"""Make, change, copy and delete scenarios."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wfm.forecasting.scenario import Scenario, scenario_from
from wfm.service import scenarios
from wfm.service.scenarios import ScenarioInfo
from wfm.web.components.messages import remember, shown_errors
from wfm.web.components.text import plain
from wfm.web.frame import Frame, Place
from wfm.web.sections.scenario_form import form
from wfm.web.sections.scenario_words import changes_of
from wfm.web.words.terms import ACTOR, term

HARD = "\u00a0"
"""Space at which no line breaks."""


def show_list(frame: Frame, known: tuple[ScenarioInfo, ...], in_force: tuple[str, ...]) -> None:
    """Every scenario in a line: what it changes, on what it builds, who said so.

    Parameters
    ----------
    in_force : tuple of str
        Scenarios that the week is planned with.
    """
    words = frame.words
    if not known:
        return
    columns: dict[str, list[str]] = {
        words("Scenario"): [i.name for i in known],
        words("Changes"): [changes_of(i.scenario, frame) for i in known],
        words("Builds on"): [words.join(list(i.scenario.on)) for i in known],
        words("Plan"): [words("in force") if i.name in in_force else "" for i in known],
        words("Note"): [i.scenario.note for i in known],
        words("Revision"): [words.number(i.revision) for i in known],
        words("Who"): [term(words, ACTOR, i.changed_by) for i in known],
        words("When"): [words.moment(i.changed_at, frame.zone).replace(" ", HARD) for i in known],
    }
    # Columns that say nothing would leave the notes no room; a table of lines that wrap cuts none.
    st.table(
        pd.DataFrame(
            {name: [plain(c) for c in cells] for name, cells in columns.items() if any(cells)}
        ),
        border="horizontal",
        hide_index=True,
        alt=words("Scenarios"),
    )


def show(frame: Frame, place: Place, known: tuple[ScenarioInfo, ...]) -> None:
    """Form of a new scenario or of one that is there."""
    words = frame.words
    new = words("New scenario")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            words("Scenario"), [new, *(i.name for i in known)], key="scenario_chosen", width=320
        )
        info = next((i for i in known if i.name == chosen), None)
        as_copy = info is not None and st.toggle(
            words("As a new one"), key=f"scenario_copy_{chosen}"
        )
    old = info.scenario if info else Scenario(name="new")
    fresh = info is None or as_copy
    tag = f"{'+' if fresh else ''}{chosen}_{info.revision if info else 0}"
    others = [i.name for i in known if fresh or i.name != chosen]
    sent = form(frame, place, old, others, tag)
    if sent is not None:
        values, reason = sent
        with shown_errors(words):
            made = scenario_from(values)
            same = info is not None and not fresh and made.name == info.name
            scenarios.save_scenario(
                frame.desk,
                place.centre_id,
                made,
                info.revision if info is not None and same else None,
                reason,
            )
            remember(words("The scenario {name} was saved.", name=made.name))
            st.rerun()
    if info is not None and not fresh:
        _delete(frame, place, info)


def _delete(frame: Frame, place: Place, info: ScenarioInfo) -> None:
    words = frame.words
    with st.popover(words("Delete"), icon=":material/delete:"):
        reason = st.text_input(words("Reason"), key=f"scenario_delete_reason_{info.name}")
        if st.button(
            words("Delete this scenario"), type="primary", key=f"scenario_delete_{info.name}"
        ):
            with shown_errors(words):
                scenarios.delete_scenario(
                    frame.desk, place.centre_id, info.name, info.revision, reason
                )
                remember(words("The scenario {name} was deleted.", name=info.name))
                st.rerun()
