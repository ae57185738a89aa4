"""One day's people as bars, breaks inside, above the requirement curve."""

from __future__ import annotations

import altair as alt
import pandas as pd

from wfm.web.charts.base import day_time_axis, finish, moment, values_axis, wall
from wfm.web.charts.palette import Palette
from wfm.web.words import Words
from wfm.web.words.terms import ACTIVITY, BREAK, term

NAMES = {**BREAK, **ACTIVITY}
KINDS = ("work", "meal", "rest", "nursing", *ACTIVITY, "leave")
ROW_HEIGHT = 20
FRAME_PX = 120
"""Height that legend and axis take out of a chart's own."""


def _span(bars: pd.DataFrame) -> list[dict[str, int]]:
    """First and last hour drawn: the whole day of the bars."""
    day = bars["start"].min().normalize()
    ends = (day, day + pd.Timedelta(days=1))
    return [moment(end) for end in ends]


def day_chart(bars: pd.DataFrame, words: Words, palette: Palette) -> alt.Chart:
    """Gantt of a day: a row an agent, sorted by start, breaks on top of the shift.

    Parameters
    ----------
    bars : DataFrame
        agent_id, team, kind, start, end.
    words, palette
    """
    shown = wall(wall(bars, "start"), "end")
    shown["activity"] = [term(words, NAMES, kind) for kind in shown["kind"]]
    shown["rank"] = [0 if kind == "work" else 1 for kind in shown["kind"]]
    shown = shown.sort_values(["rank", "start", "agent_id"])
    order = list(dict.fromkeys(shown["agent_id"]))
    used = [k for k in KINDS if k in set(shown["kind"])]
    colours = {
        "work": palette.work,
        "meal": palette.meal,
        "rest": palette.rest,
        "nursing": palette.series[3],
        "leave": palette.leave,
        "training": palette.series[2],
        "meeting": palette.series[4],
        "briefing": palette.series[5],
        "one_to_one": palette.series[3],
        "outbound": palette.forecast,
        "other": palette.history,
    }
    names = [term(words, NAMES, k) for k in used]
    chart = (
        alt.Chart(shown)
        .mark_bar(cornerRadius=2, height=ROW_HEIGHT - 7)
        .encode(
            x=day_time_axis("start").scale(domain=_span(shown), padding=0),
            x2="end:T",
            y=alt.Y(
                "agent_id:N",
                sort=order,
                title=words("Agent"),
                # As far in as the curve above, so that the hours of both are in line.
                axis=values_axis(labelFontSize=10, ticks=False),
            ),
            color=alt.Color(
                "activity:N",
                scale=alt.Scale(domain=names, range=[colours[k] for k in used]),
                legend=alt.Legend(title=None, orient="top"),
            ),
            order="rank:Q",
            tooltip=[
                alt.Tooltip("agent_id:N", title=words("Agent")),
                alt.Tooltip("team:N", title=words("Team")),
                alt.Tooltip("activity:N", title=words("Activity")),
                alt.Tooltip("start:T", title=words("From"), format="%H:%M"),
                alt.Tooltip("end:T", title=words("To"), format="%H:%M"),
            ],
        )
    )
    return finish(chart.properties(height=FRAME_PX + ROW_HEIGHT * len(order)), palette)
