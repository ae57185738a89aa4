"""The planner's own scenarios: make, stack, compare side by side, and plan with one."""

from __future__ import annotations

import streamlit as st

from wfm.service import forecasts, scenario_plans, scenarios
from wfm.web.components.header import page_header
from wfm.web.components.messages import empty_state, need_centre, shown_errors
from wfm.web.frame import Frame, Place, current
from wfm.web.sections import (
    scenario_compare,
    scenario_edit,
    scenario_files,
    scenario_history,
    scenario_plan,
)


def in_force(frame: Frame, place: Place) -> tuple[str, ...] | None:
    """Scenarios that the week is planned with; None while no forecast covers it."""
    info = forecasts.plan_of_record(frame.desk, place.centre_id, place.week)
    if info is None:
        return None
    return tuple(layer.name for layer in scenario_plans.under_of(frame.desk, info.id).layers)


frame = current()
words = frame.words
slot = st.container()
place = need_centre(frame, words("Scenarios"))

with shown_errors(words):
    known = scenarios.scenarios(frame.desk, place.centre_id)
    planned = in_force(frame, place)
    count = words.count("{n} scenario", "{n} scenarios", len(known))
    with slot:
        page_header(
            words("Scenarios"),
            [(count, "gray")],
            f"{frame.centre_name} · {words.week(place.week)}",
        )
    scenario_edit.show_list(frame, known, planned or ())
    compare, edit, plan, history, files = st.tabs(
        [
            words("Compare"),
            words("Create and change"),
            words("Plan of record"),
            words("History"),
            words("Import and export"),
        ],
        on_change="rerun",
        key="scenario_tabs",
    )
    for tab, section in ((compare, scenario_compare), (plan, scenario_plan)):
        if tab.open:
            with tab, shown_errors(words):
                if planned is None:
                    empty_state(
                        words("There is no forecast for this week yet. Scenarios are put on one."),
                        icon=":material/query_stats:",
                        page="wfm/web/views/forecast.py",
                        link=words("Go to Forecast"),
                    )
                else:
                    section.show(frame, place, known)
    if edit.open:
        with edit:
            scenario_edit.show(frame, place, known)
    if history.open:
        with history:
            scenario_history.show(frame, place, known)
    if files.open:
        with files:
            scenario_files.show(frame, place, known)
