from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import ValidationError
from support.checks import amounts, found, under
from support.problems import agents, roster, small_problem
from support.rule_cases import day

from wfm.core.people import Leave, LeaveType
from wfm.rules.pairing import PairingParameters
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit

PAIR = [{"agents": ["A001", "A002"]}]


@pytest.mark.parametrize(
    ("one", "other", "days_off", "shift"),
    [
        ("EEE", "EEE", 0, 0),
        ("EEE", "MLN", 0, 3),
        ("E.E", "EE.", 2, 2),
        ("", "EEEEEEE", 7, 7),
        ("E.M", "M.M", 0, 1),
    ],
)
def test_same_days_or_same_shifts(one: str, other: str, days_off: int, shift: int) -> None:
    """Tests that days off, or shifts too, are compared, hard and soft."""
    problem = small_problem()
    for same, expected in (("days_off", days_off), ("shift", shift)):
        for hard in (True, False):
            there = under(problem, "pairing", hard=hard, same=same, bonds=PAIR)
            assert amounts(there, roster(problem, A001=one, A002=other)) == [1] * expected


def test_each_goes_with_the_first() -> None:
    """Tests a bond of three: the second and third are compared with the first, not together."""
    problem = small_problem(n_agents=3)
    problem = under(problem, "pairing", bonds=[{"agents": ["A001", "A002", "A003"]}])
    week = roster(problem, A001="E", A002="", A003="")
    assert sorted(v.agent_id for v in found(problem, week)) == ["A002", "A003"]


def test_trainees_go_with_mentors() -> None:
    """Tests that mentors = true pairs every trainee with the mentor, once."""
    people = (*agents(2), replace(agents(1)[0], id="A003", mentor="A001"))
    problem = small_problem(agents=people)
    bonds = [{"agents": ["A001", "A003"]}]
    for more in ([], bonds):
        there = under(problem, "pairing", same="shift", mentors=True, bonds=more)
        assert amounts(there, roster(problem, A001="E.", A002="MM", A003="M.")) == [1]


def test_leave_and_unknown_people_are_left_out() -> None:
    """Tests that days on which one of the two is away, and people elsewhere, bind nobody."""
    leave = (Leave("A002", LeaveType.ANNUAL, day(0), day(1)),)
    people = (agents(1)[0], replace(agents(1)[0], id="A002", last_day=day(3)))
    problem = small_problem(agents=people, leave=leave)
    bonds = [*PAIR, {"agents": ["A001", "A099"]}]
    problem = under(problem, "pairing", bonds=bonds)
    violations = found(problem, roster(problem, A001="EEEEEEE"))
    assert sorted(v.day for v in violations) == [day(2), day(3)]


def test_scope_dates_and_words(narrowed) -> None:
    """Tests that both must be in scope, and the words of work beside a day off."""
    problem = under(small_problem(), "pairing", hard=False, bonds=PAIR)
    week = roster(problem, A001="E", A002=".E")
    first, _ = sorted(found(problem, week), key=lambda v: v.day)
    assert (first.agent_id, first.cost) == ("A002", 10)
    assert "a day off" in sentence(first, "en")
    assert "休息" in sentence(first, "zh")
    for language in ("en", "zh"):
        assert all(part in sentence(first, language) for part in ("A001", "A002", "E"))
    assert amounts(narrowed(problem, agents=("A001",)), week) == []
    assert amounts(narrowed(problem, first_day=day(1)), week) == [1]


def test_an_entry_names_somebody() -> None:
    """Tests that an entry without bonds and mentors, or with a bond of one, is refused."""
    for bonds in ([], [{"agents": ["A001"]}]):
        with pytest.raises(ValidationError):
            PairingParameters(bonds=bonds)
