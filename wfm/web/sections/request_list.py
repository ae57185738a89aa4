"""Requests asked so far, and the decision on each."""

from __future__ import annotations

import streamlit as st

from wfm.operations.asks import LeaveAsk
from wfm.service import requests
from wfm.service.desk import Right
from wfm.service.requests import RequestInfo
from wfm.web.components.messages import empty_state, remember, shown_errors
from wfm.web.components.paging import paged
from wfm.web.components.text import plain
from wfm.web.frame import Frame
from wfm.web.sections.request_checks import show_checks
from wfm.web.words import N_, Words
from wfm.web.words.terms import ACTOR, LEAVE, REQUEST_COLOURS, REQUEST_KIND, REQUEST_STATUS, term

FILTERS = {
    "open": N_("Open"),
    "decided": N_("Decided"),
    "approved": N_("Approved"),
    "refused": N_("Refused"),
    "withdrawn": N_("Withdrawn"),
    "all": N_("All"),
}


def is_open(request: RequestInfo) -> bool:
    """Whether a request waits for a decision."""
    return str(request.status) == "asked"


def summary(request: RequestInfo, words: Words) -> str:
    """What is asked, in the reader's language."""
    ask = request.ask
    if isinstance(ask, LeaveAsk):
        return words(
            "{agent}: {leave}, {first} to {last}",
            agent=ask.agent_id,
            leave=term(words, LEAVE, ask.type),
            first=words.full_day(ask.first_day),
            last=words.full_day(ask.last_day),
        )
    return words(
        "{agent} gives {first} to {partner} and takes {last}",
        agent=ask.initiator,
        first=words.full_day(ask.initiator_day),
        partner=ask.partner,
        last=words.full_day(ask.partner_day),
    )


def show(frame: Frame, known: tuple[RequestInfo, ...]) -> None:
    """Cards, the newest first."""
    words = frame.words
    if not known:
        empty_state(
            words("Nothing has been asked for yet. Leave and swaps are asked for on the tab Ask."),
            icon=":material/swap_horiz:",
        )
        return
    shown = paged(filtered(known, words), words, "request")
    if not shown:
        st.caption(words("No request fits the search."))
    for request in shown:
        _card(frame, request)


def filtered(known: tuple[RequestInfo, ...], words: Words) -> list[RequestInfo]:
    """Requests left by the choices on screen, the newest first."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            words("Search"),
            key="request_search",
            width=280,
            placeholder=words("Agent, person, day or reason"),
        )
        which = st.segmented_control(
            words("Status"),
            list(FILTERS),
            default="open" if any(map(is_open, known)) else "all",
            required=True,
            format_func=lambda f: words(FILTERS[f]),
            key="request_filter",
        )
        kinds = st.pills(
            words("Kind"),
            list(REQUEST_KIND),
            selection_mode="multi",
            format_func=lambda k: term(words, REQUEST_KIND, k),
            key="request_kinds",
        )
    found = [
        r
        for r in known
        if which in ("all", "open" if is_open(r) else "decided", str(r.status))
        and (not kinds or r.kind in kinds)
        and text.casefold().strip() in _told(r, words)
    ]
    return sorted(found, key=lambda r: r.asked_at, reverse=True)


def _told(request: RequestInfo, words: Words) -> str:
    """Everything that a search looks through: who, when and why, days also as 2026-11-23."""
    ask = request.ask
    days = (
        (ask.first_day, ask.last_day)
        if isinstance(ask, LeaveAsk)
        else (ask.initiator_day, ask.partner_day)
    )
    parts = [
        summary(request, words),
        *(day.isoformat() for day in days),
        term(words, ACTOR, request.asked_by),
        request.reason,
        term(words, ACTOR, request.decided_by),
        request.decision_reason,
    ]
    return " ".join(parts).casefold()


def _card(frame: Frame, request: RequestInfo) -> None:
    words = frame.words
    status = str(request.status)
    with st.container(border=True, key=f"request_{request.id}", gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(term(words, REQUEST_KIND, request.kind), color="gray")
            st.markdown(f"**{plain(summary(request, words))}**", width="content")
            st.space("stretch")
            st.badge(term(words, REQUEST_STATUS, status), color=REQUEST_COLOURS.get(status, "gray"))
        line = words(
            "asked by {who}, {at}",
            who=term(words, ACTOR, request.asked_by),
            at=words.moment(request.asked_at, frame.zone),
        )
        if request.decided_by:
            line += " · " + words(
                "decided by {who}, {at}",
                who=term(words, ACTOR, request.decided_by),
                at=words.moment(request.decided_at, frame.zone),
            )
        for text in (request.reason, request.decision_reason, request.override_reason):
            if text:
                line += f" · {plain(text)}"
        st.caption(line)
        if request.findings:
            show_checks(request.findings, frame)
        if is_open(request):
            _decide(frame, request)


def _decide(frame: Frame, request: RequestInfo) -> None:
    words, desk = frame.words, frame.desk
    if not desk.actor.may(Right.DECIDE):
        st.caption(words("Deciding takes a shift leader, a scheduler or a manager."))
        if st.button(words("Withdraw"), key=f"withdraw_{request.id}"):
            with shown_errors(words):
                requests.withdraw(desk, request.id, words("withdrawn"))
                st.rerun()
        return
    broken = [f for f in request.findings if not f.ok]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        reason = st.text_input(words("Reason"), key=f"decide_reason_{request.id}", width=320)
        override = ""
        if broken and all(f.overridable for f in broken):
            override = st.text_input(
                words("Reason for the override"),
                key=f"decide_override_{request.id}",
                width=320,
                help=words(
                    'The article says "in principle": an approver may pass it with a reason.'
                ),
            )
        if st.button(
            words("Approve"),
            type="primary",
            icon=":material/check:",
            key=f"approve_{request.id}",
        ):
            with shown_errors(words):
                made = requests.approve(desk, request.id, reason, override_reason=override)
                changed = words("Approved. The roster has a new revision.")
                remember(words("Approved.") if made is None else changed)
                st.rerun()
        if st.button(words("Refuse"), icon=":material/close:", key=f"refuse_{request.id}"):
            with shown_errors(words):
                requests.refuse(desk, request.id, reason)
                remember(words("Refused."))
                st.rerun()
