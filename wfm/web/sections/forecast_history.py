"""What was observed: volume a day with marked days, a closer look, gaps and states."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import streamlit as st

from wfm.core.centre import Centre
from wfm.forecasting.cleaning import apply_changes
from wfm.forecasting.history import gaps, interval_of
from wfm.service import centres, cleanings, histories
from wfm.service.planning import statutory_holidays
from wfm.web.charts.history import days_chart, intervals_chart
from wfm.web.components.header import tiles
from wfm.web.components.messages import empty_state
from wfm.web.frame import Frame
from wfm.web.sections.history_check import gap_rows
from wfm.web.sections.names import ALL, choose_queue
from wfm.web.words import N_, Words
from wfm.web.words.terms import DAY_LIKE, term

STATE = {
    "open": N_("Counted"),
    "closed": N_("Closed"),
    "missing": N_("Missing"),
    "outage": N_("Outage"),
}
MOST_DAYS = 31
"""Of the closer look: more intervals than that are a blur."""


def marks(centre: Centre, first: date, last: date, words: Words) -> dict[date, str]:
    """Marked days, by pay day, event, holiday, closure, odd day: the last of them wins."""
    found: dict[date, str] = {}
    day = first
    while day <= last:
        if day.day in centre.pay_days:
            found[day] = words("Pay day")
        day += timedelta(days=1)
    for event in centre.events:
        for k in range((event.last_day - event.first_day).days + 1):
            found[event.first_day + timedelta(days=k)] = event.name
    for holiday in statutory_holidays(centre, first, last):
        found[holiday] = words("Statutory holiday")
    for closure in centre.closures:
        for k in range((closure.last_day - closure.first_day).days + 1):
            found[closure.first_day + timedelta(days=k)] = closure.name or words("Closed")
    for odd in centre.days:
        like = "" if odd.like is None else term(words, DAY_LIKE, odd.like)
        found[odd.day] = odd.reason or like or words("Opening hours")
    return found


def by_day(history: pd.DataFrame, cleaned: pd.DataFrame | None = None) -> pd.DataFrame:
    """Volume a day, cleaned volume where it differs, and intervals that are not known.

    A day of which nothing is known is NaN.
    """
    local = history["timestamp"].dt.tz_localize(None).dt.normalize()
    grouped = pd.DataFrame(
        {
            "day": local,
            "volume": history["volume"],
            "cleaned": np.nan if cleaned is None else cleaned["volume"].to_numpy(),
            "unknown": history["state"].isin(["missing", "outage"]),
        }
    ).groupby("day")
    days = grouped[["volume", "cleaned"]].sum(min_count=1)
    days["unknown"] = grouped["unknown"].sum()
    same = (days["cleaned"] - days["volume"]).abs() < 1e-6
    days["cleaned"] = days["cleaned"].mask(same)
    table: pd.DataFrame = days.reset_index(names="timestamp")
    return table


def intervals(
    history: pd.DataFrame, cleaned: pd.DataFrame, first: date, last: date, words: Words
) -> pd.DataFrame:
    """Volume of each interval of some days, counted and cleaned, summed over the queues."""
    local = history["timestamp"].dt.tz_localize(None)
    inside = (local >= pd.Timestamp(first)) & (local < pd.Timestamp(last + timedelta(days=1)))
    part = history.loc[inside, ["timestamp", "volume", "state"]].assign(
        cleaned=cleaned.loc[inside, "volume"].to_numpy(),
        after=cleaned.loc[inside, "state"].to_numpy(),
    )
    blank = part["after"].isin(["missing", "outage"])
    part["blank"] = part["after"].where(blank)
    grouped = part.groupby("timestamp")
    shown = grouped[["volume", "cleaned"]].sum(min_count=1)
    shown["state"] = grouped["blank"].first()
    shown["state"] = [term(words, STATE, s) if isinstance(s, str) else "" for s in shown["state"]]
    shown = shown.reset_index()
    step = pd.Timedelta(minutes=interval_of(history))
    table: pd.DataFrame = shown.assign(end=shown["timestamp"] + step)
    return table


def show(frame: Frame, centre_id: str) -> None:
    """Figures, chart and the state of the data."""
    words = frame.words
    history = histories.history(frame.desk, centre_id)
    if history is None or history.empty:
        empty_state(
            words("This centre has no history yet. Bring it in on the tab Import history."),
            icon=":material/upload_file:",
        )
        return
    found = cleanings.cleaning(frame.desk, centre_id)
    cleaned = apply_changes(history, found.accepted)
    queues = list(dict.fromkeys(history["queue"]))
    chosen = choose_queue(frame, queues, key="history_queue")
    if chosen != ALL:
        cleaned = cleaned[history["queue"] == chosen]
        history = history[history["queue"] == chosen]
    days = by_day(history, cleaned)
    first, last = days["timestamp"].iloc[0].date(), days["timestamp"].iloc[-1].date()
    _figures(frame, history, first, last, len(found.accepted))
    centre = centres.centre(frame.desk, centre_id)
    marked = marks(centre, first, last, words)
    days["mark"] = [marked.get(t.date(), "") for t in days["timestamp"]]
    st.altair_chart(
        days_chart(days, words, frame.palette), alt=words("Volume a day with marked days")
    )
    _closer(frame, history, cleaned, first, last)
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader(words("Marked days"), anchor=False)
        rows = days[days["mark"] != ""].sort_values("timestamp", ascending=False)
        st.dataframe(
            pd.DataFrame(
                {
                    words("Day"): [words.full_day(t.date()) for t in rows["timestamp"]],
                    words("Marked as"): rows["mark"],
                    words("Volume"): rows["volume"],
                }
            ),
            hide_index=True,
            height=240,
            placeholder="–",
            alt=words("Marked days and their volume"),
        )
    with right:
        st.subheader(words("Intervals that are not known"), anchor=False)
        _gaps(frame, history)


def _figures(frame: Frame, history: pd.DataFrame, first: date, last: date, n_changes: int) -> None:
    words = frame.words
    known = history[history["volume"].notna()]
    total = known["volume"].sum()
    timed = known[known["aht_s"].notna()]
    weight = timed["volume"].sum()
    aht = (timed["volume"] * timed["aht_s"]).sum() / weight if weight else None
    tiles(
        [
            (
                words("Number of days"),
                words.number((last - first).days + 1),
                f"{words.full_day(first)} – {words.full_day(last)}",
            ),
            (
                words("Contacts"),
                words.number(total),
                words("Missing intervals are not counted as zero."),
            ),
            (words("Mean handle time (s)"), words.number(aht), words("Weighted by volume.")),
            (
                words("Changes put on"),
                words.number(n_changes),
                words("Accepted on the tab Cleaning; the raw counts stay beside them."),
            ),
        ]
    )


def _closer(
    frame: Frame, history: pd.DataFrame, cleaned: pd.DataFrame, first: date, last: date
) -> None:
    """Intervals of some days."""
    words = frame.words
    st.subheader(words("A closer look"), anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        start = st.date_input(
            words("From"),
            value=max(first, last - timedelta(days=6)),
            min_value=first,
            max_value=last,
            key="history_zoom_from",
            width=200,
        )
        n_days = st.number_input(
            words("Number of days"), 1, MOST_DAYS, value=7, key="history_zoom_days", width=140
        )
    if not isinstance(start, date):
        return
    end = min(last, start + timedelta(days=int(n_days) - 1))
    st.altair_chart(
        intervals_chart(intervals(history, cleaned, start, end, words), words, frame.palette),
        alt=words("Contacts an interval, counted and cleaned"),
    )


def _gaps(frame: Frame, history: pd.DataFrame) -> None:
    words = frame.words
    holes = gaps(history)
    if not holes:
        st.caption(words("None: every open interval has a value."))
        return
    table = pd.DataFrame(
        [(g.queue, g.start, g.end, g.n_intervals) for g in holes],
        columns=["queue", "start", "end", "intervals"],
    )
    shown = gap_rows(table, frame)
    shown[words("State")] = [term(words, STATE, g.state) for g in holes]
    st.dataframe(
        shown.iloc[::-1], hide_index=True, height=240, alt=words("Days with missing intervals")
    )
