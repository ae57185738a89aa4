"""The calendar of a centre: events, days that are not as usual, opening hours, official days."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from wfm.core.days import DayLike
from wfm.service import calendars
from wfm.service.calendars import CentreDays
from wfm.web.components.messages import remember, shown_errors
from wfm.web.frame import Frame
from wfm.web.sections import forecast_events
from wfm.web.sections.day_rows import day_rows, days_of, opening_of, opening_rows
from wfm.web.words import Words
from wfm.web.words.terms import DAY_KIND, DAY_LIKE, term


def show(frame: Frame, centre_id: str) -> None:
    """Everything that is known of days in advance."""
    known = calendars.centre_days(frame.desk, centre_id)
    forecast_events.show(frame, centre_id, known)
    _days(frame, centre_id, known)
    _official(frame, centre_id)
    _restore(frame, centre_id, known)


def _days(frame: Frame, centre_id: str, known: CentreDays) -> None:
    words = frame.words
    column = st.column_config
    key = f"{centre_id}_{known.days_revision}"
    with st.form(f"days_{key}", border=False):
        left, right = st.columns([3, 2], gap="medium")
        with left:
            st.subheader(words("Days that are not as usual"), anchor=False)
            st.caption(words("Your word on a day goes before the official calendar."))
            days = st.data_editor(
                day_rows(known.days),
                num_rows="dynamic",
                placeholder="",
                hide_index=True,
                key=f"days_table_{key}",
                column_config={
                    "day": column.DateColumn(words("Day"), required=True),
                    "like": column.SelectboxColumn(
                        words("Is like"),
                        options=[str(like) for like in DayLike],
                        format_func=lambda like: term(words, DAY_LIKE, like),
                    ),
                    "hours": column.TextColumn(
                        words("Opening hours"),
                        help=words("e.g. 07:00-12:00, 13:00-17:00; - for closed; empty: as usual"),
                    ),
                    "reason": column.TextColumn(words("Reason")),
                },
                alt=words("Days that are not as usual"),
            )
        with right:
            st.subheader(words("Opening hours"), anchor=False)
            st.caption(
                words(
                    "What is not given is learned from the last weeks of the history; once a "
                    "weekday is given, the others stay as they are in the history now."
                )
            )
            opening = st.data_editor(
                opening_rows(known.opening, calendars.learned_hours(frame.desk, centre_id)).assign(
                    name=lambda rows: [term(words, DAY_LIKE, t) for t in rows["type"]]
                ),
                hide_index=True,
                key=f"opening_table_{key}",
                column_order=["name", "given", "learned"],
                disabled=["name", "learned"],
                column_config={
                    "name": column.TextColumn(words("Day type")),
                    "given": column.TextColumn(
                        words("Given"),
                        help=words("e.g. 07:00-12:00, 13:00-17:00; - for closed; empty: learned"),
                    ),
                    "learned": column.TextColumn(words("In the history")),
                },
                alt=words("Opening hours by day type"),
            )
        reason = st.text_input(words("Reason"), key="days_reason")
        sent = st.form_submit_button(
            words("Save days and hours"), type="primary", icon=":material/save:"
        )
    if sent:
        with shown_errors(words):
            calendars.save_days(
                frame.desk,
                centre_id,
                days_of(days),
                opening_of(opening),
                expected_revision=known.days_revision,
                reason=reason,
            )
            remember(words("Days and hours were saved. Forecasts made from now on use them."))
            st.rerun()


def _official(frame: Frame, centre_id: str) -> None:
    words = frame.words
    now = frame.week or date.today()
    with st.expander(words("Holidays and make-up workdays"), icon=":material/event:"):
        year = int(st.number_input(words("Year"), now.year - 5, now.year + 2, now.year, width=140))
        days = calendars.official_days(frame.desk, centre_id, year)
        if days.empty:
            st.caption(words("No day of this year is marked: the country's holidays do not count."))
            return
        if days["projected"].any():
            st.warning(
                words("Projected: the official notice of this year is not out yet."),
                icon=":material/event_upcoming:",
            )
        st.dataframe(
            pd.DataFrame(
                {
                    words("Day"): [words.day(day) for day in days["day"]],
                    words("Weekday"): [words.weekday(day) for day in days["day"]],
                    words("Taken as"): [_kind(kind, words) for kind in days["kind"]],
                    words("Name or reason"): days["name"],
                }
            ),
            hide_index=True,
            alt=words("Holidays and make-up workdays of the year"),
        )


def _kind(kind: str, words: Words) -> str:
    if kind.startswith("like_"):
        return term(words, DAY_LIKE, kind.removeprefix("like_"))
    return term(words, DAY_KIND, kind)


def _restore(frame: Frame, centre_id: str, known: CentreDays) -> None:
    words = frame.words
    if not (known.events_edited or known.days_edited):
        return
    st.caption(words("Something here differs from the centre's folder. It can be taken back."))
    if st.button(words("Back to the folder's events, days and hours"), icon=":material/undo:"):
        with shown_errors(words):
            calendars.restore_folder(frame.desk, centre_id, "")
            remember(words("Events, days and hours are as in the folder again."))
            st.rerun()
