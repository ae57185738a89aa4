"""Tests that whatever a problem holds, `solve` gives a legal roster or an explanation."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.bad_problems import BAD, Ends, bad_problem

from wfm.core.errors import BadInputError
from wfm.core.interchange import check_problem
from wfm.rostering.engine import solve
from wfm.rostering.result import Status
from wfm.rules.auditing import audit

pytestmark = pytest.mark.unit

WORK = 0.3

ACCEPTED = [name for name, bad in BAD.items() if bad.ends is not Ends.REFUSED]


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_roster_or_an_explanation(name: str) -> None:
    """Tests that hard rules that can hold get a roster, others the conflict, in both languages."""
    problem, ends = bad_problem(name), BAD[name].ends
    check_problem(problem)
    found = solve(problem, time_s=0, deterministic=WORK)
    if ends is Ends.ROSTER:
        assert found.status in (Status.OPTIMAL, Status.FEASIBLE)
        assert found.roster is not None
        assert not audit(problem, found.roster).hard
    else:
        assert found.status is Status.INFEASIBLE
        assert found.roster is None
        assert found.conflicts
        for conflict in found.conflicts:
            assert conflict.what.en
            assert conflict.what.zh
            assert conflict.mend.en
            assert conflict.mend.zh


def test_ties_are_kept_by_all() -> None:
    """Tests that a chain of trainees and mentors is rostered whole: who works has the mentor."""
    problem = bad_problem("everybody tied")
    found = solve(problem, time_s=0, deterministic=WORK).roster
    assert found is not None
    for agent in problem.agents:
        for d in range(problem.n_days):
            day = problem.first_day + timedelta(days=d)
            if agent.mentor is not None and found.get(agent.id, day) is not None:
                assert found.get(agent.mentor, day) is not None


@pytest.mark.parametrize("name", sorted(set(BAD) - set(ACCEPTED)))
def test_refused_in_words(name: str) -> None:
    """Tests that what is no problem is refused before the engine sees it."""
    with pytest.raises(BadInputError) as caught:
        check_problem(bad_problem(name))
    assert all(fault.what and fault.mend for fault in caught.value.faults)
