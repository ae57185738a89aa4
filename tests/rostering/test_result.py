from __future__ import annotations

import json

import pytest

from wfm.core.roster import Roster
from wfm.core.score import AuditReport, Unit, Violation
from wfm.rostering.result import Conflict, RosterResult, Status, peak_rss_mib, versions
from wfm.rostering.synthetic import synthetic_problem
from wfm.rules.contract import Words

pytestmark = pytest.mark.unit


def result(objective: float | None, bound: float | None) -> RosterResult:
    """A result with one priced finding."""
    cost = objective or 0.0
    violation = Violation("coverage", False, 2.0, Unit.AGENT_INTERVALS, cost)
    report = AuditReport((violation,), ("coverage",), ())
    return RosterResult(
        status=Status.FEASIBLE,
        problem=synthetic_problem(10, 1),
        roster=None if objective is None else Roster(),
        report=None if objective is None else report,
        objective=objective,
        bound=bound,
        first_roster_s=0.5,
        wall_s=1.0,
        changed_cells=(),
        seed=1,
        fingerprint="f",
        versions=versions(),
    )


def test_gap_and_excess_are_fractions() -> None:
    """Tests that gap and excess are as DESIGN says."""
    found = result(200.0, 150.0)
    required = sum(found.problem.demands[0].required)
    assert found.gap == pytest.approx(0.25)
    assert found.excess == pytest.approx(50 / (10 * required))


@pytest.mark.parametrize(("objective", "bound"), [(0.0, 0.0), (None, 3.0), (5.0, None)])
def test_gap_is_none_where_it_says_nothing(objective: float | None, bound: float | None) -> None:
    """Tests that there is no gap without both figures or at an objective of 0."""
    assert result(objective, bound).gap is None


def test_dict_is_ready_for_json() -> None:
    """Tests that every field of the command's answer is there and can be written."""
    about = result(200.0, 150.0).to_dict()
    wanted = {
        "status",
        "objective",
        "bound",
        "gap",
        "excess",
        "reference_price",
        "hard_violations",
        "penalties",
        "first_roster_s",
        "wall_s",
        "peak_rss_mib",
        "changed_cells",
    }
    assert wanted <= json.loads(json.dumps(about)).keys()
    assert about["penalties"]["coverage"]["unit"] == "agent-intervals"
    assert about["hard_violations"] == 0


def test_conflicts_are_written_in_both_languages() -> None:
    """Tests that a conflict keeps its words and whom it is about."""
    conflict = Conflict(Words("no", "不"), Words("mend", "改"), ("Weekly hours",), ("A0001",))
    about = conflict.to_dict()
    assert about["what"] == {"en": "no", "zh": "不"}
    assert about["agents"] == ["A0001"]


def test_memory_and_versions_are_measured() -> None:
    """Tests that peak memory is above a Python's own and versions are known."""
    assert peak_rss_mib() > 10
    assert versions()["ortools"].startswith("9.")
