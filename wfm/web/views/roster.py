"""The week's roster: generate with a live gap, look, change, pin, repair, publish."""

from __future__ import annotations

import streamlit as st

from wfm.service import rosters
from wfm.web.components.findings import show_findings
from wfm.web.components.messages import empty_state, need_centre, shown_errors
from wfm.web.frame import current
from wfm.web.sections import (
    roster_board,
    roster_coverage,
    roster_day,
    roster_fairness,
    roster_head,
    roster_repair,
    roster_revisions,
    roster_run,
    roster_simulation,
)

frame = current()
words = frame.words
place = need_centre(frame, words("Roster"))

with shown_errors(words):
    state = rosters.roster(frame.desk, place.centre_id, place.week)
    roster_head.show(frame, place, state)
    running = roster_run.show(frame, place, state)
    if state is None and running:
        st.stop()
    if state is None:
        empty_state(
            words("There is no roster for this week yet. Generate one above."),
            icon=":material/calendar_view_week:",
        )
        st.stop()
    board, day, repair, coverage, findings, fairness, revisions = st.tabs(
        [
            words("Board"),
            words("Day view"),
            words("Repair"),
            words("Coverage and service"),
            words("Findings"),
            words("Fairness"),
            words("Revisions"),
        ],
        on_change="rerun",
        key="roster_tabs",
    )
    if board.open:
        with board:
            roster_board.show(frame, place, state)
    if day.open:
        with day:
            roster_day.show(frame, state)
    if repair.open:
        with repair:
            roster_repair.show(frame, place, state)
    if coverage.open:
        with coverage:
            roster_coverage.show(frame, state)
            roster_simulation.show(frame, place, state)
    if findings.open:
        with findings:
            show_findings(rosters.findings(state, words.language), frame, key="roster_findings")
    if fairness.open:
        with fairness:
            roster_fairness.show(frame, state)
    if revisions.open:
        with revisions:
            roster_revisions.show(frame, place)
