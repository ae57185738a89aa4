"""Cases of staffing, hours, rest, nights and breaks."""

from __future__ import annotations

from dataclasses import replace

from support.problems import (
    SHIFTS,
    agents,
    roster,
    shift,
    small_problem,
    with_past,
)
from support.rule_case import Case, case, day, without_breaks
from wfm.core.activities import ActivityKind, PlannedActivity
from wfm.core.people import Agent, Condition, ConditionKind, Contract, Leave, LeaveType
from wfm.core.problem import Demand, RuleEntry
from wfm.core.roster import PlacedActivity, Roster


@case
def coverage() -> Case:
    # Two needed from 10:00 to 11:00 of Monday; agents of 06:00 have no break then.
    need = tuple(2 if t in (20, 21) else 0 for t in range(60))
    problem = small_problem(n_days=1, demands=(Demand(need),))
    # Surplus costs a tenth: 15 intervals on the phones, two of them needed.
    bad = roster(problem, A001="E")
    short = tuple(1 if t in (20, 21) else 0 for t in range(60))
    clean_problem = replace(problem, demands=(Demand(short),))
    return Case(
        problem,
        bad,
        roster(problem),
        15,
        {},
        replace(clean_problem, demands=(Demand((0,) * 60),)),
        15,
    )


@case
def safety_minimum() -> Case:
    parameters = {"min_agents": 1, "from_clock": "07:00", "to_clock": "08:00"}
    problem = small_problem(n_days=1)
    return Case(problem, roster(problem), roster(problem, A001="E"), 2, parameters, findings=2)


@case
def shift_leader() -> Case:
    parameters = {"from_clock": "07:00", "to_clock": "10:00"}
    people = (*agents(1, skills=("shift_leader",)), Agent("A002", "T1", "full"))
    problem = small_problem(n_days=1, agents=people)
    # The leader's meal at 09:30 counts as there.
    clean = roster(problem, A001="E")
    return Case(problem, roster(problem, A002="E"), clean, 6, parameters, findings=6)


@case
def skill_minimum() -> Case:
    parameters = {"skill": "minnan", "from_clock": "21:30", "to_clock": "22:30"}
    people = (*agents(1, skills=("minnan",)), Agent("A002", "T1", "full"))
    problem = small_problem(n_days=1, agents=people)
    bad, clean = roster(problem, A002="N"), roster(problem, A001="N")
    return Case(problem, bad, clean, 2, parameters, findings=2)


@case
def weekly_hours() -> Case:
    problem = small_problem(n_agents=1)
    return Case(problem, roster(problem, A001="EEEE..."), roster(problem, A001="EEEEE.."), 480)


@case
def daily_hours() -> Case:
    long = (*SHIFTS, shift("X", 360, 570))
    problem = small_problem(n_agents=1, shifts=long)
    return Case(problem, roster(problem, A001="X"), roster(problem, A001="E"), 60)


@case
def overtime_caps() -> Case:
    # Three past weeks of six days and this one: 4 x 8 h of November, at most 30 h.
    contracts = (Contract("full", week_max_min=2880, overtime=True),)
    problem = small_problem(n_agents=1, contracts=contracts)
    problem = with_past(problem, 3, A001="EEEEEE. EEEEEE. EEEEEE.")
    bad, clean = roster(problem, A001="EEEEEE."), roster(problem, A001="EEEEE..")
    return Case(problem, bad, clean, 120, {"month_max_hours": 30})


@case
def averaged_hours() -> Case:
    problem = with_past(small_problem(n_agents=1), 1, A001="EEEEEE.")
    bad, clean = roster(problem, A001="EEEEE.."), roster(problem, A001="EEEE...")
    return Case(problem, bad, clean, 480, {"weeks": 2})


@case
def consecutive_days() -> Case:
    problem = with_past(small_problem(n_agents=1), 1, A001="...EEEE")
    bad, clean = roster(problem, A001="EEE.EEE"), roster(problem, A001="EE.EEEE")
    return Case(problem, bad, clean, 1)


@case
def weekly_rest_day() -> Case:
    problem = small_problem(n_agents=1)
    # Saturday's night ends on Sunday.
    bad, clean = roster(problem, A001="EEEEEN."), roster(problem, A001="EEEEEL.")
    return Case(problem, bad, clean, 1)


@case
def rest_between_shifts() -> Case:
    problem = small_problem(n_agents=1)
    bad, clean = roster(problem, A001="LE"), roster(problem, A001="L.E")
    return Case(problem, bad, clean, 150)


@case
def forbidden_successions() -> Case:
    parameters = {"pairs": [{"first": ["L", "night"], "second": ["E"]}]}
    problem = with_past(small_problem(n_agents=1), 1, A001="......L")
    return Case(problem, roster(problem, A001="E.."), roster(problem, A001="MLL"), 1, parameters)


@case
def night_limits() -> Case:
    problem = with_past(small_problem(n_agents=1), 1, A001=".....NN")
    bad, clean = roster(problem, A001="N.E"), roster(problem, A001="N..E")
    return Case(problem, bad, clean, 1, {"days_off_after": 2})


@case
def night_average() -> Case:
    # Six days of eight hours are the most; a seventh is too many for who has a night among them.
    problem = small_problem(n_agents=1)
    bad, clean = roster(problem, A001="EEEEEEN"), roster(problem, A001="EEEEE.N")
    return Case(problem, bad, clean, 480, {"weeks": 1})


@case
def night_eligibility() -> Case:
    pregnant = Condition(ConditionKind.PREGNANT, day(3))
    problem = small_problem(n_agents=1, agents=agents(1, conditions=(pregnant,)))
    # Wednesday's night runs into the Thursday from which she works none.
    bad, clean = roster(problem, A001="..N"), roster(problem, A001=".N.EEE")
    return Case(problem, bad, clean, 480)


@case
def nursing_hour() -> Case:
    nursing = Condition(ConditionKind.NURSING)
    problem = small_problem(n_agents=1, agents=agents(1, conditions=(nursing,)))
    problem = replace(problem, rules=(RuleEntry("nursing_hour"),))
    clean = roster(problem, A001="M")
    return Case(problem, without_breaks(clean, "nursing"), clean, 60)


@case
def allowed_shifts() -> Case:
    people = (Agent("A001", "T1", "full", shifts=("E", "M"), last_day=day(3)),)
    problem = small_problem(agents=people)
    return Case(problem, roster(problem, A001="EEL"), roster(problem, A001="EEME"), 1)


@case
def meal_and_rest() -> Case:
    problem = small_problem(n_agents=1, n_days=2)
    clean = roster(problem, A001="E")
    return Case(problem, without_breaks(clean, "rest"), clean, 1)


@case
def break_stagger() -> Case:
    problem = small_problem(n_agents=2, n_days=1)
    bad = roster(problem, A001="E", A002="E")
    moved = [
        replace(c, breaks=tuple(replace(b, start_min=b.start_min - 60) for b in c.breaks))
        for c in bad
    ]
    clean = Roster((bad.assignments[0], moved[1]))
    return Case(problem, bad, clean, 2, {"max_share_pct": 50}, findings=2)


@case
def activities_placed() -> Case:
    # Half an hour of training each on one of two days; A002 is on leave on both.
    activity = PlannedActivity("T", ActivityKind.TRAINING, 30, ((day(0), day(1)),), from_min=600)
    leave = (Leave("A002", LeaveType.ANNUAL, day(0), day(1)),)
    problem = small_problem(n_days=2, activities=(activity,), leave=leave)
    bad = roster(problem, A001="EL")
    first = bad.assignments[0]
    placed = replace(first, activities=(PlacedActivity(240, 30, "T", ActivityKind.TRAINING),))
    return Case(problem, bad, Roster((placed, bad.assignments[1])), 30)
