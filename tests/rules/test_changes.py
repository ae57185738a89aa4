from __future__ import annotations

from dataclasses import replace

import pytest
from support.checks import amounts, found, under
from support.problems import agents, roster, small_problem, with_base
from support.rule_cases import day

from wfm.core.people import Leave, LeaveType
from wfm.core.problem import Pin

pytestmark = pytest.mark.unit


def test_what_leave_and_pins_decide_is_no_change() -> None:
    """Tests that an absence of the same day doesn't use up the changes of an agent."""
    problem = with_base(small_problem(), A001="EEEE", A002="MM")
    facts = replace(
        problem,
        leave=(Leave("A001", LeaveType.SICK, day(0), day(1)),),
        pins=(Pin("A001", day(2), "L"),),
    )
    for rule, hard in (("max_changes", True), ("stability", False)):
        parameters = {"per_agent": 0} if rule == "max_changes" else {}
        changed = under(facts, rule, hard=hard, **parameters)
        assert amounts(changed, roster(changed, A001="..LE", A002="MM")) == []
        assert amounts(changed, roster(changed, A001="..L.", A002="MM")) == [1]


def test_end_of_employment_is_no_change() -> None:
    """Tests that shifts of an agent who has left go without a price."""
    people = (replace(agents(1)[0], last_day=day(0)),)
    problem = with_base(small_problem(agents=people), A001="EE")
    problem = under(problem, "stability", hard=False)
    assert amounts(problem, roster(problem, A001="E")) == []


def test_total_of_all_agents() -> None:
    """Tests that a repair may be bounded in all, by a finding without an agent."""
    problem = with_base(small_problem(), A001="EE", A002="MM")
    problem = under(problem, "max_changes", per_agent=2, total=2)
    assert amounts(problem, roster(problem, A001="LL", A002="MM")) == []
    (violation,) = found(problem, roster(problem, A001="LL", A002="LM"))
    assert (violation.agent_id, violation.amount) == (None, 1)


def test_before_publication_nothing_is_counted() -> None:
    """Tests that a draft may change freely, and still has its price."""
    problem = with_base(small_problem(), published=False, A001="EEEEE")
    problem = under(problem, "max_changes", per_agent=0)
    assert amounts(problem, roster(problem)) == []
    priced = under(problem, "stability", hard=False)
    assert amounts(priced, roster(priced)) == [1] * 5
    alone = under(small_problem(), "stability", hard=False)
    assert amounts(alone, roster(alone, A001="E")) == []
