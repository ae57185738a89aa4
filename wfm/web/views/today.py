"""The running day: counts against the plan, the rest revised, and who is missing."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from wfm.service import today
from wfm.web.components.header import Chip, page_header
from wfm.web.components.messages import need_centre, shown_errors
from wfm.web.frame import current
from wfm.web.sections import today_agents, today_counts, today_course

frame = current()
words = frame.words
slot = st.container()
place = need_centre(frame, words("Today"))
days = [place.week + timedelta(days=k) for k in range(7)]

with slot:
    head = st.container()
    day = st.segmented_control(
        words("Day"),
        days,
        default=date.today() if date.today() in days else days[0],
        format_func=words.day,
        required=True,
        key=f"today_day_{place.week}",
        label_visibility="collapsed",
    )
day = day or days[0]

with shown_errors(words):
    found = today.today(frame.desk, place.centre_id, day)
    until = found.running.until
    chips: list[Chip] = [(words("Nothing counted yet"), "gray")]
    if until is not None:
        at = f"{until:%H:%M}" if until.date() == day else "24:00"
        chips = [(words("Counted until {at}", at=at), "blue")]
    if found.complete:
        chips.append((words("Counted whole: in the history"), "green"))
    if found.revision is None:
        chips.append((words("No published roster"), "orange"))
    with head:
        page_header(words("Today"), chips, f"{frame.centre_name} · {words.full_day(day)}")
    today_course.show(found, frame)
    today_agents.show(found, frame)
    today_counts.show(found, frame, place.centre_id)
