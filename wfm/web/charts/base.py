"""What every chart shares: wall-clock stamps, axes in the reader's language, legends in words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from wfm.web.charts.palette import Palette
from wfm.web.words import Words

LABELS_PX = 52
"""Room for the labels of a vertical axis: "10,000" and the distance that the theme keeps."""


def wall(frame: pd.DataFrame, column: str = "timestamp") -> pd.DataFrame:
    """Copy whose stamps are wall-clock time of the centre.

    Browsers draw aware stamps in their own zone; a planner abroad would read wrong hours.
    """
    shown = frame.copy()
    if isinstance(shown[column].dtype, pd.DatetimeTZDtype):
        shown[column] = shown[column].dt.tz_localize(None)
    return shown


def closed(frame: pd.DataFrame, *, by: str | None = None) -> pd.DataFrame:
    """Rows of a step chart, with the last interval of every stretch given its width.

    A step drawn from starts alone ends at the start of its last interval. A copy of that row one
    interval later draws it to its end; so does one before each break, where a value is unknown.
    For lines and areas alone: bars and rules that carry tooltips would count the copies.

    Parameters
    ----------
    frame : DataFrame
        timestamp (start of an interval, wall-clock) and values: one row an interval.
    by : str or None
        Column that tells series apart.

    Returns
    -------
    DataFrame
        The rows by series and time, with ``began``: start of the interval that a row draws. The
        interval is a series' smallest step; without one, its rows stay as they are.
    """
    if frame.empty:
        return frame.assign(began=frame["timestamp"])
    parts = [frame] if by is None else [part for _, part in frame.groupby(by, sort=False)]
    return pd.concat([_closed(part) for part in parts], ignore_index=True)


def _closed(series: pd.DataFrame) -> pd.DataFrame:
    rows = series.sort_values("timestamp", kind="stable", ignore_index=True)
    rows = rows.assign(began=rows["timestamp"])
    steps = rows["timestamp"].diff()
    steps = steps[steps > pd.Timedelta(0)]
    if steps.empty:
        return rows
    known = rows.notna()
    ends = (known & ~known.shift(-1, fill_value=False)).any(axis=1)
    copies = rows[ends].assign(timestamp=rows["timestamp"] + steps.min())
    return pd.concat([rows, copies]).sort_index(kind="stable")


def moment(stamp: pd.Timestamp) -> dict[str, int]:
    """Wall-clock stamp as a bound of an axis."""
    return {
        "year": stamp.year,
        "month": stamp.month,
        "date": stamp.day,
        "hours": stamp.hour,
        "minutes": stamp.minute,
    }


def span(frame: pd.DataFrame) -> alt.Scale:
    """Time scale from the first interval's start to the last one's end, without margins.

    Charts one above another share their hours only if each says so: marks differ in the margins
    that they ask for, and a line of starts ends an interval before a line of steps.

    Parameters
    ----------
    frame : DataFrame
        timestamp (start of an interval, wall-clock), in any order.
    """
    stamps = frame["timestamp"].drop_duplicates().sort_values()
    if len(stamps) < 2:
        return alt.Scale(padding=0)
    end = stamps.iloc[-1] + stamps.diff().min()
    return alt.Scale(domain=[moment(stamps.iloc[0]), moment(end)], padding=0)


def values_axis(**settings: Any) -> alt.Axis:
    """Vertical axis of a chart that stands above or below another over the same hours.

    Its labels take the same room whatever they say ("7", "100%", "1,200"), so that the hours of
    both charts are in line.
    """
    return alt.Axis(minExtent=LABELS_PX, maxExtent=LABELS_PX, **settings)


def time_axis(
    words: Words,
    *,
    hours: bool = True,
    title: str | None = None,
    scale: alt.Scale | None = None,
) -> alt.X:
    """Horizontal axis of stamps: weekday and date at midnight, the hour otherwise."""
    names = "[" + ",".join(f"'{name}'" for name in words.weekdays) + "]"
    date = "%-m/%-d" if words.language == "zh" else "%-d %b"
    day = f"{names}[day(datum.value)] + ' ' + timeFormat(datum.value, '{date}')"
    label = f"hours(datum.value) == 0 ? {day} : timeFormat(datum.value, '%H:%M')" if hours else day
    return alt.X(
        "timestamp:T",
        title=title,
        scale=alt.Undefined if scale is None else scale,
        axis=alt.Axis(labelExpr=label, grid=False, labelOverlap=True, tickCount=14),
    )


def day_time_axis(
    field: str = "timestamp", title: str | None = None, *, scale: alt.Scale | None = None
) -> alt.X:
    """Horizontal axis of one day's hours."""
    return alt.X(
        f"{field}:T",
        title=title,
        scale=alt.Undefined if scale is None else scale,
        axis=alt.Axis(format="%H:%M", grid=False, labelOverlap=True, tickCount=12),
    )


def named(chart: alt.Chart, label: str) -> alt.Chart:
    """Chart whose rows carry a series name, for a legend shared by layers."""
    return chart.transform_calculate(series=json.dumps(label, ensure_ascii=False))


def colour(labels: Sequence[str], colours: Sequence[str], *, symbol: str = "stroke") -> alt.Color:
    """Colour by the series name that `named` gives; `symbol` is the legend's."""
    return alt.Color(
        "series:N",
        sort=list(labels),
        scale=alt.Scale(domain=list(labels), range=list(colours)),
        legend=alt.Legend(
            title=None, orient="top", symbolType=symbol, symbolStrokeWidth=3, symbolOpacity=1
        ),
    )


def finish(chart: Any, palette: Palette) -> alt.Chart:
    """Quiet grid and text of the theme."""
    finished: alt.Chart = (
        chart.configure_axis(
            gridColor=palette.grid,
            domainColor=palette.grid,
            tickColor=palette.grid,
            labelColor=palette.text,
            titleColor=palette.text,
            titleFontWeight="normal",
        )
        .configure_view(stroke=None)
        .configure_legend(labelColor=palette.text, titleColor=palette.text, labelLimit=260)
    )
    return finished
