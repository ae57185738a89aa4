"""A run as it goes: state, best cost, bound, gap, a chart that grows, and a way to stop it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import streamlit as st

from wfm.core.errors import WfmError
from wfm.service import solves
from wfm.service.solves import RunInfo
from wfm.web.charts.runs import gap_chart
from wfm.web.components.messages import show_error
from wfm.web.components.text import plain
from wfm.web.frame import Frame
from wfm.web.words.faults import fault_text
from wfm.web.words.terms import PHASE, RUN_COLOURS, RUN_KIND, RUN_STATUS, term

POLL_S = 1.5
QUIET_S = 30


def last_of(progress: Sequence[Mapping[str, object]], name: str) -> float | None:
    """Newest known value of a progress figure; None while there is none."""
    for point in reversed(progress):
        value = point.get(name)
        if isinstance(value, int | float):
            return float(value)
    return None


def gap_of(progress: Sequence[Mapping[str, object]]) -> float | None:
    """(objective - bound) / objective of the newest figures; None while one is unknown."""
    objective, bound = last_of(progress, "objective"), last_of(progress, "bound")
    if objective is None or bound is None or objective <= 0:
        return None
    return max(0.0, (objective - bound) / objective)


def follow(frame: Frame, run_id: str, *, page_key: str) -> None:
    """Poll a run until it ends, then run the page again so that it shows the result."""

    @st.fragment(run_every=POLL_S)
    def poll() -> None:
        try:
            run = solves.run(frame.desk, run_id)
        except WfmError as error:
            show_error(error, frame.words)
            return
        panel(frame, run, page_key=page_key)
        if run.ended:
            st.rerun()

    poll()


def panel(frame: Frame, run: RunInfo, *, page_key: str) -> None:
    """State of one run at this moment."""
    words = frame.words
    status = str(run.status)
    with st.container(border=True, key=f"{page_key}_run"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{term(words, RUN_KIND, run.kind)}**", width="content")
            st.badge(term(words, RUN_STATUS, status), color=RUN_COLOURS.get(status, "gray"))
            progress = list(run.progress)
            phase = progress[-1].get("phase") if progress else None
            if phase and not run.ended:
                st.caption(term(words, PHASE, phase), width="content")
            st.space("stretch")
            if not run.ended and st.button(
                words("Stop and keep the best"),
                icon=":material/stop_circle:",
                key=f"{page_key}_cancel",
            ):
                solves.cancel(frame.desk, run.id)
                st.toast(words("Stopping; the best result so far is kept."))
        _figures(frame, run)
        if run.kind == "roster" and any(p.get("objective") is not None for p in run.progress):
            st.altair_chart(
                gap_chart(run.progress, words, frame.palette),
                alt=words("Cost of the best roster and its proven bound over time"),
            )
        elif not run.ended:
            done = 0.0 if status == "queued" else last_of(run.progress, "share")
            st.progress(0.5 if done is None else done, text=_waiting(frame, run))
        if run.error:
            st.error(plain(fault_text(run.error, words)), icon=":material/error:")


def _figures(frame: Frame, run: RunInfo) -> None:
    if run.kind != "roster":
        return
    words = frame.words
    elapsed = last_of(run.progress, "elapsed_s")
    with st.grid(4, gap="small"):
        st.metric(words("Seconds"), words.number(elapsed))
        st.metric(words("Best cost"), words.number(last_of(run.progress, "objective")))
        st.metric(words("Proven bound"), words.number(last_of(run.progress, "bound")))
        st.metric(words("Gap"), words.percent(gap_of(run.progress)))


def _waiting(frame: Frame, run: RunInfo) -> str:
    words = frame.words
    if str(run.status) == "queued":
        return words("Waiting for a worker. It starts by itself as soon as one is free.")
    beat = run.heartbeat_at
    if beat is not None:
        aware = beat if beat.tzinfo else beat.replace(tzinfo=UTC)
        quiet = (datetime.now(UTC) - aware).total_seconds()
        if quiet > QUIET_S:
            return words("The worker has been silent for a while; another one will take over.")
    return words("Working")
