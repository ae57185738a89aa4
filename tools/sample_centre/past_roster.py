"""Four weeks of past roster that keep every rule with room to spare.

The model is stricter than the rule set, so that the seam into the planning week is clean: twelve
hours between shifts, five days in a row, nights in blocks of two or three with two days off after
them, a whole weekend off in the four weeks.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import product

from ortools.sat.python import cp_model

from wfm.core.people import SHIFT_LEADER, Agent, ConditionKind, Leave
from wfm.core.roster import Activity, Assignment
from wfm.core.shifts import BreakKind, Shift
from wfm.core.time import DAY_MIN

Key = tuple[str, int, str]
"""Agent, day and shift of a worked cell."""

N_DAYS = 28
SHIFTS_A_WEEK = 5
REST_MIN = 12 * 60
ROW_DAYS = 5
NIGHTS_MAX = 4
SATURDAY = 5
NURSING_SHIFTS = ("E3", "D1")
NURSING_MIN = 60

WEEKDAY_WANTED = {
    "E1": 3,
    "E2": 5,
    "E3": 5,
    "D1": 5,
    "D2": 4,
    "M1": 4,
    "M2": 5,
    "L1": 5,
    "N1": 4,
    "H1": 1,
    "H2": 1,
    "S1": 1,
    "S2": 1,
}
SATURDAY_WANTED = {"E1": 3, "E2": 3, "E3": 2, "D1": 1, "M2": 3, "N1": 4}
SUNDAY_WANTED = {"E1": 3, "M2": 3, "L1": 2, "N1": 4}
MINNAN_ON = ("E1", "M2")
MINNAN_WANTED = 2
"""Two, so that one speaks the dialect while the other has a break."""
LEADERS_ON = ("E1", "M2", "N1")
"""Shifts that follow each other around the clock, each with a shift leader."""


def make_past_roster(
    agents: tuple[Agent, ...], shifts: tuple[Shift, ...], leave: tuple[Leave, ...], first_day: date
) -> tuple[Assignment, ...]:
    """Solve the four weeks that start on a Monday; always the same answer.

    Raises
    ------
    RuntimeError
        When there is no such roster: then the people or the minimums above were changed.
    """
    chosen: list[Key] = []
    for week in range(N_DAYS // 7):
        chosen = _weeks(agents, shifts, leave, first_day, week, chosen)
    days = [first_day + timedelta(days=d) for d in range(N_DAYS)]
    return _with_breaks(chosen, agents, {s.id: s for s in shifts}, days)


def _weeks(agents, shifts, leave, first_day, week, before) -> list[Key]:
    """Cells up to the end of a week, those of the weeks before as they are."""
    model = cp_model.CpModel()
    days = [first_day + timedelta(days=d) for d in range(7 * week + 7)]
    # N2 is spared: one night shift keeps the minimums simple.
    used = [s for s in shifts if s.id != "N2"]
    x = {key: model.new_constant(1) for key in before}
    for a, d, s in product(agents, range(7 * week, len(days)), used):
        if _may(a, days[d], s, leave):
            x[a.id, d, s.id] = model.new_bool_var("")
    for i, agent in enumerate(agents):
        _one_person(model, x, agent, days, used, leave)
        weekend_off = i % 4 == week and not agent.mentor and agent.contract == "full"
        for d, s in product(range(7 * week + SATURDAY, len(days)), used):
            if weekend_off and (agent.id, d, s.id) in x:
                model.add(x[agent.id, d, s.id] == 0)
        # Who is near a weekend off comes to its week rested: no Sunday, no late nights before.
        ahead = (i - week) % 4
        if ahead in (1, 2) and not agent.mentor and agent.contract == "full":
            sunday = len(days) - 1
            barred = [(sunday, s) for s in used if ahead == 1 or s.night]
            barred += [(sunday - 1, s) for s in used if ahead == 1 and s.night]
            model.add(sum(x.get((agent.id, d, s.id), 0) for d, s in barred) == 0)
        for d, s in product(range(7 * week, len(days)), used) if agent.mentor else ():
            if (agent.id, d, s.id) in x:
                beside = x.get((agent.mentor, d, s.id), 0)
                model.add(x[agent.id, d, s.id] <= beside)
    short = []
    leaders = [a for a in agents if SHIFT_LEADER in a.skills]
    for d in range(7 * week, len(days)):
        wanted = {5: SATURDAY_WANTED, 6: SUNDAY_WANTED}.get(days[d].weekday(), WEEKDAY_WANTED)
        for shift_id, n in wanted.items():
            missing = model.new_int_var(0, n, "")
            model.add(sum(_cells(x, agents, d, shift_id)) + missing >= n)
            short.append(missing)
        for shift_id in MINNAN_ON:
            missing = model.new_int_var(0, MINNAN_WANTED, "")
            minnan = [a for a in agents if "minnan" in a.skills]
            model.add(sum(_cells(x, minnan, d, shift_id)) + missing >= MINNAN_WANTED)
            short.append(missing)
        # Nights are dear: none more than needed, and leaders' nights are dearer still.
        model.add(sum(_cells(x, agents, d, "N1")) == wanted["N1"])
        model.add(sum(_cells(x, leaders, d, "N1")) <= 2)
        for shift_id in LEADERS_ON:
            model.add(sum(_cells(x, leaders, d, shift_id)) >= 1)
    model.minimize(sum(short))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = 30
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise RuntimeError(f"no past roster keeps the minimums of week {week + 1}")
    return sorted(key for key, variable in x.items() if solver.boolean_value(variable))


def _may(agent: Agent, day: date, shift: Shift, leave: tuple[Leave, ...]) -> bool:
    if not agent.employed_on(day) or shift.id not in agent.shifts:
        return False
    # A night that ends in a day of leave takes from it.
    touched = {day, day + timedelta(days=(shift.end_min - 1) // DAY_MIN)}
    if any(x.agent_id == agent.id and x.covers(d) for x in leave for d in touched):
        return False
    bound = (ConditionKind.PREGNANT, ConditionKind.NURSING, ConditionKind.NO_NIGHTS)
    # The law's night is 22:00 to 06:00, any minute of it.
    if any(agent.has(kind, day) for kind in bound) and shift.touches_clock(22 * 60, 6 * 60):
        return False
    return not (agent.has(ConditionKind.NURSING, day) and shift.id not in NURSING_SHIFTS)


def _cells(x: dict, agents, d: int, shift_id: str) -> list:
    return [x[a.id, d, shift_id] for a in agents if (a.id, d, shift_id) in x]


def _one_person(model, x, agent, days, used, leave) -> None:
    work, night = [], []
    for d in range(len(days)):
        cells = [(s, x[agent.id, d, s.id]) for s in used if (agent.id, d, s.id) in x]
        model.add_at_most_one(v for _, v in cells)
        work.append(sum(v for _, v in cells))
        night.append(sum(v for s, v in cells if s.night))
    for monday in range(0, len(days), 7):
        week = days[monday : monday + 7]
        away = sum(
            not agent.employed_on(day)
            or any(x_.agent_id == agent.id and x_.covers(day) for x_ in leave)
            for day in week
        )
        model.add(sum(work[monday : monday + 7]) == max(0, SHIFTS_A_WEEK - away))
    for d in range(len(days) - ROW_DAYS):
        model.add(sum(work[d : d + ROW_DAYS + 1]) <= ROW_DAYS)
    for d in range(len(days) - 1):
        for one, two in product(used, used):
            gap = two.start_min - two.before_min + 1440 - one.end_min
            first, second = x.get((agent.id, d, one.id)), x.get((agent.id, d + 1, two.id))
            if gap < REST_MIN and first is not None and second is not None:
                model.add_at_most_one(first, second)
    _nights(model, work, night)


def _nights(model, work, night) -> None:
    model.add(sum(night) <= NIGHTS_MAX)
    for d in range(len(night)):
        beside = (night[d - 1] if d else 0) + (night[d + 1] if d + 1 < len(night) else 0)
        model.add(night[d] <= beside)
        if d + 3 < len(night):
            model.add(sum(night[d : d + 4]) <= 3)
        for after in (1, 2):
            if d + after < len(night):
                # A block's last night is followed by two days without a shift.
                followed = night[d + 1]
                rest = work[d + 1] - night[d + 1] if after == 1 else work[d + 2]
                model.add(night[d] - followed + rest <= 1)


def _with_breaks(chosen, agents, shifts, days) -> tuple[Assignment, ...]:
    """Place meals and rests inside their windows, one step later for each agent of a shift."""
    by_id = {a.id: a for a in agents}
    found = []
    turn: dict[tuple[int, str], int] = defaultdict(int)
    for agent_id, d, shift_id in sorted(chosen):
        shift, k = shifts[shift_id], turn[d, shift_id]
        turn[d, shift_id] += 1
        nursing = by_id[agent_id].has(ConditionKind.NURSING, days[d])
        breaks = []
        for place, w in enumerate(shift.breaks):
            steps = (w.latest_min - w.earliest_min) // 30 + 1
            late = (k + place) % steps if not nursing else 0
            breaks.append(Activity(w.earliest_min + 30 * late, w.length_min, w.kind))
        if nursing:
            last = shift.length_min - NURSING_MIN
            breaks.append(Activity(last, NURSING_MIN, BreakKind.NURSING))
        found.append(Assignment(agent_id, days[d], shift_id, tuple(sorted(breaks))))
    return tuple(found)
