"""Bars of what each agent had, the most first: past weeks and this roster."""

from __future__ import annotations

import altair as alt
import pandas as pd

from wfm.web.charts.base import finish
from wfm.web.charts.palette import Palette
from wfm.web.words import Words

MOST_BARS = 60
"""Agents drawn; a chart of more can't be read."""


def fairness_chart(frame: pd.DataFrame, title: str, words: Words, palette: Palette) -> alt.Chart:
    """Stacked bars per agent.

    Parameters
    ----------
    frame : DataFrame
        agent_id, part (past or now), n, total.
    title : str
        Of the axis: what is counted.
    words, palette
    """
    names = {"past": words("Past weeks"), "now": words("This roster")}
    order = list(
        dict.fromkeys(frame.sort_values(["total", "agent_id"], ascending=[False, True])["agent_id"])
    )[:MOST_BARS]
    shown = frame[frame["agent_id"].isin(order)].assign(part=frame["part"].map(names))
    chart = (
        alt.Chart(shown, height=260)
        .mark_bar()
        .encode(
            x=alt.X("agent_id:N", title=words("Agent"), sort=order),
            y=alt.Y("sum(n):Q", title=title, axis=alt.Axis(tickMinStep=1)),
            color=alt.Color(
                "part:N",
                sort=list(names.values()),
                scale=alt.Scale(
                    domain=list(names.values()), range=[palette.staffed_fill, palette.staffed]
                ),
                legend=alt.Legend(title=None, orient="top"),
            ),
            tooltip=[
                alt.Tooltip("agent_id:N", title=words("Agent")),
                alt.Tooltip("part:N", title=words("Part")),
                alt.Tooltip("n:Q", title=title),
            ],
        )
    )
    return finish(chart, palette)
