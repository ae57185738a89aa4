"""Studies of the requirement: other targets, the price of certainty, the time models judged."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from wfm.core.centre import ServiceTarget
from wfm.service import requirement_studies, solves
from wfm.service.desk import Right
from wfm.service.requirement_studies import Studies
from wfm.service.requirements import RequirementView
from wfm.web.charts.sizing import certainty_chart, levels_chart
from wfm.web.components.messages import remember, shown_errors
from wfm.web.components.progress import follow
from wfm.web.frame import Frame, Place
from wfm.web.words import N_
from wfm.web.words.terms import ACTOR, term

MODELS = {
    "alone": N_("Interval by interval"),
    "lag": N_("With lag averaging"),
    "moving": N_("Following the load"),
}


def studies(
    frame: Frame, place: Place, target: ServiceTarget | None, scenario: str | None
) -> Studies | None:
    """Newest studies of the week; a run under way or the button that starts one above them."""
    words = frame.words
    run = solves.active_run(frame.desk, place.centre_id, place.week, requirement_studies.KIND)
    found = requirement_studies.latest(
        frame.desk, place.centre_id, place.week, target=target, scenario=scenario
    )
    if run is not None:
        follow(frame, run.id, page_key="requirement_study")
        return found
    with st.container(horizontal=True, vertical_alignment="center"):
        start = st.button(
            words("Work it out again") if found else words("Work it out"),
            icon=":material/play_arrow:",
            disabled=not frame.desk.actor.may(Right.FORECAST),
            key="requirement_study",
        )
        if found is None:
            st.caption(words("Takes seconds; a worker does it."), width="content")
        else:
            st.caption(
                words(
                    "Worked out by {who}, {at}.",
                    who=term(words, ACTOR, found.author),
                    at=words.moment(found.made_at, frame.zone),
                ),
                width="content",
            )
    if start:
        with shown_errors(words):
            requirement_studies.start_studies(
                frame.desk, place.centre_id, place.week, target=target, scenario=scenario
            )
            remember(words("The studies have started."))
            st.rerun()
    if found is not None and not found.current:
        st.info(
            words("These are of another plan, target or scenario than the one chosen above."),
            icon=":material/history:",
        )
    return found


def show_targets(frame: Frame, found: Studies) -> None:
    """Hours and cost of other targets, and the price of certainty."""
    words = frame.words
    st.subheader(words("Other targets"), anchor=False)
    rows = found.targets
    (own,) = rows[rows["own"]]["hours"]
    columns = {
        words("Target"): [
            words(
                "{level} within {seconds} s",
                level=words.percent(level, 0 if round(level * 100, 6) % 1 == 0 else 1),
                seconds=words.number(seconds),
            )
            + (" ★" if mine else "")
            for level, seconds, mine in zip(
                rows["service_level"], rows["threshold_s"], rows["own"], strict=True
            )
        ],
        words("Required hours"): [words.number(h) for h in rows["hours"]],
        words("Against this week's target"): [
            ("+" if h > own else "") + words.percent(h / own - 1) if own else words.percent(None)
            for h in rows["hours"]
        ],
        words("Peak agents"): [words.number(n) for n in rows["peak_agents"]],
    }
    if rows["cost"].notna().any():
        columns[words("Cost of the hours")] = [words.money(c) for c in rows["cost"]]
    st.dataframe(pd.DataFrame(columns), hide_index=True, width="stretch", key="requirement_targets")
    st.caption(words("★ is this week's own target. Other promises stay as they are."))
    st.subheader(words("Price of certainty"), anchor=False)
    st.caption(
        words(
            "The forecast is a distribution. Sized on its middle, an interval keeps its target "
            "about every second time; here is what more certainty costs, by the forecast's own "
            "quantiles, the queues taken to move together, before unplanned absence."
        )
    )
    st.altair_chart(
        certainty_chart(found.certainty, words, frame.palette),
        alt=words("Agent-hours by certainty of keeping the target"),
    )


def show_models(view: RequirementView, frame: Frame, found: Studies) -> None:
    """What the transient reference says of each way to know of the intervals before."""
    words = frame.words
    st.subheader(words("What really happens"), anchor=False)
    st.caption(
        words(
            "The queue of all calls followed from moment to moment (M(t)/M/n(t), the transient "
            "reference) under the staff that each way of sizing asks for, the centre starting "
            "empty on Monday."
        )
    )
    rows = found.models
    st.dataframe(
        pd.DataFrame(
            {
                words("Sized"): [words(MODELS[m]) for m in rows["model"]],
                words("Agent-intervals"): [words.number(n) for n in rows["agents"]],
                words("Intervals below the target"): [
                    words("{n} of {total}", n=words.number(n), total=words.number(total))
                    for n, total in zip(rows["below"], rows["of"], strict=True)
                ],
                words("Worst interval"): [words.percent(v) for v in rows["worst"]],
                words("Service level of the week"): [
                    words.percent(v) for v in rows["service_level"]
                ],
            }
        ),
        hide_index=True,
        width="stretch",
        key="requirement_models",
    )
    called = found.intervals.dropna(subset=list(MODELS))
    dates = called["timestamp"].dt.date
    days = list(dict.fromkeys(dates))
    gaps = called.groupby(dates)["alone"].min()
    day = st.selectbox(
        words("Day"),
        days,
        days.index(gaps.idxmin()),
        format_func=words.day,
        key="requirement_models_day",
        width=200,
    )
    st.altair_chart(
        levels_chart(
            called[dates == day],
            {name: words(text) for name, text in MODELS.items()},
            view.target.service_level,
            words,
            frame.palette,
        ),
        alt=words("Service level by the transient reference for each way of sizing"),
    )
