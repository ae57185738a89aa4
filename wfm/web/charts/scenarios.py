"""How scenarios differ: curves of the week, and the way from one figure to another."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from wfm.web.charts.base import finish, time_axis, wall
from wfm.web.charts.palette import Palette
from wfm.web.words import Words


def volume_curves(
    frame: pd.DataFrame, words: Words, palette: Palette, *, height: int = 300
) -> alt.Chart:
    """Line of contacts an interval for each scenario; columns timestamp, volume, series."""
    names = list(dict.fromkeys(frame["series"]))
    chart = (
        alt.Chart(wall(frame))
        .mark_line(strokeWidth=1.6)
        .encode(
            x=time_axis(words),
            y=alt.Y("volume:Q", title=words("Contacts an interval")),
            color=alt.Color(
                "series:N",
                sort=names,
                scale=alt.Scale(domain=names, range=list(palette.series[: len(names)])),
                legend=alt.Legend(title=None, orient="top"),
            ),
            strokeDash=alt.StrokeDash(
                "series:N",
                sort=names,
                scale=alt.Scale(domain=names, range=DASHES[: len(names)]),
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("timestamp:T", title=words("Time"), format="%m-%d %H:%M"),
                alt.Tooltip("series:N", title=words("Scenario")),
                alt.Tooltip("volume:Q", title=words("Contacts"), format=",.1f"),
            ],
        )
    )
    return finish(chart.properties(height=height), palette)


DASHES = [[1, 0], [6, 2], [3, 2], [8, 3, 2, 3], [2, 2], [10, 3]]
"""Patterns beside the colours: colour alone tells nobody enough."""


def steps_frame(
    start: tuple[str, float], causes: list[tuple[str, float]], end: str
) -> pd.DataFrame:
    """Rows of a waterfall: label, first, last, change, kind (total, more or less)."""
    rows, at = [(start[0], 0.0, start[1], start[1], "total")], start[1]
    for label, change in causes:
        rows.append((label, at, at + change, change, "more" if change >= 0 else "less"))
        at += change
    rows.append((end, 0.0, at, at, "total"))
    return pd.DataFrame(rows, columns=["label", "first", "last", "change", "kind"])


def _signed(value: float) -> str:
    return f"{value:+,.1f}".replace("-", "−")


def waterfall(
    steps: pd.DataFrame, title: str, words: Words, palette: Palette, *, height: int = 260
) -> alt.Chart:
    """Way from one total to another: totals as marks, a bar a cause; columns as `steps_frame`.

    Changes are small beside totals, so the axis starts near them. A bar that it cuts off would
    lie about the total's size: totals are strokes at their place, with their number, and bars
    alone, whose length is a difference, are drawn from end to end.
    """
    order = list(dict.fromkeys(steps["label"]))
    low, high = float(steps["last"].min()), float(steps["last"].max())
    reach = (high - low) or max(1.0, 0.02 * abs(high))
    domain = [low - 0.08 * reach, high + 0.16 * reach]
    shown = steps.assign(
        # A total is where it stands, not a length from zero.
        first=steps["first"].where(steps["kind"] != "total", steps["last"]),
        text=[
            words.number(v, 1) if kind == "total" or round(v, 1) == 0 else _signed(v)
            for v, kind in zip(steps["change"], steps["kind"], strict=True)
        ],
        next=steps["label"].shift(-1),
    )
    shown["end"] = shown[["first", "last"]].max(axis=1)
    colours = {"total": palette.required, "more": palette.marked, "less": palette.staffed}
    rows = alt.Y(
        "label:N",
        title=None,
        scale=alt.Scale(domain=order),
        axis=alt.Axis(labelLimit=260, labelFlush=False),
    )
    base = alt.Chart(shown).encode(y=rows)
    scale = alt.Scale(domain=domain, zero=False, nice=False)
    colour = alt.Color(
        "kind:N",
        scale=alt.Scale(domain=list(colours), range=list(colours.values())),
        legend=None,
    )
    tip = [
        alt.Tooltip("label:N", title=words("Cause")),
        alt.Tooltip("text:N", title=title),
    ]
    level = alt.X("last:Q", title=title, scale=scale, axis=alt.Axis(tickCount=8))
    totals, causes = "datum.kind === 'total'", "datum.kind !== 'total'"
    text: dict[str, Any] = {"align": "left", "dx": 6, "color": palette.text}
    layers = alt.layer(
        # Where one row ends, the next one starts.
        base.transform_filter("isValid(datum.next)")
        .mark_rule(strokeWidth=1, strokeDash=[2, 3], color=palette.history)
        .encode(x=level, y2="next:N"),
        base.transform_filter(causes)
        .mark_bar(cornerRadius=2, height={"band": BAND})
        .encode(
            x=alt.X("first:Q", title=title, scale=scale), x2="last:Q", color=colour, tooltip=tip
        ),
        base.transform_filter(totals)
        .mark_rule(strokeWidth=4)
        .encode(
            x=level,
            y=rows.bandPosition((1 - BAND) / 2),
            y2=alt.Y2("label:N", bandPosition=(1 + BAND) / 2),
            color=colour,
            tooltip=tip,
        ),
        base.transform_filter(causes)
        .mark_text(**text)
        .encode(x=alt.X("end:Q", scale=scale), text="text:N"),
        base.transform_filter(totals)
        .mark_text(**text, fontWeight="bold")
        .encode(x=alt.X("end:Q", scale=scale), text="text:N"),
    )
    return finish(layers.properties(height=height), palette)


BAND = 0.62
"""Part of a row that its bar takes."""
