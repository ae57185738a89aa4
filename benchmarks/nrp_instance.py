"""Shift scheduling instances of Curtois & Qu (2014): read, turned into a problem, checked alone.

The instances are told in the rules that any centre may use; nothing here knows the engine. The
checker reads a finished grid and the instance's own text, so that a penalty can be recomputed
without the rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

from wfm.core.errors import BadInputError, Fault
from wfm.core.people import Agent, Contract
from wfm.core.problem import Demand, Pin, Problem, RuleEntry, Scope, ScopeKind, Wish
from wfm.core.roster import Roster
from wfm.core.shifts import Shift

FIRST_DAY = date(2024, 1, 1)
"""A Monday, as day 0 of every instance is."""

INTERVAL_MIN = 60
SATURDAY = 5
OFF = "-"

Request = tuple[str, int, str, int]
"""Employee, day, shift, weight."""


@dataclass(frozen=True)
class Employee:
    """One line of SECTION_STAFF."""

    id: str
    max_shifts: dict[str, int]
    max_minutes: int
    min_minutes: int
    max_run: int
    min_run: int
    min_off: int
    max_weekends: int
    days_off: tuple[int, ...] = ()

    @property
    def limits(self) -> tuple[int, ...]:
        """What a contract of the problem stands for."""
        return (
            *(self.max_minutes, self.min_minutes, self.max_run),
            *(self.min_run, self.min_off, self.max_weekends),
        )


@dataclass(frozen=True)
class Instance:
    """An instance as its file has it.

    Parameters
    ----------
    minutes, after : dict
        Length of each shift, and the shifts which may not follow it on the next day.
    on, off : tuple of Request
    cover : dict of (day, shift) to (required, weight below, weight above)
    """

    name: str
    days: int
    minutes: dict[str, int]
    after: dict[str, tuple[str, ...]]
    employees: tuple[Employee, ...]
    on: tuple[Request, ...]
    off: tuple[Request, ...]
    cover: dict[tuple[int, str], tuple[int, int, int]]


def read_instance(path: Path) -> Instance:
    """Read an instance file.

    Raises
    ------
    BadInputError
        When a section is missing or a line can't be read.
    """
    sections: dict[str, list[tuple[int, list[str]]]] = {}
    name = ""
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        text = line.strip()
        if text.startswith("SECTION_"):
            name = text
            sections[name] = []
        elif text and not text.startswith("#"):
            sections.setdefault(name, []).append((number, text.split(",")))
    row = 0

    def lines(name: str) -> Iterator[list[str]]:
        nonlocal row
        for row, cells in sections[name]:  # noqa: B007 - named when a line can't be read
            yield cells

    try:
        days_off: dict[str, tuple[int, ...]] = {}
        for cells in lines("SECTION_DAYS_OFF"):
            days_off[cells[0]] = tuple(int(c) for c in cells[1:])
        employees = []
        for cells in lines("SECTION_STAFF"):
            most = dict(part.split("=") for part in cells[1].split("|"))
            numbers = [int(c) for c in cells[2:8]]
            limits = {shift: int(n) for shift, n in most.items()}
            employees.append(
                Employee(cells[0], limits, *numbers, days_off=days_off.get(cells[0], ()))
            )
        minutes, after = {}, {}
        for cells in lines("SECTION_SHIFTS"):
            minutes[cells[0]] = int(cells[1])
            after[cells[0]] = tuple(x for x in cells[2].split("|") if x) if cells[2:] else ()
        requests: dict[str, list[Request]] = {"ON": [], "OFF": []}
        for kind, found in requests.items():
            for c in lines(f"SECTION_SHIFT_{kind}_REQUESTS"):
                found.append((c[0], int(c[1]), c[2], int(c[3])))
        cover = {}
        for c in lines("SECTION_COVER"):
            cover[int(c[0]), c[1]] = (int(c[2]), int(c[3]), int(c[4]))
        days = int(sections["SECTION_HORIZON"][0][1][0])
    except (KeyError, ValueError, IndexError, TypeError) as error:
        raise BadInputError(
            Fault(
                f"the instance can't be read: {error}",
                "give a file of schedulingbenchmarks.org",
                file=path.name,
                row=row or None,
            )
        ) from error
    return Instance(
        path.stem,
        days,
        minutes,
        after,
        tuple(employees),
        tuple(requests["ON"]),
        tuple(requests["OFF"]),
        cover,
    )


def to_problem(instance: Instance) -> Problem:
    """Return the instance as a problem under rules of the catalogue."""
    kinds = sorted({e.limits for e in instance.employees})
    contract = {limits: f"contract {i + 1}" for i, limits in enumerate(kinds)}
    day = [FIRST_DAY + timedelta(days=d) for d in range(instance.days)]
    posts = [
        {
            "shift": shift,
            "required": required,
            "short": short,
            "surplus": over,
            "dates": [day[d].isoformat()],
        }
        for (d, shift), (required, short, over) in instance.cover.items()
    ]
    rules = [RuleEntry("shift_staffing", {"posts": posts}, hard=False, weight=1)]
    rules += [RuleEntry("preferences", hard=False, weight=1), RuleEntry("pinned_cells")]
    pairs = [
        {"first": [first], "second": list(second)}
        for first, second in instance.after.items()
        if second
    ]
    if pairs:
        rules.append(RuleEntry("forbidden_successions", {"pairs": pairs}))
    for limits, name in contract.items():
        rules += _contract_rules(limits, Scope(ScopeKind.CONTRACT, (name,)))
    rules += _shift_limits(instance)
    n = instance.days * 24 * 60 // INTERVAL_MIN
    return Problem(
        name=instance.name,
        zone="UTC",
        interval_min=INTERVAL_MIN,
        first_day=FIRST_DAY,
        n_days=instance.days,
        agents=tuple(
            Agent(
                e.id,
                "all",
                contract[e.limits],
                shifts=tuple(s for s in instance.minutes if e.max_shifts.get(s, 0) > 0),
            )
            for e in instance.employees
        ),
        contracts=tuple(Contract(name) for name in contract.values()),
        shifts=tuple(
            Shift(shift, shift, shift, 0, minutes) for shift, minutes in instance.minutes.items()
        ),
        demands=(Demand((0,) * n),),
        rules=(*rules, RuleEntry("allowed_shifts")),
        pins=tuple(Pin(e.id, day[d], None) for e in instance.employees for d in e.days_off),
        wishes=tuple(
            Wish(agent, day[d], (shift,), wanted, weight)
            for wanted, requests in ((True, instance.on), (False, instance.off))
            for agent, d, shift, weight in requests
        ),
        reference_price=100,
    )


def _contract_rules(limits: tuple[int, ...], scope: Scope) -> list[RuleEntry]:
    max_minutes, min_minutes, max_run, min_run, min_off, max_weekends = limits
    hours = {"min_hours": min_minutes / 60, "max_hours": max_minutes / 60}
    weekends = {"max_worked": max_weekends, "weeks": 0}
    rules = [
        RuleEntry("period_hours", hours, scope=scope),
        RuleEntry("consecutive_days", {"max_days": max_run}, scope=scope),
        RuleEntry("weekends_off", weekends, scope=scope),
    ]
    if min_run > 1:
        rules.append(RuleEntry("work_blocks", {"min_days": min_run}, scope=scope))
    if min_off > 1:
        rules.append(RuleEntry("days_off_blocks", {"min_days": min_off}, scope=scope))
    return rules


def _shift_limits(instance: Instance) -> list[RuleEntry]:
    """Limits that can bind; a limit of none is among the shifts that an agent may be given."""
    wanted = sorted(
        (shift, most, e.id)
        for e in instance.employees
        for shift, most in e.max_shifts.items()
        if 0 < most < instance.days
    )
    return [
        RuleEntry(
            "shift_limits",
            {"shifts": [shift], "most": most},
            scope=Scope(ScopeKind.AGENT, tuple(agent for _, _, agent in group)),
        )
        for (shift, most), group in groupby(wanted, key=lambda x: x[:2])
    ]


def grid_of(instance: Instance, roster: Roster) -> list[list[str]]:
    """Shift of each employee and day, ``-`` for a day off."""
    days = [FIRST_DAY + timedelta(days=d) for d in range(instance.days)]
    cells = [[roster.get(e.id, day) for day in days] for e in instance.employees]
    return [[OFF if c is None else c.shift_id for c in row] for row in cells]


def penalty(instance: Instance, grid: list[list[str]]) -> tuple[int, list[str]]:
    """Penalty of a grid by the instance's own text, and every hard rule that it breaks."""
    broken = [
        f"{e.id}: {what}"
        for e, row in zip(instance.employees, grid, strict=True)
        for what in _broken(instance, e, row)
    ]
    place = {e.id: i for i, e in enumerate(instance.employees)}
    cost = sum(w for e, d, s, w in instance.on if grid[place[e]][d] != s)
    cost += sum(w for e, d, s, w in instance.off if grid[place[e]][d] == s)
    for (d, shift), (required, short, over) in instance.cover.items():
        there = sum(1 for row in grid if row[d] == shift)
        cost += short * max(0, required - there) + over * max(0, there - required)
    return cost, broken


def _broken(instance: Instance, e: Employee, row: list[str]) -> list[str]:
    found = [f"works on day {d}" for d in e.days_off if row[d] != OFF]
    total = sum(instance.minutes[s] for s in row if s != OFF)
    if not e.min_minutes <= total <= e.max_minutes:
        found.append(f"{total} minutes")
    for shift in instance.minutes:
        if row.count(shift) > e.max_shifts.get(shift, 0):
            found.append(f"{row.count(shift)} shifts {shift}")
    for d in range(1, len(row)):
        if row[d] in instance.after.get(row[d - 1], ()):
            found.append(f"{row[d]} after {row[d - 1]} on day {d}")
    weekends = sum(
        1 for d in range(SATURDAY, len(row), 7) if any(cell != OFF for cell in row[d : d + 2])
    )
    if weekends > e.max_weekends:
        found.append(f"{weekends} weekends")
    d = 0
    for working, run in groupby(cell != OFF for cell in row):
        length = len(list(run))
        inner = d > 0 and d + length < len(row)
        if working and length > e.max_run:
            found.append(f"{length} days in a row from day {d}")
        if inner and length < (e.min_run if working else e.min_off):
            found.append(f"{length} days {'of work' if working else 'off'} from day {d}")
        d += length
    return found
