from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from support.checks import amounts, found, under
from support.problems import roster, small_problem

from wfm.core.problem import Problem, SwapRecord
from wfm.core.score import Unit
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit
ASKED = datetime(2026, 10, 20, 9, tzinfo=UTC)


def swap(who: str, on: date, **about) -> SwapRecord:
    other = "A002" if who == "A001" else "A001"
    return SwapRecord(who, other, on, date(2026, 12, 1), ASKED, **about)


def ledger(*swaps: SwapRecord, limit: int = 2) -> Problem:
    return under(small_problem(swaps=swaps), "swap_limits", hard=False, max_per_month=limit)


@pytest.mark.parametrize(("n", "limit", "expected"), [(2, 2, []), (3, 2, [1]), (4, 2, [2])])
def test_both_sides_of_the_limit(n: int, limit: int, expected: list[int]) -> None:
    """Tests that the limit itself is clean and one finding holds all above it."""
    problem = ledger(*[swap("A001", date(2026, 11, 3 + k)) for k in range(n)], limit=limit)
    assert amounts(problem, roster(problem)) == expected


def test_none_at_all() -> None:
    """Tests that a limit of zero lets the first swap count."""
    problem = ledger(swap("A001", date(2026, 11, 3)), limit=0)
    assert amounts(problem, roster(problem)) == [1]


def test_months_and_initiators_are_apart() -> None:
    """Tests that the month of the initiator's day counts, and partners' swaps don't."""
    days = [date(2026, 10, 31), date(2026, 11, 1), date(2026, 11, 30), date(2026, 12, 1)]
    problem = ledger(*[swap("A001", d) for d in days], *[swap("A002", d) for d in days[1:3]])
    assert amounts(problem, roster(problem)) == []
    more = replace(problem, swaps=(*problem.swaps, swap("A002", date(2026, 11, 15))))
    (violation,) = found(more, roster(more))
    assert (violation.agent_id, violation.day) == ("A002", date(2026, 11, 1))
    assert (violation.unit, violation.cost) == (Unit.REQUESTS, 10)
    for language in ("en", "zh"):
        assert all(x in sentence(violation, language) for x in ("A002", "3", "2026-11", "2"))


def test_moves_by_the_centre_and_overrides_never_count() -> None:
    """Tests that only swaps asked by the agent and not passed by override are counted."""
    on = date(2026, 11, 3)
    free = (swap("A001", on, own_initiative=False), swap("A001", on, override_reason="family"))
    problem = ledger(*free * 3, swap("A001", on), limit=1)
    assert amounts(problem, roster(problem)) == []


def test_scope_and_validity(narrowed) -> None:
    """Tests that swaps of other agents and of days before the entry are not counted."""
    problem = ledger(*[swap("A001", date(2026, 11, d)) for d in (3, 4, 5)])
    assert amounts(narrowed(problem, agents=("A002",)), roster(problem)) == []
    assert amounts(narrowed(problem, agents=("A001",)), roster(problem)) == [1]
    assert amounts(narrowed(problem, first_day=date(2026, 11, 4)), roster(problem)) == []
    assert amounts(narrowed(problem, last_day=date(2026, 11, 5)), roster(problem)) == [1]
