from __future__ import annotations

import pytest
from support.checks import amounts, found, under
from support.problems import MONDAY, agents, roster, small_problem, with_past
from support.rule_cases import day

from wfm.core.score import Unit
from wfm.core.view import ProblemView
from wfm.rules.averaged_hours import AveragedHours, AveragedHoursParameters
from wfm.rules.memory import BARRED
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("past", "week", "expected"),
    [
        ("EEEE...", "EEEEEE.", []),
        ("EEEEE..", "EEEEE..", []),
        ("EEEEE..", "EEEEEE.", [480]),
        ("EEEEEE.", "EEEEEE.", [960]),
        ("EEEEEEE", ".......", []),
        ("EEEEEEE", "EEEE...", [480]),
    ],
)
def test_two_weeks_average(past: str, week: str, expected: list[int]) -> None:
    """Tests that the week before evens out or adds, exactly at 40 hours clean."""
    problem = with_past(small_problem(n_agents=1), 1, A001=past)
    problem = under(problem, "averaged_hours", weeks=2)
    assert amounts(problem, roster(problem, A001=week)) == expected


def test_a_past_above_the_average_is_a_fact() -> None:
    """Tests that hours the past holds beyond the whole period forbid more, not everything."""
    problem = with_past(small_problem(n_agents=1), 1, A001="EEEEEEE")
    problem = under(problem, "averaged_hours", weeks=2, max_hours=24)
    assert amounts(problem, roster(problem)) == []
    assert amounts(problem, roster(problem, A001="E")) == [480]


def test_every_period_that_ends_in_the_horizon() -> None:
    """Tests that each of two weeks ends a period of its own, found on its first day."""
    problem = under(
        small_problem(n_agents=1, n_days=14), "averaged_hours", hard=False, weeks=1, max_hours=32
    )
    violations = found(problem, roster(problem, A001="EEEEE.. EEEEEE."))
    told = sorted((v.day, v.amount, v.unit, v.cost) for v in violations)
    assert told == [(MONDAY, 480, Unit.MINUTES, 4800), (day(7), 960, Unit.MINUTES, 9600)]


def test_only_weeks_of_the_period_count() -> None:
    """Tests that a week before the reference period is forgotten."""
    problem = with_past(small_problem(n_agents=1), 2, A001="EEEEEEE EEEEE..")
    two = under(problem, "averaged_hours", weeks=2)
    assert amounts(two, roster(two, A001="EEEEE")) == []
    three = under(problem, "averaged_hours", weeks=3)
    assert amounts(three, roster(three, A001="EEEEE")) == [960]


def test_words_name_hours_weeks_and_limit(narrowed) -> None:
    """Tests both languages' sentence, and that the entry's agents alone are held to it."""
    problem = with_past(small_problem(), 1, A001="EEEEE..", A002="EEEEE..")
    problem = under(problem, "averaged_hours", weeks=2, max_hours=40)
    week = roster(problem, A001="EEEEEE.", A002="EEEEEE.")
    (violation,) = found(narrowed(problem, agents=("A002",)), week)
    assert violation.values == {"hours": 44, "weeks": 2, "max_h": 40}
    for language in ("en", "zh"):
        text = sentence(violation, language)
        assert all(part in text for part in ("A002", "2026-11-16", "44", "2", "40"))
    assert amounts(narrowed(problem, first_day=day(1)), week) == []


@pytest.mark.parametrize(
    ("account_min", "weeks", "week", "expected"),
    [
        (0, 4, "EEEEEE.", [480]),
        (480, 4, "EEEEE..", [480]),
        (480, 4, "EEEE...", []),
        (-480, 4, "EEEEEE.", []),
        (-480, 4, "EEEEEEE", [480]),
        # Both weeks of the period are known: what was before is forgotten.
        (480, 2, "EEEEE..", []),
    ],
)
def test_account_stands_for_weeks_before(account_min, weeks, week, expected) -> None:
    """Tests that an opening balance is carried where the past roster ends, and only there."""
    people = agents(1, account_min=account_min)
    problem = with_past(small_problem(agents=people), 1, A001="EEEEE..")
    carried = under(problem, "averaged_hours", weeks=weeks, account=True)
    assert amounts(carried, roster(problem, A001=week)) == expected
    without = under(problem, "averaged_hours", weeks=weeks)
    assert amounts(without, roster(problem, A001="EEEEE..")) == []


def test_account_shows_in_the_average() -> None:
    """Tests that the hours named in a finding have the balance in them."""
    problem = small_problem(agents=agents(1, account_min=240))
    problem = under(problem, "averaged_hours", weeks=4, account=True)
    (one,) = found(problem, roster(problem, A001="EEEEE.."))
    assert (one.amount, one.values["hours"]) == (240, 44)


def test_tours_remember_every_period_from_the_first_week() -> None:
    """Tests that a tour is held to each period of two weeks as soon as it can't keep it."""
    problem = with_past(small_problem(n_agents=1, n_days=14), 1, A001="EEEEE..")
    problem = under(problem, "averaged_hours", weeks=2)
    view = ProblemView(problem)
    (entry,) = problem.rules
    memory = AveragedHours().memory(view, entry, AveragedHoursParameters(weeks=2), 0)
    assert memory is not None

    def refused_on(tour: str) -> int | None:
        state = memory.start
        for d, letter in enumerate(tour):
            s = view.n_shifts if letter == "." else view.shift_index[letter]
            state = int(memory.step[d, state, s])
            if state == BARRED:
                return d
        return None

    assert refused_on("EEEEEE........") == 5
    assert refused_on("EEEEE..EEEEEEE") == 12
    assert refused_on(".......EEEEEEE") is None
