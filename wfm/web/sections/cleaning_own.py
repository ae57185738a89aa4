"""A planner's own changes of the history: numbers that are known better, and states of spans."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pandas as pd
import streamlit as st

from wfm.forecasting.history import interval_of
from wfm.service import cleanings
from wfm.web.components.messages import remember, shown_errors
from wfm.web.frame import Frame
from wfm.web.sections.names import queue_names
from wfm.web.words import N_

WHAT = {
    "outage": N_("It was an outage"),
    "missing": N_("It was not recorded"),
    "closed": N_("It was closed"),
    "volume": N_("The contacts an interval were"),
    "factor": N_("The counts are to be multiplied by"),
}


def show(frame: Frame, centre_id: str, history: pd.DataFrame) -> None:
    """Form for one change."""
    words = frame.words
    names = queue_names(frame)
    queues = list(dict.fromkeys(history["queue"]))
    stamps = history["timestamp"]
    first, last = stamps.min().date(), stamps.max().date()
    step = timedelta(minutes=interval_of(history))
    with st.expander(words("Own correction or state"), icon=":material/edit_calendar:"):
        what = st.selectbox(
            words("What you know"),
            list(WHAT),
            format_func=lambda w: words(WHAT[w]),
            key="own_what",
            width=340,
        )
        with st.form("own_change", border=False):
            chosen = st.multiselect(
                words("Queues"),
                queues,
                default=queues,
                format_func=lambda q: names.get(q, q),
                key="own_queues",
                placeholder=words("Choose"),
            )
            with st.container(horizontal=True, vertical_alignment="bottom"):
                start_day = st.date_input(
                    words("From"), last, min_value=first, max_value=last, key="own_from", width=160
                )
                start = st.time_input(
                    words("At"), time(0), step=step, key="own_from_time", width=120
                )
                end_day = st.date_input(
                    words("To"),
                    last,
                    min_value=first,
                    max_value=last + timedelta(days=1),
                    key="own_to",
                    width=160,
                )
                end = st.time_input(
                    words("Until"),
                    time(0),
                    step=step,
                    key="own_to_time",
                    width=120,
                    help=words("The end is not part of the span; 00:00 is the end of the day."),
                )
                value = None
                if what in ("volume", "factor"):
                    value = st.number_input(
                        words(WHAT[what]), min_value=0.0, value=1.0, key=f"own_{what}", width=220
                    )
            reason = st.text_input(words("Reason"), key="own_reason")
            done = st.form_submit_button(words("Put it on"), icon=":material/save:")
        if not done or not isinstance(start_day, date) or not isinstance(end_day, date):
            return
        with shown_errors(words):
            zone = str(pd.DatetimeIndex(stamps).tz)
            span = (_moment(start_day, start, zone), _moment(end_day, end, zone, end=True))
            if what in ("volume", "factor"):
                cleanings.add_correction(
                    frame.desk,
                    centre_id,
                    chosen,
                    *span,
                    volume=value if what == "volume" else None,
                    factor=value if what == "factor" else None,
                    reason=reason,
                )
            else:
                cleanings.add_state(frame.desk, centre_id, chosen, *span, what, reason=reason)
            remember(words("Saved. The raw counts stay as they are."))
            st.rerun()


def _moment(day: date, at: time, zone: str, *, end: bool = False) -> datetime:
    """Instant of a local time; an end at midnight is that of the day's end."""
    if end and at == time(0):
        day += timedelta(days=1)
    wall = pd.Timestamp(datetime.combine(day, at))
    local = wall.tz_localize(zone, ambiguous=not end, nonexistent="shift_forward")
    moment: datetime = local.to_pydatetime()
    return moment
