"""History in, forecast out: import, run, intervals, back-test, plan of record."""

from __future__ import annotations

import streamlit as st

from wfm.service import forecasts
from wfm.web.components.header import Chip, page_header
from wfm.web.components.messages import need_centre, shown_errors
from wfm.web.frame import current
from wfm.web.sections import (
    forecast_calendar,
    forecast_cleaning,
    forecast_history,
    forecast_import,
    forecast_runs,
    forecast_versions,
)

frame = current()
words = frame.words
slot = st.container()
if frame.centre_id is None:
    need_centre(frame, words("Forecast"))
centre_id = str(frame.centre_id)

with shown_errors(words):
    chips: list[Chip] = []
    if frame.week is not None:
        plan = forecasts.plan_of_record(frame.desk, centre_id, frame.week)
        chips = (
            [(words("This week has a plan of record"), "green")]
            if plan is not None
            else [(words("This week has no plan of record"), "gray")]
        )
    with slot:
        page_header(words("Forecast"), chips, frame.centre_name)
    forecast_tab, calendar_tab, history_tab, cleaning_tab, import_tab = st.tabs(
        [
            words("Forecast"),
            words("Events and hours"),
            words("History"),
            words("Cleaning"),
            words("Import history"),
        ],
        on_change="rerun",
        key="forecast_tabs",
    )
    if forecast_tab.open:
        with forecast_tab:
            forecast_runs.show(frame, centre_id)
            forecast_versions.show(frame, centre_id)
    if calendar_tab.open:
        with calendar_tab:
            forecast_calendar.show(frame, centre_id)
    if history_tab.open:
        with history_tab:
            forecast_history.show(frame, centre_id)
    if cleaning_tab.open:
        with cleaning_tab:
            forecast_cleaning.show(frame, centre_id)
    if import_tab.open:
        with import_tab:
            forecast_import.show(frame, centre_id)
