"""Activities in shifts: what counts, what strays, and that model and audit agree on both."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.sat.python import cp_model
from support.checks import found
from support.problems import MONDAY, agents, roster, small_problem
from support.strategies import problems, rosters

from wfm.core.activities import ActivityKind, Participants, PlannedActivity
from wfm.core.problem import Problem, RuleEntry
from wfm.core.roster import PlacedActivity, Roster
from wfm.core.view import ProblemView
from wfm.rules.auditing import audit
from wfm.rules.modelling import Modeller
from wfm.rules.placements import placements
from wfm.rules.wording import sentence

pytestmark = pytest.mark.unit

ENTRY = RuleEntry("activities_placed", {}, hard=False, weight=2, source="art. 27")
TUESDAY = MONDAY + timedelta(days=1)
TRAINING = PlannedActivity("T", ActivityKind.TRAINING, 60, ((MONDAY, TUESDAY),))
MEETING = PlannedActivity(
    "M",
    ActivityKind.MEETING,
    30,
    ((MONDAY,),),
    Participants(teams=("T1",)),
    together=True,
    min_participants=2,
    from_min=540,
    to_min=720,
)


def problem(*activities: PlannedActivity, n_agents: int = 2, **about: object) -> Problem:
    return small_problem(ENTRY, n_days=2, n_agents=n_agents, activities=activities, **about)


def put(base: Roster, *placed: tuple[str, int, PlannedActivity | str, int]) -> Roster:
    """The roster with (agent, day number, activity or unknown id, start in minutes) added."""
    for agent, d, activity, start in placed:
        cell = base.get(agent, MONDAY + timedelta(days=d))
        new = (
            PlacedActivity(start, 30, activity, ActivityKind.OTHER)
            if isinstance(activity, str)
            else PlacedActivity(start, activity.length_min, activity.id, activity.kind)
        )
        both = tuple(sorted((*cell.activities, new)))
        base = base.with_cells([((agent, cell.day), replace(cell, activities=both))])
    return base


def test_training_counts_on_either_day() -> None:
    """Tests that each agent owes the training once, on one of the days."""
    p = problem(TRAINING)
    base = roster(p, A001="EE", A002="EL")
    assert [v.amount for v in found(p, base)] == [60, 60]
    done = put(base, ("A001", 1, TRAINING, 60), ("A002", 0, TRAINING, 270))
    assert found(p, done) == ()


def test_agent_off_the_phones_is_not_on_them() -> None:
    """Tests that an activity takes the agent off the phones, not off duty, and is no break."""
    p = problem(TRAINING)
    done = put(roster(p, A001="E"), ("A001", 0, TRAINING, 60))
    there = ProblemView(p).presence(done)
    before = ProblemView(p).presence(roster(p, A001="E"))
    assert (there.duty == before.duty).all()
    assert (there.resting == before.resting).all()
    assert before.phone.sum() - there.phone.sum() == 2
    assert not there.phone[0, 14:16].any()


@pytest.mark.parametrize(
    ("placed", "why"),
    [
        (("A001", 0, TRAINING, 180), "overlaps a break"),  # the meal stands at 210
        (("A001", 0, TRAINING, 480), "not inside shift"),
        (("A001", 0, TRAINING, 75), "start with an interval"),
        (("A001", 0, "gone", 60), "nobody planned it"),
        (("A001", 0, "T", 60), "does not last"),
    ],
)
def test_stray_counts_for_nothing(placed: tuple, why: str) -> None:
    """Tests that what stands where it may not is named, with the reason, and does not count."""
    p = problem(replace(TRAINING, participants=Participants(agents=("A001",))))
    report = audit(p, put(roster(p, A001="EE"), placed))
    stray = [v for v in report.violations if why in sentence(v)]
    assert len(stray) == 1
    assert len(report.violations) == 2
    assert report.cost == 2 * sum(v.amount for v in report.violations)


def test_same_training_twice() -> None:
    """Tests that a second training in one occurrence is a stray, not a second one done."""
    p = problem(replace(TRAINING, participants=Participants(agents=("A001",))))
    twice = put(roster(p, A001="EE"), ("A001", 0, TRAINING, 60), ("A001", 1, TRAINING, 60))
    (only,) = audit(p, twice).violations
    assert "has it already" in sentence(only)
    assert "该坐席已参加" in sentence(only, "zh")


def test_meeting_needs_enough_at_one_time() -> None:
    """Tests that a meeting below its minimum counts for nobody, and at it for those there."""
    p = problem(MEETING, n_agents=3)
    base = roster(p, A001="E", A002="E", A003="E")
    apart = put(base, ("A001", 0, MEETING, 240), ("A002", 0, MEETING, 270))
    (missing,) = found(p, apart)
    assert (missing.amount, missing.cost) == (90, 180)
    met = put(base, ("A001", 0, MEETING, 240), ("A002", 0, MEETING, 240))
    (missing,) = found(p, met)
    assert missing.amount == 30
    assert "the others meet without them" in sentence(missing)


def test_meeting_that_cannot_be_says_why() -> None:
    """Tests that the finding counts how many are on shift together in the window."""
    p = problem(MEETING, n_agents=3)
    (missing,) = found(p, roster(p, A001="E", A002="L", A003="N"))
    assert "at most 1 are on shift together in its window, 2 have to be" in sentence(missing)
    assert "最多 1 人" in sentence(missing, "zh")


def test_window_without_shift_says_so() -> None:
    """Tests that an agent whose shifts miss the window is named with that reason."""
    p = problem(replace(TRAINING, from_min=0, to_min=300))
    reasons = {sentence(v) for v in found(p, roster(p, A001="EE", A002="LL"))}
    assert reasons == {
        f"A00{n} lacks training: no shift of the days holds its window" for n in (1, 2)
    }


def test_window_of_night_shift_counts_past_midnight() -> None:
    """Tests that the morning of a night shift lies at minute 1440 and later of its day."""
    night = replace(TRAINING, from_min=1440, to_min=1800, participants=Participants(("A001",)))
    p = problem(night)
    done = put(roster(p, A001="N"), ("A001", 0, night, 270))
    assert found(p, done) == ()


def test_scope_and_dates_of_entry() -> None:
    """Tests that agents out of the entry's scope, and occurrences before it, owe nothing."""
    p = problem(TRAINING)
    base = roster(p, A001="E", A002="E")
    later = replace(ENTRY, first_day=TUESDAY)
    assert found(replace(p, rules=(later,)), base) == ()


def test_leaver_owes_nothing() -> None:
    """Tests that an agent who is gone before the first day owes no training."""
    p = problem(TRAINING, agents=agents(2, last_day=MONDAY - timedelta(days=1)))
    assert found(p, Roster()) == ()


def test_model_places_what_is_due() -> None:
    """Tests that a whole model puts training and meeting in, off breaks, when nothing opposes."""
    p = problem(TRAINING, MEETING)
    base = roster(p, A001="EE", A002="ME")
    modeller = Modeller(ProblemView(p))
    jobs = {(0, 0, 0), (0, 0, 1), (1, 0, 0), (1, 0, 1)}
    ctx = modeller.context(base=base, free=set(), free_activities=jobs)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(ctx.model) == cp_model.OPTIMAL
    assert solver.objective_value == 0
    done = ctx.read(solver.value)
    assert audit(p, done).violations == ()
    assert done.changed_cells(base) == ()
    assert [c.breaks for c in done] == [c.breaks for c in base]


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_prices_agree_on_any_roster(data: st.DataObject) -> None:
    """Tests that whole model, neighbourhoods and audit charge any roster the same."""
    drawn = replace(data.draw(problems(max_rules=1)), rules=(ENTRY,))
    held = data.draw(rosters(drawn))
    cost = audit(drawn, held).cost * 100
    modeller = Modeller(ProblemView(drawn))
    assert modeller.context().cost_of(held) == cost
    cell = st.tuples(st.integers(0, len(drawn.agents) - 1), st.integers(0, drawn.n_days - 1))
    free, breaks = data.draw(st.sets(cell)), data.draw(st.sets(cell))
    jobs = placements(ProblemView(drawn), held).counted
    some = data.draw(st.sets(st.sampled_from(sorted(jobs)))) if jobs else set()
    ctx = modeller.context(base=held, free=free, free_breaks=breaks, free_activities=some)
    assert ctx.cost_of(held) == cost
    ctx.fix(held)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(ctx.model) == cp_model.OPTIMAL
    assert solver.objective_value == cost
    assert ctx.read(solver.value) == held
