"""What a forecast is made of: fit over the past, weekdays, profile of a day, effects."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import streamlit as st

from wfm.web.charts.forecasts import bars, fit_chart, profile_chart
from wfm.web.frame import Frame
from wfm.web.sections.names import by_volume, queue_names
from wfm.web.words import Words
from wfm.web.words.terms import EFFECT, term

MONDAY = date(2026, 11, 23)


def _effect(name: str, words: Words) -> str:
    """Name of a calendar effect; an event's own name stays."""
    return term(words, EFFECT, name.removeprefix("event:"))


def show(parts: dict[str, pd.DataFrame], frame: Frame) -> None:
    """Charts of one queue's parts."""
    words = frame.words
    if parts["days"].empty:
        st.caption(words("The parts of this version were not kept."))
        return
    queues = by_volume(parts["days"], "fitted")
    names = queue_names(frame)
    queue = st.selectbox(
        words("Queue"),
        queues,
        format_func=lambda q: names.get(q, q),
        key="parts_queue",
        width=260,
    )
    chosen = {name: part[part["queue"] == queue] for name, part in parts.items()}
    st.markdown(f"**{words('Days: what was observed and what the model says')}**")
    st.altair_chart(
        fit_chart(chosen["days"], words, frame.palette),
        alt=words("Observed and fitted volume a day"),
    )
    days = [words.weekday(MONDAY + timedelta(days=k)) for k in range(7)]
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(f"**{words('Usual volume a weekday')}**")
        weekdays = chosen["weekdays"].assign(
            name=[days[int(k)] for k in chosen["weekdays"]["weekday"]]
        )
        st.altair_chart(
            bars(weekdays, "name", "volume", words("Contacts"), frame.palette, height=230),
            alt=words("Usual volume a weekday"),
        )
    with right:
        st.markdown(f"**{words('Shape of a day')}**")
        profile = chosen["profile"].assign(
            series=[days[int(k)] for k in chosen["profile"]["weekday"]]
        )
        st.altair_chart(
            profile_chart(profile, words, frame.palette),
            alt=words("Share of the day's volume per interval, a line a weekday"),
        )
    effects = chosen["effects"]
    if effects.empty:
        st.caption(words("No day type or event has an effect of its own here."))
        return
    st.markdown(f"**{words('Effects of day types and events')}**")
    shown = effects.assign(
        name=[_effect(str(e), words) for e in effects["effect"]],
        change=(effects["factor"] - 1) * 100,
    )
    st.altair_chart(
        bars(
            shown,
            "name",
            "change",
            words("Change of volume (%)"),
            frame.palette,
            height=80 + 28 * len(shown),
            digits=1,
        ),
        alt=words("Change of volume by day types and events"),
    )
