"""Generate or re-optimise the roster, and follow the run."""

from __future__ import annotations

import streamlit as st

from wfm.core.errors import WfmError
from wfm.service import forecasts, solves
from wfm.service.rosters import RosterState
from wfm.service.solves import RunInfo
from wfm.web.components.messages import empty_state, remember, shown_errors
from wfm.web.components.progress import follow, panel
from wfm.web.frame import Frame, Place

TIMES_S = (10, 30, 60, 120, 300, 600)


def show(frame: Frame, place: Place, state: RosterState | None) -> bool:
    """Run under way, or the form that starts one; returns whether a run is under way."""
    words = frame.words
    asked = _asked(frame, place)
    run = solves.active_run(frame.desk, place.centre_id, place.week, solves.KIND)
    if run is not None:
        st.query_params["run"] = run.id
        follow(frame, run.id, page_key="roster")
        return True
    if asked is not None:
        with st.expander(words("The last run"), expanded=bool(asked.error)):
            panel(frame, asked, page_key="roster_last")
            _conflicts(frame, asked)
    if forecasts.plan_of_record(frame.desk, place.centre_id, place.week) is None:
        empty_state(
            words("This week has no forecast as its plan of record. The roster is made from one."),
            icon=":material/query_stats:",
            page="wfm/web/views/forecast.py",
            link=words("Go to Forecast"),
        )
        return False
    if state is None:
        _form(frame, place, state)
    else:
        with st.expander(
            words("Re-optimise everything that is not pinned"), icon=":material/tune:"
        ):
            _form(frame, place, state)
    return False


def _asked(frame: Frame, place: Place) -> RunInfo | None:
    """Run named in the address; a wrong name is dropped."""
    name = st.query_params.get("run")
    if not name:
        return None
    try:
        run = solves.run(frame.desk, name)
    except WfmError:
        del st.query_params["run"]
        return None
    mine = run.kind == solves.KIND and run.payload.get("week") == place.week.isoformat()
    return run if mine else None


def _form(frame: Frame, place: Place, state: RosterState | None) -> None:
    words = frame.words
    with st.form("roster_start", border=False):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            seconds = st.select_slider(
                words("Seconds to search"), TIMES_S, value=120, key="roster_time", width=320
            )
            seed = st.number_input(
                words("Seed"),
                0,
                2**31 - 1,
                1,
                key="roster_seed",
                width=140,
                help=words("The same input and seed start the same search."),
            )
            start = st.form_submit_button(
                words("Generate the roster") if state is None else words("Re-optimise"),
                type="primary",
                icon=":material/play_arrow:",
            )
        if state is not None:
            st.caption(
                words("Pins, approved leave and approved swaps stay. It starts from this revision.")
            )
    if start:
        with shown_errors(words):
            run_id = solves.start_roster(
                frame.desk, place.centre_id, place.week, time_s=int(seconds), seed=int(seed)
            )
            st.query_params["run"] = run_id
            remember(words("The run has started."))
            st.rerun()


def _conflicts(frame: Frame, run: RunInfo) -> None:
    """Why there is no roster, when there is none."""
    words = frame.words
    lines = (run.result or {}).get(f"conflicts_{frame.words.language}") or []
    if not lines:
        return
    st.error(words("There is no roster that keeps all of these at once:"), icon=":material/block:")
    for line in lines:
        st.markdown(f"- {line}")
