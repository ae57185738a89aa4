"""Bags and starts of a week: what counts as mixing, and how starts and bags are named."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support.checks import amounts, found, under
from support.problems import SHIFTS, roster, shift, small_problem, with_past
from support.rule_cases import day

from wfm.core.errors import BadInputError
from wfm.core.problem import Problem
from wfm.core.shifts import concrete
from wfm.core.view import ProblemView
from wfm.rules.modelling import Modeller
from wfm.rules.one_bag_a_week import OneBagAWeek
from wfm.rules.registry import parameters_of
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit

BAGS = {"E": ("early",), "M": ("early", "late"), "L": ("late",)}
CATALOGUE = tuple(replace(s, bags=BAGS.get(s.id, ())) for s in SHIFTS)
BOTH = {"bags": ["early", "late"]}


def centre(**about) -> Problem:
    return small_problem(**{"n_agents": 1, "shifts": CATALOGUE, **about})


@pytest.mark.parametrize(
    ("week", "expected"),
    [
        ("EEEEE", []),
        ("EMMME", []),
        ("EELL", [2]),
        ("EELLL", [2]),
        ("ELMMM", [1]),
        ("ENNNL", [1]),
        ("NNN", []),
        ("", []),
    ],
)
@pytest.mark.parametrize("hard", [True, False])
def test_shifts_outside_the_weeks_bag(week: str, expected: list[int], hard: bool) -> None:
    """Tests that the smaller part counts, shifts of both bags and of none do not."""
    problem = under(centre(), "one_bag_a_week", hard=hard, **BOTH)
    assert amounts(problem, roster(problem, A001=week)) == expected


@pytest.mark.parametrize(
    ("past", "week", "expected"),
    [
        ("EE.....", "E", []),
        ("EE.....", "L", [1]),
        ("EL.....", "", []),
        ("EL.....", "LE", [1]),
        ("EL.....", "LL", []),
    ],
)
@pytest.mark.parametrize("hard", [True, False])
def test_days_of_the_past_count(past: str, week: str, expected: list[int], hard: bool) -> None:
    """Tests that the week of the seam is one week, and what the past has mixed is a fact."""
    problem = with_past(centre(n_days=4), 1, A001=past)
    problem = under(replace(problem, first_day=day(-5)), "one_bag_a_week", hard=hard, **BOTH)
    assert amounts(problem, roster(problem, A001=week)) == expected


def test_weeks_by_themselves_and_words() -> None:
    """Tests that another week may have another bag, and that the finding names bag and week."""
    problem = under(centre(n_days=14), "one_bag_a_week", hard=False, **BOTH)
    week = roster(problem, A001="EEE....LLE")
    (one,) = found(problem, week)
    assert (one.day, one.amount, one.cost) == (day(7), 1, 10)
    assert "bag late" in sentence(one, "en")
    assert "班次包 late" in sentence(one, "zh")


@pytest.mark.parametrize(
    ("parameters", "week", "expected"),
    [
        ({}, "EEMM", [2]),
        ({"within_min": 180}, "EEMM", []),
        ({"within_min": 179}, "EEMM", [2]),
        ({"within_min": 240}, "EMMLL", [1]),
        ({"flexible_only": True}, "EEMML", []),
    ],
)
def test_starts_through_the_week(parameters: dict, week: str, expected: list[int]) -> None:
    """Tests that starts within the tolerance are one, and fixed shifts may be left out."""
    problem = under(small_problem(n_agents=1), "one_start_a_week", **parameters)
    assert amounts(problem, roster(problem, A001=week)) == expected


def test_starts_of_flexible_shifts() -> None:
    """Tests that shifts of a family are held to one start, the fixed ones are free."""
    flexible = shift("F", 480, 240, breaks=(), latest_start_min=540)
    one = concrete((flexible,), 60)
    letters = tuple(replace(s, id=c) for s, c in zip(one, "XY", strict=True))
    problem = small_problem(n_agents=1, shifts=(*SHIFTS, *letters))
    problem = under(problem, "one_start_a_week", flexible_only=True)
    assert amounts(problem, roster(problem, A001="XXMEX")) == []
    assert amounts(problem, roster(problem, A001="XYYEX.")) == [2]


def test_bags_of_a_team() -> None:
    """Tests that an entry rules out shifts outside its bags, by name of bag, family and shift."""
    flexible = concrete((shift("F", 480, 240, breaks=(), latest_start_min=540),), 30)
    problem = centre(shifts=(*CATALOGUE, *flexible))
    view = ProblemView(under(problem, "shift_bags", bags=["late", "F", "N"]))
    allowed = Modeller(view).allowed[0, 0]
    assert {s.id for s, ok in zip(view.shifts, allowed, strict=True) if ok} == {
        *("M", "L", "N"),
        *("F@08:00", "F@08:30", "F@09:00"),
    }


def test_unknown_names_are_told() -> None:
    """Tests that a name of nothing is a fault of the entry, and that one bag is no choice."""
    problem = under(centre(), "shift_bags", bags=["early", "latte"])
    with pytest.raises(BadInputError, match="shift_bags: the shift is unknown") as caught:
        found(problem, roster(problem, A001="E"))
    assert [f.value for f in caught.value.faults] == ["latte"]
    with pytest.raises(BadInputError, match="one_bag_a_week"):
        parameters_of(replace(under(centre(), "one_bag_a_week", bags=["early"]).rules[0]))


@pytest.mark.parametrize("rule", ["shift_limits", "forbidden_successions", "rotation"])
def test_bags_name_shifts_in_other_rules(rule: str) -> None:
    """Tests that a bag stands for its shifts wherever a rule names some."""
    parameters = {
        "shift_limits": {"shifts": ["early"], "most": 1},
        "forbidden_successions": {"pairs": [{"first": ["early"], "second": ["L"]}]},
        "rotation": {
            "pattern": "D",
            "letters": [{"letter": "D", "shifts": ["early"]}],
            "anchor": day(0).isoformat(),
        },
    }[rule]
    problem = under(centre(n_days=2), rule, **parameters)
    clean = {"shift_limits": "NE", "forbidden_successions": "LE", "rotation": "ME"}[rule]
    bad = {"shift_limits": "ME", "forbidden_successions": "ML", "rotation": "EL"}[rule]
    assert amounts(problem, roster(problem, A001=clean)) == []
    assert amounts(problem, roster(problem, A001=bad)) == [1]


def test_memory_of_a_mixed_past() -> None:
    """Tests that tours remember a hard entry, but not one that the past has broken already."""
    rule, problem = OneBagAWeek(), with_past(centre(n_days=4), 1, A001="EL.....")
    cut = under(replace(problem, first_day=day(-5)), "one_bag_a_week", **BOTH)
    soft = under(problem, "one_bag_a_week", hard=False, **BOTH)
    whole = under(problem, "one_bag_a_week", **BOTH)
    made = [
        rule.memory(ProblemView(p), p.rules[0], parameters_of(p.rules[0]), 0)
        for p in (cut, soft, whole)
    ]
    assert [memory is None for memory in made] == [True, True, False]
