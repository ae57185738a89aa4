"""Versions of the forecast: chart, back-test, parts, export, plan of record."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from wfm.service import forecast_export, forecasts, planning
from wfm.service.forecasts import ForecastInfo, ForecastVersion
from wfm.web.charts.forecasts import forecast_chart
from wfm.web.components.header import tiles
from wfm.web.components.messages import empty_state, remember, shown_errors
from wfm.web.components.text import plain
from wfm.web.frame import Frame
from wfm.web.sections import (
    forecast_backtest,
    forecast_intervals,
    forecast_overrides,
    forecast_parts,
)
from wfm.web.sections.names import choose_queue, queue_names
from wfm.web.words.terms import MODEL, NOTES, term

DAYS_SHOWN = 7 + planning.TAIL_DAYS
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def name_of(info: ForecastInfo, frame: Frame) -> str:
    """Line that tells versions apart."""
    words = frame.words
    scenario = info.scenario or words("no scenario")
    star = "★ " if info.plan_of_record else ""
    return (
        f"{star}{words.short_day(info.first_day)} · "
        f"{words.count('{n} week', '{n} weeks', info.n_days // 7)} · {scenario} · "
        f"{term(words, MODEL, info.model)} · {words.moment(info.made_at, frame.zone)}"
    )


def show(frame: Frame, centre_id: str) -> None:
    """Choose a version and look at it."""
    words = frame.words
    known = _known(frame, centre_id)
    if not known:
        empty_state(
            words("No forecast has been made yet. Choose a week at the left and make one above."),
            icon=":material/query_stats:",
        )
        return
    by_id = {info.id: info for info in known}
    first = _preferred(known, frame)
    chosen = st.selectbox(
        words("Version"),
        list(by_id),
        index=list(by_id).index(first.id),
        format_func=lambda i: name_of(by_id[i], frame),
        key=f"forecast_version_{centre_id}_{len(known)}",
        help=words(
            "★ marks the plan of record of the week chosen: what its requirement and roster are "
            "made from."
        ),
    )
    version = _whole_weeks(forecasts.forecast(frame.desk, chosen))
    _figures(version, frame)
    _chart(version, frame)
    for note in version.notes:
        st.caption(f":material/info: {plain(_note(note, frame))}")
    _actions(version, frame, in_force=by_id[chosen].plan_of_record)
    _look(version, frame, centre_id)


def _known(frame: Frame, centre_id: str) -> tuple[ForecastInfo, ...]:
    """Versions of which the one that the week chosen is planned with is the plan of record.

    That is the promoted one, and while none is, the newest: the star goes where plans come from.
    """
    found = forecasts.forecasts(frame.desk, centre_id)
    if frame.week is None:
        return found
    plan = forecasts.plan_of_record(frame.desk, centre_id, frame.week)
    number = None if plan is None else plan.id
    return tuple(dataclasses.replace(info, plan_of_record=info.id == number) for info in found)


def _note(note: str, frame: Frame) -> str:
    """Caution in the reader's language; one that concerns a queue names it first."""
    words = frame.words
    if note in NOTES:
        return words(note)
    queue, _, text = note.partition(": ")
    if text not in NOTES:
        return note
    return f"{queue_names(frame).get(queue, queue)}{words(': ')}{words(text)}"


def _preferred(known: tuple[ForecastInfo, ...], frame: Frame) -> ForecastInfo:
    """Plan of record of the week chosen, else the newest version that covers it, else any."""
    week = frame.week
    covering = [f for f in known if week is not None and _covers(f, week)]
    chosen = [f for f in covering if f.plan_of_record] or covering or list(known)
    return max(chosen, key=lambda f: f.made_at)


def _whole_weeks(version: ForecastVersion) -> ForecastVersion:
    """Version without the day after its last week, which only the last night's tail needs."""
    days = version.frame["timestamp"].dt.date
    end = version.info.first_day + timedelta(days=version.info.n_days - planning.TAIL_DAYS)
    cut = {
        "frame": version.frame[days < end].reset_index(drop=True),
        "made": version.made[days < end].reset_index(drop=True),
        "marks": version.marks[version.marks["timestamp"].dt.date < end],
        "day_totals": version.day_totals[version.day_totals["day"] < end],
        "together": _before(version.together, end),
    }
    return dataclasses.replace(version, **cut)


def _before(rows: pd.DataFrame | None, end: date) -> pd.DataFrame | None:
    return None if rows is None else rows[rows["timestamp"].dt.date < end].reset_index(drop=True)


def _figures(version: ForecastVersion, frame: Frame) -> None:
    words, rows = frame.words, _of_week(version.frame, version, frame)
    volume = rows["volume"].sum()
    aht = (rows["volume"] * rows["aht_s"]).sum() / volume if volume else None
    tiles(
        [
            (words("Forecast volume"), words.number(volume), ""),
            (words("Mean handle time (s)"), words.number(aht), words("Weighted by volume.")),
            (
                words("Back-test error (WAPE)"),
                words.percent(version.info.wape),
                words(
                    "Sum of absolute errors over past weeks divided by their volume; days 1 to 7 "
                    "ahead, per interval."
                ),
            ),
            (
                words("Best habit (WAPE)"),
                words.percent(version.info.habit_wape),
                words("The best of what planners do by hand, on the same past weeks."),
            ),
        ]
    )


def _chart(version: ForecastVersion, frame: Frame) -> None:
    words, rows = frame.words, version.frame
    queues = list(dict.fromkeys(rows["queue"]))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        queue = choose_queue(frame, queues, key="forecast_queue")
        whole = version.info.n_days > DAYS_SHOWN and st.toggle(
            words("Every week of the version"), key="forecast_whole"
        )
    if queue or len(queues) == 1:
        shown = rows[rows["queue"] == (queue or queues[0])]
    elif version.together is not None:
        shown = version.together
    else:
        st.caption(
            words(
                "Prediction intervals are worked out for one queue at a time: "
                "choose a queue to see them."
            )
        )
        shown = _summed(rows)
    if not whole:
        shown = _of_week(shown, version, frame)
    st.altair_chart(
        forecast_chart(shown.assign(mark=_marked(shown, version)), words, frame.palette),
        alt=words("Forecast volume per interval with 80 and 95 percent intervals"),
    )


def _marked(rows: pd.DataFrame, version: ForecastVersion) -> list[bool]:
    """Whether an override is about each of the intervals shown."""
    marks = version.marks
    if "queue" in rows:
        marks = marks[marks["queue"].isin(rows["queue"])]
    marked: list[bool] = rows["timestamp"].isin(marks["timestamp"]).tolist()
    return marked


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    """Volume of all queues with its handle time; quantiles of queues can't be added up."""
    busy = rows.assign(busy=rows["volume"] * rows["aht_s"])
    total = busy.groupby("timestamp", as_index=False)[["volume", "busy"]].sum()
    return total.assign(aht_s=total["busy"] / total["volume"]).drop(columns="busy")


def _of_week(rows: pd.DataFrame, version: ForecastVersion, frame: Frame) -> pd.DataFrame:
    """Rows of the week chosen; all of them when the version does not cover it."""
    week = frame.week
    if week is None or not _covers(version.info, week):
        return rows
    days = rows["timestamp"].dt.date
    inside: pd.DataFrame = rows[(days >= week) & (days < week + timedelta(days=7))]
    return inside


def _covers(info: ForecastInfo, week: date) -> bool:
    """Whether a version covers a week."""
    return 0 <= (week - info.first_day).days < info.n_days - planning.TAIL_DAYS


def _look(version: ForecastVersion, frame: Frame, centre_id: str) -> None:
    """One of the closer looks at a version; only the one chosen is worked out."""
    words = frame.words
    looks = {
        "totals": words("Day totals"),
        "backtest": words("Back-test"),
        "parts": words("What it is made of"),
        "overrides": words("Overrides"),
        "past": words("Against what came"),
    }
    chosen = st.segmented_control(
        words("Look at"),
        list(looks),
        format_func=looks.__getitem__,
        default="totals",
        required=True,
        key="forecast_look",
        label_visibility="collapsed",
    )
    if chosen == "backtest":
        forecast_backtest.show(version, frame)
    elif chosen == "parts":
        forecast_parts.show(version.parts, frame)
    elif chosen == "overrides":
        forecast_overrides.show(version, frame, centre_id)
    elif chosen == "past":
        forecast_intervals.show_past(version, frame, centre_id)
    else:
        forecast_intervals.show_totals(version, frame)


def _actions(version: ForecastVersion, frame: Frame, *, in_force: bool) -> None:
    """Downloads, and the promotion of a version that is not promoted or stands behind another."""
    words, info = frame.words, version.info
    elsewhere = frame.week is not None and not _covers(info, frame.week)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.download_button(
            words("Export workbook"),
            lambda: forecast_export.forecast_workbook(
                frame.desk, info.id, words.language, lambda note: _note(note, frame)
            ),
            file_name=f"forecast_{info.first_day}.xlsx",
            mime=XLSX,
            icon=":material/table_view:",
            on_click="ignore",
        )
        st.download_button(
            words("Export CSV"),
            lambda: forecast_export.forecast_csv(frame.desk, info.id),
            file_name=f"forecast_{info.first_day}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        promoted = info.plan_of_record and (in_force or elsewhere)
        if in_force or promoted:
            st.badge(words("Plan of record"), icon=":material/star:", color="green")
        if promoted:
            return
        reason = st.text_input(
            words("Reason"), key=f"promote_reason_{info.id}", placeholder=words("Why this version")
        )
        label = words("Make it the plan of record")
        hint = None
        if in_force:
            label = words("Keep it the plan of record")
            hint = words(
                "It is in force as the newest version of the week. Promoted, it stays so when a "
                "newer one is made."
            )
        if st.button(label, icon=":material/star:", help=hint):
            with shown_errors(words):
                forecasts.promote_forecast(frame.desk, info.id, reason)
                remember(words("This version is now the plan of record."))
                st.rerun()
