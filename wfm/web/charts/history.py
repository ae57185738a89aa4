"""What was counted, by day and by interval, as it came and as it is after cleaning."""

from __future__ import annotations

import altair as alt
import pandas as pd

from wfm.web.charts.base import closed, colour, finish, named, time_axis, wall
from wfm.web.charts.palette import Palette
from wfm.web.words import Words


def days_chart(
    days: pd.DataFrame, words: Words, palette: Palette, *, height: int = 260
) -> alt.Chart:
    """Volume a day: as counted, cleaned where that differs, marked days, and days with gaps.

    Parameters
    ----------
    days : DataFrame
        timestamp (midnight), volume, cleaned (NaN where it does not differ), mark (words for a
        marked day, empty otherwise), unknown (intervals without a count).
    words, palette
    height : int
        Pixels.
    """
    shown = wall(days)
    volume, marked = words("Volume a day"), words("Marked day")
    cleaned, gap = words("Cleaned"), words("Intervals without a count")
    labels = [volume, marked, cleaned, gap]
    colours = [palette.history, palette.marked, palette.forecast, palette.short]
    tip = [
        alt.Tooltip("timestamp:T", title=words("Day"), format="%Y-%m-%d"),
        alt.Tooltip("volume:Q", title=volume, format=",.0f"),
        alt.Tooltip("cleaned:Q", title=cleaned, format=",.0f"),
        alt.Tooltip("mark:N", title=words("Marked as")),
        alt.Tooltip("unknown:Q", title=gap, format=",.0f"),
    ]
    base = alt.Chart(shown).encode(
        x=alt.X("timestamp:T", title=None, axis=alt.Axis(format="%Y-%m-%d", grid=False)),
        color=colour(labels, colours),
        tooltip=tip,
    )
    volumes = alt.Y("volume:Q", title=volume)
    layers = alt.layer(
        named(base, gap)
        .transform_filter("datum.unknown > 0")
        .mark_tick(orient="vertical", size=10, thickness=2)
        .encode(y=alt.datum(0)),
        named(base, volume).mark_line(strokeWidth=1.3).encode(y=volumes),
        named(base, marked)
        .transform_filter("datum.mark != ''")
        .mark_point(filled=True, size=40, opacity=1)
        .encode(y=volumes),
        base.transform_filter("isValid(datum.cleaned) && isValid(datum.volume)")
        .mark_rule(strokeWidth=1, color=palette.forecast)
        .encode(y=volumes, y2="cleaned:Q", color=alt.value(palette.forecast)),
        named(base, cleaned)
        .transform_filter("isValid(datum.cleaned)")
        .mark_point(shape="diamond", filled=True, size=60, opacity=1)
        .encode(y=alt.Y("cleaned:Q", title=volume)),
    )
    return finish(layers.properties(height=height), palette)


def intervals_chart(
    frame: pd.DataFrame, words: Words, palette: Palette, *, height: int = 260
) -> alt.Chart:
    """Volume an interval: as counted and cleaned, with spans that have no count shaded.

    Parameters
    ----------
    frame : DataFrame
        timestamp, end, volume, cleaned (the same where nothing was changed), state (words for
        missing and outage, empty otherwise).
    words, palette
    height : int
        Pixels.
    """
    shown = wall(wall(frame), "end")
    counted, cleaned = words("Counted"), words("Cleaned")
    gap = words("Without a count")
    labels = [counted, cleaned, gap]
    colours = [palette.history, palette.forecast, palette.short]
    began = alt.Tooltip("began:T", title=words("Time"), format="%Y-%m-%d %H:%M")
    tip = [
        alt.Tooltip("timestamp:T", title=words("Time"), format="%Y-%m-%d %H:%M"),
        alt.Tooltip("volume:Q", title=counted, format=",.1f"),
        alt.Tooltip("cleaned:Q", title=cleaned, format=",.1f"),
        alt.Tooltip("state:N", title=words("State")),
    ]
    x = time_axis(words)
    base = alt.Chart(shown).encode(x=x, tooltip=tip)
    drawn = alt.Chart(closed(shown)).encode(x=x, tooltip=[began, *tip[1:]])
    layers = alt.layer(
        named(base, gap)
        .transform_filter("datum.state != ''")
        .mark_rect(opacity=0.18)
        .encode(x2="end:T", color=colour(labels, colours)),
        named(drawn, counted)
        .mark_line(strokeWidth=1.4, interpolate="step-after")
        .encode(
            y=alt.Y("volume:Q", title=words("Contacts an interval")),
            color=colour(labels, colours),
        ),
        # A changed interval often stands alone: a line would have no length there.
        named(base, cleaned)
        .transform_filter("isValid(datum.cleaned) && datum.cleaned !== datum.volume")
        .mark_rule(strokeWidth=3.5)
        .encode(x2="end:T", y="cleaned:Q", color=colour(labels, colours)),
    )
    return finish(layers.properties(height=height), palette)
