"""The form of a scenario: every field in the planner's units, in the order in which it acts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from wfm.core.centre import SL_DEFINITIONS
from wfm.forecasting.scenario import Scenario
from wfm.web.frame import Frame, Place
from wfm.web.sections.scenario_editors import events, growths, openings, queues, sites
from wfm.web.sections.scenario_tables import factor, parts_of, percent, share
from wfm.web.words import Words
from wfm.web.words.terms import SL_DEFINITION, term


def form(
    frame: Frame, place: Place, old: Scenario, others: list[str], tag: str
) -> tuple[dict[str, Any], str] | None:
    """Draw the form; values and the reason when it was sent.

    Parameters
    ----------
    old : Scenario
        What the fields start from; its name is empty on screen when `tag` begins with "+".
    others : list of str
        Scenarios that it can build on.
    tag : str
        Part of the widgets' keys: another scenario or revision starts afresh.
    """
    words = frame.words
    with st.form(f"scenario_form_{tag}"):
        first, second = st.columns([2, 3])
        values: dict[str, Any] = {
            "name": first.text_input(
                words("Name"), "" if tag.startswith("+") else old.name, max_chars=80
            ).strip(),
            "on": second.multiselect(
                words("Builds on"),
                others,
                default=[name for name in old.on if name in others],
                help=words("These are put on first, in this order."),
                placeholder=words("the plain forecast"),
            ),
        }
        parts = st.tabs(
            [
                words("Volume and handle time"),
                words("Events"),
                words("Queues"),
                words("Opening hours"),
                words("Other sites"),
                words("Target and staffing"),
            ]
        )
        with parts[0]:
            values |= _volume(frame, old, tag)
        with parts[1]:
            values["events"] = parts_of("events", events(frame, old, tag))
        with parts[2]:
            values |= queues(frame, old, tag)
        with parts[3]:
            values["openings"] = parts_of("openings", openings(words, old, tag))
        with parts[4]:
            values["sites"] = parts_of("sites", sites(frame, place, old, tag))
        with parts[5]:
            values |= _staffing(words, old)
        values["note"] = st.text_area(words("Note"), old.note, max_chars=2000, height=80)
        reason = st.text_input(words("Reason"), key=f"scenario_reason_{tag}")
        sent = st.form_submit_button(words("Save"), type="primary", icon=":material/save:")
    return (values, reason) if sent else None


def _volume(frame: Frame, old: Scenario, tag: str) -> dict[str, Any]:
    words = frame.words
    first, second, third = st.columns(3)
    growth = first.number_input(
        words("Growth of volume (%)"),
        -100.0,
        900.0,
        percent(old.growth),
        1.0,
        format="%.1f",
        help=words("0 leaves it; 10 means a tenth more contacts."),
    )
    contained = second.number_input(
        words("Share taken by self-service (%)"),
        0.0,
        90.0,
        round(old.self_service_share * 100, 6),
        1.0,
        format="%.1f",
        help=words("Contacts that more self-service takes away."),
    )
    aht = third.number_input(
        words("Change of handle time (%)"),
        -90.0,
        400.0,
        percent(old.aht_factor),
        1.0,
        format="%.1f",
    )
    return {
        "growth": factor(growth),
        "self_service_share": share(contained),
        "aht_factor": factor(aht),
        "growths": parts_of("growths", growths(frame, old, tag)),
    }


def _staffing(words: Words, old: Scenario) -> dict[str, Any]:
    target = old.target
    first, second, third = st.columns(3)
    blank = words("the centre's")

    def number(
        column: Any, label: str, value: float | None, least: float, most: float, **more: Any
    ) -> float | None:
        found: float | None = column.number_input(
            label, least, most, value, format="%.1f", placeholder=blank, **more
        )
        return found

    def percents(value: float | None) -> float | None:
        return None if value is None else round(value * 100, 6)

    level = number(
        first, words("Target (%)"), percents(target.service_level) if target else None, 1.0, 99.9
    )
    seconds = number(
        second, words("within seconds"), target.threshold_s if target else None, 0.0, 3600.0
    )
    definition = third.selectbox(
        words("counted as"),
        SL_DEFINITIONS,
        index=SL_DEFINITIONS.index(target.definition) if target and target.definition else None,
        format_func=lambda d: term(words, SL_DEFINITION, d),
        placeholder=blank,
    )
    answer_rate = number(
        first,
        words("Answer rate (%)"),
        percents(target.answer_rate) if target else None,
        1.0,
        99.9,
        help=words("Needs a patience: only then do callers give up."),
    )
    asa = number(
        second,
        words("Average speed of answer (s)"),
        target.asa_s if target else None,
        0.1,
        3600.0,
    )
    occupancy = number(
        third,
        words("Highest occupancy (%)"),
        percents(target.occupancy_cap) if target else None,
        1.0,
        100.0,
    )
    patience = number(
        first,
        words("Mean patience (s)"),
        target.patience_s if target else None,
        1.0,
        36000.0,
        help=words("Sizes by Erlang A."),
    )
    shrinkage = number(second, words("Unplanned shrinkage (%)"), percents(old.shrinkage), 0.0, 90.0)
    least = third.number_input(
        words("Minimum agents"), 0, 10_000, old.min_agents, 1, placeholder=blank
    )
    promised: Mapping[str, Any] = {
        "definition": definition,
        "answer_rate": None if answer_rate is None else share(answer_rate),
        "asa_s": asa,
        "occupancy_cap": None if occupancy is None else share(occupancy),
        "patience_s": patience,
    }
    values: dict[str, Any] = {
        "shrinkage": None if shrinkage is None else share(shrinkage),
        "min_agents": least,
    }
    if level is not None or seconds is not None or any(v is not None for v in promised.values()):
        values["target"] = {
            **({} if level is None else {"service_level": share(level)}),
            **({} if seconds is None else {"threshold_s": seconds}),
            **promised,
        }
    return values
