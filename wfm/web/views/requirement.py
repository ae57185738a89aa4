"""Agents needed on the phones: curves, one interval, what if, other targets, time, settings."""

from __future__ import annotations

import streamlit as st

from wfm.service import forecasts, requirements, scenarios
from wfm.web.components.header import page_header
from wfm.web.components.messages import empty_state, need_centre, shown_errors
from wfm.web.frame import current
from wfm.web.sections import (
    requirement_interval,
    requirement_missing,
    requirement_settings,
    requirement_studies,
)
from wfm.web.sections import requirement_parts as parts

frame = current()
words = frame.words
slot = st.container()
place = need_centre(frame, words("Requirement"))
with slot:
    page_header(words("Requirement"), (), f"{frame.centre_name} · {words.week(place.week)}")

with shown_errors(words):
    if forecasts.plan_of_record(frame.desk, place.centre_id, place.week) is None:
        empty_state(
            words("There is no forecast for this week yet. The requirement is made from one."),
            icon=":material/query_stats:",
            page="wfm/web/views/forecast.py",
            link=words("Go to Forecast"),
        )
        st.stop()
    names = [info.name for info in scenarios.scenarios(frame.desk, place.centre_id)]
    scenario, target = parts.choices(frame, place, names)
    view = requirements.requirement(
        frame.desk, place.centre_id, place.week, target=target, scenario=scenario
    )
    parts.show_figures(view, frame)
    curve, heat, interval, what_if, targets, lag, settings = st.tabs(
        [
            words("Curves"),
            words("Heat map"),
            words("One interval"),
            words("What if"),
            words("Targets and certainty"),
            words("Why not interval by interval"),
            words("Sizing settings"),
        ],
        on_change="rerun",
        key="requirement_tabs",
    )
    if curve.open:
        with curve:
            parts.show_curves(view, frame)
    if heat.open:
        with heat:
            parts.show_heat(view, frame)
    if interval.open:
        with interval:
            requirement_interval.show(view, frame)
    if what_if.open:
        with what_if:
            requirement_missing.show(view, frame, place)
    if targets.open:
        with targets:
            found = requirement_studies.studies(frame, place, target, scenario)
            if found is not None:
                requirement_studies.show_targets(frame, found)
    if lag.open:
        with lag:
            parts.show_lag(view, frame)
            found = requirement_studies.studies(frame, place, target, scenario)
            if found is not None:
                requirement_studies.show_models(view, frame, found)
    if settings.open:
        with settings:
            requirement_settings.show(frame, place)
