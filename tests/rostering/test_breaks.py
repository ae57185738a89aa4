"""Tests of breaks placed in a roster whose shifts are fixed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.problems import BREAKS, roster, shift, small_problem

from wfm.core.problem import Demand, Problem, RuleEntry
from wfm.core.roster import Assignment, Roster
from wfm.core.shifts import BreakWindow
from wfm.core.view import ProblemView
from wfm.rostering import breaks as breaks_module
from wfm.rostering.breaks import place_breaks
from wfm.rostering.solving import Budget
from wfm.rules.auditing import audit
from wfm.rules.modelling import Modeller
from wfm.rules.windows import match_breaks

pytestmark = pytest.mark.unit

RULES = (
    RuleEntry("coverage", hard=False, weight=10),
    RuleEntry("meal_and_rest", {"max_stretch_min": 360, "min_gap_min": 60}),
)
BUDGET = 20.0


def placed(problem: Problem, given: Roster, **about: object) -> Roster | None:
    """Place breaks within a small limit."""
    budget = Budget(0, deterministic=BUDGET)
    modeller = Modeller(ProblemView(problem))
    return place_breaks(modeller, given, budget, 1.0, 1, **about)  # type: ignore[arg-type]


def without_breaks(given: Roster) -> Roster:
    """Only the shifts."""
    return Roster(tuple(Assignment(c.agent_id, c.day, c.shift_id) for c in given))


@settings(max_examples=20)
@given(
    st.lists(st.text("EMLN.", min_size=3, max_size=3), min_size=1, max_size=3),
    st.integers(0, 2),
)
def test_every_break_is_in_its_window(days: list[str], required: int) -> None:
    """Tests that any shifts keep their cells and get every break, none against the rules."""
    problem = small_problem(
        *RULES, n_days=3, n_agents=3, demands=(Demand((required,) * (48 * 3 + 12)),)
    )
    shifts = roster(problem, **{f"A00{i + 1}": codes for i, codes in enumerate(days)})
    found = placed(problem, without_breaks(shifts))
    assert found is not None
    assert found.changed_cells(shifts) == ()
    view = ProblemView(problem)
    for cell in found:
        windows = view.shifts[view.shift_index[cell.shift_id]].breaks
        matched, left = match_breaks(windows, cell.breaks)
        assert left == []
        assert None not in matched
    assert [v.rule for v in audit(problem, found).hard] == []


@pytest.mark.parametrize("days", [(), (1,), (0, 2), (0, 1, 2)])
def test_days_that_are_not_named_are_kept(days: tuple[int, ...]) -> None:
    """Tests that only the days named get new breaks, whatever stood there before."""
    problem = small_problem(*RULES, n_days=3, demands=(Demand((2,) * (48 * 3 + 12)),))
    before = roster(problem, A001="EEE", A002="MEM")
    found = placed(problem, before, days=days)
    assert found is not None
    first = problem.first_day
    for cell in found:
        if (cell.day - first).days not in days:
            assert cell == before.get(cell.agent_id, cell.day)
    # Where all breaks of a day stood at one time, placing them anew pays.
    assert (audit(problem, found).cost < audit(problem, before).cost) is bool(days)


def test_breaks_given_are_not_looked_at() -> None:
    """Tests that the breaks a roster comes with don't matter on the days that are placed."""
    problem = small_problem(*RULES, n_days=2, demands=(Demand((1,) * (48 * 2 + 12)),))
    before = roster(problem, A001="EM", A002="ME")
    assert placed(problem, before) == placed(problem, without_breaks(before))


def test_two_of_a_shift_take_turns() -> None:
    """Tests that two agents of one shift keep one on the phones where one is required."""
    problem = small_problem(
        *RULES, n_days=1, demands=(Demand(tuple([0] * 12 + [1] * 17 + [0] * 31)),)
    )
    found = placed(problem, roster(problem, A001="E", A002="E"))
    assert found is not None
    phone = ProblemView(problem).presence(found).phone
    assert (phone.sum(axis=0)[12:29] >= 1).all()
    assert audit(problem, found).cost < audit(problem, roster(problem, A001="E", A002="E")).cost


def test_windows_that_contradict_each_other() -> None:
    """Tests that None is given back where meal and rest can't be an hour apart."""
    tight = tuple(BreakWindow(b.kind, 30, 180, 180, b.paid) for b in BREAKS)
    problem = small_problem(
        *RULES, n_days=2, shifts=(shift("E", 360), shift("T", 360, breaks=tight))
    )
    rows = [
        Assignment("A001", problem.first_day, "E"),
        Assignment("A002", problem.first_day, "T"),
    ]
    assert placed(problem, Roster(tuple(rows))) is None
    # The other day of the problem has no such shift and is not affected.
    assert placed(problem, Roster(tuple(rows)), days=(1,)) is not None
    assert placed(problem, Roster(tuple(rows[:1]))) is not None


def test_shift_without_breaks_and_empty_roster() -> None:
    """Tests that there may be nothing to place."""
    problem = small_problem(RULES[0], n_days=1, shifts=(shift("E", 360, breaks=()),))
    bare = Roster((Assignment("A001", problem.first_day, "E"),))
    assert placed(problem, bare) == bare
    assert placed(problem, Roster()) == Roster()


def test_a_large_day_is_placed_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that days beyond the limit of cells still get every break, and within the rules."""
    monkeypatch.setattr(breaks_module, "MOST_CELLS", 2)
    problem = small_problem(*RULES, n_days=1, n_agents=5, demands=(Demand((3,) * 60),))
    before = without_breaks(roster(problem, A001="E", A002="E", A003="M", A004="M", A005="E"))
    found = placed(problem, before)
    assert found is not None
    assert all(len(cell.breaks) == 2 for cell in found)
    assert not audit(problem, found).hard


def test_a_tiny_share_still_ends_with_breaks() -> None:
    """Tests that a part which finds nothing in its share is solved again without prices."""
    problem = small_problem(*RULES, n_days=1, n_agents=4, demands=(Demand((2,) * 60),))
    before = without_breaks(roster(problem, A001="E", A002="E", A003="M", A004="M"))
    modeller = Modeller(ProblemView(problem))
    found = place_breaks(modeller, before, Budget(0, deterministic=BUDGET), 1e-9, 1)
    assert found is not None
    assert not audit(problem, found).hard
