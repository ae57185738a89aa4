"""What was observed: volume a day with marked days, gaps listed."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import streamlit as st

from wfm.core.centre import Centre
from wfm.service import centres, histories
from wfm.service.planning import statutory_holidays
from wfm.web.charts.forecasts import history_chart
from wfm.web.components.header import tiles
from wfm.web.components.messages import empty_state
from wfm.web.frame import Frame
from wfm.web.sections.names import ALL, choose_queue
from wfm.web.words import Words


def marks(centre: Centre, first: date, last: date, words: Words) -> dict[date, str]:
    """Marked days: holidays, closures, events, pay days; the most telling mark wins."""
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
    return found


def by_day(history: pd.DataFrame) -> pd.DataFrame:
    """Volume a day and how many of its intervals are not known; a day of none known is NaN."""
    local = history["timestamp"].dt.tz_localize(None).dt.normalize()
    grouped = history.assign(day=local, unknown=history["state"].isin(["missing", "outage"]))
    days = grouped.groupby("day").agg(
        volume=("volume", lambda v: v.sum(min_count=1)), unknown=("unknown", "sum")
    )
    return days.reset_index(names="timestamp")


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
    queues = list(dict.fromkeys(history["queue"]))
    chosen = choose_queue(frame, queues, key="history_queue")
    shown = history if chosen == ALL else history[history["queue"] == chosen]
    days = by_day(shown)
    first, last = days["timestamp"].iloc[0].date(), days["timestamp"].iloc[-1].date()
    known = shown[shown["volume"].notna()]
    total = known["volume"].sum()
    aht = (known["volume"] * known["aht_s"]).sum() / total if total else None
    tiles(
        [
            (words("From"), first.isoformat(), words.full_day(first)),
            (words("To"), last.isoformat(), words.full_day(last)),
            (
                words("Contacts"),
                words.number(total),
                words("Missing intervals are not counted as zero."),
            ),
            (words("Mean handle time (s)"), words.number(aht), words("Weighted by volume.")),
        ]
    )
    centre = centres.centre_data(frame.desk, centre_id).centre
    marked = marks(centre, first, last, words)
    days["mark"] = [marked.get(t.date(), "") for t in days["timestamp"]]
    st.altair_chart(
        history_chart(days, words, frame.palette), alt=words("Volume a day with marked days")
    )
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader(words("Marked days"), anchor=False)
        rows = days[days["mark"] != ""].sort_values("timestamp", ascending=False)
        st.dataframe(
            pd.DataFrame(
                {
                    words("Day"): [words.day(t.date()) for t in rows["timestamp"]],
                    words("Marked as"): rows["mark"],
                    words("Volume"): rows["volume"],
                }
            ),
            hide_index=True,
            height=240,
            alt=words("Marked days and their volume"),
        )
    with right:
        st.subheader(words("Intervals that are not known"), anchor=False)
        holes = days[days["unknown"] > 0]
        if holes.empty:
            st.caption(words("None: every open interval has a value."))
        else:
            st.dataframe(
                pd.DataFrame(
                    {
                        words("Day"): [words.day(t.date()) for t in holes["timestamp"]],
                        words("Intervals missing"): holes["unknown"],
                    }
                ),
                hide_index=True,
                height=240,
                alt=words("Days with missing intervals"),
            )
