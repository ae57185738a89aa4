"""Whole days of a version with their intervals, and past versions against what came."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wfm.service import forecast_review, forecasts, histories
from wfm.service.forecasts import ForecastVersion
from wfm.web.charts.accuracy import review_chart
from wfm.web.charts.totals import day_totals_chart
from wfm.web.frame import Frame
from wfm.web.sections.names import ALL, choose_queue


def show_totals(version: ForecastVersion, frame: Frame) -> None:
    """Day totals of a queue, with their intervals."""
    words, days = frame.words, version.day_totals
    if days.empty:
        st.caption(words("This version was made before day totals were kept."))
        return
    queues = [queue for queue in dict.fromkeys(days["queue"]) if queue != ALL]
    queue = choose_queue(frame, queues, key="totals_queue")
    shown = days[days["queue"] == (queue if len(queues) > 1 else queues[0])]
    if shown.empty:
        st.caption(
            words(
                "Prediction intervals are worked out for one queue at a time: "
                "choose a queue to see them."
            )
        )
        shown = days.groupby("day", as_index=False)[["volume"]].sum()
    else:
        st.altair_chart(
            day_totals_chart(shown, words, frame.palette),
            alt=words("Contacts a day with 80 and 95 percent intervals"),
        )
        st.caption(
            words(
                "A day's interval is measured on whole days: much narrower than its half-hours "
                "added up, wider than if they had nothing to do with one another."
            )
        )
    columns = [name for name in ("volume", "q025", "q10", "q90", "q975") if name in shown]
    heads = {
        "volume": words("Volume"),
        "q025": "2.5 %",
        "q10": "10 %",
        "q90": "90 %",
        "q975": "97.5 %",
    }
    table = pd.DataFrame({words("Day"): [words.day(day) for day in shown["day"]]})
    for name in columns:
        table[heads[name]] = shown[name].round(0).to_numpy()
    st.dataframe(table, hide_index=True, alt=words("Contacts a day and their intervals"))


def show_past(version: ForecastVersion, frame: Frame, centre_id: str) -> None:
    """How past versions did, and this one against what came."""
    words = frame.words
    rows = forecast_review.past_versions(frame.desk, centre_id)
    if rows.empty:
        st.caption(words("No day of any version has been counted yet."))
        return
    known = {info.id: info for info in forecasts.forecasts(frame.desk, centre_id)}
    infos = [known[i] for i in rows["id"]]
    percent = st.column_config.NumberColumn(format="%.1f%%")
    heads = {
        words("Error (WAPE)"): "wape",
        words("Without overrides (WAPE)"): "made_wape",
        words("Bias"): "bias",
        words("80 % interval holds"): "coverage_80",
        words("95 % interval holds"): "coverage_95",
    }
    table = pd.DataFrame(
        {
            words("Version"): rows["version"],
            words("From"): [words.day(info.first_day) for info in infos],
            words("Scenario"): [info.scenario or words("no scenario") for info in infos],
            words("Days counted"): rows["days"],
        }
    )
    for head, name in heads.items():
        table[head] = rows[name] * 100
    st.dataframe(
        table,
        hide_index=True,
        column_config=dict.fromkeys(heads, percent),
        alt=words("Past versions against what came"),
    )
    seen = forecast_review.against_actual(
        frame.desk, version.info.id, histories.history(frame.desk, centre_id)
    )
    if seen.empty:
        st.caption(words("No day of this version has been counted yet."))
        return
    queues = list(dict.fromkeys(seen["queue"]))
    queue = choose_queue(frame, queues, key="past_queue") or queues[0]
    st.altair_chart(
        review_chart(seen[seen["queue"] == queue], words, frame.palette),
        alt=words("Forecast of this version and what came"),
    )
