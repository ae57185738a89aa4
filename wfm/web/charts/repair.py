"""A repair before it is accepted: staffing and service with nothing done, and repaired."""

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

STEP: dict[str, Any] = {"interpolate": "step-after", "strokeWidth": 1.8}
DASHED = [5, 3]


def repair_chart(
    curve: pd.DataFrame, words: Words, palette: Palette, *, height: int = 220
) -> alt.Chart:
    """Agents required and on the phones over one day.

    Parameters
    ----------
    curve : DataFrame
        timestamp, required, unmended, mended.
    words, palette
    height : int
        Pixels.
    """
    shown = wall(curve)
    x = day_time_axis(scale=span(shown))
    base, drawn = alt.Chart(shown).encode(x=x), alt.Chart(closed(shown)).encode(x=x)
    required, before, after = words("Required"), words("With nothing done"), words("Repaired")
    scale = colour([required, before, after], [palette.required, palette.short, palette.staffed])

    def line(name: str, label: str, **style: Any) -> alt.Chart:
        y = alt.Y(f"{name}:Q", title=words("Agents"), axis=values_axis(tickMinStep=1))
        stepped: alt.Chart = named(drawn, label).mark_line(**STEP, **style)
        return stepped.encode(y=y, color=scale)

    tip = [
        alt.Tooltip("timestamp:T", title=words("Time"), format="%m-%d %H:%M"),
        alt.Tooltip("required:Q", title=required),
        alt.Tooltip("unmended:Q", title=before),
        alt.Tooltip("mended:Q", title=after),
    ]
    layers = alt.layer(
        line("unmended", before, strokeDash=DASHED),
        line("mended", after),
        line("required", required),
        base.mark_bar(opacity=0, width=8).encode(y="required:Q", tooltip=tip),
    )
    return finish(layers.properties(height=height), palette)


def repair_service_chart(
    curve: pd.DataFrame, target: float, words: Words, palette: Palette, *, height: int = 160
) -> alt.Chart:
    """Service level to expect over one day, with the target as a line.

    Parameters
    ----------
    curve : DataFrame
        timestamp, service_unmended, service_mended (fractions).
    target : float
        Fraction promised.
    words, palette
    height : int
        Pixels.
    """
    shown = wall(curve)
    drawn = alt.Chart(closed(shown)).encode(x=day_time_axis(scale=span(shown)))
    before, after, promised = words("With nothing done"), words("Repaired"), words("Target")
    scale = colour([before, after, promised], [palette.short, palette.staffed, palette.required])

    def line(name: str, label: str, **style: Any) -> alt.Chart:
        y = alt.Y(
            f"service_{name}:Q",
            title=words("Service level"),
            scale=alt.Scale(domain=[0, 1]),
            axis=values_axis(format="%"),
        )
        tip = [
            alt.Tooltip("began:T", title=words("Time"), format="%m-%d %H:%M"),
            alt.Tooltip(f"service_{name}:Q", title=label, format=".1%"),
        ]
        stepped: alt.Chart = named(drawn, label).mark_line(**STEP, **style)
        return stepped.encode(y=y, color=scale, tooltip=tip)

    rule = named(alt.Chart(pd.DataFrame({"target": [target]})), promised)
    layers = alt.layer(
        line("unmended", before, strokeDash=DASHED),
        line("mended", after),
        rule.mark_rule(strokeDash=[2, 3]).encode(y="target:Q", color=scale),
    )
    return finish(layers.properties(height=height), palette)
