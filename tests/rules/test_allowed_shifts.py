from __future__ import annotations

import pytest
from support.checks import amounts, found, under
from support.problems import agents, roster, small_problem
from support.rule_cases import day

from wfm.core.people import Agent
from wfm.core.score import Unit
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("week", "expected"),
    [("..EE...", []), (".E.....", [1]), ("..E.E..", [1]), ("EEEEE..", [1, 1, 1])],
)
def test_both_ends_of_employment(week: str, expected: list[int]) -> None:
    """Tests that the first and last day are included and the days around them are not."""
    people = (Agent("A001", "T1", "full", first_day=day(2), last_day=day(3)),)
    problem = under(small_problem(agents=people), "allowed_shifts")
    assert amounts(problem, roster(problem, A001=week)) == expected


def test_no_shifts_named_means_every_shift() -> None:
    """Tests that an empty list allows all, and one name only that one."""
    free = under(small_problem(n_agents=1), "allowed_shifts")
    assert amounts(free, roster(free, A001="E.L.N")) == []
    bound = under(small_problem(agents=agents(1, shifts=("L",))), "allowed_shifts")
    assert amounts(bound, roster(bound, A001="E.L.N")) == [1, 1]


def test_words_tell_why(narrowed) -> None:
    """Tests that both reasons read differently, and the entry's scope and days hold."""
    people = (
        Agent("A001", "T1", "full", shifts=("M",)),
        Agent("A002", "T2", "full", last_day=day(0)),
    )
    problem = under(small_problem(agents=people), "allowed_shifts")
    week = roster(problem, A001=".E", A002="EE")
    one, other = found(problem, week)
    assert (one.agent_id, one.day, one.amount, one.unit) == ("A001", day(1), 1, Unit.SHIFTS)
    assert sentence(other).endswith("not employed on that day")
    assert sentence(other, "zh").endswith("当日不在职")
    for language in ("en", "zh"):
        reasons = {sentence(v, language).split("E", 1)[1] for v in (one, other)}
        assert len(reasons) == 2
        assert all(x in sentence(one, language) for x in ("A001", "E", "2026-11-24"))
    assert found(narrowed(problem, teams=("T2",)), week) == (other,)
    assert found(narrowed(problem, last_day=day(0)), week) == ()
