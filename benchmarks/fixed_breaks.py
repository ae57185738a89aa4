"""Generated centres as other tools can take them: each shift has its breaks at fixed times.

Both sides then have the same problem: shifts for agents and days under rest, weekly hours, leave
and runs of days, priced per interval as ever (pooled, dialect, shift leader).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from wfm.core.problem import Problem, RuleEntry
from wfm.core.shifts import BreakKind
from wfm.core.time import DAY_MIN
from wfm.core.view import ProblemView
from wfm.rostering.synthetic import synthetic_problem
from wfm.rules.coverage import PERCENT, Coverage
from wfm.rules.registry import enforced

AT_MIN = {BreakKind.REST: 120, BreakKind.MEAL: 240}
"""Minutes into the shift; both lie within the windows of the generated centres."""

MAX_RUN = 6


def fixed_problem(n_agents: int, seed: int) -> Problem:
    """A generated week whose breaks stand still, with a limit on days in a row."""
    problem = synthetic_problem(n_agents, seed)
    shifts = tuple(
        replace(
            shift,
            breaks=tuple(
                replace(b, earliest_min=AT_MIN[b.kind], latest_min=AT_MIN[b.kind])
                for b in shift.breaks
            ),
        )
        for shift in problem.shifts
    )
    run = RuleEntry("consecutive_days", {"max_days": MAX_RUN}, source="docs/benchmarks.md")
    return replace(
        problem, name=f"{problem.name}-fixed", shifts=shifts, rules=(*problem.rules, run)
    )


def centre_posts(view: ProblemView) -> list[list[int]]:
    """What each number of agents costs: interval by interval of each demand, then of leaders."""
    posts = []
    for entry, rule, p in enforced(view.problem.rules):
        if isinstance(rule, Coverage):
            for demand in view.problem.demands:
                for t, required in enumerate(demand.required):
                    steps = rule.steps(p, entry, demand, t)
                    over = p.surplus * entry.weight if demand.skill is None else 0.0
                    posts.append(
                        [
                            round(_short(steps, required - k) + over * max(0, k - required))
                            for k in range(view.n_agents + 1)
                        ]
                    )
    entry, rule, p = _leaders(view)
    wanted = set(rule.spans(view, entry, p))
    for t in range(view.n_intervals):
        least = p.min_agents if t in wanted else 0
        posts.append([entry.weight * max(0, least - k) for k in range(view.n_agents + 1)])
    return posts


def centre_fills(view: ProblemView) -> tuple[list[list[Any]], list[list[list[int]]]]:
    """Cells and what their shifts fill.

    Returns
    -------
    cells : list
        Agent, day, shifts that leave allows, no wishes, and the place of its fills.
    fills : list
        For each day and set of skills that count: the posts of each shift.
    """
    leaders = set(view.with_skill(_leaders(view)[2].skill))
    groups = [(len(x.required), set(view.with_skill(x.skill))) for x in view.problem.demands]
    none = [0] * (view.n_shifts + 1)
    cells: list[list[Any]] = []
    fills: list[list[list[int]]] = []
    place: dict[tuple[object, ...], int] = {}
    for a, agent in enumerate(view.agents):
        counts = tuple(a in members for _, members in groups)
        for d in range(view.n_days):
            if view.on_leave[a, d]:
                continue
            tomorrow = view.leave_on(a, view.day(d + 1)) is not None
            options = [
                s
                for s, shift in enumerate(view.shifts)
                if (not agent.shifts or shift.id in agent.shifts)
                and not (tomorrow and shift.end_min > DAY_MIN)
            ]
            key = (d, counts, a in leaders)
            if key not in place:
                place[key] = len(fills)
                lengths = [n for n, _ in groups]
                fills.append(
                    [_posts(view, d, s, lengths, counts, key[2]) for s in range(view.n_shifts)]
                )
            cells.append([a, d, options, none, place[key]])
    return cells, fills


def _posts(
    view: ProblemView, d: int, s: int, lengths: list[int], counts: tuple[bool, ...], leads: bool
) -> list[int]:
    duty, phone = _intervals(view, d, s)
    posts, first = [], 0
    for length, counted in zip(lengths, counts, strict=True):
        posts += [first + t for t in sorted(phone) if counted and t < length]
        first += length
    return posts + [first + t for t in sorted(duty) if leads]


def _intervals(view: ProblemView, d: int, s: int) -> tuple[set[int], set[int]]:
    """On duty, and of these on the phones."""
    start = int(view.start_interval[d, s])
    duty = {t for t in range(start, start + int(view.shift_length[s])) if t < view.n_intervals}
    away = {
        start + (b.earliest_min + m) // view.interval_min
        for b in view.shifts[s].breaks
        for m in range(0, b.length_min, view.interval_min)
    }
    return duty, duty - away


def _short(steps: list[tuple[int, float]], missing: int) -> float:
    gap, cost = max(0, missing) * PERCENT, 0.0
    for width, price in steps[:-1]:
        cost += min(gap, width) / PERCENT * price
        gap -= min(gap, width)
    return cost + gap / PERCENT * steps[-1][1]


def _leaders(view: ProblemView) -> tuple[RuleEntry, Any, Any]:
    return next(x for x in enforced(view.problem.rules) if x[0].rule == "shift_leader")
