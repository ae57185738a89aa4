"""What if some are missing: the requirement and the roster with so many fewer."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wfm.service.requirement_missing import (
    MissingView,
    missing_on_requirement,
    missing_on_roster,
)
from wfm.service.requirements import RequirementView
from wfm.web.charts.sizing import levels_chart
from wfm.web.components.header import tiles
from wfm.web.frame import Frame, Place

WORST = 8


def show(view: RequirementView, frame: Frame, place: Place) -> None:
    """How many are missing and from what; the week, the worst intervals, the curve."""
    words = frame.words
    wanted, given = words("the requirement"), words("the roster")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        n = st.slider(
            words("Agents missing in every interval"),
            -5,
            10,
            3,
            key="requirement_missing",
            width=360,
            help=words("Below zero: agents more than there are."),
        )
        source = st.segmented_control(
            words("Taken from"),
            [wanted, given],
            default=wanted,
            required=True,
            key="requirement_missing_source",
        )
    week = (frame.desk, place.centre_id, place.week, int(n))
    if source == given:
        found = missing_on_roster(*week, target=view.target)
        if found is None:
            st.info(words("There is no roster of this week yet."))
            return
        st.caption(words("Revision {n} of the roster.", n=found.revision))
    else:
        found = missing_on_requirement(*week, target=view.target)
        st.caption(
            words(
                "The plan of record, sized for this target; a roster that covers it exactly, "
                "without unplanned absence."
            )
        )
    if view.options.patience is None:
        st.caption(
            words(
                "Under Erlang C nobody gives up: what is left over stays in the queue until it is "
                "worked off. Give callers a patience in the sizing settings to see it otherwise."
            )
        )
    _figures(frame, found)
    series = {"plain": words("As planned"), "short": words("With these missing")}
    both = found.plain.intervals[["timestamp", "volume"]].assign(
        plain=found.plain.intervals["service_level"], short=found.short.intervals["service_level"]
    )
    both.loc[both["volume"] <= 0, list(series)] = float("nan")
    st.altair_chart(
        levels_chart(both, series, view.target.service_level, words, frame.palette),
        alt=words("Service level per interval, as planned and with agents missing"),
    )
    _worst(frame, found)


def _figures(frame: Frame, found: MissingView) -> None:
    words = frame.words
    total, before = found.short.total.iloc[0], found.plain.total.iloc[0]

    def was(text: str) -> str:
        return words("As planned: {value}", value=text)

    tiles(
        [
            (
                words("Service level of the week"),
                words.percent(found.short.service_level),
                was(words.percent(found.plain.service_level)),
            ),
            (
                words("Intervals below the target"),
                words.number(total["intervals_below"]),
                was(words.number(before["intervals_below"])),
            ),
            (
                words("Worst interval"),
                words.percent(found.short.worst_service_level),
                words.moment(found.short.worst_timestamp, frame.zone),
            ),
            (
                words("Occupancy"),
                words.percent(total["occupancy"]),
                was(words.percent(before["occupancy"])),
            ),
        ]
    )


def _worst(frame: Frame, found: MissingView) -> None:
    words = frame.words
    rows = found.worst(WORST)
    st.subheader(words("Worst intervals"), anchor=False)
    st.dataframe(
        pd.DataFrame(
            {
                words("Interval"): [words.moment(at, frame.zone) for at in rows["timestamp"]],
                words("Contacts"): [words.number(v, 1) for v in rows["volume"]],
                words("Agents"): [words.number(v, 1) for v in rows["agents"]],
                words("As planned"): [words.percent(v) for v in rows["before"]],
                words("With these missing"): [words.percent(v) for v in rows["service_level"]],
            }
        ),
        hide_index=True,
        width="stretch",
        key="requirement_missing_worst",
    )
