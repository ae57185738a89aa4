from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.nrp import case
from benchmarks.nrp_instance import grid_of, penalty, read_instance, to_problem
from wfm.core.errors import BadInputError
from wfm.core.interchange import check_problem
from wfm.core.roster import Assignment, Roster
from wfm.rostering.engine import solve
from wfm.rules.auditing import audit

pytestmark = pytest.mark.unit

SMALL = """SECTION_HORIZON
7

SECTION_SHIFTS
# ShiftID, minutes, may not follow
E,480,
L,480,E

SECTION_STAFF
A,E=7|L=7,2400,960,4,1,1,1
B,E=7|L=0,2400,960,4,1,1,1
C,E=1|L=7,2400,960,4,1,2,0

SECTION_DAYS_OFF
A,0
B,3
C,1

SECTION_SHIFT_ON_REQUESTS
A,2,E,3

SECTION_SHIFT_OFF_REQUESTS
C,4,L,2

SECTION_COVER
0,E,1,100,1
1,E,1,100,1
2,L,1,100,1
4,L,1,100,1
5,E,2,100,1
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A small instance as a file."""
    found = tmp_path / "Small.txt"
    found.write_text(SMALL)
    return found


def test_the_audit_agrees_with_the_checker(path: Path) -> None:
    """Tests that a solved roster costs by the rules what it costs by the instance's own text."""
    instance = read_instance(path)
    problem = to_problem(instance)
    check_problem(problem)
    result = solve(problem, time_s=0, deterministic=3)
    assert result.roster is not None
    assert result.report is not None
    cost, broken = penalty(instance, grid_of(instance, result.roster))
    assert broken == []
    assert not result.report.hard
    assert cost == pytest.approx(result.report.cost)
    assert result.bound is not None
    assert result.bound <= cost + 1e-6


@pytest.mark.parametrize(
    ("row", "cells", "what"),
    [
        (0, "E------", "works on day 0"),
        (0, "-LE-E--", "E after L"),
        (1, "EEE-EE-", ""),
        (1, "EEL-EE-", "1 shifts L"),
        (2, "E--E---", "2 shifts E"),
        (2, "L-LL---", "1 days off"),
        (2, "--LL-L-", "1 weekends"),
        (0, "-EEEEE-", "5 days in a row"),
        (0, "-------", "0 minutes"),
    ],
)
def test_every_hard_rule_is_seen_by_both(path: Path, row: int, cells: str, what: str) -> None:
    """Tests that checker and audit both find, or both miss, a fault in one person's days."""
    instance = read_instance(path)
    problem = to_problem(instance)
    rows = ["-EE-E--", "EEE-E--", "--LL---"]
    rows[row] = cells
    grid = [list(r) for r in rows]
    roster = Roster(
        tuple(
            Assignment(agent.id, day, s)
            for agent, line in zip(problem.agents, grid, strict=True)
            for day, s in zip(
                (problem.first_day.replace(day=d + 1) for d in range(7)), line, strict=True
            )
            if s != "-"
        )
    )
    cost, broken = penalty(instance, grid)
    report = audit(problem, roster)
    name = instance.employees[row].id
    assert bool(what) == any(what in x for x in broken if x.startswith(name))
    assert bool(what) == any(v.agent_id == name for v in report.hard)
    assert cost == pytest.approx(report.cost)


def test_case_reports_the_checkers_penalty(path: Path) -> None:
    """Tests the row that the benchmark prints."""
    row = case(path, 1.0, 1)
    assert row["hard violations"] == 0
    assert row["bound"] <= row["penalty"]
    assert len(row["grid"]) == 3


@pytest.mark.parametrize("old", ["SECTION_COVER\n", "A,E=7|L=7", "\n7\n"])
def test_files_that_are_no_instance_are_refused(path: Path, old: str) -> None:
    """Tests that a broken file is refused by name."""
    path.write_text(SMALL.replace(old, "x\n", 1))
    with pytest.raises(BadInputError, match=r"Small\.txt"):
        read_instance(path)
