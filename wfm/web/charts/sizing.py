"""What more or fewer agents give: around one interval, by certainty, and by the reference."""

from __future__ import annotations

import altair as alt
import numpy as np
import pandas as pd

from wfm.web.charts.base import closed, colour, finish, named, time_axis, wall
from wfm.web.charts.palette import Palette
from wfm.web.words import Words


def around_chart(
    frame: pd.DataFrame,
    required: int,
    target: float,
    words: Words,
    palette: Palette,
    *,
    height: int = 260,
) -> alt.Chart:
    """Service level, answer rate and occupancy by number of agents, the requirement marked.

    Parameters
    ----------
    frame : DataFrame
        agents, service_level, answer_rate, occupancy, asa_s: a row a number of agents.
    required : int
    target : float
        Fraction promised.
    words, palette
    height : int
        Pixels.
    """
    kinds = {
        "service_level": (words("Service level"), palette.staffed),
        "answer_rate": (words("Answer rate"), palette.bound),
        "occupancy": (words("Occupancy"), palette.marked),
    }
    shown = {name: about for name, about in kinds.items() if frame[name].notna().any()}
    promised = words("Target")
    labels = [label for label, _ in shown.values()] + [promised]
    colours = [tint for _, tint in shown.values()] + [palette.short]
    base = alt.Chart(frame)
    x = alt.X(
        "agents:Q",
        title=words("Agents"),
        axis=alt.Axis(tickMinStep=1, format="d", grid=False),
        scale=alt.Scale(zero=False, nice=False, padding=12),
    )
    tip = [
        alt.Tooltip("agents:Q", title=words("Agents")),
        *(alt.Tooltip(f"{n}:Q", title=label, format=".1%") for n, (label, _) in shown.items()),
        alt.Tooltip("asa_s:Q", title=words("Speed of answer (s)"), format=".1f"),
    ]
    lines = [
        named(base, label)
        .mark_line(point=alt.OverlayMarkDef(size=36), strokeWidth=1.8)
        .encode(
            x=x,
            y=alt.Y(
                f"{name}:Q",
                title=words("Share"),
                scale=alt.Scale(domain=[0, 1]),
                axis=alt.Axis(format="%"),
            ),
            color=colour(labels, colours),
            tooltip=tip,
        )
        for name, (label, _) in shown.items()
    ]
    marks = [
        alt.Chart(pd.DataFrame({"agents": [required]}))
        .mark_rule(strokeWidth=1.4, color=palette.required)
        .encode(x=x),
        named(alt.Chart(pd.DataFrame({"target": [target]})), promised)
        .mark_rule(strokeDash=[5, 4], strokeWidth=1.4)
        .encode(y="target:Q", color=colour(labels, colours)),
    ]
    return finish(alt.layer(*lines, *marks).properties(height=height), palette)


def worth_chart(
    frame: pd.DataFrame, words: Words, palette: Palette, *, height: int = 220
) -> alt.Chart:
    """Late calls that each agent less makes; those beyond the requirement paler.

    Parameters
    ----------
    frame : DataFrame
        missing (the first missing agent is 1, the one beyond the requirement 0), late_calls.
    words, palette
    height : int
        Pixels.
    """
    below, above = words("Missing"), words("Beyond the requirement")
    shown = frame.assign(series=[below if m > 0 else above for m in frame["missing"]])
    chart = (
        alt.Chart(shown)
        .mark_bar()
        .encode(
            x=alt.X(
                "missing:O", title=words("Agents missing"), axis=alt.Axis(labelAngle=0, grid=False)
            ),
            y=alt.Y("late_calls:Q", title=words("Late calls")),
            color=colour([below, above], [palette.staffed, palette.over], symbol="square"),
            tooltip=[
                alt.Tooltip("missing:O", title=words("Agents missing")),
                alt.Tooltip("late_calls:Q", title=words("Late calls"), format=".1f"),
            ],
        )
    )
    return finish(chart.properties(height=height), palette)


def certainty_chart(
    frame: pd.DataFrame, words: Words, palette: Palette, *, height: int = 240
) -> alt.Chart:
    """Agent-hours by the probability of keeping the target in an interval.

    Parameters
    ----------
    frame : DataFrame
        confidence (a fraction), agent_hours, peak_agents, hours_a_point.
    words, palette
    height : int
        Pixels.
    """
    chart = (
        alt.Chart(frame)
        .mark_line(point=alt.OverlayMarkDef(size=40), color=palette.staffed, strokeWidth=1.8)
        .encode(
            x=alt.X(
                "confidence:Q",
                title=words("Probability of keeping the target in an interval"),
                axis=alt.Axis(format="%", grid=False),
                scale=alt.Scale(zero=False, nice=False, padding=12),
            ),
            y=alt.Y(
                "agent_hours:Q",
                title=words("Agent-hours of the week"),
                scale=alt.Scale(zero=False),
            ),
            tooltip=[
                alt.Tooltip("confidence:Q", title=words("Certainty"), format=".1%"),
                alt.Tooltip("agent_hours:Q", title=words("Agent-hours"), format=",.0f"),
                alt.Tooltip("peak_agents:Q", title=words("Peak agents")),
                alt.Tooltip("hours_a_point:Q", title=words("Hours a point"), format=".1f"),
            ],
        )
    )
    return finish(chart.properties(height=height), palette)


def levels_chart(
    frame: pd.DataFrame,
    series: dict[str, str],
    target: float,
    words: Words,
    palette: Palette,
    *,
    height: int = 260,
) -> alt.Chart:
    """Service levels of several staffings over time, with the target.

    Where all of them are high the axis begins above zero, so that they can be told apart.

    Parameters
    ----------
    frame : DataFrame
        timestamp and a column of fractions per staffing; NaN breaks the line.
    series : dict of str to str
        Name shown by column.
    target : float
        Fraction promised.
    words, palette
    height : int
        Pixels.
    """
    shown, promised = closed(wall(frame)), words("Target")
    labels = [*series.values(), promised]
    tints = [palette.marked, palette.bound, palette.staffed][: len(series)]
    colours = [*tints, palette.short]
    base = alt.Chart(shown).encode(x=time_axis(words))
    least = min(target, float(shown[list(series)].min(skipna=True).min()))
    low = 0.0 if not least > 0.5 else np.floor(least * 10) / 10
    lines = [
        named(base, label)
        .mark_line(interpolate="step-after", strokeWidth=1.5)
        .encode(
            y=alt.Y(
                f"{column}:Q",
                title=words("Service level"),
                scale=alt.Scale(domain=[low, 1]),
                axis=alt.Axis(format="%"),
            ),
            color=colour(labels, colours),
            tooltip=[
                alt.Tooltip("began:T", title=words("Time"), format="%m-%d %H:%M"),
                *(alt.Tooltip(f"{c}:Q", title=name, format=".1%") for c, name in series.items()),
            ],
        )
        for column, label in series.items()
    ]
    rule = (
        named(alt.Chart(pd.DataFrame({"target": [target]})), promised)
        .mark_rule(strokeDash=[5, 4], strokeWidth=1.4)
        .encode(y="target:Q", color=colour(labels, colours))
    )
    return finish(alt.layer(*lines, rule).properties(height=height), palette)
