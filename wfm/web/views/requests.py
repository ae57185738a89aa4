"""Leave, swaps and wishes: asked, checked by every rule, decided with a reason; the trail."""

from __future__ import annotations

import streamlit as st

from wfm.service import requests
from wfm.web.components.header import page_header
from wfm.web.components.messages import need_centre, shown_errors
from wfm.web.frame import current
from wfm.web.sections import request_ask, request_list, request_trail, request_wishes

frame = current()
words = frame.words
slot = st.container()
place = need_centre(frame, words("Requests"))

with shown_errors(words):
    known = requests.requests(frame.desk, place.centre_id)
    waiting = [r for r in known if request_list.is_open(r)]
    with slot:
        page_header(
            words("Requests"),
            [(words("{n} open", n=len(waiting)), "blue" if waiting else "gray")],
            frame.centre_name,
        )
    listed, ask, wished, trail = st.tabs(
        [words("Requests"), words("Ask"), words("Wishes"), words("Audit trail")],
        on_change="rerun",
        key="request_tabs",
    )
    if listed.open:
        with listed:
            request_list.show(frame, known)
    if ask.open:
        with ask:
            request_ask.show(frame, place)
    if wished.open:
        with wished:
            request_wishes.show(frame, place)
    if trail.open:
        with trail:
            request_trail.show(frame, place.centre_id)
