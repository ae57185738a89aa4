"""What happened to a published roster: absences, leave and demand, put together one by one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import streamlit as st

from wfm.core.people import Leave, LeaveType
from wfm.core.roster import Cell
from wfm.service.repair_asks import Absence, RepairAsk, Rise
from wfm.service.rosters import RosterState
from wfm.web.frame import Frame, Place
from wfm.web.words import N_, Words
from wfm.web.words.terms import LEAVE, term

KINDS = {
    "absence": N_("Somebody is not there"),
    "leave": N_("Leave is added"),
    "demand": N_("Volume is up or down"),
}
LAST = time(23, 55)
STEP_S = 300


@dataclass(frozen=True)
class Happened:
    """What happened, as far as it has been told."""

    absences: tuple[Absence, ...] = field(default=())
    leave: tuple[Leave, ...] = field(default=())
    rises: tuple[Rise, ...] = field(default=())

    def __add__(self, other: Happened) -> Happened:
        return Happened(
            tuple(dict.fromkeys(self.absences + other.absences)),
            tuple(dict.fromkeys(self.leave + other.leave)),
            tuple(dict.fromkeys(self.rises + other.rises)),
        )

    def __bool__(self) -> bool:
        return bool(self.absences or self.leave or self.rises)


def show(frame: Frame, place: Place, state: RosterState) -> Happened:
    """List what was told, and the fields for more; what the fields hold counts too."""
    words = frame.words
    told: Happened = st.session_state.get(_key(place), Happened())
    with st.container(border=True):
        st.markdown(f"**{words('What happened')}**")
        kind = st.segmented_control(
            words("Kind"),
            list(KINDS),
            default="absence",
            required=True,
            format_func=lambda k: words(KINDS[k]),
            key="repair_kind",
            label_visibility="collapsed",
        )
        # Fields get new names once their content was added, so that they come up empty.
        tag = len(told.absences) + len(told.leave) + len(told.rises)
        fields = {"absence": _absence, "leave": _leave, "demand": _demand}
        now = fields[str(kind)](frame, state, f"{kind}_{tag}")
        everything = told + now
        with st.container(horizontal=True):
            if st.button(
                words("Add another"), icon=":material/add:", disabled=not now, key="repair_add"
            ):
                st.session_state[_key(place)] = everything
                st.rerun()
            if st.button(
                words("Clear"), icon=":material/backspace:", disabled=not told, key="repair_clear"
            ):
                forget(place)
                st.rerun()
        if told:
            st.markdown("\n".join(f"- {line}" for line in lines(everything, words)))
    return everything


def forget(place: Place) -> None:
    """Drop what was told."""
    st.session_state.pop(_key(place), None)


def lines(happened: Happened | RepairAsk, words: Words, idle: Collection[Cell] = ()) -> list[str]:
    """What happened in words, a line each; `idle` are absences on a day off."""
    found = []
    for a in happened.absences:
        span = words("all day") if a.whole_day else f"{a.from_clock}-{a.to_clock}"
        line = f"{words('Not there')}: {a.agent_id} · {words.day(a.day)} · {span}"
        lost = (a.agent_id, a.day) not in idle
        found.append(line if lost else f"{line} ({words('a day off: no shift is lost')})")
    for x in happened.leave:
        days = words.day(x.first_day)
        if x.last_day != x.first_day:
            days = f"{days} - {words.day(x.last_day)}"
        found.append(f"{term(words, LEAVE, x.type)}: {x.agent_id} · {days}")
    for r in happened.rises:
        whole = (r.from_clock, r.to_clock) == ("00:00", "24:00")
        span = words("all day") if whole else f"{r.from_clock}-{r.to_clock}"
        found.append(f"{words('Volume')} {r.percent:+g} %: {words.day(r.day)} · {span}")
    return found


def _absence(frame: Frame, state: RosterState, tag: str) -> Happened:
    words = frame.words
    left, right = st.columns(2)
    agents = left.multiselect(
        words("Agents"),
        [a.id for a in state.problem.agents],
        placeholder=words("Choose"),
        key=f"repair_agents_{tag}",
    )
    days = _days(frame, state, right, tag)
    first, last = _span(
        frame,
        tag,
        words("A span takes every shift that it touches; another one may be given beside it."),
    )
    return Happened(
        absences=tuple(Absence(agent, day, first, last) for agent in agents for day in days)
    )


def _leave(frame: Frame, state: RosterState, tag: str) -> Happened:
    words = frame.words
    left, middle, right = st.columns(3)
    agents = left.multiselect(
        words("Agents"),
        [a.id for a in state.problem.agents],
        placeholder=words("Choose"),
        key=f"repair_agents_{tag}",
    )
    kind = middle.selectbox(
        words("Type"),
        list(LeaveType),
        format_func=lambda t: term(words, LEAVE, t),
        key=f"repair_type_{tag}",
    )
    first = _today(state, frame)
    days = right.date_input(
        words("First and last day"), (first, first), key=f"repair_dates_{tag}", format="YYYY-MM-DD"
    )
    st.caption(
        words("Notice and caps are not checked here: leave asked for goes through Requests.")
    )
    if kind is None or not isinstance(days, tuple) or len(days) != 2:
        return Happened()
    return Happened(leave=tuple(Leave(agent, kind, *days) for agent in agents))


def _demand(frame: Frame, state: RosterState, tag: str) -> Happened:
    words = frame.words
    left, right = st.columns(2)
    percent = left.number_input(
        words("Volume against the forecast (%)"),
        -90.0,
        500.0,
        0.0,
        5.0,
        key=f"repair_percent_{tag}",
    )
    days = _days(frame, state, right, tag)
    first, last = _span(frame, tag, "")
    if not percent:
        return Happened()
    return Happened(rises=tuple(Rise(day, float(percent), first, last) for day in days))


def _days(
    frame: Frame, state: RosterState, place: st.delta_generator.DeltaGenerator, tag: str
) -> list[date]:
    days = [state.week + timedelta(days=k) for k in range(state.problem.n_days)]
    chosen: list[date] = place.multiselect(
        frame.words("On these days"),
        days,
        placeholder=frame.words("Choose"),
        default=[_today(state, frame)],
        format_func=frame.words.day,
        key=f"repair_days_{tag}",
    )
    return chosen


def _span(frame: Frame, tag: str, text: str) -> tuple[str, str]:
    """Clock span, the whole day unless told otherwise."""
    words = frame.words
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if st.toggle(words("All day"), value=True, key=f"repair_whole_{tag}"):
            return "00:00", "24:00"
        first = st.time_input(
            words("From"), time(8), key=f"repair_from_{tag}", step=STEP_S, width=140
        )
        last = st.time_input(words("To"), time(12), key=f"repair_to_{tag}", step=STEP_S, width=140)
        if text:
            st.caption(text)
    return f"{first:%H:%M}", "24:00" if last == LAST else f"{last:%H:%M}"


def _today(state: RosterState, frame: Frame) -> date:
    """Today while the week is under way, else its first day."""
    today = datetime.now(ZoneInfo(frame.zone)).date()
    last = state.week + timedelta(days=state.problem.n_days - 1)
    return today if state.week <= today <= last else state.week


def _key(place: Place) -> str:
    return f"repair_told_{place.centre_id}_{place.week}"
