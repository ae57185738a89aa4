"""Wishes: asked for a span of days, granted or not once the roster is published."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import streamlit as st

from wfm.core.wishes import AgentWish, Importance, WishKind
from wfm.service import centres, wishes
from wfm.service.desk import Right, Role
from wfm.service.wish_entries import WishEntry, Wishes
from wfm.service.wishes import Outcome
from wfm.web.components.messages import empty_state, remember, shown_errors
from wfm.web.frame import Frame, Place
from wfm.web.sections.forecast_import import templates
from wfm.web.words import Words
from wfm.web.words.terms import ACTOR, IMPORTANCE, WISH_KIND, WISH_STATUS, term


def show(frame: Frame, place: Place) -> None:
    """What was wished for with what became of it; a form; files."""
    words = frame.words
    data = centres.centre_data(frame.desk, place.centre_id)
    agents = [a.id for a in data.agents]
    st.caption(
        words(
            "A roster grants wishes where that costs less than refusing them, and shares refusals "
            "out fairly. Wishes are asked for before a week is published."
        )
    )
    chosen = _agent(frame, agents)
    if chosen is None and frame.desk.actor.role is Role.AGENT:
        return
    found = wishes.wishes(frame.desk, place.centre_id, chosen)
    outcomes = wishes.outcomes(frame.desk, place.centre_id, found.entries)
    _list(frame, place, found, outcomes)
    _form(frame, place, agents if chosen is None else [chosen], found.revision)
    if chosen is None:
        _files(frame, place)


def _agent(frame: Frame, agents: list[str]) -> str | None:
    """Agent whose wishes are shown; None for everybody's, which agents may not see."""
    words = frame.words
    agent = frame.desk.actor.role is Role.AGENT
    choices = agents if agent else ["", *agents]
    chosen = st.selectbox(
        words("Agent"),
        choices,
        index=None if agent else 0,
        format_func=lambda a: a or words("Everybody"),
        key="wish_whose",
        width=220,
        placeholder=words("Choose"),
    )
    return chosen or None


def _list(frame: Frame, place: Place, found: Wishes, outcomes: dict[int, Outcome]) -> None:
    words = frame.words
    if not found.entries:
        empty_state(words("Nobody has wished for anything yet."), icon=":material/favorite:")
        return
    statuses = st.pills(
        words("Status"),
        list(WISH_STATUS),
        selection_mode="multi",
        format_func=lambda s: term(words, WISH_STATUS, s),
        key="wish_statuses",
    )
    shown = [
        e for e in reversed(found.entries) if not statuses or str(outcomes[e.id].status) in statuses
    ]
    st.dataframe(
        _table(shown, outcomes, words),
        hide_index=True,
        alt=words("Wishes with what became of them, the newest first"),
    )
    _withdraw(frame, place, shown, found.revision)


def _table(shown: list[WishEntry], outcomes: dict[int, Outcome], words: Words) -> pd.DataFrame:
    def granted(outcome: Outcome) -> str:
        done = outcome.granted + outcome.refused
        if not done:
            return ""
        return words("{n} of {all} days", n=words.number(outcome.granted), all=words.number(done))

    return pd.DataFrame(
        {
            words("Number"): [e.id for e in shown],
            words("Agent"): [e.wish.agent_id for e in shown],
            words("Wish"): [term(words, WISH_KIND, e.wish.kind) for e in shown],
            words("Shifts"): [", ".join(e.wish.shift_ids) for e in shown],
            words("First day"): [e.wish.first_day for e in shown],
            words("Last day"): [e.wish.last_day for e in shown],
            words("Importance"): [term(words, IMPORTANCE, e.wish.importance) for e in shown],
            words("Status"): [term(words, WISH_STATUS, outcomes[e.id].status) for e in shown],
            words("Granted"): [granted(outcomes[e.id]) for e in shown],
            words("Asked by"): [term(words, ACTOR, e.asked_by) for e in shown],
            words("Reason"): [e.withdrawn_why or e.reason for e in shown],
        }
    )


def _withdraw(frame: Frame, place: Place, shown: list[WishEntry], revision: int) -> None:
    words = frame.words
    left = {e.id: e for e in shown if e.withdrawn_at is None}
    if not left:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            words("Withdraw a wish"),
            list(left),
            index=None,
            format_func=lambda i: f"{i} · {left[i].wish.agent_id} · {left[i].wish.first_day}",
            key=f"wish_withdraw_{revision}",
            width=280,
            placeholder=words("Choose"),
        )
        reason = st.text_input(words("Reason"), key=f"wish_why_{revision}", width=280)
        if st.button(words("Withdraw"), key="wish_withdraw_send", disabled=chosen is None):
            with shown_errors(words):
                wishes.withdraw_wish(
                    frame.desk,
                    place.centre_id,
                    int(chosen or 0),
                    reason=reason,
                    expected_revision=revision,
                )
                remember(words("Withdrawn."))
                st.rerun()


def _form(frame: Frame, place: Place, agents: list[str], revision: int) -> None:
    words = frame.words
    data = centres.centre_data(frame.desk, place.centre_id)
    chinese = words.language == "zh"
    codes = {s.id: f"{s.code_zh if chinese else s.code_en} {s.span}" for s in data.shifts}
    start = place.week + timedelta(days=7)
    with st.container(border=True):
        st.markdown(f"**{words('New wish')}**")
        first, second, third, fourth = st.columns(4)
        agent = first.selectbox(words("Agent"), agents, key="wish_agent")
        kind = second.selectbox(
            words("Wish"),
            list(WishKind),
            format_func=lambda k: term(words, WISH_KIND, k),
            key="wish_kind",
        )
        days = third.date_input(
            words("First and last day"), (start, start), key="wish_days", format="YYYY-MM-DD"
        )
        importance = fourth.selectbox(
            words("Importance"),
            list(Importance),
            format_func=lambda i: term(words, IMPORTANCE, i),
            key="wish_importance",
        )
        shifts: list[str] = []
        if kind is WishKind.SHIFT:
            shifts = st.multiselect(
                words("Shifts, any of which will do"),
                list(codes),
                format_func=lambda s: codes[s],
                key="wish_shifts",
                placeholder=words("Choose"),
            )
        reason = st.text_input(words("Reason"), key="wish_reason")
        sent = st.button(
            words("Wish for it"), type="primary", icon=":material/favorite:", key="wish_send"
        )
        if not sent:
            return
        if kind is None or importance is None or not isinstance(days, tuple) or len(days) != 2:
            st.caption(words("Choose the first and the last day."))
            return
        wish = AgentWish(str(agent), kind, days[0], days[1], tuple(shifts), importance)
        with shown_errors(words):
            wishes.add_wish(
                frame.desk, place.centre_id, wish, reason=reason, expected_revision=revision
            )
            remember(words("Noted. The next roster of these days weighs it."))
            st.rerun()


def _files(frame: Frame, place: Place) -> None:
    words = frame.words
    with st.expander(words("Wishes as a file"), icon=":material/table:"):
        with st.container(horizontal=True):
            for format in ("csv", "xlsx"):
                st.download_button(
                    words("Download {format}", format=format.upper()),
                    wishes.wishes_file(
                        frame.desk, place.centre_id, format, language=words.language
                    ),
                    f"wishes.{format}",
                    key=f"wish_download_{format}",
                    on_click="ignore",
                )
        if not frame.desk.actor.may(Right.PEOPLE):
            return
        templates(frame, "wishes")
        file = st.file_uploader(
            words("Add the wishes of a table"), ["csv", "xlsx"], key="wish_upload"
        )
        if file is not None and st.button(words("Bring in"), key="wish_import"):
            with shown_errors(words):
                new, old = wishes.import_wishes(
                    frame.desk, place.centre_id, file.name, file.getvalue()
                )
                remember(
                    words(
                        "{n} wishes are new, {m} were there already.",
                        n=words.number(new),
                        m=words.number(old),
                    )
                )
                st.rerun()
