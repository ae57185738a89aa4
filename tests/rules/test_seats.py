from __future__ import annotations

from datetime import date

import pytest
from support.checks import amounts, found, under
from support.problems import agents, roster, small_problem, with_past
from support.rule_cases import day

from wfm.core.people import Agent
from wfm.core.score import Unit
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(("seats", "each"), [(1, 2), (2, 1), (3, 0)])
def test_both_sides_of_the_seats(seats: int, each: int) -> None:
    """Tests that three of one shift need three seats in each of its 17 half-hours."""
    problem = under(small_problem(n_agents=3, n_days=1), "seats", seats=seats)
    bad = roster(problem, A001="E", A002="E", A003="E")
    assert amounts(problem, bad) == [each] * (17 if each else 0)


def test_a_break_frees_no_seat() -> None:
    """Tests that of two overlapping shifts every common half-hour is found, breaks included."""
    problem = under(small_problem(n_days=1), "seats", hard=False, seats=1)
    violations = found(problem, roster(problem, A001="M", A002="L"))
    # 13:00 to 17:30.
    assert len(violations) == 9
    first = min(violations, key=lambda v: v.at)
    assert first.at == "2026-11-23 13:00"
    assert (first.unit, first.cost) == (Unit.AGENT_INTERVALS, 10)
    assert first.values == {"n": 2, "seats": 1}
    for language in ("en", "zh"):
        assert all(x in sentence(first, language) for x in (first.at, "2", "1"))


def test_nobody_changes_seats_at_the_same_instant() -> None:
    """Tests that a shift that ends when the next begins shares its seat."""
    problem = under(small_problem(n_days=2), "seats", seats=1)
    assert amounts(problem, roster(problem, A001="N", A002=".E")) == []


def test_past_night_keeps_its_seats() -> None:
    """Tests that an agent still there from the past takes the seat of another."""
    problem = with_past(small_problem(n_days=1), 1, A001="......N")
    problem = under(problem, "seats", seats=1)
    assert amounts(problem, roster(problem, A002="E")) == []
    early = with_past(small_problem(n_agents=3, n_days=1), 1, A001="......N", A002="......N")
    early = under(early, "seats", seats=1)
    assert amounts(early, roster(early)) == []


def test_site_by_scope_and_days(narrowed) -> None:
    """Tests that two teams have seats of their own, and days out of force none counted."""
    people = (*agents(1), Agent("A002", "T2", "full"))
    problem = under(small_problem(agents=people, n_days=2), "seats", seats=1)
    both = roster(problem, A001="EE", A002="EE")
    assert len(amounts(problem, both)) == 34
    assert amounts(narrowed(problem, teams=("T2",)), both) == []
    assert len(amounts(narrowed(problem, first_day=day(1)), both)) == 17


@pytest.mark.parametrize(
    ("first_day", "last"),
    [
        (date(2026, 3, 28), "2026-03-29 06:30"),
        (date(2026, 10, 24), "2026-10-25 04:30"),
        (date(2026, 6, 1), "2026-06-02 05:30"),
    ],
)
def test_night_over_a_clock_change(first_day: date, last: str) -> None:
    """Tests that two nights side by side share as many half-hours on every night of the year."""
    problem = small_problem(zone="Europe/Berlin", first_day=first_day, n_days=1)
    problem = under(problem, "seats", hard=False, seats=1)
    violations = found(problem, roster(problem, A001="N", A002="N"))
    assert len(violations) == 17
    assert max(v.at for v in violations) == last
