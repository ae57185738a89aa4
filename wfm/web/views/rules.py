"""The rule set in force: every entry with its article, mark, parameters and meaning."""

from __future__ import annotations

import streamlit as st

from wfm.service import centres
from wfm.service.wording import rule_rows
from wfm.web.components.header import page_header
from wfm.web.components.messages import need_centre, shown_errors
from wfm.web.frame import current
from wfm.web.sections.rules_parts import entry_cards, filtered, mark_chips

frame = current()
words = frame.words
slot = st.container()
place = need_centre(frame, words("Rules"))

with shown_errors(words):
    rule_set = centres.rule_set(frame.desk, place.centre_id)
    rows = rule_rows(rule_set.entries, words.language)
    name = rule_set.name_zh if words.language == "zh" else rule_set.name_en
    with slot:
        page_header(words("Rules"), mark_chips(rows, words), f"{frame.centre_name} · {name}")
    entry_cards(filtered(rows, words), words)
