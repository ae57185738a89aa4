"""How a run comes along: its best objective and its proven bound over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from wfm.web.charts.base import colour, finish, named
from wfm.web.charts.palette import Palette
from wfm.web.words import Words


def gap_frame(progress: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Progress points as a frame: elapsed_s, objective, bound; unknown is NaN, never zero."""
    frame = pd.DataFrame(
        [{k: p.get(k) for k in ("elapsed_s", "objective", "bound")} for p in progress],
        columns=["elapsed_s", "objective", "bound"],
    )
    return frame.astype(float)


def since_first_roster(frame: pd.DataFrame) -> pd.DataFrame:
    """Points from the first roster on, without the trivial bound of 0 that a search begins with."""
    known = frame["objective"].notna()
    shown = frame[frame.index >= known.idxmax()] if known.any() else frame
    proven = shown["bound"].cummax() > 0
    return shown.assign(bound=shown["bound"].where(proven)) if proven.any() else shown


def gap_chart(
    progress: Sequence[Mapping[str, object]],
    words: Words,
    palette: Palette,
    *,
    height: int = 220,
) -> alt.Chart:
    """Cost of the best roster so far above the proven bound, with the gap between filled."""
    frame = since_first_roster(gap_frame(progress))
    best, bound = words("Best roster so far"), words("Proven bound")
    labels, colours = [best, bound], [palette.objective, palette.bound]
    base = alt.Chart(frame).encode(
        x=alt.X("elapsed_s:Q", title=words("Seconds"), axis=alt.Axis(grid=False, tickMinStep=1))
    )
    step: dict[str, Any] = {"interpolate": "step-after"}
    scale = alt.Scale(zero=False, nice=True)
    layers = alt.layer(
        base.transform_filter("isValid(datum.objective) && isValid(datum.bound)")
        .mark_area(**step, opacity=0.18, color=palette.objective)
        .encode(y=alt.Y("bound:Q", title=words("Cost (points)"), scale=scale), y2="objective:Q"),
        named(base, best)
        .transform_filter("isValid(datum.objective)")
        .mark_line(**step, strokeWidth=2, point={"size": 22})
        .encode(
            y=alt.Y("objective:Q", scale=scale),
            color=colour(labels, colours),
            tooltip=[
                alt.Tooltip("elapsed_s:Q", title=words("Seconds"), format=".1f"),
                alt.Tooltip("objective:Q", title=best, format=",.0f"),
                alt.Tooltip("bound:Q", title=bound, format=",.0f"),
            ],
        ),
        named(base, bound)
        .transform_filter("isValid(datum.bound)")
        .mark_line(**step, strokeWidth=2, strokeDash=[5, 3])
        .encode(y=alt.Y("bound:Q", scale=scale), color=colour(labels, colours)),
    )
    return finish(layers.properties(height=height), palette)
