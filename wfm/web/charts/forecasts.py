"""Forecasts with their intervals, and how scenarios differ."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from wfm.web.charts.base import colour, finish, named, time_axis, wall
from wfm.web.charts.palette import Palette
from wfm.web.words import Words


def forecast_chart(
    frame: pd.DataFrame, words: Words, palette: Palette, *, height: int = 300
) -> alt.Chart:
    """Expected volume with its 80 % and 95 % intervals.

    Parameters
    ----------
    frame : DataFrame
        timestamp, volume, q025, q10, q90, q975, one row an interval; with mark (bool), the marked
        ones stand out as overridden by hand.
    words, palette
    height : int
        Pixels.
    """
    shown = wall(frame)
    line, inner, outer = words("Forecast"), words("80 % interval"), words("95 % interval")
    marked = bool("mark" in frame and frame["mark"].any())
    if not {"q025", "q10", "q90", "q975"} <= set(frame.columns):
        return _line_of(shown, line, words, palette, height, marked=marked)
    by_hand = words("Overridden by hand")
    labels = [line, inner, outer, *([by_hand] if marked else [])]
    colours = [palette.forecast, palette.band, palette.staffed_fill, palette.marked]
    base = alt.Chart(shown).encode(x=time_axis(words))
    layers = alt.layer(
        named(base, outer)
        .mark_area(opacity=0.6)
        .encode(
            y=alt.Y("q025:Q", title=words("Contacts an interval")),
            y2="q975:Q",
            color=colour(labels, colours),
        ),
        named(base, inner)
        .mark_area(opacity=0.5)
        .encode(y="q10:Q", y2="q90:Q", color=colour(labels, colours)),
        named(base, line)
        .mark_line(strokeWidth=1.6)
        .encode(y="volume:Q", color=colour(labels, colours)),
        *(
            [
                named(base.transform_filter("datum.mark"), by_hand)
                .mark_point(filled=True, size=26, opacity=1, stroke=palette.marked)
                .encode(y="volume:Q", color=colour(labels, colours))
            ]
            if marked
            else []
        ),
        base.mark_bar(opacity=0, width=6).encode(
            y="q975:Q",
            tooltip=[
                alt.Tooltip("timestamp:T", title=words("Time"), format="%m-%d %H:%M"),
                alt.Tooltip("volume:Q", title=line, format=",.1f"),
                alt.Tooltip("q10:Q", title="10 %", format=",.1f"),
                alt.Tooltip("q90:Q", title="90 %", format=",.1f"),
                alt.Tooltip("aht_s:Q", title=words("AHT (s)"), format=",.0f"),
            ],
        ),
    )
    return finish(layers.properties(height=height), palette)


def _line_of(
    shown: pd.DataFrame, label: str, words: Words, palette: Palette, height: int, *, marked: bool
) -> alt.Chart:
    """Expected volume alone, where intervals are not known."""
    by_hand = words("Overridden by hand")
    labels = [label, *([by_hand] if marked else [])]
    colours = [palette.forecast, palette.marked]
    base = alt.Chart(shown).encode(
        x=time_axis(words),
        y=alt.Y("volume:Q", title=words("Contacts an interval")),
        tooltip=[
            alt.Tooltip("timestamp:T", title=words("Time"), format="%m-%d %H:%M"),
            alt.Tooltip("volume:Q", title=label, format=",.1f"),
            alt.Tooltip("aht_s:Q", title=words("AHT (s)"), format=",.0f"),
        ],
    )
    layers = [
        base.mark_area(color=palette.staffed_fill, opacity=0.6),
        named(base, label).mark_line(strokeWidth=1.6).encode(color=colour(labels, colours)),
    ]
    if marked:
        layers.append(
            named(base.transform_filter("datum.mark"), by_hand)
            .mark_point(filled=True, size=26, opacity=1, stroke=palette.marked)
            .encode(color=colour(labels, colours))
        )
    return finish(alt.layer(*layers).properties(height=height), palette)


def bars(
    frame: pd.DataFrame,
    category: str,
    value: str,
    title: str,
    palette: Palette,
    *,
    series: str | None = None,
    height: int = 220,
    digits: int = 0,
) -> alt.Chart:
    """Horizontal bars; negative values point left in a colour of their own.

    Parameters
    ----------
    frame : DataFrame
    category, value : str
        Columns.
    title : str
        Axis title in the reader's language.
    palette
    series : str or None
        Column that groups bars and colours them.
    height : int
        Pixels.
    digits : int
        Of the labels.
    """
    order = list(dict.fromkeys(frame[category]))
    pattern = f",.{digits}f"
    base = alt.Chart(frame).encode(
        x=alt.X(f"{value}:Q", title=title, scale=alt.Scale(padding=44)),
        y=alt.Y(f"{category}:N", title=None, sort=order, axis=alt.Axis(labelLimit=240)),
    )
    if series is None:
        colours: Any = alt.condition(
            f"datum['{value}'] < 0", alt.value(palette.bound), alt.value(palette.staffed)
        )
        layers = alt.layer(
            base.mark_bar(cornerRadius=2, height={"band": 0.62}).encode(color=colours),
            base.transform_filter(f"datum['{value}'] >= 0")
            .mark_text(align="left", dx=5, color=palette.text)
            .encode(text=alt.Text(f"{value}:Q", format=pattern)),
            base.transform_filter(f"datum['{value}'] < 0")
            .mark_text(align="right", dx=-5, color=palette.text)
            .encode(text=alt.Text(f"{value}:Q", format=pattern)),
        )
        return finish(layers.properties(height=height), palette)
    names = list(dict.fromkeys(frame[series]))
    grouped = base.mark_bar(cornerRadius=2).encode(
        yOffset=alt.YOffset(f"{series}:N", sort=names),
        color=alt.Color(
            f"{series}:N",
            sort=names,
            scale=alt.Scale(domain=names, range=list(palette.series[: len(names)])),
            legend=alt.Legend(title=None, orient="top"),
        ),
        tooltip=[
            alt.Tooltip(f"{category}:N", title=" "),
            alt.Tooltip(f"{series}:N", title="  "),
            alt.Tooltip(f"{value}:Q", title=title, format=pattern),
        ],
    )
    return finish(grouped.properties(height=height), palette)


def columns(
    frame: pd.DataFrame, value: str, title: str, palette: Palette, *, height: int = 300
) -> alt.Chart:
    """Grouped columns: a group a category, a colour a series; columns category, series, value."""
    order, names = list(dict.fromkeys(frame["category"])), list(dict.fromkeys(frame["series"]))
    colours = [palette.history, palette.staffed] if len(names) <= 2 else list(palette.series)
    chart = (
        alt.Chart(frame)
        .mark_bar(cornerRadiusTopLeft=2, cornerRadiusTopRight=2)
        .encode(
            x=alt.X("category:N", sort=order, title=None, axis=alt.Axis(labelAngle=0)),
            xOffset=alt.XOffset("series:N", sort=names),
            y=alt.Y(f"{value}:Q", title=title),
            color=alt.Color(
                "series:N",
                sort=names,
                scale=alt.Scale(domain=names, range=colours[: len(names)]),
                legend=alt.Legend(title=None, orient="top"),
            ),
            tooltip=[
                alt.Tooltip("category:N", title=" "),
                alt.Tooltip("series:N", title="  "),
                alt.Tooltip(f"{value}:Q", title=title, format=",.1f"),
            ],
        )
    )
    return finish(chart.properties(height=height), palette)


def fit_chart(
    days: pd.DataFrame, words: Words, palette: Palette, *, height: int = 200
) -> alt.Chart:
    """Observed and fitted volume a day; columns day, actual, fitted."""
    observed, fitted = words("Observed"), words("Fitted")
    labels, colours = [observed, fitted], [palette.history, palette.forecast]
    base = alt.Chart(days).encode(
        x=alt.X("day:T", title=None, axis=alt.Axis(format="%Y-%m-%d", grid=False))
    )
    tip = [
        alt.Tooltip("day:T", title=words("Day"), format="%Y-%m-%d"),
        alt.Tooltip("actual:Q", title=observed, format=",.0f"),
        alt.Tooltip("fitted:Q", title=fitted, format=",.0f"),
    ]
    layers = alt.layer(
        named(base, observed)
        .mark_line(strokeWidth=1.2)
        .encode(
            y=alt.Y("actual:Q", title=words("Contacts")),
            color=colour(labels, colours),
            tooltip=tip,
        ),
        named(base, fitted)
        .mark_line(strokeWidth=1.4)
        .encode(y="fitted:Q", color=colour(labels, colours), tooltip=tip),
    )
    return finish(layers.properties(height=height), palette)


def profile_chart(
    profile: pd.DataFrame, words: Words, palette: Palette, *, height: int = 230
) -> alt.Chart:
    """Share of a day's volume per interval; columns minute, share, series."""
    names = list(dict.fromkeys(profile["series"]))
    shown = profile.assign(hour=profile["minute"] / 60)
    chart = (
        alt.Chart(shown)
        .mark_line(strokeWidth=1.4)
        .encode(
            x=alt.X("hour:Q", title=words("Hour"), scale=alt.Scale(domain=[0, 24])),
            y=alt.Y("share:Q", title=words("Share of the day"), axis=alt.Axis(format=".1%")),
            color=alt.Color(
                "series:N", sort=names, legend=alt.Legend(title=None, orient="top", columns=7)
            ),
            tooltip=[
                alt.Tooltip("series:N", title=words("Day")),
                alt.Tooltip("hour:Q", title=words("Hour"), format=".1f"),
                alt.Tooltip("share:Q", title=words("Share of the day"), format=".2%"),
            ],
        )
    )
    return finish(chart.properties(height=height), palette)
