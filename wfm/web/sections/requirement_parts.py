"""Parts of the page Requirement."""

from __future__ import annotations

import dataclasses

import pandas as pd
import streamlit as st

from wfm.core.centre import ServiceTarget
from wfm.core.frames import POOLED
from wfm.service import centres
from wfm.service.requirements import RequirementView
from wfm.web.charts.coverage import heat_map, requirement_chart, service_chart
from wfm.web.components.header import tiles
from wfm.web.frame import Frame, Place
from wfm.web.sections.names import choose_group, group_names
from wfm.web.words.terms import SL_DEFINITION, term


def choices(
    frame: Frame, place: Place, names: list[str]
) -> tuple[str | None, ServiceTarget | None]:
    """Scenario and target to size for; None keeps the plan of record and the centre's target."""
    words = frame.words
    base = centres.centre_data(frame.desk, place.centre_id).centre.target
    plain = words("Plan of record")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        scenario = st.selectbox(
            words("Scenario"), [plain, *names], key="requirement_scenario", width=260
        )
        level = st.number_input(
            words("Target (%)"),
            1.0,
            99.9,
            round(base.service_level * 100, 1),
            0.5,
            format="%.1f",
            key="requirement_level",
            width=160,
        )
        seconds = st.number_input(
            words("within seconds"),
            0.0,
            600.0,
            float(base.threshold_s),
            1.0,
            format="%.0f",
            key="requirement_seconds",
            width=160,
        )
    target = dataclasses.replace(base, service_level=level / 100, threshold_s=seconds)
    return (None if scenario == plain else scenario), (None if target == base else target)


def interval_hours(frame: pd.DataFrame) -> float:
    """Length of the frame's interval in hours."""
    stamps = frame["timestamp"].drop_duplicates().sort_values()
    return float(stamps.diff().min().total_seconds() / 3600) if len(stamps) > 1 else 0.0


def show_figures(view: RequirementView, frame: Frame) -> None:
    """Target in words and the week's figures."""
    words = frame.words
    target = view.target
    st.caption(
        words(
            "Target: {level} within {seconds} s, counted as {definition}.",
            level=words.percent(target.service_level, 0),
            seconds=words.number(target.threshold_s),
            definition=term(words, SL_DEFINITION, target.definition),
        )
    )
    pooled = view.frame[view.frame["group"] == POOLED]
    hours = interval_hours(pooled)
    tiles(
        [
            (words("Contacts"), words.number(pooled["volume"].sum()), ""),
            (
                words("Workload (hours)"),
                words.number((pooled["volume"] * pooled["aht_s"]).sum() / 3600),
                words("Volume times handle time."),
            ),
            (
                words("Required hours"),
                words.number(pooled["agents_with_shrinkage"].sum() * hours),
                words(
                    "Agent-hours on the phones, unplanned absence included. The roster places "
                    "breaks itself."
                ),
            ),
            (words("Peak agents"), words.number(pooled["agents_with_shrinkage"].max()), ""),
        ]
    )


def show_curves(view: RequirementView, frame: Frame) -> None:
    """A step curve per skill group."""
    words, names = frame.words, group_names(frame)
    shown = pd.DataFrame(
        {
            "timestamp": view.frame["timestamp"],
            "agents": view.frame["agents_with_shrinkage"],
            "series": [names.get(g, g) for g in view.frame["group"]],
        }
    )
    st.altair_chart(
        requirement_chart(shown, words, frame.palette),
        alt=words("Agents required per interval and skill group"),
    )
    pooled = view.frame[view.frame["group"] == POOLED]
    if pooled["service_level"].notna().any():
        st.altair_chart(
            service_chart(pooled, view.target.service_level, words, frame.palette),
            alt=words("Service level that the requirement would give"),
        )


def show_heat(view: RequirementView, frame: Frame) -> None:
    """Week by hour: agents, or the service that they should give."""
    words = frame.words
    agents, level = words("Agents required"), words("Service level expected (%)")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        group = choose_group(frame, list(view.groups), key="requirement_heat_group")
        shown = st.segmented_control(
            words("Shown"), [agents, level], default=agents, required=True, key="requirement_heat"
        )
    rows = view.frame[view.frame["group"] == group]
    if shown == level:
        called = rows[(rows["volume"] > 0) & rows["service_level"].notna()]
        st.altair_chart(
            heat_map(
                called.assign(percent=100 * called["service_level"]),
                "percent",
                words("Service level (%)"),
                words,
                frame.palette,
            ),
            alt=words("Mean service level expected per day and hour"),
        )
        return
    st.altair_chart(
        heat_map(rows, "agents_with_shrinkage", words("Agents"), words, frame.palette),
        alt=words("Mean agents required per day and hour"),
    )


def show_lag(view: RequirementView, frame: Frame) -> None:
    """What sizing each interval by itself would ask for, beside the requirement."""
    words = frame.words
    st.markdown(
        words(
            "Calls that arrive late in an interval are still being handled in the next one. "
            "Sizing each interval by itself misses its own target when volume moves. The "
            "requirement follows the load from moment to moment instead; averaging it over one "
            "handle time before (Green, Kolesar and Soares 2001) is the simpler cure."
        )
    )
    pooled = view.frame[view.frame["group"] == POOLED]
    plain = view.sipp[view.sipp["group"] == POOLED]
    difference = pooled["agents"].sum() / max(1, plain["agents"].sum()) - 1
    merged = pooled.merge(plain, on="timestamp", suffixes=("", "_plain"))
    tiles(
        [
            (words("Agents more or less over the week"), words.percent(difference, 2), ""),
            (
                words("Intervals that need more"),
                words.number((merged["agents"] > merged["agents_plain"]).sum()),
                "",
            ),
            (
                words("Intervals that need less"),
                words.number((merged["agents"] < merged["agents_plain"]).sum()),
                "",
            ),
        ],
        per_row=3,
    )
    both = pd.concat(
        [
            pooled[["timestamp", "agents"]].assign(series=words("Following the load")),
            plain[["timestamp", "agents"]].assign(series=words("Interval by interval")),
        ]
    )
    st.altair_chart(
        requirement_chart(both, words, frame.palette),
        alt=words("Requirement, and what sizing interval by interval would ask for"),
    )
