"""Problems at the edges of what can be asked, and how each must end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum, auto

from support.problems import MONDAY, SHIFTS, agents, small_problem
from wfm.core.people import Contract, Leave, LeaveType
from wfm.core.problem import Demand, Pin, Problem, RuleEntry


class Ends(Enum):
    """How the making of a roster ends."""

    ROSTER = auto()
    EXPLAINED = auto()
    REFUSED = auto()  # not a problem: bad input, in words


@dataclass(frozen=True)
class Bad:
    """A problem and its end."""

    make: Callable[[], Problem]
    ends: Ends


SUNDAY = MONDAY + timedelta(days=6)
RULES = (
    RuleEntry("coverage", hard=False, weight=10, source="art. 30"),
    RuleEntry("meal_and_rest", {"max_stretch_min": 360, "min_gap_min": 60}, source="art. 32"),
    RuleEntry("rest_between_shifts", {"min_hours": 11.0}, source="art. 41"),
    RuleEntry("weekly_hours", source="art. 31"),
    RuleEntry("leave_granted", source="art. 38"),
    RuleEntry("pinned_cells", source="art. 33"),
)


def _required(n: int) -> tuple[Demand, ...]:
    day = [0] * 14 + [n] * 24 + [0] * 10
    return (Demand(tuple(day * 7 + [0] * 12)),)


def _usual(n_agents: int = 4, **about: object) -> Problem:
    return replace(small_problem(*RULES, n_agents=n_agents, demands=_required(2)), **about)


def _on_leave() -> Problem:
    problem = _usual()
    away = tuple(Leave(a.id, LeaveType.ANNUAL, MONDAY, SUNDAY) for a in problem.agents)
    return replace(problem, leave=away)


def _tied() -> Problem:
    people = agents(8)
    chain = tuple(
        a if i == 0 else replace(a, mentor=people[i - 1].id, productivity_pct=50)
        for i, a in enumerate(people)
    )
    tie = RuleEntry("mentor_with_trainee", source="art. 50")
    return _usual(agents=chain, rules=(*RULES, tie))


def _long_shift() -> Problem:
    return _usual(shifts=(*SHIFTS, replace(SHIFTS[0], id="X", length_min=26 * 60)))


def _contradictory_pins() -> Problem:
    late, early = Pin("A001", MONDAY, "L"), Pin("A001", MONDAY + timedelta(days=1), "E")
    return _usual(pins=(late, early))


def _two_pins() -> Problem:
    return _usual(pins=(Pin("A001", MONDAY, "L"), Pin("A001", MONDAY, "E")))


BAD: dict[str, Bad] = {
    "no agents": Bad(lambda: _usual(agents=()), Ends.ROSTER),
    "one agent": Bad(lambda: _usual(1), Ends.ROSTER),
    "no demand": Bad(lambda: _usual(demands=_required(0)), Ends.ROSTER),
    "ten times the staff": Bad(lambda: _usual(demands=_required(40)), Ends.ROSTER),
    "everybody on leave": Bad(_on_leave, Ends.ROSTER),
    "everybody tied": Bad(_tied, Ends.ROSTER),
    "no past": Bad(lambda: _usual(past=(), past_first_day=None), Ends.ROSTER),
    "half a week": Bad(lambda: _usual(first_day=MONDAY + timedelta(days=3), n_days=3), Ends.ROSTER),
    "no shifts": Bad(lambda: _usual(shifts=()), Ends.EXPLAINED),
    "no shifts, nobody owed": Bad(
        lambda: _usual(shifts=(), rules=tuple(e for e in RULES if e.rule != "weekly_hours")),
        Ends.ROSTER,
    ),
    "no rules": Bad(lambda: _usual(rules=()), Ends.ROSTER),
    "no rules, nobody": Bad(lambda: _usual(rules=(), agents=()), Ends.ROSTER),
    "more hours than a week holds": Bad(
        lambda: _usual(contracts=(Contract("full", week_min=5000, week_max_min=5000),)),
        Ends.EXPLAINED,
    ),
    "contradictory pins": Bad(_contradictory_pins, Ends.EXPLAINED),
    "two pins on a cell": Bad(_two_pins, Ends.EXPLAINED),
    "a shift of 26 hours": Bad(_long_shift, Ends.REFUSED),
    "no pooled demand": Bad(lambda: _usual(demands=()), Ends.REFUSED),
    "no days": Bad(lambda: _usual(n_days=0), Ends.REFUSED),
}


def bad_problem(name: str) -> Problem:
    """Make one of them."""
    return BAD[name].make()
