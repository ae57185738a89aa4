"""Two to six scenarios side by side: seats, hours, cost, and what makes the difference."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd
import streamlit as st

from wfm.service import scenarios
from wfm.service.scenarios import ScenarioInfo
from wfm.web.charts.coverage import requirement_chart
from wfm.web.charts.forecasts import bars
from wfm.web.components.messages import empty_state
from wfm.web.frame import Frame, Place
from wfm.web.words import N_

COLUMNS = {
    "volume": N_("Contacts"),
    "workload_hours": N_("Workload (hours)"),
    "required_hours": N_("Required hours"),
    "peak_agents": N_("Seats at the peak"),
    "paid_hours": N_("Paid hours"),
    "agents_fte": N_("Full-time agents"),
    "cost_hours": N_("Paid hours beyond the reference"),
    "cost": N_("Cost ({currency})"),
    "cost_change": N_("Cost beyond the reference ({currency})"),
    "target": N_("Target"),
}
CAUSES = {
    "volume": N_("Volume"),
    "events": N_("Events"),
    "handle time": N_("Handle time"),
    "target": N_("Target"),
    "shrinkage": N_("Shrinkage"),
}


def show(frame: Frame, place: Place, known: tuple[ScenarioInfo, ...]) -> None:
    """Choose scenarios and compare them for the week."""
    words = frame.words
    if not known:
        empty_state(
            words("There is no scenario yet. Make one on the tab Create and change."),
            icon=":material/compare:",
        )
        return
    names = [scenarios.BASE, *(info.name for info in known)]
    chosen = st.multiselect(
        words("Scenarios; the first one is the reference"),
        names,
        default=names[: min(3, len(names))],
        max_selections=scenarios.MOST,
        format_func=lambda n: name_of(n, frame),
        key=f"compare_{place.centre_id}",
    )
    if len(chosen) < 2:
        st.caption(words("Choose two to six."))
        return
    with st.spinner(words("Sizing the week for each scenario")):
        result = scenarios.compare(frame.desk, place.centre_id, tuple(chosen), place.week)
    renamed = {name: name_of(name, frame) for name in chosen}
    result = dataclasses.replace(
        result,
        **{
            part: getattr(result, part).assign(
                scenario=getattr(result, part)["scenario"].map(renamed)
            )
            for part in ("rows", "curves", "differences")
        },
    )
    st.dataframe(
        table(result.rows, frame, result.currency),
        hide_index=True,
        alt=words("Scenarios side by side"),
    )
    height = 130 + 22 * max(len(result.rows), len(result.differences))
    left, right = st.columns(2, gap="medium")
    hours = result.rows[["scenario", "required_hours"]]
    with left, st.container(border=True):
        st.subheader(words("Required hours against the reference"), anchor=False)
        delta = hours.assign(change=hours["required_hours"] - hours["required_hours"].iloc[0])
        st.altair_chart(
            bars(
                delta.iloc[1:],
                "scenario",
                "change",
                words("Agent-hours"),
                frame.palette,
                height=height,
                digits=1,
            ),
            alt=words("Difference in required agent-hours"),
        )
    with right, st.container(border=True):
        st.subheader(words("What makes the difference"), anchor=False)
        causes = result.differences.assign(
            cause=[words(CAUSES.get(str(c), str(c))) for c in result.differences["cause"]]
        )
        if causes.empty:
            st.caption(words("The scenarios do not differ."))
        else:
            st.altair_chart(
                bars(
                    causes,
                    "cause",
                    "agent_hours",
                    words("Agent-hours"),
                    frame.palette,
                    series="scenario",
                    height=height,
                ),
                alt=words("Agent-hours by cause of the difference"),
            )
    curves = result.curves.rename(columns={"scenario": "series"})
    st.subheader(words("Agents required"), anchor=False)
    st.altair_chart(
        requirement_chart(curves, words, frame.palette),
        alt=words("Agents required per interval in each scenario"),
    )


def name_of(name: str, frame: Frame) -> str:
    """Name of a scenario; the plan itself has a word of its own."""
    return frame.words("Plan of record") if name == scenarios.BASE else name


def table(rows: pd.DataFrame, frame: Frame, currency: str) -> pd.DataFrame:
    """Figures per scenario with their names in the reader's language."""
    words = frame.words
    shown: dict[str, Any] = {words("Scenario"): rows["scenario"]}
    for column in rows.columns.drop("scenario"):
        name = words(COLUMNS.get(str(column), str(column)), currency=currency)
        values = rows[column]
        if column == "agents_fte":
            shown[name] = [words.number(v, 1) for v in values]
        elif pd.api.types.is_numeric_dtype(values):
            shown[name] = [words.number(v) for v in values]
        else:
            shown[name] = values
    return pd.DataFrame(shown)
