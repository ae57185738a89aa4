"""One day: every agent's shift with its breaks, against the requirement curve."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wfm.service import boards, rosters
from wfm.service.rosters import RosterState
from wfm.web.charts.coverage import coverage_chart
from wfm.web.charts.days import day_chart
from wfm.web.frame import Frame
from wfm.web.sections.names import team_names


def show(frame: Frame, state: RosterState) -> None:
    """Choose a day; curve above, bars below."""
    words = frame.words
    first = state.problem.first_day
    days = [
        (pd.Timestamp(first) + pd.Timedelta(days=k)).date() for k in range(state.problem.n_days)
    ]
    day = st.segmented_control(
        words("Day"),
        days,
        default=days[0],
        required=True,
        format_func=words.day,
        key="roster_day",
        label_visibility="collapsed",
    )
    curve = rosters.coverage(state)
    groups = list(dict.fromkeys(curve["group"]))
    local = curve["timestamp"].dt.tz_convert(state.problem.zone)
    of_day = curve[(local.dt.date == day) & (curve["group"] == groups[0])]
    st.altair_chart(
        coverage_chart(of_day, words, frame.palette, height=190, one_day=True),
        alt=words("Required and staffed agents on this day"),
    )
    bars = boards.day_bars(state, day)
    if bars.empty:
        st.caption(words("Nobody works on this day."))
        return
    names = team_names(frame)
    teams = sorted({str(t) for t in bars["team"]})
    chosen = st.pills(
        words("Team"),
        teams,
        selection_mode="multi",
        format_func=lambda t: names.get(t, t),
        key="roster_day_teams",
    )
    if chosen:
        bars = bars[bars["team"].isin(chosen)]
    st.altair_chart(
        day_chart(bars, words, frame.palette),
        alt=words("Shifts with their meals and rest breaks, a row an agent"),
    )
