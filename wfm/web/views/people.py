"""People, shift catalogue, leave and past roster: look, import from templates, new centres."""

from __future__ import annotations

import streamlit as st

from wfm.web.components.header import page_header
from wfm.web.components.messages import shown_errors
from wfm.web.frame import current
from wfm.web.sections import people_activities, people_import, people_tables

frame = current()
words = frame.words
page_header(words("People and shifts"), (), frame.centre_name)

with shown_errors(words):
    if frame.centre_id is None:
        st.markdown(words("There is no centre yet. Bring one in as a zipped centre folder."))
        people_import.show_new_centre(frame)
    else:
        look, work, bring, new = st.tabs(
            [words("What is there"), words("Activities"), words("Import"), words("New centre")],
            on_change="rerun",
            key="people_tabs",
        )
        if look.open:
            with look:
                people_tables.show(frame, frame.centre_id)
        if work.open:
            with work:
                people_activities.show(frame, frame.centre_id)
        if bring.open:
            with bring:
                people_import.show(frame, frame.centre_id)
        if new.open:
            with new:
                people_import.show_new_centre(frame)
