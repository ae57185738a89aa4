"""Questions about the roster: what a wish would cost, why not, and what would help."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from wfm.core.roster import Cell
from wfm.service import roster_questions, solves
from wfm.service.desk import Right
from wfm.service.roster_questions import Answer, Question
from wfm.service.rosters import RosterState
from wfm.web.components.messages import shown_errors
from wfm.web.components.progress import follow
from wfm.web.components.text import plain
from wfm.web.frame import Frame
from wfm.web.words.articles import finding
from wfm.web.words.terms import QUESTION, term

OFF = ""


def show(frame: Frame, state: RosterState, picked: Sequence[Cell]) -> None:
    """Question under way or the ways to ask one, and the newest answers."""
    words = frame.words
    centre_id = state.problem.provenance.get("centre", "")
    run = solves.active_run(frame.desk, centre_id, state.week, roster_questions.KIND)
    with st.expander(words("Ask about this roster"), icon=":material/help:", key="questions"):
        if run is not None:
            follow(frame, run.id, page_key="question")
        elif frame.desk.actor.may(Right.ROSTER):
            if len(picked) == 1:
                _cell(frame, state, picked[0])
            else:
                st.caption(words("Pick one cell to ask what another shift there would cost."))
            _prices(frame, state)
        for answer in roster_questions.answers(frame.desk, state, words.language):
            _answer(frame, state, answer)


def _cell(frame: Frame, state: RosterState, cell: Cell) -> None:
    words = frame.words
    agent_id, day = cell
    tag = f"{state.id}_{agent_id}_{day}"
    codes = {s.id: s.code_zh if words.language == "zh" else s.code_en for s in state.problem.shifts}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        shift = st.selectbox(
            words("{agent} on {day}", agent=agent_id, day=words.day(day)),
            [OFF, *codes],
            format_func=lambda s: words("Day off") if s == OFF else codes[s],
            key=f"question_shift_{tag}",
            width=240,
        )
        if st.button(
            words("What would it cost?"), icon=":material/price_change:", key="question_what_if"
        ):
            _ask(frame, state, Question.WHAT_IF, cell, shift or None)
        if st.button(
            words("Why not?"),
            icon=":material/block:",
            disabled=shift == OFF,
            key="question_why_not",
        ):
            _ask(frame, state, Question.WHY_NOT, cell, shift or None)


def _prices(frame: Frame, state: RosterState) -> None:
    words = frame.words
    if st.button(
        words("What would help?"),
        icon=":material/savings:",
        key="question_prices",
        help=words(
            "What one more agent, an hour more, leave cancelled or a rule less would save, "
            "estimated by the relaxation."
        ),
    ):
        _ask(frame, state, Question.PRICES, None, None)


def _ask(
    frame: Frame, state: RosterState, question: Question, cell: Cell | None, shift_id: str | None
) -> None:
    agent_id, day = (None, None) if cell is None else cell
    with shown_errors(frame.words):
        roster_questions.ask(
            frame.desk, state, question, agent_id=agent_id, day=day, shift_id=shift_id
        )
        st.rerun()


def _answer(frame: Frame, state: RosterState, answer: Answer) -> None:
    words = frame.words
    title = term(words, QUESTION, answer.question.value)
    if answer.agent_id is not None and answer.day is not None:
        shift = answer.shift_id or words("Day off")
        title = f"{title} · {answer.agent_id} · {words.day(answer.day)} · {shift}"
    st.markdown(f"**{plain(title)}**")
    if answer.revision != state.revision:
        st.caption(words("Asked of revision {n}; the roster has changed since.", n=answer.revision))
    st.markdown("\n".join(f"- {plain(finding(text, words))}" for text in answer.sentences))
