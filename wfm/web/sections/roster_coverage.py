"""The week's coverage and the service it should give."""

from __future__ import annotations

import streamlit as st

from wfm.service import centres, rosters
from wfm.service.rosters import RosterState
from wfm.web.charts.coverage import coverage_chart, heat_map, service_chart
from wfm.web.components.header import tiles
from wfm.web.frame import Frame
from wfm.web.sections.names import choose_group


def show(frame: Frame, state: RosterState) -> None:
    """Curves of a group, figures, service level, heat map of differences."""
    words = frame.words
    curve = rosters.coverage(state)
    groups = list(dict.fromkeys(curve["group"]))
    group = choose_group(frame, groups, key="coverage_group")
    shown = curve[curve["group"] == group]
    short = (shown["required"] - shown["staffed"]).clip(lower=0)
    over = (shown["staffed"] - shown["required"]).clip(lower=0)
    tiles(
        [
            (
                words("Short agent-intervals"),
                words.number(short.sum()),
                words("Agents missing, summed over intervals."),
            ),
            (words("Intervals that are short"), words.number((short > 0).sum()), ""),
            (words("Surplus agent-intervals"), words.number(over.sum()), ""),
            (words("Worst shortfall"), words.number(short.max()), words("Agents missing at once.")),
        ]
    )
    st.altair_chart(
        coverage_chart(shown, words, frame.palette),
        alt=words("Required and staffed agents over the week"),
    )
    service = rosters.service(frame.desk, state)
    if service is not None:
        st.subheader(words("Predicted service level"), anchor=False)
        target = centres.centre(frame.desk, str(frame.centre_id)).target.service_level
        st.altair_chart(
            service_chart(service.intervals, target, words, frame.palette),
            alt=words("Service level per interval with this roster"),
        )
    st.subheader(words("More or fewer than required, by hour"), anchor=False)
    st.altair_chart(
        heat_map(
            shown.assign(difference=shown["staffed"] - shown["required"]),
            "difference",
            words("Difference"),
            words,
            frame.palette,
            around_zero=True,
        ),
        alt=words("Mean difference between staffed and required agents per day and hour"),
    )
