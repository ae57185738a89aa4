"""Joint skill bounds against simulation: what they get right, and how many agents they miss.

Run ``python -m benchmarks multiskill`` (``--smoke`` for a quick look).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from wfm.sizing.multiskill import SkillLoad, SkillSet, set_requirements
from wfm.sizing.simulation.replications import Plan
from wfm.sizing.skill_check import SteadyLoad, check_staffing, mended_staffing
from wfm.sizing.target import Target

TARGET = Target(0.8, 20)
SEED = 20261121
CALLS, REPLICATIONS = 20_000, 25
SMOKE_CALLS, SMOKE_REPLICATIONS = 1_500, 3


def kind(text: str) -> SkillSet:
    """Kind of agent from its skills' letters."""
    return frozenset(text)


@dataclass(frozen=True)
class Case:
    """Loads by skill, the kinds of agents there may be, and what one of several skills costs."""

    name: str
    erlangs: dict[str, float]
    kinds: tuple[str, ...]
    flexible_cost: float = 1.0
    aht_s: float = 180.0
    first: str = ""
    """Skill whose calls are taken first."""


CASES = (
    Case("10 + 10, nobody flexible", {"a": 10, "b": 10}, ("a", "b")),
    Case("10 + 10, everybody flexible", {"a": 10, "b": 10}, ("ab",)),
    Case("10 + 10, flexible at 1.1", {"a": 10, "b": 10}, ("a", "b", "ab"), 1.1),
    Case("5 + 15, flexible at 1.1", {"a": 5, "b": 15}, ("a", "b", "ab"), 1.1),
    Case("10 for all + 10 special", {"a": 10, "b": 10}, ("b", "ab"), 1.1),
    Case(
        "10 for all + 10 special, special first",
        {"a": 10, "b": 10},
        ("b", "ab"),
        1.1,
        first="a",
    ),
    Case("30 for all + 3 special", {"a": 3, "b": 30}, ("b", "ab"), 1.1),
    Case("30 for all + 3 special, special first", {"a": 3, "b": 30}, ("b", "ab"), 1.1, first="a"),
    Case("2 + 30, flexible at 1.1", {"a": 2, "b": 30}, ("a", "b", "ab"), 1.1),
    Case("8 + 8 + 8, pairs in a ring", {"a": 8, "b": 8, "c": 8}, ("ab", "bc", "ac")),
    Case(
        "8 + 8 + 8, pairs at 1.1",
        {"a": 8, "b": 8, "c": 8},
        ("a", "b", "c", "ab", "bc", "ac"),
        1.1,
    ),
)


def rows(smoke: bool) -> list[dict[str, Any]]:
    """One row a case: agents at the bound, their service, and the agents added to keep it."""
    calls = SMOKE_CALLS if smoke else CALLS
    plan = Plan(replications=SMOKE_REPLICATIONS if smoke else REPLICATIONS, seed=SEED)
    return [*(_row(case, calls, plan) for case in CASES), _counted_twice(calls, plan)]


def _row(case: Case, calls: int, plan: Plan) -> dict[str, Any]:
    needs = bounds(case)
    kinds = [kind(text) for text in case.kinds]
    cost = {each: 1.0 if len(each) == 1 else case.flexible_cost for each in kinds}
    priority = {s: 1 if s == case.first else 2 for s in case.erlangs}
    found = mended_staffing(
        steady(case), needs, kinds, TARGET, cost=cost, priority=priority, calls=calls, plan=plan
    )
    return {
        "case": case.name,
        "apart": sum(n for s, n in needs.items() if len(s) == 1),
        "bound": found.bound,
        "at the bound, worst skill": percent(found.first.service_level.min()),
        "at the bound, all": percent(found.first.together),
        "added": found.added,
        "then, worst skill": percent(found.check.service_level.min()),
        "staffing": text(found.staff),
    }


def _counted_twice(calls: int, plan: Plan) -> dict[str, Any]:
    """What the single minimums alone would allow: 14 agents of both skills for 10 + 10."""
    loads = {s: SteadyLoad(10.0, 180.0) for s in "ab"}
    # Without patience this queue has no end; two minutes keep it finite.
    check = check_staffing(
        loads, {kind("ab"): 14}, TARGET, patience_s=120.0, calls=calls, plan=plan
    )
    return {
        "case": "10 + 10, each of 14 counted twice (patience 120 s)",
        "apart": 28,
        "bound": 14,
        "at the bound, worst skill": percent(check.service_level.min()),
        "at the bound, all": percent(check.together),
        "added": "",
        "then, worst skill": "",
        "staffing": "ab 14",
    }


def bounds(case: Case) -> dict[SkillSet, int]:
    """Joint bounds of a case."""
    loads = {
        s: SkillLoad(np.array([load]), np.array([case.aht_s])) for s, load in case.erlangs.items()
    }
    return {s: int(n[0]) for s, n in set_requirements(loads, TARGET).items()}


def steady(case: Case) -> dict[str, SteadyLoad]:
    """Loads of a case for the simulation."""
    return {s: SteadyLoad(load, case.aht_s) for s, load in case.erlangs.items()}


def percent(share: float) -> str:
    """Share as text."""
    return f"{100 * float(share):.1f} %"


def text(staff: dict[SkillSet, int]) -> str:
    """Staffing as text, nobody left out."""
    parts = {"".join(sorted(each)): n for each, n in staff.items() if n}
    return ", ".join(f"{name} {n}" for name, n in sorted(parts.items(), key=lambda p: p[0]))
