"""Service that a simulation gave, with its band, beside Erlang's figure."""

from __future__ import annotations

import altair as alt
import pandas as pd

from wfm.web.charts.base import closed, colour, finish, named, time_axis, wall
from wfm.web.charts.palette import Palette
from wfm.web.words import Words


def simulation_chart(
    frame: pd.DataFrame, target: float, words: Words, palette: Palette, *, height: int = 240
) -> alt.Chart:
    """Service level per interval: the simulated one with its band, Erlang's, and the target.

    Parameters
    ----------
    frame : DataFrame
        timestamp, service_level with ``_low`` and ``_high``, erlang_service_level (fractions);
        one row an interval.
    target : float
        Fraction promised.
    words, palette
    height : int
        Pixels.
    """
    names = ["service_level", "service_level_low", "service_level_high", "erlang_service_level"]
    shown = wall(frame[["timestamp", "offered", *names]])
    # Where nobody calls there is no service: the lines break instead of falling to zero.
    shown.loc[shown["offered"] <= 0, names] = float("nan")
    simulated, erlang, promised = words("Simulated"), words("Erlang"), words("Target")
    labels = [simulated, erlang, promised]
    colours = [palette.staffed, palette.marked, palette.short]
    x = time_axis(words)
    base = alt.Chart(closed(shown)).encode(x=x)
    level = alt.Y(
        "service_level:Q",
        title=words("Service level"),
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format="%"),
    )
    tip = [
        alt.Tooltip("began:T", title=words("Time"), format="%m-%d %H:%M"),
        alt.Tooltip("service_level:Q", title=simulated, format=".1%"),
        alt.Tooltip("service_level_low:Q", title=words("Band from"), format=".1%"),
        alt.Tooltip("service_level_high:Q", title=words("Band to"), format=".1%"),
        alt.Tooltip("erlang_service_level:Q", title=erlang, format=".1%"),
    ]
    layers = alt.layer(
        base.mark_area(interpolate="step-after", opacity=0.45, color=palette.band).encode(
            y=alt.Y("service_level_low:Q", title=words("Service level")), y2="service_level_high:Q"
        ),
        named(base, erlang)
        .mark_line(interpolate="step-after", strokeWidth=1.2)
        .encode(y="erlang_service_level:Q", color=colour(labels, colours)),
        named(base, simulated)
        .mark_line(interpolate="step-after", strokeWidth=1.6)
        .encode(y=level, color=colour(labels, colours), tooltip=tip),
        named(alt.Chart(pd.DataFrame({"target": [target]})), promised)
        .mark_rule(strokeDash=[5, 4], strokeWidth=1.4)
        .encode(y="target:Q", color=colour(labels, colours)),
    )
    return finish(layers.properties(height=height), palette)
