from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from ortools.sat.python import cp_model
from support.checks import amounts, found, under
from support.problems import BREAKS, MONDAY, SHIFTS, roster, shift, small_problem, with_past

from wfm.core.problem import Demand, RuleEntry
from wfm.core.roster import Activity, Assignment, Roster
from wfm.core.shifts import BreakKind, BreakWindow
from wfm.core.view import ProblemView
from wfm.rules.auditing import audit
from wfm.rules.context import ModelContext
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit

COVERAGE = RuleEntry("coverage", {}, False, 10)


def context(problem, **about) -> ModelContext:
    return Modeller(ProblemView(problem)).context(**about)


def solved(ctx: ModelContext) -> tuple[str, Roster | None]:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    status = solver.solve(ctx.model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return solver.status_name(status), ctx.read(solver.value) if found else None


def test_breaks_of_one_kind_may_last_longer_in_another_shift() -> None:
    """Tests that a 30-minute and a 60-minute meal of two shifts stay what they are."""
    short = shift("A", 480, 240, breaks=(BreakWindow(BreakKind.MEAL, 30, 60, 60, False),))
    long = shift("B", 480, 240, breaks=(BreakWindow(BreakKind.MEAL, 60, 60, 60, False),))
    need = tuple(1 if 16 <= t < 24 else 0 for t in range(60))
    problem = small_problem(
        COVERAGE, n_agents=1, n_days=1, shifts=(short, long), demands=(Demand(need),)
    )
    for code, length in (("A", 30), ("B", 60)):
        pause = Activity(60, length, BreakKind.MEAL)
        wanted = Roster((Assignment("A001", MONDAY, code, (pause,)),))
        ctx = context(problem)
        ctx.fix(wanted)
        assert solved(ctx) == ("OPTIMAL", wanted)
        assert ctx.cost_of(wanted) == audit(problem, wanted).cost * 100
    # The short meal misses one of eight intervals needed, the long one two.
    best = solved(context(problem))[1]
    assert best is not None
    assert [c.shift_id for c in best] == ["A"]


def test_two_rest_breaks_with_overlapping_windows() -> None:
    """Tests that breaks of one kind find their windows in any order, without overlapping."""
    windows = (
        BreakWindow(BreakKind.REST, 30, 180, 240, True),
        BreakWindow(BreakKind.REST, 30, 60, 210, True),
    )
    shifts = (shift("A", 480, 360, breaks=windows),)
    problem = small_problem(COVERAGE, n_agents=1, n_days=1, shifts=shifts)
    for first, second, possible in ((60, 180, True), (180, 210, True), (60, 90, False)):
        pauses = (Activity(first, 30, BreakKind.REST), Activity(second, 30, BreakKind.REST))
        wanted = Roster((Assignment("A001", MONDAY, "A", pauses),))
        ctx = context(problem)
        ctx.fix(wanted)
        assert solved(ctx)[0] == ("OPTIMAL" if possible else "INFEASIBLE")
    ctx = context(problem)
    ctx.fix(Roster())
    assert solved(ctx) == ("OPTIMAL", Roster())


def test_breaks_never_overlap_without_a_rule_on_spacing() -> None:
    """Tests that meal and rest can't be taken at once, so that nobody is off the phones twice."""
    windows = tuple(
        BreakWindow(kind, 60, 60, 90, True) for kind in (BreakKind.MEAL, BreakKind.REST)
    )
    problem = small_problem(n_agents=1, n_days=1, shifts=(shift("A", 480, 240, breaks=windows),))
    ctx = context(problem)
    ctx.model.add(ctx.works(0, 0).expr() == 1)
    assert solved(ctx)[0] == "INFEASIBLE"


def test_presence_counts_past_tails_and_fixed_cells() -> None:
    """Tests that on duty is the sum of past tails, fixed cells and free cells."""
    problem = with_past(small_problem(COVERAGE, n_days=1), 1, A001="......N")
    base = roster(problem, A002="E")
    ctx = context(problem, base=base, free={(0, 0)})
    everybody = np.ones(2, dtype=np.int64)
    values = ctx.values_of(roster(problem, A001="E"))
    for t, expected in ((0, 1), (11, 1), (12, 2), (28, 2), (29, 0)):
        assert ctx.on_duty(t, everybody).value(values) == expected
    at_meal = 12 + 210 // 30
    assert ctx.off_phone(at_meal, everybody).value(values) == 2
    assert ctx.on_phone(at_meal, everybody).value(values) == 0


@pytest.mark.parametrize("changed", [date(2026, 3, 29), date(2026, 10, 25)])
def test_nights_over_clock_changes(changed: date) -> None:
    """Tests that a night over a clock change keeps its minutes, and its end moves on the clock."""
    first = date.fromordinal(changed.toordinal() - 1)
    n = 48 + 48 + 20
    problem = small_problem(
        COVERAGE,
        n_days=2,
        first_day=first,
        zone="Europe/Berlin",
        demands=(Demand((1,) * n),),
    )
    wanted = roster(problem, A001="N", A002=".M")
    ctx = context(problem)
    ctx.fix(wanted)
    assert solved(ctx) == ("OPTIMAL", wanted)
    assert ctx.cost_of(wanted) == audit(problem, wanted).cost * 100
    view = ProblemView(problem)
    night = view.presence(wanted).duty[0]
    assert night.sum() == 17
    ends = view.instant_of(int(np.flatnonzero(night)[-1]) + 1)
    assert ends.endswith("07:00" if changed.month == 3 else "05:00")


def test_reading_a_neighbourhood_keeps_the_rest() -> None:
    """Tests that cells which are not free come back as they were, breaks included."""
    problem = small_problem(COVERAGE)
    base = roster(problem, A001="EEEEE", A002="MMMMM")
    ctx = context(problem, base=base, free={(0, 0)}, free_breaks={(1, 1)})
    _, got = solved(ctx)
    assert got is not None
    for cell in base:
        if (cell.agent_id, cell.day) not in {("A001", MONDAY), ("A002", MONDAY.replace(day=24))}:
            assert got.get(cell.agent_id, cell.day) == cell
    moved = got.get("A002", MONDAY.replace(day=24))
    assert moved is not None
    assert moved.shift_id == "M"


def test_fixed_faults_never_make_a_neighbourhood_impossible() -> None:
    """Tests that a base roster beyond a hard bound can be repaired piece by piece."""
    problem = under(small_problem(n_agents=1), "consecutive_days", max_days=2)
    base = roster(problem, A001="EEEE...")
    status, got = solved(context(problem, base=base, free={(0, 6)}))
    assert status == "OPTIMAL"
    assert got is not None
    assert len(audit(problem, got).hard) == 2


def test_forcing_a_shift_ruled_out_is_infeasible() -> None:
    """Tests that fixing a roster does not forget the shifts that have no variable."""
    people = (replace(small_problem().agents[0], shifts=("M",)),)
    problem = under(small_problem(agents=people), "allowed_shifts")
    ctx = context(problem)
    ctx.fix(roster(problem, A001="E"))
    assert solved(ctx)[0] == "INFEASIBLE"


def test_hints_are_taken() -> None:
    """Tests that a hint gives every variable a value, helpers and guards included."""
    problem = small_problem(COVERAGE, RuleEntry("weekly_rest_day"), RuleEntry("overtime_caps"))
    for guarded in (False, True):
        ctx = context(problem, guarded=guarded)
        ctx.hint(roster(problem, A001="EEEEN"))
        hint = ctx.model.proto.solution_hint
        assert sorted(hint.vars) == list(range(len(ctx.model.proto.variables)))


def test_stages_without_breaks_leave_break_rules_out() -> None:
    """Tests that a model without breaks holds no break variable and no rule that needs them."""
    problem = small_problem(COVERAGE, RuleEntry("meal_and_rest"), RuleEntry("weekly_hours"))
    ctx = context(problem, with_breaks=False)
    assert len(ctx.model.proto.variables) == 2 * 7 * len(SHIFTS)
    assert "coverage" not in ctx.by_rule


def test_finding_carries_article_and_unit() -> None:
    """Tests that what is found names its source, and break windows of the catalogue stand."""
    problem = under(small_problem(n_agents=1), "meal_and_rest")
    bare = Roster((Assignment("A001", MONDAY, "E"),))
    violations = found(problem, bare)
    assert {v.source for v in violations} == {"art. 1"}
    assert len(violations) == len(BREAKS) + 1  # and 510 minutes without a break
    assert amounts(problem, roster(problem, A001="E")) == []
