"""What the day's course means in agents, against the published roster."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wfm.service import centres
from wfm.service.today import Today
from wfm.web.charts.running import agents_chart
from wfm.web.components.header import tiles
from wfm.web.frame import Frame
from wfm.web.sections.names import choose_group


def show(found: Today, frame: Frame) -> None:
    """Figures, curves of a group, and the worst intervals to come by name."""
    words = frame.words
    st.subheader(words("In agents"), anchor=False)
    groups = list(dict.fromkeys(found.agents["group"]))
    group = choose_group(frame, groups, key="today_group")
    rows = found.agents[found.agents["group"] == group]
    coming = rows[~rows["passed"]]
    centre = centres.centre(frame.desk, str(frame.centre_id))
    hours = centre.interval_min / 60
    change = float((coming["now"] - coming["planned"]).sum()) * hours
    rostered = found.revision is not None
    planned, expected = found.service_level or (None, None)
    tiles(
        [
            (
                words("Agent-hours against the plan"),
                f"{change:+,.1f}",
                words("Still to come: required by the update less required by the plan."),
            ),
            (
                words("Agent-hours missing"),
                words.number(float(coming["missing"].sum()) * hours if rostered else None, 1),
                words("Intervals to come in which the roster has fewer than required."),
            ),
            (
                words("Intervals that are short"),
                words.number(int((coming["missing"] > 0).sum()) if rostered else None),
                "",
            ),
            (
                words("Service level to come"),
                words.percent(expected),
                words("With the roster as it is; by the plan it would be {n}.",
                      n=words.percent(planned)),
            ),
        ]
    )  # fmt: skip
    st.altair_chart(
        agents_chart(rows, words, frame.palette),
        alt=words("Agents required by plan and update, and on the phones"),
    )
    if not rostered:
        st.caption(words("Publish a roster of this week to see who is missing."))
        return
    if found.worst.empty:
        st.success(words("No interval to come is short."), icon=":material/check_circle:")
        return
    first = found.worst.iloc[0]
    st.warning(
        words.count(
            "Worst to come: {at}, {n} agent missing.",
            "Worst to come: {at}, {n} agents missing.",
            round(float(first["missing"])),
            at=f"{first['timestamp']:%H:%M}",
        ),
        icon=":material/warning:",
    )
    worst = found.worst
    st.dataframe(
        pd.DataFrame(
            {
                words("Time"): worst["timestamp"].dt.strftime("%H:%M"),
                words("Required now"): worst["now"],
                words("On the phones"): worst["staffed"],
                words("Missing"): worst["missing"],
                words("Service level"): worst["service_level"] * 100,
            }
        ),
        hide_index=True,
        column_config={
            words("On the phones"): st.column_config.NumberColumn(format="%.1f"),
            words("Missing"): st.column_config.NumberColumn(format="%.1f"),
            words("Service level"): st.column_config.NumberColumn(format="%.0f%%"),
        },
        alt=words("Worst intervals to come"),
    )
