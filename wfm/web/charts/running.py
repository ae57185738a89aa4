"""The running day: plan, counts and update of contacts and handle time; agents required."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from wfm.web.charts.base import (
    closed,
    colour,
    day_time_axis,
    finish,
    named,
    span,
    values_axis,
    wall,
)
from wfm.web.charts.palette import Palette
from wfm.web.words import Words


def running_chart(
    frame: pd.DataFrame, words: Words, palette: Palette, *, height: int = 300
) -> alt.Chart:
    """Plan of a day, what was counted, and the rest revised with its 80 % interval.

    Parameters
    ----------
    frame : DataFrame
        timestamp, plan, actual, update, passed; with q10 and q90 for the interval. One row an
        interval.
    words, palette
    height : int
        Pixels.
    """
    shown = wall(frame)
    plan, came, update = words("Plan"), words("Counted"), words("Update")
    inner = words("80 % interval")
    bands = {"q10", "q90"} <= set(frame.columns)
    labels = [plan, came, update, *([inner] if bands else [])]
    colours = [palette.history, palette.required, palette.forecast, palette.band]
    tip = [
        alt.Tooltip("timestamp:T", title=words("Time"), format="%H:%M"),
        alt.Tooltip("plan:Q", title=plan, format=",.1f"),
        alt.Tooltip("actual:Q", title=came, format=",.0f"),
        alt.Tooltip("update:Q", title=update, format=",.1f"),
    ]
    if bands:
        tip += [
            alt.Tooltip("q10:Q", title="10 %", format=",.1f"),
            alt.Tooltip("q90:Q", title="90 %", format=",.1f"),
        ]
    base = alt.Chart(shown).encode(x=day_time_axis(scale=span(shown)))
    coming = base.transform_filter("!datum.passed")
    y = alt.Y("plan:Q", title=words("Contacts an interval"), axis=values_axis())
    layers: list[Any] = []
    if bands:
        layers.append(
            named(coming, inner)
            .mark_area(opacity=0.5)
            .encode(
                y=alt.Y("q10:Q", title=words("Contacts an interval"), axis=values_axis()),
                y2="q90:Q",
                color=colour(labels, colours),
            )
        )
    layers += [
        named(base, plan)
        .mark_line(strokeWidth=1.4, strokeDash=[5, 3])
        .encode(y=y, color=colour(labels, colours)),
        named(coming, update)
        .mark_line(strokeWidth=2)
        .encode(y="update:Q", color=colour(labels, colours)),
        named(base, came)
        .mark_line(strokeWidth=1.8, point=alt.OverlayMarkDef(filled=True, size=26))
        .encode(y="actual:Q", color=colour(labels, colours)),
        base.mark_bar(opacity=0, width=10).encode(y="plan:Q", tooltip=tip),
    ]
    return finish(alt.layer(*layers).properties(height=height), palette)


def handle_time_chart(
    frame: pd.DataFrame, words: Words, palette: Palette, *, height: int = 190
) -> alt.Chart:
    """Handle time of a day as planned, as counted, and the rest revised.

    Parameters
    ----------
    frame : DataFrame
        timestamp, aht_s, actual_aht_s, update_aht_s, passed: one row an interval, NaN where no
        contact is expected or counted.
    words, palette
    height : int
        Pixels.
    """
    shown = wall(frame)
    plan, came, update = words("Plan"), words("Counted"), words("Update")
    labels, colours = [plan, came, update], [palette.history, palette.required, palette.forecast]
    tip = [
        alt.Tooltip("timestamp:T", title=words("Time"), format="%H:%M"),
        alt.Tooltip("aht_s:Q", title=plan, format=",.0f"),
        alt.Tooltip("actual_aht_s:Q", title=came, format=",.0f"),
        alt.Tooltip("update_aht_s:Q", title=update, format=",.0f"),
    ]
    base = alt.Chart(shown).encode(x=day_time_axis(scale=span(shown)))
    y = alt.Y("aht_s:Q", title=words("AHT (s)"), scale=alt.Scale(zero=False), axis=values_axis())
    layers: list[Any] = [
        named(base, plan)
        .mark_line(strokeWidth=1.4, strokeDash=[5, 3])
        .encode(y=y, color=colour(labels, colours)),
        named(base.transform_filter("!datum.passed"), update)
        .mark_line(strokeWidth=2)
        .encode(y="update_aht_s:Q", color=colour(labels, colours)),
        named(base, came)
        .mark_line(strokeWidth=1.4, point=alt.OverlayMarkDef(filled=True, size=26))
        .encode(y="actual_aht_s:Q", color=colour(labels, colours)),
        # A rule, not a bar: bars stand on 0, and would squeeze what differs.
        base.mark_rule(opacity=0, strokeWidth=10).encode(tooltip=tip),
    ]
    return finish(alt.layer(*layers).properties(height=height), palette)


def agents_chart(
    frame: pd.DataFrame, words: Words, palette: Palette, *, height: int = 240
) -> alt.Chart:
    """Agents required by plan and update against the roster, shortfalls filled.

    Parameters
    ----------
    frame : DataFrame
        timestamp, planned, now, staffed (NaN without a roster): one row an interval.
    words, palette
    height : int
        Pixels.
    """
    shown = wall(frame).assign(low=frame[["now", "staffed"]].min(axis=1, skipna=False))
    planned, now = words("Required by the plan"), words("Required now")
    staffed, short = words("On the phones"), words("Short")
    rostered = bool(frame["staffed"].notna().any())
    labels = [planned, now, *([staffed, short] if rostered else [])]
    colours = [palette.history, palette.required, palette.staffed, palette.short]
    tip = [
        alt.Tooltip("timestamp:T", title=words("Time"), format="%H:%M"),
        alt.Tooltip("planned:Q", title=planned),
        alt.Tooltip("now:Q", title=now),
        alt.Tooltip("staffed:Q", title=staffed),
    ]
    x = day_time_axis(scale=span(shown))
    base, drawn = alt.Chart(shown).encode(x=x), alt.Chart(closed(shown)).encode(x=x)
    step: dict[str, Any] = {"interpolate": "step-after"}
    y = alt.Y("now:Q", title=words("Agents"), axis=values_axis(tickMinStep=1))
    layers: list[Any] = []
    if rostered:
        layers = [
            drawn.mark_area(**step, opacity=0.55, color=palette.staffed_fill).encode(
                y=alt.Y("staffed:Q", title=words("Agents"))
            ),
            named(drawn, short)
            .mark_area(**step, opacity=0.75)
            .encode(y="low:Q", y2="now:Q", color=colour(labels, colours)),
            named(drawn, staffed)
            .mark_line(**step, strokeWidth=1.6)
            .encode(y="staffed:Q", color=colour(labels, colours)),
        ]
    layers += [
        named(drawn, planned)
        .mark_line(**step, strokeWidth=1.4, strokeDash=[5, 3])
        .encode(y="planned:Q", color=colour(labels, colours)),
        named(drawn, now)
        .mark_line(**step, strokeWidth=1.8)
        .encode(y=y, color=colour(labels, colours)),
        base.mark_bar(opacity=0, width=10).encode(y="now:Q", tooltip=tip),
    ]
    return finish(alt.layer(*layers).properties(height=height), palette)
