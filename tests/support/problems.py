"""Small problems and rosters written in one line: a letter a day, `.` for a day off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from wfm.core.people import Agent, Contract
from wfm.core.problem import Demand, Problem, RuleEntry
from wfm.core.roster import Activity, Assignment, Roster
from wfm.core.shifts import BreakKind, BreakWindow, Shift, SwapClass
from wfm.core.view import ProblemView
from wfm.rules.modelling import Modeller

MONDAY = date(2026, 11, 23)
STARTS_AT_MIN = {BreakKind.NURSING: 60, BreakKind.MEAL: 210, BreakKind.REST: 390}
"""Where the builder puts breaks: inside every window of the catalogue below, well apart."""

BREAKS = (
    BreakWindow(BreakKind.MEAL, 30, 150, 300, paid=False),
    BreakWindow(BreakKind.REST, 30, 60, 420, paid=True),
)


def shift(code: str, start_min: int, length_min: int = 510, **about: Any) -> Shift:
    """A shift with a meal and a rest break."""
    about = {"breaks": BREAKS, **about}
    return Shift(code, code, code, start_min, length_min, **about)


SHIFTS = (
    shift("E", 360),
    shift("M", 540),
    shift("L", 780),
    shift("N", 1290, night=True, swap_class=SwapClass.NIGHT),
)
"""06:00-14:30, 09:00-17:30, 13:00-21:30, 21:30-06:00: no two of an agent can overlap."""


def agents(n: int, **about: Any) -> tuple[Agent, ...]:
    """A001 to A00n of one team."""
    return tuple(Agent(f"A{i + 1:03d}", "T1", "full", **about) for i in range(n))


def small_problem(*rules: RuleEntry, n_days: int = 7, n_agents: int = 2, **about: Any) -> Problem:
    """A week of half-hours from a Monday, nobody required unless said."""
    values: dict[str, Any] = {
        "name": "small",
        "zone": "Asia/Shanghai",
        "interval_min": 30,
        "first_day": MONDAY,
        "n_days": n_days,
        "agents": agents(n_agents),
        "contracts": (Contract("full"),),
        "shifts": SHIFTS,
        "demands": (Demand((0,) * (48 * n_days + 12)),),
        "rules": rules,
    }
    return Problem(**{**values, **about})


def cells(
    problem: Problem, days: Mapping[str, str], first_day: date | None = None
) -> list[Assignment]:
    """Assignments of {agent: a letter a day}; breaks stand where `STARTS_AT_MIN` says."""
    first = first_day or problem.first_day
    view = ProblemView(problem)
    windows_of = Modeller(view).windows_of
    found = []
    for agent_id, codes in days.items():
        for d, code in enumerate(codes.replace(" ", "")):
            if code != ".":
                day = first + timedelta(days=d)
                a, s = view.agent_index[agent_id], view.shift_index[code]
                windows = windows_of(a, view.day_index(day), s)
                breaks = sorted(
                    Activity(STARTS_AT_MIN[w.kind], w.length_min, w.kind) for w in windows
                )
                found.append(Assignment(agent_id, day, code, tuple(breaks)))
    return found


def roster(problem: Problem, **days: str) -> Roster:
    """Roster of a letter a day per agent."""
    return Roster(tuple(cells(problem, days)))


def with_past(problem: Problem, weeks: int = 1, **days: str) -> Problem:
    """The problem after so many weeks of past roster."""
    first = problem.first_day - timedelta(days=7 * weeks)
    past = tuple(cells(problem, days, first))
    return replace(problem, past=past, past_first_day=first)


def with_base(problem: Problem, *, published: bool = True, **days: str) -> Problem:
    """The problem with a roster that changes are counted against."""
    return replace(problem, base=tuple(cells(problem, days)), published=published)
