"""Tests of questions about a roster: queued, answered by a worker, kept with the revision."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.centres import WEEK

from wfm.core.errors import BadInputError, NotAllowedError
from wfm.runs.worker import Worker
from wfm.service import roster_questions, rosters, solves
from wfm.service.desk import Actor, Desk, Role
from wfm.service.handlers import HANDLERS
from wfm.service.roster_questions import Question

pytestmark = pytest.mark.unit


@pytest.fixture
def state(desk):
    """The newest revision of the week."""
    return rosters.roster(desk, "small", WEEK)


def answered(desk, state, question, **about):
    """Ask, and answer as a worker process would."""
    number = roster_questions.ask(desk, state, question, **about)
    assert Worker(desk.store, HANDLERS, beat_s=0.05).run_once()
    run = solves.run(desk, number)
    assert run.status == "done", run.error
    return roster_questions.answers(desk, state, "en")[0]


def test_what_if(desk, state, trail):
    """Tests a day off asked for: queued once, answered in both languages, in the trail."""
    cell = state.roster.assignments[0]
    found = answered(desk, state, Question.WHAT_IF, agent_id=cell.agent_id, day=cell.day)
    assert (found.question, found.agent_id, found.day) == (
        Question.WHAT_IF,
        cell.agent_id,
        cell.day,
    )
    assert found.revision == state.revision
    assert f"{cell.agent_id} off on {cell.day}" in found.sentences[0]
    (chinese, *_) = roster_questions.answers(desk, state, "zh-CN")
    assert "休息" in chinese.sentences[0]
    assert any("question about the roster" in why for *_, why in trail(desk))


def test_why_not_and_prices(desk, state):
    """Tests the other two questions, the newest answer first."""
    cell = state.roster.assignments[0]
    other = next(s.id for s in state.problem.shifts if s.id != cell.shift_id)
    about = {"agent_id": cell.agent_id, "day": cell.day, "shift_id": other}
    first = answered(desk, state, Question.WHY_NOT, **about)
    assert first.sentences
    second = answered(desk, state, Question.PRICES)
    assert "relaxation" in second.sentences[0]
    assert [a.question for a in roster_questions.answers(desk, state, "en")[:2]] == [
        Question.PRICES,
        Question.WHY_NOT,
    ]


def test_one_at_a_time(desk, state):
    """Tests that a second question waits, and a scheduler may cancel the first."""
    number = roster_questions.ask(desk, state, Question.PRICES)
    with pytest.raises(BadInputError, match="being answered"):
        roster_questions.ask(desk, state, Question.PRICES)
    solves.cancel(Desk(desk.store, Actor("cara", Role.SCHEDULER)), number)
    assert solves.active_run(desk, "small", WEEK, roster_questions.KIND) is None


@pytest.mark.parametrize(
    ("question", "about"),
    [
        (Question.WHAT_IF, {}),
        (Question.WHAT_IF, {"agent_id": "A099", "day": WEEK}),
        (Question.WHAT_IF, {"agent_id": "A001", "day": WEEK + timedelta(days=99)}),
        (Question.WHY_NOT, {"agent_id": "A001", "day": WEEK}),
        (Question.WHY_NOT, {"agent_id": "A001", "day": WEEK, "shift_id": "?"}),
    ],
)
def test_what_cannot_be_asked(desk, state, question, about):
    """Tests that a cell that is none is refused before anything is queued."""
    with pytest.raises(BadInputError):
        roster_questions.ask(desk, state, question, **about)
    assert solves.active_run(desk, "small", WEEK, roster_questions.KIND) is None


def test_who_may_ask(desk, state):
    """Tests that those who may not change rosters may not queue work about them."""
    with pytest.raises(NotAllowedError):
        roster_questions.ask(Desk(desk.store, Actor("ann", Role.AGENT)), state, Question.PRICES)
