"""How scenarios differ: curves of the week, and the way from one figure to another."""

from __future__ import annotations

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
    """Bars from one total to another, a bar a cause in between; columns as `steps_frame`."""
    order = list(steps["label"])
    low = float(steps[["first", "last"]].iloc[1:-1].min().min()) if len(steps) > 2 else 0.0
    high = float(steps[["first", "last"]].max().max())
    # Changes are small beside totals: the axis starts near them, and the totals show as stumps.
    near = max(0.0, low - 0.35 * (high - low)) if len(steps) > 2 else 0.0
    shown = steps.assign(
        first=steps["first"].where(steps["kind"] != "total", near),
        text=[
            words.number(v, 1) if kind == "total" or round(v, 1) == 0 else _signed(v)
            for v, kind in zip(steps["change"], steps["kind"], strict=True)
        ],
        end=steps[["first", "last"]].max(axis=1),
    )
    colours = {"total": palette.history, "more": palette.marked, "less": palette.staffed}
    base = alt.Chart(shown).encode(
        y=alt.Y("label:N", sort=order, title=None, axis=alt.Axis(labelLimit=260)),
    )
    scale = alt.Scale(domain=[near, high + 0.12 * (high - near)], zero=False, nice=False)
    layers = alt.layer(
        base.mark_bar(cornerRadius=2, height={"band": 0.62}).encode(
            x=alt.X("first:Q", title=title, scale=scale, axis=alt.Axis(tickCount=8)),
            x2="last:Q",
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(domain=list(colours), range=list(colours.values())),
                legend=None,
            ),
            tooltip=[
                alt.Tooltip("label:N", title=words("Cause")),
                alt.Tooltip("text:N", title=title),
            ],
        ),
        base.mark_text(align="left", dx=6, color=palette.text).encode(
            x=alt.X("end:Q", scale=scale), text="text:N"
        ),
    )
    return finish(layers.properties(height=height), palette)
