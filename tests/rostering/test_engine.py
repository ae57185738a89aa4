from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest

from wfm.core.people import Leave, LeaveType
from wfm.core.problem import Pin, Problem
from wfm.rostering.engine import solve
from wfm.rostering.result import Phase, Progress, RosterResult, Status
from wfm.rostering.synthetic import synthetic_problem
from wfm.rules.auditing import audit

pytestmark = pytest.mark.unit

WORK = 0.6
"""Deterministic units of one test solve."""


def solved(problem: Problem, **about: object) -> RosterResult:
    """Solve a small problem without looking at the clock."""
    return solve(problem, time_s=0, deterministic=WORK, **about)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def problem() -> Problem:
    """Eight agents, one week."""
    return synthetic_problem(8, 1)


@pytest.fixture(scope="module")
def result(problem: Problem) -> RosterResult:
    """A solve of it."""
    return solved(problem)


def test_roster_is_legal_and_its_cost_audited(problem: Problem, result: RosterResult) -> None:
    """Tests that the objective is the audit's, above the bound, with no hard finding."""
    assert result.status is Status.FEASIBLE
    assert result.roster is not None
    report = audit(problem, result.roster)
    assert not report.hard
    assert result.objective == report.cost
    assert result.bound is not None
    assert 0 < result.bound <= report.cost
    assert all(len(cell.breaks) == 2 for cell in result.roster)
    assert result.first_roster_s is not None


def test_same_seed_gives_the_same_roster(problem: Problem, result: RosterResult) -> None:
    """Tests that a deterministic solve is repeatable and another seed may differ."""
    again = solved(problem)
    assert again.roster == result.roster
    assert again.bound == result.bound
    assert solved(problem, seed=2).seed == 2


def test_a_base_is_never_made_worse(problem: Problem, result: RosterResult) -> None:
    """Tests that a warm start ends no dearer than it began, and counts its changes."""
    assert result.roster is not None
    assert result.objective is not None
    warm = solved(problem, base=result.roster)
    assert warm.roster is not None
    assert warm.objective is not None
    assert warm.objective <= result.objective
    assert warm.changed_cells == warm.roster.changed_cells(result.roster)


def test_progress_falls_and_ends_with_done(problem: Problem) -> None:
    """Tests that the objective told never rises and the bound never falls."""
    seen: list[Progress] = []
    solved(problem, on_progress=seen.append)
    objectives = [p.objective for p in seen if p.objective is not None]
    assert objectives == sorted(objectives, reverse=True)
    bounds = [p.bound for p in seen if p.bound is not None]
    assert bounds == sorted(bounds)
    assert seen[0].objective is None
    assert seen[-1].phase is Phase.DONE


def test_stop_gives_back_what_there_is(problem: Problem) -> None:
    """Tests that a cancel after the first roster keeps it."""
    seen: list[Progress] = []
    stopped = solve(
        problem,
        time_s=60,
        on_progress=seen.append,
        should_stop=lambda: any(p.objective is not None for p in seen),
        workers=1,
    )
    assert stopped.status is Status.FEASIBLE
    assert stopped.report is not None
    assert not stopped.report.hard
    assert stopped.wall_s < 60


def test_nobody_there(problem: Problem) -> None:
    """Tests that no agents make an empty roster that is proven optimal."""
    empty = solved(dataclasses.replace(problem, agents=(), leave=()))
    assert empty.status is Status.OPTIMAL
    assert empty.roster is not None
    assert len(empty.roster) == 0


def test_nothing_required(problem: Problem) -> None:
    """Tests that zero demand still gives everybody the hours of the contract."""
    calm = dataclasses.replace(
        problem,
        demands=tuple(
            dataclasses.replace(d, required=(0,) * len(d.required)) for d in problem.demands
        ),
    )
    found = solved(calm)
    assert found.report is not None
    assert not found.report.hard
    assert found.roster is not None
    assert len(found.roster) == 5 * (8 - len(problem.leave))


def test_ten_times_the_demand(problem: Problem) -> None:
    """Tests that a hopeless shortage is priced, not refused."""
    busy = dataclasses.replace(
        problem,
        demands=tuple(
            dataclasses.replace(d, required=tuple(10 * n for n in d.required))
            for d in problem.demands
        ),
    )
    found = solved(busy)
    assert found.report is not None
    assert not found.report.hard


def test_everybody_on_leave(problem: Problem) -> None:
    """Tests that leave of all leaves nothing to decide and the cost proven."""
    last = problem.first_day + timedelta(days=6)
    leave = tuple(Leave(a.id, LeaveType.ANNUAL, problem.first_day, last) for a in problem.agents)
    found = solved(dataclasses.replace(problem, leave=leave))
    assert found.status is Status.OPTIMAL
    assert found.roster is not None
    assert len(found.roster) == 0


def test_contradictory_pins_are_explained(problem: Problem) -> None:
    """Tests that a night pinned before a morning ends in a conflict that names both."""
    day = problem.first_day
    pins = (
        Pin("A0003", day + timedelta(days=1), "N22"),
        Pin("A0003", day + timedelta(days=2), "D06"),
    )
    found = solved(dataclasses.replace(problem, leave=(), pins=pins))
    assert found.status is Status.INFEASIBLE
    assert found.roster is None
    assert found.objective is None
    assert found.gap is None
    (conflict,) = found.conflicts
    assert conflict.agent_ids == ("A0003",)


def test_pins_are_kept(problem: Problem, result: RosterResult) -> None:
    """Tests that pinned shifts and days off stand in the roster."""
    day = problem.first_day
    pins = (Pin("A0004", day, "D11"), Pin("A0005", day, None))
    found = solved(dataclasses.replace(problem, leave=(), pins=pins))
    assert found.roster is not None
    given = found.roster.get("A0004", day)
    assert given is not None
    assert given.shift_id == "D11"
    assert found.roster.get("A0005", day) is None


def test_one_more_agent_without_hours_owed_is_no_worse() -> None:
    """Tests that a further pair of hands never raises the optimum (metamorphic)."""
    whole = synthetic_problem(10, 3)
    rules = tuple(e for e in whole.rules if e.rule != "weekly_hours")
    shifts = tuple(s for s in whole.shifts if s.id in ("D08", "D12", "N22"))
    demands = tuple(
        dataclasses.replace(d, required=d.required[: 48 * 2 + 13]) for d in whole.demands
    )
    small = dataclasses.replace(
        whole, rules=rules, shifts=shifts, demands=demands, n_days=2, leave=()
    )
    costs = []
    for n in (2, 3, 4):
        found = solved(dataclasses.replace(small, agents=whole.agents[:n]))
        assert found.objective is not None
        costs.append(found.objective)
    assert costs == sorted(costs, reverse=True)
