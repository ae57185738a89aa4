"""A scenario becomes the plan of record; what was promoted before."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wfm.service import scenario_plans, scenario_promotion, scenario_promotion_runs, scenarios
from wfm.service.scenarios import ScenarioInfo
from wfm.web.components.messages import empty_state, shown_errors
from wfm.web.components.progress import follow, panel
from wfm.web.components.text import plain
from wfm.web.frame import Frame, Place
from wfm.web.sections.scenario_words import changes_of, name_of, stage_name
from wfm.web.words.terms import ACTOR, term


def show(frame: Frame, place: Place, known: tuple[ScenarioInfo, ...]) -> None:
    """Say what the week is planned with; promote; list earlier promotions."""
    words = frame.words
    plan = scenario_plans.plan_of(frame.desk, place.centre_id, place.week)
    with st.container(border=True):
        under = plan.under.name
        st.markdown(
            words("This week is planned with forecast version {n}.", n=plan.info.version)
            if not under
            else words(
                "This week is planned with forecast version {n}: scenario {name} on version {m}.",
                n=plan.info.version,
                m=plan.ground.version,
                name=plain(under),
            )
        )
        for layer in plan.under.layers:
            st.caption(f":material/layers: {plain(layer.name)} · {changes_of(layer, frame)}")
    run = scenario_promotion_runs.newest(frame.desk, place.centre_id)
    if run is not None and not run.ended:
        follow(frame, run.id, page_key="scenario_promotion")
    else:
        if run is not None and run.error:
            panel(frame, run, page_key="scenario_promotion")
        _promote(frame, place, known, bool(under))
    _earlier(frame, place)


def _promote(frame: Frame, place: Place, known: tuple[ScenarioInfo, ...], back: bool) -> None:
    words = frame.words
    names = [*(i.name for i in known), *([scenarios.BASE] if back else [])]
    if not names:
        empty_state(
            words("There is no scenario yet. Make one on the tab Create and change."),
            icon=":material/flag:",
        )
        return
    plain_forecast = words("Back to the forecast without a scenario")
    name = st.selectbox(
        words("Scenario to plan with"),
        names,
        format_func=lambda n: plain_forecast if n == scenarios.BASE else n,
        key="scenario_promoted",
        width=420,
    )
    info = next((i for i in known if i.name == name), None)
    if info is not None:
        stack = scenario_plans.stack(frame.desk, place.centre_id, info.scenario)
        lines = [
            f"{n}. {plain(step.layer)}: {stage_name(step.stage, frame)}"
            for n, step in enumerate(stack.steps, 1)
        ]
        st.caption(words("Put on in this order:"))
        st.markdown("\n".join(lines) or words("It changes nothing."))
    with st.form("scenario_promotion"):
        reason = st.text_input(
            words("Reason"), key=f"scenario_promotion_reason_{name}", max_chars=300
        )
        sent = st.form_submit_button(
            words("Make it the plan of record"), type="primary", icon=":material/flag:"
        )
    st.caption(
        words(
            "Makes a forecast version under the scenario for every day that the present plan "
            "covers, and a requirement under its target, shrinkage and groups. Earlier versions "
            "stay. Overrides in force stay in force on top."
        )
    )
    if sent:
        with shown_errors(words):
            scenario_promotion_runs.start_promotion(
                frame.desk,
                place.centre_id,
                name,
                place.week,
                reason,
                expected_revision=None if info is None else info.revision,
            )
            st.rerun()


def _earlier(frame: Frame, place: Place) -> None:
    words = frame.words
    found = scenario_promotion.promotions(frame.desk, place.centre_id)
    if not found:
        return
    st.subheader(words("Promoted so far"), anchor=False)
    st.dataframe(
        pd.DataFrame(
            {
                words("Version"): [p["version"] for p in found],
                words("Scenario"): [name_of(p["scenario"], frame) for p in found],
                words("Revision"): [p["revision"] for p in found],
                words("On version"): [p["ground_version"] for p in found],
                words("From"): [words.day(p["first_day"]) for p in found],
                words("Days"): [p["n_days"] for p in found],
                words("In force"): [words("yes") if p["plan_of_record"] else "" for p in found],
                words("Who"): [term(words, ACTOR, p["author"]) for p in found],
                words("Reason"): [p["reason"] for p in found],
                words("When"): [words.moment(p["made_at"], frame.zone) for p in found],
                words("Fingerprint"): [p["fingerprint"] for p in found],
            }
        ),
        hide_index=True,
        alt=words("Promoted so far"),
    )
