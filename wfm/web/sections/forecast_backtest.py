"""The back-test of a version in full: tables per lead, errors by hour and weekday, calibration."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from wfm.service.forecasts import ForecastVersion
from wfm.web.charts.accuracy import calibration_chart, error_chart
from wfm.web.frame import Frame
from wfm.web.sections.names import ALL, choose_queue, queue_names
from wfm.web.words import UNKNOWN, Words
from wfm.web.words.terms import MODEL, term

MONDAY = date(2026, 11, 23)


def show(version: ForecastVersion, frame: Frame) -> None:
    """Everything that the back-test of a version says."""
    words = frame.words
    result = version.backtest
    if not result:
        st.caption(words("This version was made without a back-test."))
        return
    st.caption(
        words.count(
            "{n} origin: forecasts made as of a past week and compared with what came.",
            "{n} origins: forecasts made as of past weeks and compared with what came.",
            int(result.get("origins", 0)),
        )
    )
    _table(
        _methods(version.info.model, result["leads"], words),
        words,
        words("Back-test of the model beside what planners do by hand"),
    )
    _queues(result, frame)
    bands = list(result["leads"])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        band = st.segmented_control(
            words("Days ahead"), bands, default=bands[0], required=True, key="backtest_band"
        )
        queue = choose_queue(frame, list(result.get("queues", {})), key="backtest_queue")
    part = result if queue == ALL else result.get("per_queue", {}).get(queue, {})
    _errors(part, str(band or bands[0]), words, frame)
    _calibration(part, str(band or bands[0]), words, frame)
    _running_day(result, words)


def _methods(model: str, leads: Mapping[str, Any], words: Words) -> pd.DataFrame:
    """The model and every baseline, a row a lead band."""
    rows = []
    for lead, scores in leads.items():
        days = scores.get("day_total_baselines", {})
        rows.append((lead, model, scores, scores.get("day_total_wape")))
        rows += [(lead, m, s, days.get(m)) for m, s in scores.get("baselines", {}).items()]
    return pd.DataFrame(
        {
            words("Days ahead"): [lead for lead, *_ in rows],
            words("Model"): [term(words, MODEL, m) for _, m, *_ in rows],
            words("Error (WAPE)"): [_percent(s.get("wape")) for *_, s, _ in rows],
            words("Bias"): [_percent(s.get("bias")) for *_, s, _ in rows],
            words("Root mean square error"): [s.get("rmse") for *_, s, _ in rows],
            words("Scaled error (MASE)"): [s.get("mase") for *_, s, _ in rows],
            words("Day totals (WAPE)"): [_percent(day) for *_, day in rows],
            words("80 % interval holds"): [_percent(s.get("coverage_80")) for *_, s, _ in rows],
            words("95 % interval holds"): [_percent(s.get("coverage_95")) for *_, s, _ in rows],
            words("95 % of day totals holds"): [
                _percent(s.get("day_total_coverage_95")) for *_, s, _ in rows
            ],
        }
    )


def _queues(result: Mapping[str, Any], frame: Frame) -> None:
    """Scores per queue and of their sum, where there are several."""
    words, names = frame.words, queue_names(frame)
    parts = {names.get(queue, queue): bands for queue, bands in result.get("queues", {}).items()}
    if not parts:
        return
    parts = {words("Sum of the queues"): result.get("total", {}), **parts}
    st.markdown(f"**{words('By queue')}**")
    rows = [(name, lead, s) for name, bands in parts.items() for lead, s in bands.items()]
    habits = [
        min((b["wape"] for b in s.get("baselines", {}).values() if b.get("wape")), default=None)
        for *_, s in rows
    ]
    _table(
        pd.DataFrame(
            {
                words("Queue"): [name for name, *_ in rows],
                words("Days ahead"): [lead for _, lead, _ in rows],
                words("Error (WAPE)"): [_percent(s.get("wape")) for *_, s in rows],
                words("Best habit (WAPE)"): [_percent(habit) for habit in habits],
                words("Bias"): [_percent(s.get("bias")) for *_, s in rows],
                words("Day totals (WAPE)"): [_percent(s.get("day_total_wape")) for *_, s in rows],
                words("80 % interval holds"): [_percent(s.get("coverage_80")) for *_, s in rows],
                words("95 % interval holds"): [_percent(s.get("coverage_95")) for *_, s in rows],
            }
        ),
        words,
        words("Back-test by queue"),
    )


def _errors(part: Mapping[str, Any], band: str, words: Words, frame: Frame) -> None:
    hours, weekdays = (part.get(name, {}).get(band) for name in ("by_hour", "by_weekday"))
    if not hours or not weekdays:
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.markdown(f"**{words('Error by hour of the day')}**")
        rows = pd.DataFrame(hours)
        st.altair_chart(
            error_chart(rows.assign(category=rows["hour"]), words("Hour"), words, frame.palette),
            alt=words("Error of the model and of the best habit by hour of the day"),
        )
    with right:
        st.markdown(f"**{words('Error by weekday')}**")
        rows = pd.DataFrame(weekdays)
        names = [words.weekday(MONDAY + timedelta(days=int(k))) for k in rows["weekday"]]
        st.altair_chart(
            error_chart(rows.assign(category=names), words("Weekday"), words, frame.palette),
            alt=words("Error of the model and of the best habit by weekday"),
        )
    st.caption(words("The habit here is the median of the last six same weekdays."))


def _calibration(part: Mapping[str, Any], band: str, words: Words, frame: Frame) -> None:
    found = part.get("calibration", {}).get(band)
    if not found:
        return
    rows = pd.DataFrame(found).astype(float)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.markdown(f"**{words('Do the intervals hold what they say?')}**")
        st.altair_chart(
            calibration_chart(rows, words, frame.palette),
            alt=words("Observed against nominal coverage of intervals and day totals"),
        )
    with right:
        st.caption(
            words(
                "Of a hundred counts, an 80 % interval should hold eighty. Points below the "
                "dashed line: intervals too narrow; above it: too wide."
            )
        )
        st.dataframe(
            pd.DataFrame(
                {
                    words("Nominal coverage"): rows["level"] * 100,
                    words("Intervals"): rows["intervals"] * 100,
                    words("Day totals"): rows["day_totals"] * 100,
                }
            ),
            hide_index=True,
            column_config={
                words(name): st.column_config.NumberColumn(format="%.0f%%")
                for name in ("Nominal coverage", "Intervals", "Day totals")
            },
            alt=words("Observed against nominal coverage"),
        )


def _running_day(result: Mapping[str, Any], words: Words) -> None:
    rows = [
        (when, s.get("wape"), s.get("frozen_wape"))
        for when, s in result.get("intraday", {}).items()
    ]
    if not rows:
        return
    st.markdown(f"**{words('The rest of a running day')}**")
    st.dataframe(
        pd.DataFrame(
            {
                words("Seen until"): [when for when, *_ in rows],
                words("Updated (WAPE)"): [_percent(updated) for _, updated, _ in rows],
                words("As forecast (WAPE)"): [_percent(frozen) for *_, frozen in rows],
            }
        ),
        hide_index=True,
        column_config={
            words(name): st.column_config.NumberColumn(format="%.1f%%")
            for name in ("Updated (WAPE)", "As forecast (WAPE)")
        },
        alt=words("Error of the rest of the day, updated and as forecast"),
    )


def _table(table: pd.DataFrame, words: Words, alt: str) -> None:
    """Table with its figures written out; what is not known is a dash, never a zero."""
    plain = {words("Root mean square error"), words("Scaled error (MASE)")}
    texts = {words("Days ahead"), words("Model"), words("Queue")}
    figures = [name for name in table.columns if name not in texts]
    shown = table.assign(
        **{
            name: [
                UNKNOWN if pd.isna(value) else f"{value:.2f}" if name in plain else f"{value:.1f}%"
                for value in table[name]
            ]
            for name in figures
        }
    )
    right = st.column_config.TextColumn(alignment="right")
    st.dataframe(shown, hide_index=True, column_config=dict.fromkeys(figures, right), alt=alt)


def _percent(value: object) -> float | None:
    return float(value) * 100 if isinstance(value, int | float) else None
