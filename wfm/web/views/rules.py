"""The rule set in force: every entry with its article, mark, parameters and meaning."""

from __future__ import annotations

import streamlit as st
from wfm.service.rule_sets import rule_rows

from wfm.service import centres
from wfm.web.components.header import page_header
from wfm.web.components.messages import need_centre, shown_errors
from wfm.web.frame import current
from wfm.web.sections.rules_parts import entry_cards, filtered, mark_chips

frame = current()
words = frame.words
slot = st.container()
place = need_centre(frame)

with shown_errors(words):
    rows = rule_rows(frame.desk, place.centre_id, words.language)
    rule_set = centres.rule_set(frame.desk, place.centre_id)
    with slot:
        page_header(words("Rules"), mark_chips(rows, words), f"{frame.centre_name}")
    entry_cards(filtered(rows, words), words)
