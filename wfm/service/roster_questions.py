"""Questions about a roster revision: queued by a page, answered by a worker, kept with the run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from wfm.core.errors import BadInputError, Fault
from wfm.core.view import ProblemView
from wfm.rostering.cells import check_cell
from wfm.rostering.prices import prices_of
from wfm.rostering.questions import why_not
from wfm.rostering.whatif import what_if
from wfm.runs.context import RunContext
from wfm.runs.executor import LocalQueue
from wfm.service import rosters, solves
from wfm.service.desk import Actor, Desk, Right, Role
from wfm.service.rosters import RosterState

KIND = solves.QUESTION
"""Kind of run."""


class Question(StrEnum):
    """What is asked."""

    WHAT_IF = "what_if"
    WHY_NOT = "why_not"
    PRICES = "prices"


@dataclass(frozen=True)
class Answer:
    """An answered question.

    Parameters
    ----------
    question : Question
    agent_id, day, shift_id
        What it was about; None for prices, and shift_id None for a day off.
    revision : int
        Of the roster that was asked about.
    sentences : tuple of str
        In the language asked for.
    """

    question: Question
    agent_id: str | None
    day: date | None
    shift_id: str | None
    revision: int
    author: str
    made_at: datetime
    sentences: tuple[str, ...]


def ask(
    desk: Desk,
    state: RosterState,
    question: Question,
    *,
    agent_id: str | None = None,
    day: date | None = None,
    shift_id: str | None = None,
) -> str:
    """Queue a question; returns the run's id.

    Parameters
    ----------
    agent_id, day, shift_id
        For questions about a cell; shift_id None asks for a day off.

    Raises
    ------
    BadInputError
        When the cell is not of the roster, a day off is asked "why not", or one is under way.
    """
    desk.actor.need(Right.ROSTER)
    if question is not Question.PRICES:
        if agent_id is None or day is None:
            raise BadInputError(Fault("no cell is named", "pick a cell"))
        check_cell(ProblemView(state.problem), agent_id, day, shift_id)
        if question is Question.WHY_NOT and shift_id is None:
            raise BadInputError(Fault("a day off breaks no rule of its own", "ask what if"))
    centre_id = _centre_of(state)
    if solves.active_run(desk, centre_id, state.week, KIND) is not None:
        raise BadInputError(
            Fault("a question about this week is being answered", "wait for it or cancel it")
        )
    payload = {
        "week": state.week.isoformat(),
        "roster_id": state.id,
        "revision": state.revision,
        "question": question.value,
        "agent_id": agent_id,
        "day": None if day is None else day.isoformat(),
        "shift_id": shift_id,
    }
    return LocalQueue(desk.store).submit(
        KIND,
        payload,
        author=desk.actor.name,
        reason=f"question about the roster of {state.week}",
        centre=centre_id,
    )


def run_question(ctx: RunContext) -> dict[str, Any]:
    """Answer a queued question (a handler of the worker)."""
    desk = Desk(ctx.store, Actor(ctx.author, Role.MANAGER))
    p = ctx.payload
    state = rosters.revision(desk, int(p["roster_id"]))
    ctx.progress({"phase": KIND})
    if p["question"] == Question.PRICES:
        found = prices_of(state.problem, should_stop=ctx.should_stop)
        said = {language: found.sentences(language) for language in ("en", "zh")}
    else:
        day = date.fromisoformat(p["day"])
        about = (state.problem, state.roster, str(p["agent_id"]), day)
        if p["question"] == Question.WHAT_IF:
            words = what_if(*about, p["shift_id"], should_stop=ctx.should_stop).sentences
        else:
            words = why_not(*about, str(p["shift_id"]))
        said = {language: [w.fill(language) for w in words] for language in ("en", "zh")}
    return {} if ctx.abandoned else {"en": said["en"], "zh": said["zh"]}


def answers(desk: Desk, state: RosterState, language: str, limit: int = 5) -> tuple[Answer, ...]:
    """Answered questions about a week's roster, newest first."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        runs = tx.runs.all(centre=_centre_of(state), kind=KIND, limit=50)
    done = [
        run
        for run in runs
        if run.result and "en" in run.result and run.payload["week"] == state.week.isoformat()
    ]
    return tuple(
        Answer(
            Question(run.payload["question"]),
            run.payload["agent_id"],
            _day(run.payload),
            run.payload["shift_id"],
            int(run.payload["revision"]),
            run.author,
            run.finished_at or run.created_at,
            tuple((run.result or {})["zh" if language.startswith("zh") else "en"]),
        )
        for run in done[:limit]
    )


def _day(payload: Mapping[str, Any]) -> date | None:
    return None if payload["day"] is None else date.fromisoformat(payload["day"])


def _centre_of(state: RosterState) -> str:
    return state.problem.provenance.get("centre", "")
