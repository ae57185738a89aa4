"""Tests of questions on the Roster page: asked, under way, answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from wfm.runs.worker import Worker
from wfm.service import roster_questions, rosters, solves
from wfm.service.desk import open_desk
from wfm.service.handlers import HANDLERS
from wfm.service.roster_questions import Question
from wfm.web.words import Words

pytestmark = pytest.mark.unit
CENTRE, WEEK = "small_bank", date(2026, 11, 23)
Page = Callable[[str, str], AppTest]


def faults(at: AppTest) -> list[str]:
    """Exceptions and error boxes on the page."""
    return [e.message for e in at.exception] + [e.value for e in at.error]


def test_prices_are_asked_from_the_page(page: Page, seeded_store: str) -> None:
    """Tests that the button queues the question and the page follows it."""
    at = page("roster", "en").run()
    at.button(key="question_prices").click()
    at.run()
    assert faults(at) == []
    desk = open_desk(seeded_store)
    run = solves.active_run(desk, CENTRE, WEEK, roster_questions.KIND)
    assert run is not None
    assert run.payload["question"] == "prices"
    assert "question_prices" not in {b.key for b in at.button}


@pytest.mark.parametrize(("language", "title"), [("en", "What would"), ("zh", "代价多少")])
def test_answers_are_shown(page: Page, seeded_store: str, language: str, title: str) -> None:
    """Tests that an answer stands on the page in its language, after the worker is done."""
    desk = open_desk(seeded_store)
    state = rosters.roster(desk, CENTRE, WEEK)
    assert state is not None
    cell = state.roster.assignments[0]
    roster_questions.ask(desk, state, Question.WHAT_IF, agent_id=cell.agent_id, day=cell.day)
    assert Worker(desk.store, HANDLERS).run_once()
    at = page("roster", language).run()
    assert faults(at) == []
    said = [m.value for m in at.markdown]
    assert any(title in text and cell.agent_id in text for text in said)
    (first, *_) = roster_questions.answers(desk, state, language)[0].sentences
    day = Words(language).day(cell.day)
    assert any(day in text and first[:4] in text for text in said)
    assert not any(str(cell.day) in text for text in said)
