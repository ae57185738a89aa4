"""Repair of the roster: what happened, what may change, one button, and the run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from wfm.service import repair_offers, repair_runs, solves
from wfm.service.desk import Right
from wfm.service.repair_asks import RepairAsk
from wfm.service.rosters import RosterState
from wfm.web.components.messages import remember, shown_errors
from wfm.web.components.progress import follow
from wfm.web.components.text import plain
from wfm.web.frame import Frame, Place
from wfm.web.sections import roster_happened, roster_offer
from wfm.web.sections.roster_happened import Happened
from wfm.web.words.faults import fault_text

TIMES_S = (5, 10, 20, 60)
MOST_CHANGES = 12
"""Cap on changed cells that the form begins with."""


@dataclass(frozen=True)
class _Choice:
    """What may change, as the form has it."""

    since: datetime | None
    max_changes: int | None
    max_agents: int | None
    kept_agents: tuple[str, ...]
    kept_days: tuple[date, ...]
    starters: tuple[str, ...]


def show(frame: Frame, place: Place, state: RosterState) -> None:
    """Run under way, or the proposal, or the form."""
    words = frame.words
    run = solves.active_run(frame.desk, place.centre_id, place.week, repair_runs.KIND)
    if run is not None:
        follow(frame, run.id, page_key="repair")
        return
    with shown_errors(words):
        offer = repair_offers.offer(frame.desk, place.centre_id, place.week)
        if offer is not None and roster_offer.to_decide(offer):
            roster_offer.show(frame, place, state, offer)
            return
    _failure(frame, place)
    if not frame.desk.actor.may(Right.REPAIR):
        st.info(words("Shift leaders, schedulers and managers repair rosters."))
        return
    st.caption(
        words(
            "Say what happened. A repair changes few cells of the roster that people work by, and "
            "nothing is saved until you accept it. Moved shifts never count as swaps (art. 33)."
        )
    )
    happened = roster_happened.show(frame, place, state)
    choice = _choice(frame, place, state)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        seconds = st.select_slider(
            words("Seconds to search"), TIMES_S, value=TIMES_S[0], key="repair_time", width=240
        )
        if st.button(
            words("Propose a repair"),
            type="primary",
            icon=":material/healing:",
            key="repair_start",
        ):
            with shown_errors(words):
                repair_runs.start_repair(
                    frame.desk,
                    place.centre_id,
                    place.week,
                    _ask(happened, choice),
                    time_s=float(seconds),
                )
                roster_happened.forget(place)
                remember(words("The run has started."))
                st.rerun()


def _failure(frame: Frame, place: Place) -> None:
    """Why the newest repair came to nothing, if it did."""
    mine = (
        run
        for run in solves.runs(frame.desk, place.centre_id)
        if run.kind == repair_runs.KIND and run.payload.get("week") == place.week.isoformat()
    )
    newest = next(mine, None)
    if newest is not None and newest.error:
        st.error(plain(fault_text(newest.error, frame.words)), icon=":material/error:")


def _ask(happened: Happened, choice: _Choice) -> RepairAsk:
    return RepairAsk(
        happened.absences,
        happened.leave,
        happened.rises,
        choice.starters,
        choice.kept_agents,
        choice.kept_days,
        choice.max_changes,
        choice.max_agents,
        choice.since,
    )


def _choice(frame: Frame, place: Place, state: RosterState) -> _Choice:
    """Caps, the moment from which anything may change, and what stays."""
    words = frame.words
    days = [state.week + timedelta(days=k) for k in range(state.problem.n_days)]
    with st.container(border=True):
        st.markdown(f"**{words('What may change')}**")
        since = _since(frame, days)
        left, right = st.columns(2)
        cells = left.number_input(
            words("Most changed cells"),
            0,
            1000,
            MOST_CHANGES,
            key="repair_max_changes",
            placeholder=words("no limit"),
            help=words("What happened itself is not counted, nor are breaks that move."),
        )
        touched = right.number_input(
            words("Most agents with a change"),
            0,
            1000,
            None,
            key="repair_max_agents",
            placeholder=words("no limit"),
        )
        agents = [a.id for a in state.problem.agents]
        kept_agents = left.multiselect(
            words("Agents who stay as they are"),
            agents,
            placeholder=words("Choose"),
            key="repair_kept_agents",
        )
        kept_days = right.multiselect(
            words("Days that stay as they are"),
            days,
            format_func=words.day,
            placeholder=words("Choose"),
            key="repair_kept_days",
        )
        st.caption(words("Pinned cells and approved swaps stay in any case."))
        new = repair_runs.newcomers(frame.desk, state)
        starters = (
            st.multiselect(
                words("New starters who may be given shifts"),
                new,
                default=new,
                key="repair_starters",
                help=words("People who are employed in this week and whom this roster lacks."),
                placeholder=words("Choose"),
            )
            if new
            else []
        )
    return _Choice(
        since,
        None if cells is None else int(cells),
        None if touched is None else int(touched),
        tuple(kept_agents),
        tuple(kept_days),
        tuple(starters),
    )


def _since(frame: Frame, days: list[date]) -> datetime | None:
    """Moment before which nothing changes; now, while the week is under way."""
    words = frame.words
    now = datetime.now(ZoneInfo(frame.zone)).replace(second=0, microsecond=0, tzinfo=None)
    under_way = now.date() in days
    with st.container(horizontal=True, vertical_alignment="bottom"):
        held = st.toggle(
            words("Nothing before this moment changes"), value=under_way, key="repair_hold"
        )
        if not held:
            return None
        day = st.selectbox(
            words("Day"),
            days,
            index=days.index(now.date()) if under_way else 0,
            format_func=words.day,
            key="repair_since_day",
            width=200,
        )
        clock = st.time_input(
            words("From"),
            now.time() if under_way else time(0),
            key="repair_since_clock",
            step=300,
            width=140,
        )
    return datetime.combine(day, clock)
