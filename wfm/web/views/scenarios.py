"""The planner's own scenarios: make, keep as files, and compare side by side."""

from __future__ import annotations

import streamlit as st

from wfm.service import scenarios
from wfm.web.components.header import page_header
from wfm.web.components.messages import need_centre, shown_errors
from wfm.web.frame import current
from wfm.web.sections import scenario_compare, scenario_edit

frame = current()
words = frame.words
slot = st.container()
place = need_centre(frame, words("Scenarios"))

with shown_errors(words):
    known = scenarios.scenarios(frame.desk, place.centre_id)
    count = words.count("{n} scenario", "{n} scenarios", len(known))
    with slot:
        page_header(words("Scenarios"), [(count, "gray")], frame.centre_name)
    compare, edit, files = st.tabs(
        [words("Compare"), words("Create and change"), words("Import and export")],
        on_change="rerun",
        key="scenario_tabs",
    )
    if compare.open:
        with compare:
            scenario_compare.show(frame, place, known)
    if edit.open:
        with edit:
            scenario_edit.show(frame, place, known)
    if files.open:
        with files:
            scenario_edit.show_files(frame, place, known)
