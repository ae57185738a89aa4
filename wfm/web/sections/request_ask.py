"""Ask for leave or a swap; every rule answers while the form is filled in."""

from __future__ import annotations

from datetime import date, timedelta

import streamlit as st

from wfm.core.people import LeaveType
from wfm.operations.asks import LeaveAsk, SwapAsk
from wfm.service import centres, requests, rosters
from wfm.web.components.messages import remember, shown_errors
from wfm.web.frame import Frame, Place
from wfm.web.sections.request_checks import show_checks
from wfm.web.words import N_
from wfm.web.words.terms import LEAVE, term

KINDS = {"leave": N_("Leave"), "swap": N_("Swap of two shifts")}


def show(frame: Frame, place: Place) -> None:
    """Form with live checks."""
    words = frame.words
    kind = st.segmented_control(
        words("Kind"),
        list(KINDS),
        default="leave",
        required=True,
        format_func=lambda k: words(KINDS[k]),
        key="ask_kind",
        label_visibility="collapsed",
    )
    agents = [a.id for a in centres.centre_data(frame.desk, place.centre_id).agents]
    ask = _leave(frame, place, agents) if kind == "leave" else _swap(frame, place, agents)
    if ask is None:
        return
    with shown_errors(words):
        findings = requests.check_request(frame.desk, place.centre_id, ask)
        with st.container(border=True):
            st.markdown(f"**{words('What the rules say')}**")
            show_checks(findings, frame)
    if st.button(words("Ask"), type="primary", icon=":material/send:", key="ask_send"):
        with shown_errors(words):
            requests.ask(frame.desk, place.centre_id, ask)
            remember(words("Asked. It waits for a decision on the tab Requests."))
            st.rerun()


def _leave(frame: Frame, place: Place, agents: list[str]) -> LeaveAsk | None:
    words = frame.words
    first, second, third = st.columns(3)
    agent = first.selectbox(words("Agent"), agents, key="ask_agent")
    kind = second.selectbox(
        words("Type"), list(LeaveType), format_func=lambda t: term(words, LEAVE, t), key="ask_type"
    )
    start = place.week + timedelta(days=7)
    days = third.date_input(
        words("First and last day"), (start, start), key="ask_days", format="YYYY-MM-DD"
    )
    reason = st.text_input(words("Reason"), key="ask_reason")
    with st.container(horizontal=True):
        afterwards = st.checkbox(
            words("Sudden illness, told afterwards"),
            key="ask_afterwards",
            disabled=kind is not LeaveType.SICK,
        )
        evidence = st.checkbox(words("Proof is attached on paper"), key="ask_evidence")
    if not isinstance(days, tuple) or len(days) != 2 or agent is None or kind is None:
        st.caption(words("Choose the first and the last day."))
        return None
    return LeaveAsk(
        agent,
        kind,
        days[0],
        days[1],
        reason,
        retrospective=afterwards and kind is LeaveType.SICK,
        evidence=evidence,
    )


def _swap(frame: Frame, place: Place, agents: list[str]) -> SwapAsk | None:
    words = frame.words
    state = rosters.roster(frame.desk, place.centre_id, place.week)
    if state is None or str(state.status) != "published":
        st.info(
            words("Swaps are asked for on a published roster. This week has none yet."),
            icon=":material/info:",
        )
        return None
    days = [place.week + timedelta(days=k) for k in range(7)]
    chinese = words.language == "zh"
    codes = {s.id: f"{s.code_zh if chinese else s.code_en} {s.span}" for s in state.problem.shifts}

    def shift_of(agent: str | None, day: date) -> str:
        cell = state.roster.get(agent, day) if agent else None
        return codes[cell.shift_id] if cell else words("day off")

    left, right = st.columns(2)
    with left:
        initiator = st.selectbox(words("Agent who asks"), agents, key="swap_initiator")
        first = st.selectbox(
            words("Gives the shift of"),
            days,
            format_func=lambda d: f"{words.day(d)} · {shift_of(initiator, d)}",
            key="swap_first_day",
        )
    with right:
        others = [a for a in agents if a != initiator]
        partner = st.selectbox(words("Partner"), others, key="swap_partner")
        second = st.selectbox(
            words("Takes the shift of"),
            days,
            format_func=lambda d: f"{words.day(d)} · {shift_of(partner, d)}",
            key="swap_second_day",
        )
    reason = st.text_input(words("Reason"), key="swap_reason")
    if initiator is None or partner is None:
        return None
    return SwapAsk(initiator, partner, first, second, reason)
