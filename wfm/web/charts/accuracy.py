"""How good forecasts were: error by hour and weekday, calibration, forecast against actual."""

from __future__ import annotations

import altair as alt
import pandas as pd

from wfm.web.charts.base import colour, finish, named, time_axis, wall
from wfm.web.charts.palette import Palette
from wfm.web.words import Words


def error_chart(
    rows: pd.DataFrame, title: str, words: Words, palette: Palette, *, height: int = 260
) -> alt.Chart:
    """Error of the model beside that of the habit, a pair of columns a category.

    Parameters
    ----------
    rows : DataFrame
        category, wape, habit_wape, bias (fractions), volume (mean contacts an interval).
    title : str
        What the categories are, in the reader's language.
    words, palette
    height : int
        Pixels.
    """
    model, habit = words("This model"), words("Best habit")
    labels, colours = [habit, model], [palette.history, palette.forecast]
    shown = rows.assign(order=range(len(rows)))
    long = pd.concat(
        [shown.assign(series=habit, error=shown["habit_wape"]),
         shown.assign(series=model, error=shown["wape"])],
        ignore_index=True,
    )  # fmt: skip
    chart = (
        alt.Chart(long)
        .mark_bar(cornerRadiusTopLeft=2, cornerRadiusTopRight=2)
        .encode(
            x=alt.X(
                "category:O",
                sort=list(rows["category"]),
                title=title,
                axis=alt.Axis(labelAngle=0, labelOverlap=True),
            ),
            xOffset=alt.XOffset("series:N", sort=labels),
            y=alt.Y("error:Q", title=words("Error (WAPE)"), axis=alt.Axis(format="%")),
            color=alt.Color(
                "series:N",
                sort=labels,
                scale=alt.Scale(domain=labels, range=colours),
                legend=alt.Legend(title=None, orient="top"),
            ),
            tooltip=[
                alt.Tooltip("category:N", title=title),
                alt.Tooltip("series:N", title=words("Model")),
                alt.Tooltip("error:Q", title=words("Error (WAPE)"), format=".1%"),
                alt.Tooltip("bias:Q", title=words("Bias"), format="+.1%"),
                alt.Tooltip("volume:Q", title=words("Contacts an interval"), format=",.1f"),
            ],
        )
    )
    return finish(chart.properties(height=height), palette)


def calibration_chart(
    rows: pd.DataFrame, words: Words, palette: Palette, *, height: int = 280
) -> alt.Chart:
    """Observed against nominal coverage; on the dashed line both agree.

    Parameters
    ----------
    rows : DataFrame
        level, intervals, day_totals: fractions.
    words, palette
    height : int
        Pixels.
    """
    intervals, totals = words("Intervals"), words("Day totals")
    ideal = words("Holds what it says")
    labels, colours = (
        [intervals, totals, ideal],
        [palette.forecast, palette.marked, palette.history],
    )
    low = min(0.4, float(rows[["level", "intervals", "day_totals"]].to_numpy().min()) - 0.05)
    scale = alt.Scale(domain=[low, 1.0])
    base = alt.Chart(rows).encode(
        x=alt.X("level:Q", title=words("Nominal coverage"), scale=scale, axis=alt.Axis(format="%"))
    )
    tip = [
        alt.Tooltip("level:Q", title=words("Nominal coverage"), format=".0%"),
        alt.Tooltip("intervals:Q", title=intervals, format=".1%"),
        alt.Tooltip("day_totals:Q", title=totals, format=".1%"),
    ]
    diagonal = pd.DataFrame({"level": [low, 1.0], "same": [low, 1.0]})
    layers = alt.layer(
        named(alt.Chart(diagonal), ideal)
        .mark_line(strokeDash=[5, 4], strokeWidth=1.2)
        .encode(
            x="level:Q",
            y=alt.Y(
                "same:Q", title=words("Observed coverage"), scale=scale, axis=alt.Axis(format="%")
            ),
            color=colour(labels, colours),
        ),
        *(
            named(base, label)
            .mark_line(strokeWidth=1.8, point=alt.OverlayMarkDef(filled=True, size=50))
            .encode(y=f"{column}:Q", color=colour(labels, colours), tooltip=tip)
            for column, label in (("intervals", intervals), ("day_totals", totals))
        ),
    )
    return finish(layers.properties(height=height), palette)


def review_chart(
    frame: pd.DataFrame, words: Words, palette: Palette, *, height: int = 260
) -> alt.Chart:
    """A forecast with its 80 % interval and what came.

    Parameters
    ----------
    frame : DataFrame
        timestamp, forecast, q10, q90, actual (NaN where not counted).
    words, palette
    height : int
        Pixels.
    """
    shown = wall(frame)
    line, inner, came = words("Forecast"), words("80 % interval"), words("Observed")
    labels, colours = [line, inner, came], [palette.forecast, palette.band, palette.required]
    base = alt.Chart(shown).encode(x=time_axis(words))
    tip = [
        alt.Tooltip("timestamp:T", title=words("Time"), format="%m-%d %H:%M"),
        alt.Tooltip("forecast:Q", title=line, format=",.1f"),
        alt.Tooltip("actual:Q", title=came, format=",.0f"),
    ]
    layers = alt.layer(
        named(base, inner)
        .mark_area(opacity=0.5)
        .encode(
            y=alt.Y("q10:Q", title=words("Contacts an interval")),
            y2="q90:Q",
            color=colour(labels, colours),
        ),
        named(base, line)
        .mark_line(strokeWidth=1.5)
        .encode(y="forecast:Q", color=colour(labels, colours)),
        named(base, came)
        .mark_line(strokeWidth=1.1)
        .encode(y="actual:Q", color=colour(labels, colours)),
        base.mark_bar(opacity=0, width=6).encode(y="q90:Q", tooltip=tip),
    )
    return finish(layers.properties(height=height), palette)
