"""One interval of the requirement: what n agents give, and what each is worth."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wfm.service.requirement_interval import (
    REACH,
    IntervalView,
    busiest,
    interval_view,
    intervals_with_calls,
)
from wfm.service.requirements import RequirementView
from wfm.web.charts.sizing import around_chart, worth_chart
from wfm.web.components.header import tiles
from wfm.web.frame import Frame
from wfm.web.sections.names import choose_group


def show(view: RequirementView, frame: Frame) -> None:
    """Choose a group, a day and a time; figures for any number of agents near the requirement."""
    words = frame.words
    group = choose_group(frame, list(view.groups), key="requirement_interval_group")
    at = _choose(view, frame, group)
    if at is None:
        st.info(words("Nobody calls this group in this week."))
        return
    one = interval_view(view, group, at)
    st.caption(
        words(
            "{volume} contacts of {aht} s in this interval, {load} erlangs with what the intervals "
            "before leave: {agents} agents on the phones, {rostered} with unplanned absence.",
            volume=words.number(one.volume, 1),
            aht=words.number(one.aht_s),
            load=words.number(one.load_erlangs, 2),
            agents=words.number(one.agents),
            rostered=words.number(one.rostered),
        )
    )
    if one.around.empty:
        st.info(
            words(
                "Chat, e-mail or call-backs share this interval's agents, so the calls' service "
                "does not follow from one number. The tab What if has the whole."
            )
        )
    else:
        _around(view, frame, one)
    _worth(frame, one)


def _choose(view: RequirementView, frame: Frame, group: str) -> pd.Timestamp | None:
    words = frame.words
    stamps, best = intervals_with_calls(view, group), busiest(view, group)
    if best is None:
        return None
    days = list(dict.fromkeys(at.date() for at in stamps))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        day = st.selectbox(
            words("Day"),
            days,
            days.index(best.date()),
            format_func=words.day,
            key=f"requirement_interval_day_{group}",
            width=200,
        )
        times = [at for at in stamps if at.date() == day]
        rows = view.frame[view.frame["group"] == group].set_index("timestamp")["agents"]
        peak = max(times, key=lambda at: int(rows[at]))
        chosen: pd.Timestamp = st.selectbox(
            words("Time"),
            times,
            times.index(peak),
            format_func=lambda at: f"{at:%H:%M}",
            key=f"requirement_interval_time_{group}_{day}",
            width=140,
        )
    return chosen


def _around(view: RequirementView, frame: Frame, one: IntervalView) -> None:
    words = frame.words
    low, high = int(one.around["agents"].min()), one.agents + REACH
    n = st.slider(
        words("Agents on the phones"),
        low,
        high,
        one.agents,
        key=f"requirement_interval_n_{one.at}_{one.agents}",
    )
    row = one.around[one.around["agents"] == n].iloc[0]
    endless = words("endless") if row["asa_s"] == float("inf") else ""
    tiles(
        [
            (words("Service level"), words.percent(row["service_level"]), ""),
            (words("Speed of answer (s)"), endless or words.number(row["asa_s"], 1), ""),
            (
                words("Answer rate"),
                words.percent(row["answer_rate"]),
                words("Known under Erlang A alone, in which callers give up."),
            ),
            (words("Occupancy"), words.percent(row["occupancy"]), ""),
        ]
    )
    st.altair_chart(
        around_chart(one.around, one.agents, view.target.service_level, words, frame.palette),
        alt=words("Service by number of agents in one interval"),
    )


def _worth(frame: Frame, one: IntervalView) -> None:
    words = frame.words
    if one.prices.empty or not one.prices["late_calls"].notna().any():
        return
    st.subheader(words("What each agent is worth"), anchor=False)
    st.caption(
        words(
            "Late calls that one agent fewer makes, with those of the backlog that it leaves: the "
            "convex cost curve, by agents as rostered. It never falls, so that a shortage is "
            "spread."
        )
    )
    st.altair_chart(
        worth_chart(one.prices, words, frame.palette),
        alt=words("Late calls by missing agent in one interval"),
    )
