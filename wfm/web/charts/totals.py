"""Whole days with their intervals."""

from __future__ import annotations

import altair as alt
import pandas as pd

from wfm.web.charts.base import colour, finish, named
from wfm.web.charts.palette import Palette
from wfm.web.words import Words


def day_totals_chart(
    days: pd.DataFrame, words: Words, palette: Palette, *, height: int = 240
) -> alt.Chart:
    """Expected contacts a day with the 80 % and 95 % intervals of the day's total.

    Parameters
    ----------
    days : DataFrame
        day (date), volume, q025, q10, q90, q975, one row a day.
    words, palette
    height : int
        Pixels.
    """
    line, inner, outer = words("Forecast"), words("80 % interval"), words("95 % interval")
    labels = [line, inner, outer]
    colours = [palette.forecast, palette.band, palette.staffed_fill]
    shown = days.drop(columns="day").assign(label=[words.day(day) for day in days["day"]])
    order = list(shown["label"])
    base = alt.Chart(shown).encode(
        x=alt.X("label:O", title=None, sort=order, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    )
    layers = alt.layer(
        named(base, outer)
        .mark_bar(size=26, opacity=0.7, cornerRadius=2)
        .encode(
            y=alt.Y("q025:Q", title=words("Contacts a day"), scale=alt.Scale(zero=False)),
            y2="q975:Q",
            color=colour(labels, colours, symbol="square"),
        ),
        named(base, inner)
        .mark_bar(size=26, opacity=0.8, cornerRadius=2)
        .encode(y="q10:Q", y2="q90:Q", color=colour(labels, colours, symbol="square")),
        named(base, line)
        .mark_tick(size=34, thickness=3)
        .encode(y="volume:Q", color=colour(labels, colours, symbol="square")),
        base.mark_bar(size=34, opacity=0).encode(
            y="q025:Q",
            y2="q975:Q",
            tooltip=[
                alt.Tooltip("label:N", title=words("Day")),
                alt.Tooltip("volume:Q", title=line, format=",.0f"),
                alt.Tooltip("q025:Q", title="2.5 %", format=",.0f"),
                alt.Tooltip("q10:Q", title="10 %", format=",.0f"),
                alt.Tooltip("q90:Q", title="90 %", format=",.0f"),
                alt.Tooltip("q975:Q", title="97.5 %", format=",.0f"),
            ],
        ),
    )
    return finish(layers.properties(height=height), palette)
