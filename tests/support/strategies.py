"""Hypothesis strategies: time grids, rule entries, small problems and rosters for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from hypothesis import strategies as st

from support.problems import BREAKS, shift
from wfm.core.activities import LAST_MIN, ActivityKind, Participants, PlannedActivity
from wfm.core.people import Agent, Condition, ConditionKind, Contract, Leave, LeaveType
from wfm.core.problem import (
    HUNDREDTHS,
    Demand,
    Pin,
    Problem,
    RuleEntry,
    Scope,
    ScopeKind,
    SwapRecord,
    Wish,
)
from wfm.core.roster import Activity, Assignment, PlacedActivity, Roster
from wfm.core.shifts import BreakKind, BreakWindow, Gap
from wfm.core.time import INTERVALS_MIN, TimeGrid, monday_of
from wfm.core.view import ProblemView
from wfm.rules.contract import Strength
from wfm.rules.modelling import Modeller
from wfm.rules.placements import due_jobs, placements, places_in
from wfm.rules.registry import catalogue

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC")
CHANGES = (date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 1), date(2026, 3, 8))
"""Days on which clocks change in Berlin and New York."""

REST_FIRST = BreakWindow(BreakKind.REST, 30, 60, 120, paid=True)
MEAL_SECOND = BreakWindow(BreakKind.MEAL, 30, 570, 630, paid=False)
REST_LATE = BreakWindow(BreakKind.REST, 30, 90, 210, paid=True)
MEAL_EARLY = BreakWindow(BreakKind.MEAL, 30, 300, 420, paid=False)

SHIFTS = (
    shift("E", 420, bags=("early",)),
    shift(
        "M",
        540,
        360,
        breaks=(BreakWindow(BreakKind.REST, 60, 90, 210, paid=True),),
        bags=("early", "late"),
        family="F",
    ),
    shift("L", 780, before_min=10, bags=("late",), family="F"),
    shift(
        "N",
        1290,
        night=True,
        breaks=(*BREAKS, BreakWindow(BreakKind.REST, 30, 300, 450, paid=True)),
    ),
)
"""No two can overlap, even when clocks go forward; kinds of breaks differ in number and length."""

SPLITS = (
    shift("S", 450, 690, breaks=(REST_FIRST, MEAL_SECOND), gap=Gap(210, 300), before_min=10),
    shift("S", 480, 540, breaks=(REST_LATE, MEAL_EARLY), gap=Gap(240, 60), after_min=15),
    shift("S", 1080, 600, night=True, breaks=(), gap=Gap(180, 240), bags=("late",)),
)
"""Split shifts, of which a problem has one or none: parts far apart, near, over midnight."""

SPLIT_ALWAYS: list[dict[str, Any]] = [
    *[{"max_week": 7, "min_gap_min": 0, "max_gap_min": 1200, "max_spread_min": 1440}] * 4,
    {"max_week": 0, "elsewhere": True},
]
"""What a problem says of split shifts where no drawn entry does: mostly that anybody may."""

CHOICES: dict[str, dict[str, list[Any]]] = {
    "coverage": {
        "price": ["ladder", "curve"],
        "surplus": [0.0, 0.1],
        "shares": [(0.5, 0.75)],
    },
    "safety_minimum": {"min_agents": [0, 1, 2], "from_clock": ["21:00"], "to_clock": ["02:00"]},
    "shift_leader": {"breaks_count": [True, False], "from_clock": ["08:00", "22:00"]},
    "skill_minimum": {"skill": ["minnan"], "from_clock": ["20:00"], "to_clock": ["23:30"]},
    "weekly_hours": {"tolerance_min": [0, 480, 2400], "max_hours": [30.0, 40.0]},
    "daily_hours": {"max_hours": [7.0, 8.0, 9.0]},
    "overtime_caps": {"month_max_hours": [0.0, 4.0, 8.0, 36.0], "day_max_hours": [0.0, 3.0]},
    "averaged_hours": {
        "weeks": [1, 2, 3],
        "max_hours": [16.0, 24.0, 40.0],
        "account": [False, True],
    },
    "consecutive_days": {"max_days": [1, 2, 3, 5]},
    "weekly_rest_day": {
        "min_days": [1, 2, 4],
        "whole_day": [True, False],
        "min_hours": [0.0, 35.0, 40.0],
    },
    "rest_between_shifts": {"min_hours": [0.0, 11.0, 16.0]},
    "forbidden_successions": {"pairs": [[{"first": ["L", "N"], "second": ["day"]}]]},
    "night_limits": {"max_week": [0, 2], "max_in_row": [1, 2], "days_off_after": [0, 1, 2, 3]},
    "night_average": {
        "weeks": [1, 2, 3],
        "max_hours": [2.0, 4.0, 8.0],
        "rest_days": [0, 1],
        "nights_a_week": [0.0, 1.0, 2.0],
        "night_min": [180, 420],
    },
    "night_eligibility": {"from_clock": ["21:30", "22:00"], "handover": [True, False]},
    "nursing_hour": {"length_min": [30, 60]},
    "activities_placed": {},
    "allowed_shifts": {},
    "shift_bags": {"bags": [("early",), ("late",), ("F", "N")]},
    "one_bag_a_week": {"bags": [("early", "late"), ("F", "N", "E")]},
    "one_start_a_week": {"within_min": [0, 120], "flexible_only": [False, True]},
    "split_shifts": {
        "names": [(), ("T1",), ("A002", "full")],
        "max_week": [0, 1, 2],
        "min_gap_min": [0, 120],
        "max_gap_min": [240, 300],
        "max_spread_min": [600, 780],
    },
    "meal_and_rest": {"max_stretch_min": [240, 360], "min_gap_min": [0, 60, 90]},
    "break_stagger": {"max_share_pct": [1, 34, 50], "group": ["team", "centre"]},
    "seats": {"seats": [1, 2, 3]},
    "mentor_with_trainee": {"outside_min": [0, 240]},
    "leave_granted": {"run_in_min": [0, 360, 720], "run_in_types": [[], ["sick"]]},
    "leave_cap": {"max_agents": [0, 1], "group": ["team", "centre"]},
    "swap_limits": {"max_per_month": [0, 1]},
    "pinned_cells": {},
    "unavailable": {
        "spans": [
            ({"day": "2026-03-24"},),
            (
                {"day": "2026-03-25", "from_clock": "06:40", "to_clock": "14:00"},
                {"day": "2026-10-25", "from_clock": "22:00", "to_clock": "02:00"},
            ),
        ]
    },
    "max_changes": {"per_agent": [0, 2, 4], "total": [None, 3], "agents": [None, 1]},
    "stability": {},
    "work_blocks": {"min_days": [2, 3]},
    "days_off_in_pairs": {},
    "days_off_blocks": {"min_days": [2, 3]},
    "weekends_off": {"max_worked": [0, 1], "weeks": [0, 2]},
    "shift_limits": {
        "shifts": [("E",), ("N", "L")],
        "least": [0, 1],
        "most": [1, 2, None],
        "weekly": [False, True],
    },
    "rotation": {
        "pattern": ["DDO", "DDNNOOO"],
        "letters": [
            (
                {"letter": "D", "shifts": ("day",)},
                {"letter": "N", "shifts": ("N",)},
                {"letter": "O"},
            )
        ],
        "anchor": ["2026-03-20"],
        "phases": [(), ({"names": ("T1",), "days": 1}, {"names": ("A002",), "days": 2})],
    },
    "forward_rotation": {"max_earlier_min": [0, 180], "within_days": [1, 2, 4]},
    "rolling_hours": {"window_days": [1, 2, 5], "max_hours": [4.0, 8.0, 12.5, 20.0]},
    "holiday_run": {"max_days": [1, 2, 4], "around_days": [0, 2]},
    "visitor_blackout": {
        "visits": [
            ({"day": "2026-03-24", "from_clock": "08:40", "to_clock": "14:00"},),
            (
                {"day": "2026-10-20", "from_clock": "09:00", "to_clock": "16:00"},
                {"day": "2026-10-25", "from_clock": "20:00", "to_clock": "04:00"},
            ),
        ]
    },
    "pairing": {
        "same": ["days_off", "shift"],
        "bonds": [({"agents": ("A001", "A002", "A003")},)],
        "mentors": [True, False],
    },
    "fairness_holidays": {"weeks": [0, 2], "per_holiday": [None, 0.0, 0.5]},
    "fairness_starts": {
        "weeks": [0, 2],
        "per_week": [None, 1.0],
        "from_clock": ["12:00", "21:00"],
        "to_clock": ["14:00", "08:00"],
    },
    "fairness_wishes": {"max_refused_pct": [0, 40]},
    "period_hours": {"min_hours": [0, 24.5], "max_hours": [32, 40], "account": [False, True]},
    "preferences": {},
    "shift_staffing": {
        "posts": [
            ({"shift": "E", "required": 1},),
            ({"shift": "N", "required": 1, "short": 3, "surplus": 2, "weekdays": (5, 6)},),
        ]
    },
    "start_stability": {"max_shift_min": [0, 120, 360]},
    "fairness_nights": {"weeks": [0, 1, 2], "per_week": [None, 0.5, 1.0]},
    "fairness_weekends": {"weeks": [0, 2], "per_week": [None, 1.0]},
}
"""Values of parameters that small problems can violate."""


RANDOMS = st.randoms(use_true_random=True)


@st.composite
def time_grids(draw: st.DrawFn) -> TimeGrid:
    """Grids of up to nine days around clock changes, in several zones."""
    first = draw(st.sampled_from(CHANGES)) - timedelta(days=draw(st.integers(0, 4)))
    zone = draw(st.sampled_from(ZONES))
    # Lord Howe Island changes its clocks by half an hour, which no full hour fits.
    intervals = [n for n in INTERVALS_MIN if n <= 30 or "Lord_Howe" not in zone]
    return TimeGrid(first, draw(st.integers(1, 9)), draw(st.sampled_from(intervals)), zone)


@st.composite
def entries(draw: st.DrawFn, rule: str, n_agents: int = 4) -> RuleEntry:
    """An entry of a rule: hard or soft, of everybody or of some."""
    return _entry(draw(RANDOMS), rule, n_agents)


@st.composite
def problems(draw: st.DrawFn, max_rules: int = 6) -> Problem:
    """A small week with a past, leave, pins, conditions, a base roster and some rules.

    Everything follows one random state, so that every rule and fact is as likely as the others.
    """
    chance = draw(RANDOMS)
    n_agents, n_days = chance.randint(2, 4), chance.randint(2, 8)
    zone = chance.choice(("Asia/Shanghai", "Europe/Berlin"))
    # A Monday, or a day in mid-week so that weeks are cut by both ends.
    first = monday_of(chance.choice(CHANGES[:2])) + timedelta(days=chance.choice([0, 0, 2, 5]))
    people = tuple(_agent(chance, i, first) for i in range(n_agents))
    ids = [a.id for a in people]
    chosen = chance.sample(sorted(CHOICES), chance.randint(1, max_rules))
    n_past = chance.choice([0, 1, 3, 9, 16])
    grid = TimeGrid(first, n_days, 30, zone)
    shifts = SHIFTS if chance.random() < 0.4 else (*SHIFTS, chance.choice(SPLITS))
    rules = tuple(_entry(chance, rule, n_agents) for rule in chosen)
    if len(shifts) > len(SHIFTS) and "split_shifts" not in chosen:
        rules += (RuleEntry("split_shifts", chance.choice(SPLIT_ALWAYS)),)
    problem = Problem(
        name="drawn",
        zone=zone,
        interval_min=30,
        first_day=first,
        n_days=n_days,
        agents=people,
        contracts=(
            Contract("full", week_min=960, week_max_min=1920, overtime=chance.random() < 0.5),
        ),
        shifts=shifts,
        demands=(_demand(chance, grid.n_intervals + 14),),
        rules=rules,
        leave=tuple(_leave(chance, ids, first) for _ in range(chance.randint(0, 2))),
        swaps=tuple(_swap(chance, ids, first) for _ in range(chance.randint(0, 3))),
        wishes=tuple(_wish(chance, ids, first) for _ in range(chance.randint(0, 3))),
        published=chance.random() < 0.7,
        holidays=tuple(first + timedelta(days=n) for n in (-2, 1, 5)),
        activities=_activities(chance, first, n_days),
    )
    past_first = first - timedelta(days=n_past)
    pinned = chance.sample([(a, d) for a in ids for d in range(n_days)], chance.randint(0, 2))
    return replace(
        problem,
        past=_assignments(chance, problem, past_first, n_past),
        past_first_day=past_first if n_past else None,
        base=_assignments(chance, problem, first, n_days) if chance.random() < 0.7 else None,
        pins=tuple(
            Pin(a, first + timedelta(days=d), chance.choice([None, *(s.id for s in SHIFTS)]))
            for a, d in pinned
        ),
    )


@st.composite
def rosters(draw: st.DrawFn, problem: Problem, *, dropped: bool = False) -> Roster:
    """Any roster of a problem, legal or not; `dropped` lets a break be missing now and then."""
    chance = draw(RANDOMS)
    cells = _assignments(chance, problem, problem.first_day, problem.n_days, dropped=dropped)
    return Roster(_with_activities(chance, problem, cells))


def _entry(chance: Random, rule: str, n_agents: int) -> RuleEntry:
    strength = catalogue()[rule].strength
    hard = strength is Strength.HARD or (strength is Strength.EITHER and chance.random() < 0.5)
    parameters = {k: chance.choice(v) for k, v in CHOICES[rule].items()}
    names = chance.sample([f"A{i + 1:03d}" for i in range(n_agents)], chance.choice([0, 0, 2]))
    scope = Scope(ScopeKind.AGENT, tuple(sorted(names))) if names else Scope()
    weight = 0 if hard else chance.choice([10, 20, 50])
    return RuleEntry(rule, parameters, hard, weight, "art. 1", scope=scope)


def _demand(chance: Random, n_intervals: int) -> Demand:
    """One requirement all through, with prices of its own now and then."""
    required = (chance.randint(0, 2),) * n_intervals
    steps = tuple(convex_steps(chance, n) for n in required)
    return Demand(required, steps=steps if chance.random() < 0.6 else None)


def convex_steps(chance: Random, required: int) -> tuple[tuple[int, int], ...]:
    """Steps below a requirement at random, as a problem may carry them; none now and then."""
    if not required or chance.random() < 0.2:
        return ()
    whole = HUNDREDTHS * required
    edges = [0, *sorted(chance.sample(range(1, whole), chance.randint(0, 3))), whole]
    points = sorted(chance.randint(0, 60) for _ in edges[1:])
    return tuple((b - a, n) for (a, b), n in zip(pairwise(edges), points, strict=True))


def _assignments(
    chance: Random, problem: Problem, first: date, n_days: int, *, dropped: bool = False
) -> tuple[Assignment, ...]:
    """Shifts at random with breaks inside their windows that don't overlap."""
    view = ProblemView(problem)
    windows_of = Modeller(view).windows_of
    # One shift is more common than the others, so that people and their breaks meet; now and
    # then nearly every day is off, so that legal rosters are among them.
    codes = [None, *(s.id for s in problem.shifts), chance.choice(problem.shifts).id]
    codes += [None] * chance.choice([0, 2, 20])
    found = []
    for a, agent in enumerate(problem.agents):
        for n in range(n_days):
            code = chance.choice(codes)
            if code is None:
                continue
            day = first + timedelta(days=n)
            taken: list[Activity] = []
            for w in windows_of(a, view.day_index(day), view.shift_index[code]):
                free = [
                    at
                    for at in range(-(-w.earliest_min // 30) * 30, w.latest_min + 1, 30)
                    if all(at + w.length_min <= b.start_min or b.end_min <= at for b in taken)
                ]
                if free and not (dropped and chance.random() < 0.02):
                    taken.append(Activity(chance.choice(free), w.length_min, w.kind))
            found.append(Assignment(agent.id, day, code, tuple(sorted(taken))))
    return tuple(found)


def _activities(chance: Random, first: date, n_days: int) -> tuple[PlannedActivity, ...]:
    """A meeting and a training now and then, on some days."""
    kinds = chance.sample(["meeting", "training"], chance.choice([0, 1, 1, 2]))
    found = []
    for kind in kinds:
        together = kind == "meeting"
        days = [first + timedelta(days=d) for d in range(n_days)]
        cut = chance.randint(1, n_days)
        found.append(
            PlannedActivity(
                kind,
                ActivityKind(kind),
                chance.choice([30, 60]),
                tuple(tuple(part) for part in (days[:cut], days[cut:]) if part),
                chance.choice([Participants(), Participants(teams=("T1",))]),
                together=together,
                min_participants=chance.choice([None, 1, 2]) if together else None,
                from_min=chance.choice([0, 600]),
                to_min=chance.choice([960, LAST_MIN]),
            )
        )
    return tuple(found)


def _with_activities(
    chance: Random, problem: Problem, cells: tuple[Assignment, ...]
) -> tuple[Assignment, ...]:
    """Some of what is due, where it may stand; what counts for nothing is taken out again."""
    view = ProblemView(problem)
    held = {(c.agent_id, c.day): c for c in cells}
    meets: dict[tuple[int, int], tuple[int, int]] = {}
    for i, k, a in due_jobs(view):
        activity = problem.activities[i]
        day = chance.choice(activity.occurrences[k])
        cell = held.get((view.agents[a].id, day))
        if cell is None or chance.random() < 0.2:
            continue
        s, d = view.shift_index[cell.shift_id], view.day_index(day)
        begin = int(view.start_interval[d, s])
        starts = [
            t
            for t in places_in(view, activity, s)
            if all(30 * t + activity.length_min <= x or y <= 30 * t for x, y in cell.away)
        ]
        met = meets.get((i, k))
        if activity.together and met is not None:
            starts = [t for t in starts if (d, begin + t) == met]
        if starts:
            t = chance.choice(starts)
            meets.setdefault((i, k), (d, begin + t))
            placed = PlacedActivity(30 * t, activity.length_min, activity.id, activity.kind)
            activities = tuple(sorted((*cell.activities, placed)))
            held[cell.agent_id, cell.day] = replace(cell, activities=activities)
    return _counted(view, tuple(held.values()))


def _counted(view: ProblemView, cells: tuple[Assignment, ...]) -> tuple[Assignment, ...]:
    loose = placements(view, cells).loose
    gone = {
        (view.problem.activities[i].id, view.agents[a].id, view.day(loose[i, k, a][0]))
        for i, k, a in loose
    }
    return tuple(
        replace(
            c,
            activities=tuple(
                x for x in c.activities if (x.activity_id, c.agent_id, c.day) not in gone
            ),
        )
        for c in cells
    )


def _agent(chance: Random, i: int, first: date) -> Agent:
    since = first + timedelta(days=chance.randint(-3, 3))
    kinds = chance.sample(list(ConditionKind), chance.choice([0, 0, 1]))
    return Agent(
        f"A{i + 1:03d}",
        f"T{i % 2 + 1}",
        "full",
        skills=tuple(s for s in ("minnan", "shift_leader") if chance.random() < 0.5),
        last_day=chance.choice([None, None, first + timedelta(days=4)]),
        productivity_pct=chance.choice([100, 100, 55, 0]),
        mentor=chance.choice([None, None, "A001"]) if i else None,
        shifts=chance.choice([(), (), ("E", "M", "L")]),
        conditions=tuple(Condition(kind, since) for kind in kinds),
        account_min=chance.choice([0, 0, 300, -960]),
    )


def _leave(chance: Random, ids: list[str], first: date) -> Leave:
    start = first + timedelta(days=chance.randint(-3, 6))
    kind = chance.choice([LeaveType.ANNUAL, LeaveType.SICK])
    return Leave(chance.choice(ids), kind, start, start + timedelta(days=chance.randint(0, 3)))


def _swap(chance: Random, ids: list[str], first: date) -> SwapRecord:
    asked = datetime(2026, 3, 1, tzinfo=UTC)
    override = chance.choice(["", "", "family"])
    own = chance.random() < 0.7
    return SwapRecord(ids[0], ids[1], first, first, asked, own, "S", override)


def _wish(chance: Random, ids: list[str], first: date) -> Wish:
    shifts = chance.choice([(), ("E",), ("L", "N")])
    day = first + timedelta(days=chance.randint(-4, 6))
    return Wish(chance.choice(ids), day, shifts, chance.random() < 0.5, chance.choice([1, 3]))
