"""Activities put into shifts: as cheap as any way there is, and kept while shifts are polished."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from support.problems import MONDAY, roster, small_problem

from wfm.core.activities import ActivityKind, Participants, PlannedActivity
from wfm.core.problem import Demand, Problem, RuleEntry
from wfm.core.roster import PlacedActivity, Roster
from wfm.core.view import ProblemView
from wfm.rostering.activities import place_activities, surplus_relief, with_activities_of
from wfm.rostering.engine import solve
from wfm.rostering.first_places import FirstPlaces
from wfm.rostering.repair import Disruption, repair
from wfm.rostering.solving import Budget
from wfm.rules.auditing import audit
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit

RULES = (
    RuleEntry("coverage", {}, hard=False, weight=10, source="art. 30"),
    RuleEntry("meal_and_rest", source="art. 32"),
    RuleEntry("activities_placed", {}, hard=False, weight=5, source="art. 27"),
)
MORNING = PlannedActivity("T", ActivityKind.TRAINING, 60, ((MONDAY,),), from_min=360, to_min=720)
MEETING = PlannedActivity(
    "M",
    ActivityKind.MEETING,
    30,
    ((MONDAY,),),
    together=True,
    min_participants=2,
    from_min=540,
    to_min=780,
)


def need(*peaks: tuple[int, int], base: int = 1) -> Demand:
    """`base` wanted from 06:00 to 17:30, more at (interval, agents)."""
    required = [base if 12 <= t < 35 else 0 for t in range(60)]
    for t, n in peaks:
        required[t] = n
    return Demand(tuple(required))


def day_problem(*activities: PlannedActivity, n_agents: int = 2, demand: Demand) -> Problem:
    return small_problem(
        *RULES, n_days=1, n_agents=n_agents, activities=activities, demands=(demand,)
    )


def placed(problem: Problem, base: Roster, share: float = 20.0) -> Roster:
    """Deterministic placement, with breaks."""
    modeller = Modeller(ProblemView(problem))
    return place_activities(modeller, base, Budget(0, 100.0), share, 1)


def brute_force(problem: Problem, base: Roster) -> float:
    """Cheapest of every break and start of the first activity, for each agent by itself."""
    view = ProblemView(problem)
    activity = problem.activities[0]
    options = []
    for cell in base:
        shift = view.shifts[view.shift_index[cell.shift_id]]
        meals, rests = (range(w.earliest_min, w.latest_min + 1, 30) for w in shift.breaks)
        starts = [*range(0, shift.length_min - activity.length_min + 1, 30), None]
        ways = []
        for meal, rest, start in product(meals, rests, starts):
            pauses = [replace(b, start_min=meal if b.kind == "meal" else rest) for b in cell.breaks]
            work = (
                ()
                if start is None
                else (PlacedActivity(start, activity.length_min, "T", activity.kind),)
            )
            ways.append(replace(cell, breaks=tuple(sorted(pauses)), activities=work))
        options.append(ways)
    best = float("inf")
    for way in options[0]:
        report = audit(problem, Roster((way, *base.assignments[1:])), view)
        if not report.hard:
            best = min(best, report.cost)
    return best


@pytest.mark.parametrize("peak", [16, 18, 19, 21, 23])
def test_one_agent_as_cheap_as_any(peak: int) -> None:
    """Tests that training and breaks of one agent cost what trying every way finds."""
    problem = day_problem(
        replace(MORNING, participants=Participants(agents=("A001",))),
        n_agents=1,
        demand=need((peak, 3), (peak + 1, 2)),
    )
    base = roster(problem, A001="E")
    done = placed(problem, base)
    assert audit(problem, done).cost == brute_force(problem, base)
    assert audit(problem, done).hard == ()
    assert done.changed_cells(base) == ()


def test_spare_interval_is_taken() -> None:
    """Tests that the meeting stands where both are spare, and everything is placed."""
    problem = day_problem(MEETING, demand=need((22, 0), base=2))
    done = placed(problem, roster(problem, A001="E", A002="E"))
    starts = {x.start_min for c in done for x in c.activities}
    assert starts == {22 * 30 - 360}
    assert "activities_placed" not in audit(problem, done).penalties


def test_breaks_make_room() -> None:
    """Tests that breaks move when they stand in the only window of an activity."""
    tight = replace(MORNING, from_min=570, to_min=630, participants=Participants(("A001",)))
    problem = day_problem(tight, n_agents=1, demand=need())
    base = roster(problem, A001="E")  # the meal stands at 09:30
    assert FirstPlaces(Modeller(ProblemView(problem)), base).roster() == base
    done = placed(problem, base)
    assert [x.start_min for x in done.assignments[0].activities] == [210]
    assert audit(problem, done).hard == ()
    assert "activities_placed" not in audit(problem, done).penalties


def test_minimum_on_the_phones_comes_before() -> None:
    """Tests that a dearer minimum keeps an agent on the phones, and the finding says it."""
    guard = RuleEntry(
        "safety_minimum",
        {"min_agents": 1, "from_clock": "06:00", "to_clock": "12:00"},
        hard=False,
        weight=1000,
        source="art. 30",
    )
    problem = day_problem(MORNING, n_agents=1, demand=need())
    problem = replace(problem, rules=(*RULES, guard))
    done = placed(problem, roster(problem, A001="E"))
    assert done.assignments[0].activities == ()
    assert audit(problem, done).penalties["activities_placed"].amount == 60


def test_meeting_below_its_minimum_is_not_put() -> None:
    """Tests that nobody is sent to a meeting that can't be."""
    problem = day_problem(MEETING, demand=need())
    done = placed(problem, roster(problem, A001="E", A002="N"))
    assert all(not c.activities for c in done)


def test_visitors_forbid_breaks_not_activities() -> None:
    """Tests that a training may stand in a visit in which nobody may be on a break."""
    visit = {"day": MONDAY.isoformat(), "from_clock": "06:00", "to_clock": "09:30"}
    problem = day_problem(replace(MORNING, to_min=540), n_agents=1, demand=need(base=0))
    rules = (*problem.rules, RuleEntry("visitor_blackout", {"visits": [visit]}))
    problem = replace(problem, rules=rules)
    base = roster(problem, A001="E")  # the meal stands at 09:30
    done = FirstPlaces(Modeller(ProblemView(problem)), base).roster()
    assert [len(c.activities) for c in done] == [1]
    assert audit(problem, done).hard == ()


def test_first_places_spread_over_days() -> None:
    """Tests that the day with spare people is chosen, breaks as they stand."""
    days = tuple(MONDAY + timedelta(days=d) for d in range(2))
    busy = tuple(1 if t < 48 else 0 for t in range(108))
    problem = small_problem(
        *RULES,
        n_days=2,
        n_agents=1,
        activities=(replace(MORNING, occurrences=(days,)),),
        demands=(Demand(busy),),
    )
    base = roster(problem, A001="EE")
    done = FirstPlaces(Modeller(ProblemView(problem)), base).roster()
    assert [len(c.activities) for c in done] == [0, 1]


def test_what_stands_is_kept_or_bettered() -> None:
    """Tests that placing again never makes a roster dearer, and adds who joins a meeting."""
    problem = day_problem(MEETING, n_agents=3, demand=need())
    done = placed(problem, roster(problem, A001="E", A002="E"))
    more = done.with_cells([(("A003", MONDAY), roster(problem, A003="E").assignments[0])])
    again = placed(problem, more)
    assert audit(problem, again).cost <= audit(problem, more).cost
    assert len({x.start_min for c in again for x in c.activities}) == 1
    assert sum(len(c.activities) for c in again) == 3


def week_problem() -> Problem:
    days = tuple(MONDAY + timedelta(days=d) for d in range(7))
    training = PlannedActivity("T", ActivityKind.TRAINING, 60, (days,))
    meeting = replace(MEETING, occurrences=(days[:5],), min_participants=2)
    required = tuple(2 if 14 <= t % 48 < 40 else 0 for t in range(348))
    return small_problem(
        *RULES,
        RuleEntry("weekly_hours"),
        RuleEntry("rest_between_shifts"),
        n_agents=6,
        activities=(training, meeting),
        demands=(Demand(required),),
    )


def test_engine_places_and_keeps() -> None:
    """Tests that a solved week holds its activities and audits clean, and keeps them as a base."""
    problem = week_problem()
    first = solve(problem, time_s=0, deterministic=0.6, seed=1)
    assert first.report.hard == ()
    assert first.objective == audit(problem, first.roster).cost
    assert first.bound <= first.objective
    trained = {c.agent_id for c in first.roster for x in c.activities if x.activity_id == "T"}
    assert len(trained) == 6
    then = solve(problem, time_s=0, deterministic=0.3, seed=2, base=first.roster)
    assert then.objective <= first.objective
    held = [sum(len(c.activities) for c in r.roster) for r in (first, then)]
    assert held[1] >= held[0]


def test_repair_keeps_activities_of_the_others() -> None:
    """Tests that after a sick call all who still work keep their training or have it anew."""
    problem = week_problem()
    first = solve(problem, time_s=0, deterministic=0.5, seed=1).roster
    busy = next(c for c in first if any(x.activity_id == "T" for x in c.activities))
    away = Disruption(absences=((busy.agent_id, busy.day),))
    proposal = repair(problem, first, away, deterministic=1.0)
    mended = proposal.result.roster
    assert proposal.result.report.hard == ()
    trained = {c.agent_id for c in mended for x in c.activities if x.activity_id == "T"}
    assert len(trained) == 6


def test_activities_of_kept_shifts_come_along() -> None:
    """Tests that cells with their old shift get activities and breaks back, others do not."""
    problem = day_problem(MEETING, demand=need())
    held = placed(problem, roster(problem, A001="E", A002="E"))
    other = roster(problem, A001="E", A002="M")
    kept = with_activities_of(held, other)
    assert kept.get("A001", MONDAY) == held.get("A001", MONDAY)
    assert kept.get("A002", MONDAY) == other.get("A002", MONDAY)


def test_relief_is_what_surplus_may_save() -> None:
    """Tests that bounds give way by the surplus price of every minute away, and by no more."""
    problem = day_problem(MORNING, MEETING, demand=need())
    # Two agents, an hour and half an hour each, at one point an interval.
    assert surplus_relief(Modeller(ProblemView(problem))) == 6.0
    bare = replace(problem, activities=())
    assert surplus_relief(Modeller(ProblemView(bare))) == 0.0
