"""Tests of what a wish would cost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from support.problems import MONDAY, SHIFTS, agents, roster, small_problem

from wfm.core.errors import BadInputError
from wfm.core.people import Leave, LeaveType
from wfm.core.problem import Demand, Pin, Problem, RuleEntry
from wfm.core.roster import Roster
from wfm.rostering.whatif import WhatIf, what_if
from wfm.rules.auditing import audit

pytestmark = pytest.mark.unit

TUESDAY = MONDAY + timedelta(days=1)
RULES = (
    RuleEntry("coverage", hard=False, weight=10, source="art. 30"),
    RuleEntry("rest_between_shifts", {"min_hours": 11.0}, source="art. 41"),
    RuleEntry("leave_granted", source="art. 38"),
    RuleEntry("pinned_cells", source="art. 33"),
)
WORK = 0.05


@pytest.fixture
def problem() -> Problem:
    """Two agents, two days, one required from 06:00 to 14:30; shifts without breaks."""
    return made()


def made(**about: object) -> Problem:
    """Make the problem with something different."""
    day = [0] * 12 + [1] * 17 + [0] * 19
    values = {
        "n_days": 2,
        "demands": (Demand(tuple(day * 2 + [0] * 12)),),
        "shifts": tuple(replace(s, breaks=()) for s in SHIFTS),
        **about,
    }
    return small_problem(*RULES, **values)


def asked(
    problem: Problem, given: Roster, agent: str, day: date, shift: str | None, work: float = WORK
) -> WhatIf:
    """Ask with little work."""
    return what_if(problem, given, agent, day, shift, work=work)


def test_somebody_else_takes_it(problem: Problem) -> None:
    """Tests that a day off which another can cover costs nothing and names who changes."""
    found = asked(problem, roster(problem, A001="EE"), "A001", MONDAY, None)
    assert found.difference == 0
    assert {(c.agent_id, c.day, c.after) for c in found.changes} == {
        ("A001", MONDAY, None),
        ("A002", MONDAY, "E"),
    }
    assert "at no cost" in found.sentences[0].en
    assert "不增加代价" in found.sentences[0].zh
    assert "A002" in found.sentences[-1].en


def test_what_nobody_can_take_costs_its_shortage() -> None:
    """Tests that the only agent's day off costs the coverage, told per rule and as the audit."""
    alone = made(agents=agents(1))
    given = roster(alone, A001="EE")
    found = asked(alone, given, "A001", MONDAY, None)
    assert found.cost_after is not None
    assert found.difference is not None
    assert found.difference > 0
    assert found.by_rule == {"coverage": pytest.approx(found.difference)}
    without = given.with_cells([(("A001", MONDAY), None)])
    assert found.cost_after == pytest.approx(audit(alone, without).cost)
    assert any("Coverage" in w.en for w in found.sentences)
    assert found.sentences[-1].en == "Nobody else's shift changes."


def test_own_days_give_way(problem: Problem) -> None:
    """Tests that a late shift before an early one moves the early one, and says what it broke."""
    found = asked(problem, roster(problem, A001=".E"), "A001", MONDAY, "L")
    assert found.cost_after is not None
    assert any("As it stands it breaks" in w.en and "art. 41" in w.en for w in found.sentences)
    assert ("A001", TUESDAY) in {(c.agent_id, c.day) for c in found.changes}


@pytest.mark.parametrize("why", ["leave", "pin"])
def test_what_cannot_be_had(why: str) -> None:
    """Tests that leave of the day, or a pin of the next, leaves no way, told with the article."""
    if why == "leave":
        leave = (Leave("A001", LeaveType.ANNUAL, MONDAY, MONDAY),)
        stuck, given, article = made(leave=leave), "..", "art. 38"
    else:
        pins = (Pin("A001", TUESDAY, "E"),)
        stuck, given, article = made(pins=pins), ".E", "art. 41"
    found = asked(stuck, roster(stuck, A001=given), "A001", MONDAY, "L")
    assert found.cost_after is None
    assert found.difference is None
    assert "can't be had" in found.sentences[0].en
    assert any(article in w.en for w in found.sentences[1:])


def test_its_own_pin_gives_way() -> None:
    """Tests that a pin of the very cell asked about is no obstacle: it is what is questioned."""
    pinned = made(pins=(Pin("A001", MONDAY, "E"),))
    found = asked(pinned, roster(pinned, A001="EE"), "A001", MONDAY, None)
    assert found.difference == 0


def test_the_same_answer_twice(problem: Problem) -> None:
    """Tests that a question has one answer."""
    given = roster(problem, A001="EE")
    first, second = (asked(problem, given, "A001", MONDAY, "M") for _ in range(2))
    assert first == second
    about = first.to_dict()
    assert about["difference"] == first.difference
    assert len(about["sentences"]) == len(about["sentences_zh"]) == len(first.sentences)


def test_unknown(problem: Problem) -> None:
    """Tests that agent, day and shift must be the problem's."""
    for agent, day, shift in (
        ("A099", MONDAY, None),
        ("A001", MONDAY + timedelta(days=9), None),
        ("A001", MONDAY, "X"),
    ):
        with pytest.raises(BadInputError):
            asked(problem, Roster(), agent, day, shift)


def test_what_could_be_gained_anyway_is_not_credited() -> None:
    """Tests that a wish in a poor roster is never told as a gain."""
    poor = made(n_agents=3)
    given = roster(poor, A001="LL", A002="..", A003="..")
    for shift in (None, "E", "M"):
        found = asked(poor, given, "A001", MONDAY, shift)
        assert found.difference is not None
        assert found.difference >= 0
        assert found.cost_before < audit(poor, given).cost
