"""Requirement against people on the phones, and the service that follows."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from wfm.web.charts.base import (
    closed,
    colour,
    day_time_axis,
    finish,
    named,
    span,
    time_axis,
    values_axis,
    wall,
)
from wfm.web.charts.palette import Palette
from wfm.web.words import Words


def coverage_chart(
    frame: pd.DataFrame, words: Words, palette: Palette, *, height: int = 280, one_day: bool = False
) -> alt.Chart:
    """Step chart of required and staffed agents, shortfalls filled.

    Parameters
    ----------
    frame : DataFrame
        timestamp, required, staffed: one row an interval.
    words, palette
    height : int
        Pixels.
    one_day : bool
        Whether the axis shows hours alone.
    """
    shown = wall(frame[["timestamp", "required", "staffed"]]).sort_values("timestamp")
    shown["low"] = np.minimum(shown["required"], shown["staffed"])
    shown["difference"] = shown["staffed"] - shown["required"]
    required, staffed, short = words("Required"), words("On the phones"), words("Short")
    labels, colours = (
        [required, staffed, short],
        [palette.required, palette.staffed, palette.short],
    )
    scale = span(shown)
    x = day_time_axis(scale=scale) if one_day else time_axis(words, scale=scale)
    tip = [
        alt.Tooltip("timestamp:T", title=words("Time"), format="%m-%d %H:%M"),
        alt.Tooltip("required:Q", title=required),
        alt.Tooltip("staffed:Q", title=staffed),
        alt.Tooltip("difference:Q", title=words("Difference")),
    ]
    base = alt.Chart(shown).encode(x=x)
    drawn = alt.Chart(closed(shown)).encode(x=x)
    step: dict[str, Any] = {"interpolate": "step-after"}
    layers = alt.layer(
        drawn.mark_area(**step, opacity=0.55, color=palette.staffed_fill).encode(
            y=alt.Y("staffed:Q", title=words("Agents"), axis=values_axis(tickMinStep=1))
        ),
        named(drawn, short)
        .mark_area(**step, opacity=0.75)
        .encode(y="low:Q", y2="required:Q", color=colour(labels, colours)),
        named(drawn, staffed)
        .mark_line(**step, strokeWidth=1.6)
        .encode(y="staffed:Q", color=colour(labels, colours)),
        named(drawn, required)
        .mark_line(**step, strokeWidth=1.8)
        .encode(y="required:Q", color=colour(labels, colours)),
        base.mark_bar(opacity=0, width=8).encode(y="required:Q", tooltip=tip),
    )
    return finish(layers.properties(height=height), palette)


def requirement_chart(
    frame: pd.DataFrame, words: Words, palette: Palette, *, height: int = 300
) -> alt.Chart:
    """Step lines of requirements.

    Parameters
    ----------
    frame : DataFrame
        timestamp, agents, series (the name shown in the legend).
    words, palette
    height : int
        Pixels.
    """
    names = list(dict.fromkeys(frame["series"]))
    shown = wall(frame)
    chart = (
        alt.Chart(closed(shown, by="series"))
        .mark_line(interpolate="step-after", strokeWidth=1.8)
        .encode(
            x=time_axis(words, scale=span(shown)),
            y=alt.Y("agents:Q", title=words("Agents"), axis=values_axis(tickMinStep=1)),
            color=alt.Color(
                "series:N",
                sort=names,
                scale=alt.Scale(domain=names, range=list(palette.series[: len(names)])),
                legend=alt.Legend(title=None, orient="top"),
            ),
            tooltip=[
                alt.Tooltip("began:T", title=words("Time"), format="%m-%d %H:%M"),
                alt.Tooltip("series:N", title=words("Curve")),
                alt.Tooltip("agents:Q", title=words("Agents")),
            ],
        )
    )
    return finish(chart.properties(height=height), palette)


def service_chart(
    frame: pd.DataFrame, target: float, words: Words, palette: Palette, *, height: int = 220
) -> alt.Chart:
    """Service level per interval with the target as a line.

    Parameters
    ----------
    frame : DataFrame
        timestamp, service_level (a fraction).
    target : float
        Fraction promised.
    words, palette
    height : int
        Pixels.
    """
    shown = wall(frame[["timestamp", "service_level"]])
    level, promised = words("Service level"), words("Target")
    labels, colours = [level, promised], [palette.staffed, palette.short]
    layers = alt.layer(
        named(alt.Chart(closed(shown)), level)
        .mark_line(interpolate="step-after", strokeWidth=1.6)
        .encode(
            x=time_axis(words, scale=span(shown)),
            y=alt.Y(
                "service_level:Q",
                title=level,
                scale=alt.Scale(domain=[0, 1]),
                axis=values_axis(format="%"),
            ),
            color=colour(labels, colours),
            tooltip=[
                alt.Tooltip("began:T", title=words("Time"), format="%m-%d %H:%M"),
                alt.Tooltip("service_level:Q", title=level, format=".1%"),
            ],
        ),
        named(alt.Chart(pd.DataFrame({"target": [target]})), promised)
        .mark_rule(strokeDash=[5, 4], strokeWidth=1.4)
        .encode(y="target:Q", color=colour(labels, colours)),
    )
    return finish(layers.properties(height=height), palette)


def heat_map(
    frame: pd.DataFrame,
    value: str,
    title: str,
    words: Words,
    palette: Palette,
    *,
    around_zero: bool = False,
) -> alt.Chart:
    """Days by hours, the mean of a value in each cell, written in it.

    Parameters
    ----------
    frame : DataFrame
        timestamp and the value's column.
    value : str
        Column drawn.
    title : str
        What the value is, in the reader's language.
    words, palette
    around_zero : bool
        Whether values below and above zero get colours of their own.
    """
    shown = wall(frame[["timestamp", value]])
    shown["day"] = shown["timestamp"].dt.date
    shown["hour"] = shown["timestamp"].dt.hour
    cells = shown.groupby(["day", "hour"], as_index=False)[value].mean()
    cells["label"] = [words.day(day) for day in cells["day"]]
    order = list(dict.fromkeys(cells["label"]))
    base = alt.Chart(cells.drop(columns="day")).encode(
        x=alt.X("hour:O", title=words("Hour"), axis=alt.Axis(labelAngle=0)),
        y=alt.Y("label:O", title=None, sort=order),
    )
    low, high = (float(cells[value].min()), float(cells[value].max())) if len(cells) else (0, 0)
    strong, weak = palette.cell_text
    if around_zero:
        reach = max(abs(low), abs(high), 1.0)
        scale = alt.Scale(
            domain=[-reach, 0, reach],
            range=[palette.short, palette.grid, palette.bound],
            interpolate="rgb",
        )
        dark = f"abs(datum['{value}']) > {reach / 2}"
    else:
        scale = alt.Scale(range=list(palette.sequence))
        dark = f"datum['{value}'] > {(low + high) / 2}"
    layers = alt.layer(
        base.mark_rect(cornerRadius=2).encode(
            color=alt.Color(
                f"{value}:Q",
                title=title,
                scale=scale,
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("label:O", title=words("Day")),
                alt.Tooltip("hour:O", title=words("Hour")),
                alt.Tooltip(f"{value}:Q", title=title, format=".1f"),
            ],
        ),
        base.mark_text(fontSize=10).encode(
            text=alt.Text(f"{value}:Q", format=".0f"),
            color=alt.condition(dark, alt.value(strong), alt.value(weak)),
        ),
    )
    return finish(layers.properties(height=34 * max(1, len(order)) + 64), palette)
