"""Tests of which cells a polish step decides anew."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.problems import roster, small_problem

from wfm.core.problem import Problem
from wfm.core.roster import Roster
from wfm.core.score import AuditReport, Unit, Violation
from wfm.core.view import ProblemView
from wfm.rostering.neighbourhoods import COUNTED, FIRST_CELLS, KINDS, Chooser, Scene

pytestmark = pytest.mark.unit

ALL = {**KINDS, **COUNTED}
NOTHING = AuditReport((), (), ())


def finding(cost: float, **about: object) -> Violation:
    """One priced finding."""
    return Violation("coverage", False, 1, Unit.AGENT_INTERVALS, cost, **about)  # type: ignore[arg-type]


def scene(
    problem: Problem, seed: int, given: Roster | None = None, report: AuditReport = NOTHING
) -> Scene:
    """What a kind looks at."""
    return Scene(ProblemView(problem), given or Roster(), report, random.Random(seed))


@pytest.mark.parametrize("kind", list(ALL))
@settings(max_examples=25)
@given(
    n_agents=st.integers(1, 12),
    n_days=st.integers(1, 23),
    cells=st.integers(7, 600),
    seed=st.integers(0, 99),
    dear=st.booleans(),
)
def test_cells_lie_inside(
    kind: str, n_agents: int, n_days: int, cells: int, seed: int, dear: bool
) -> None:
    """Tests that any centre and size gives cells of the horizon, with findings and without."""
    problem = small_problem(n_agents=n_agents, n_days=n_days)
    last = problem.first_day + timedelta(days=n_days - 1)
    found = (
        finding(5.0, day=last, at=f"{last} 12:00"),
        finding(2.0, agent_id="A001"),
        finding(0.0, agent_id="A001", day=last),
    )
    report = AuditReport(found, (), ()) if dear else NOTHING
    given = roster(problem, A001="E" * n_days)
    chosen = ALL[kind](scene(problem, seed, given, report), cells)
    free = chosen.free | chosen.free_breaks
    assert free
    assert all(0 <= a < n_agents and 0 <= d < n_days for a, d in free)
    assert chosen.counted is (kind in COUNTED)
    # Never more than asked for, but for the two or three agents that every kind has at least.
    days = {d for _, d in free}
    agents = {a for a, _ in free}
    most = cells * 3 if kind == "breaks" else max(cells, 3 * len(days))
    assert len(free) <= most
    assert len(free) == len(agents) * len(days)
    assert days == set(range(min(days), max(days) + 1))
    assert len(days) <= 7 or kind == "whole people"


@pytest.mark.parametrize("kind", ["weeks", "days", "whole weeks", "whole days", "worst"])
def test_every_day_and_agent_can_be_chosen(kind: str) -> None:
    """Tests that over many draws no day of three weeks and no agent is left out."""
    problem = small_problem(n_agents=5, n_days=21)
    seen = {cell for seed in range(150) for cell in ALL[kind](scene(problem, seed), 14).free}
    assert {d for _, d in seen} == set(range(21))
    assert {a for a, _ in seen} == set(range(5))


def test_team_stays_in_one_team() -> None:
    """Tests that agents of a team neighbourhood share their team."""
    problem = small_problem(n_agents=6)
    people = tuple(replace(a, team=f"T{i % 2}") for i, a in enumerate(problem.agents))
    problem = replace(problem, agents=people)
    for seed in range(20):
        free = KINDS["team"](scene(problem, seed), 70).free
        assert len({people[a].team for a, _ in free}) == 1
        assert len({a for a, _ in free}) == 3


def test_worst_names_whom_the_findings_name() -> None:
    """Tests that an agent with a costly finding is always among the chosen."""
    problem = small_problem(n_agents=8)
    report = AuditReport((finding(9.0, agent_id="A005"),), (), ())
    for seed in range(20):
        free = KINDS["worst"](scene(problem, seed, report=report), 14).free
        assert 4 in {a for a, _ in free}


@pytest.mark.parametrize("at", ["", "12:30"])
def test_worst_day_is_the_dear_one(at: str) -> None:
    """Tests that the only day with a price is chosen, whether a finding names day or time."""
    problem = small_problem(n_agents=4, n_days=14)
    day = problem.first_day + timedelta(days=9)
    about = {"at": f"{day} {at}"} if at else {"day": day}
    report = AuditReport((finding(9.0, **about),), (), ())
    for seed in range(10):
        free = COUNTED["worst day"](scene(problem, seed, report=report), 100).free
        assert free == {(a, 9) for a in range(4)}


def test_breaks_are_those_of_agents_on_duty() -> None:
    """Tests that only worked cells of one day are named, and none where nobody works."""
    problem = small_problem(n_agents=3)
    given = roster(problem, A001="E......", A003="M......")
    sizes = set()
    for seed in range(40):
        chosen = KINDS["breaks"](scene(problem, seed, given), 28)
        assert chosen.free == frozenset()
        assert chosen.free_breaks in (frozenset(), frozenset({(0, 0), (2, 0)}))
        sizes.add(len(chosen.free_breaks))
    assert sizes == {0, 2}


@pytest.mark.parametrize("kind", [k for k in ALL if k not in ("team",)])
def test_nobody_there(kind: str) -> None:
    """Tests that a centre without agents gives no cells and no error."""
    problem = small_problem(n_agents=0)
    chosen = ALL[kind](scene(problem, 1), 28)
    assert not chosen.free | chosen.free_breaks


def test_same_seed_same_cells() -> None:
    """Tests that chance comes from the scene's own generator only."""
    problem = small_problem(n_agents=9, n_days=14)
    for make in ALL.values():
        one, two = (make(scene(problem, 5), 21) for _ in range(2))
        assert one == two


def test_chooser_tries_every_kind_first() -> None:
    """Tests that each kind comes once before any comes twice, with counted ones or without."""
    problem = small_problem(n_agents=4)
    given = roster(problem, A001="EEEEEEE")
    report = AuditReport((finding(5.0, agent_id="A001", day=problem.first_day),), (), ())
    for counted, kinds in ((True, ALL), (False, KINDS)):
        chooser = Chooser(random.Random(1), counted=counted)
        assert set(chooser.records) == set(kinds)
        tried = []
        for _ in kinds:
            kind = chooser.choose(scene(problem, 1, given, report)).kind
            chooser.learn(kind, 0.0, 1.0, finished=False)
            tried.append(kind)
        assert sorted(tried) == sorted(kinds)


def test_chooser_leaves_counted_kinds_out_when_told() -> None:
    """Tests that kinds with breaks by count wait while there is no time for their model."""
    problem = small_problem(n_agents=4)
    chooser = Chooser(random.Random(1))
    for _ in range(3 * len(ALL)):
        chosen = chooser.choose(scene(problem, 1, roster(problem, A001="EE")), counted=False)
        assert chosen.kind in KINDS
        chooser.learn(chosen.kind, 0.0, 1.0, finished=False)
    chosen = chooser.choose(scene(problem, 1, roster(problem, A001="EE")))
    assert chosen.kind in COUNTED


def test_chooser_learns_what_pays_and_forgets() -> None:
    """Tests that the kind that pays now is chosen most, also when another paid before."""
    problem = small_problem(n_agents=4)
    chooser = Chooser(random.Random(1))
    for kind in chooser.records:
        chooser.learn(kind, 0.0, 1.0, finished=False)
    for paying in ("days", "whole days"):
        for _ in range(15):
            for kind in ("days", "whole days"):
                gain = 50.0 if kind == paying else 0.0
                chooser.learn(kind, gain, 1.0, finished=False)
        kinds = [chooser.choose(scene(problem, seed)).kind for seed in range(200)]
        assert max(set(kinds), key=kinds.count) == paying


def test_gain_is_weighed_by_work_and_never_below_zero() -> None:
    """Tests that the same gain for less work is worth more, and a loss counts as nothing."""
    chooser = Chooser(random.Random(1))
    chooser.learn("weeks", 10.0, 1.0, finished=True)
    chooser.learn("days", 10.0, 5.0, finished=True)
    chooser.learn("team", -10.0, 1.0, finished=True)
    worth = {k: chooser.records[k].worth for k in ("weeks", "days", "team")}
    assert worth["weeks"] > worth["days"] > worth["team"] == 0.0
    chooser.learn("weeks", 0.0, 0.0, finished=True)  # no work measured is no division by zero
    assert 0 < chooser.records["weeks"].worth < worth["weeks"]


def test_sizes_stay_between_their_ends() -> None:
    """Tests that growth and shrinkage end, and a gain in time leaves the size."""
    chooser = Chooser(random.Random(1))
    assert chooser.records["whole days"].cells == FIRST_CELLS["whole days"]
    for _ in range(60):
        chooser.learn("weeks", 0.0, 1.0, finished=True)
        chooser.learn("days", 0.0, 1.0, finished=False)
        chooser.learn("team", 1.0, 1.0, finished=False)
    assert chooser.records["weeks"].cells == Chooser.MOST
    assert chooser.records["days"].cells == Chooser.LEAST
    assert chooser.records["team"].cells == 28


def test_chooser_gets_past_kinds_that_fall_back() -> None:
    """Tests that a kind with nothing of its own to offer does not hold the others up."""
    problem = small_problem(n_agents=3)
    report = AuditReport((finding(50.0, agent_id="A001"),), (), ())
    chooser = Chooser(random.Random(1))
    tried = set()
    for seed in range(len(ALL)):
        chosen = chooser.choose(scene(problem, seed, report=report))
        chooser.learn(chosen.kind, 0.0, 1.0, finished=True)
        tried.add(chosen.kind)
    assert tried == set(ALL)


def test_no_agents_make_no_cells() -> None:
    """Tests that every kind of an empty problem is empty."""
    problem = replace(small_problem(), agents=())
    for kind in ALL.values():
        found = kind(scene(problem, 1), 28)
        assert not found.free
        assert not found.free_breaks
