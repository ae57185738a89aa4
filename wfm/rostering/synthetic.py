"""Generated centres for benchmarks: the same agents and seed always make the same problem.

What is fixed, and why, is written in docs/benchmarks.md.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from wfm.core.errors import BadInputError, Fault
from wfm.core.people import SHIFT_LEADER, Agent, Contract, Leave, LeaveType
from wfm.core.problem import Demand, Problem, RuleEntry
from wfm.core.shifts import BreakKind, BreakWindow, Shift, SwapClass

FIRST_DAY = date(2026, 11, 23)
"""A Monday, so that weeks of the horizon are calendar weeks."""

DIALECT = "minnan"
SHIFT_MIN = 510
"""Eight paid hours and an unpaid meal."""

STARTS_MIN = (0, 360, 420, 450, 480, 510, 540, 600, 660, 720, 780, 840, 960, 1320)
BREAKS = (
    BreakWindow(BreakKind.MEAL, 30, 150, 300, paid=False),
    BreakWindow(BreakKind.REST, 30, 60, 420, paid=True),
)
PHONE_MIN = SHIFT_MIN - sum(b.length_min for b in BREAKS)
WEEKEND = 0.72
DIALECT_SHARE = 0.22
"""Share of the requirement that needs the dialect; 30 % of the agents speak it."""


def synthetic_problem(n_agents: int, seed: int, weeks: int = 1, interval_min: int = 30) -> Problem:
    """Generate a 24x7 centre with a two-peak bank day.

    Parameters
    ----------
    n_agents : int
        At least 2.
    seed : int
        Decides who is on leave, the requirement's noise and its total.
    weeks, interval_min : int

    Raises
    ------
    BadInputError
        When there are fewer than two agents or no week.
    """
    if n_agents < 2 or weeks < 1:
        raise BadInputError(
            Fault("a generated centre has two agents and a week or more", "give more")
        )
    rng = np.random.default_rng([seed, n_agents, weeks])
    agents = _agents(n_agents)
    n_days = 7 * weeks
    leave = _leave(agents, n_days, rng)
    away = sum((x.last_day - x.first_day).days + 1 for x in leave)
    # Five of seven days are worked; leave of a whole week credits five of them.
    worked_days = (n_agents * n_days - away) * 5 / 7
    capacity = worked_days * PHONE_MIN / interval_min
    total = capacity * (1 + rng.uniform(0.03, 0.06))
    required = _requirement(n_agents, n_days, interval_min, total, rng)
    dialect = np.floor(required * DIALECT_SHARE).astype(np.int64)
    return Problem(
        name=f"synthetic-{n_agents}-{seed}-{weeks}w-{interval_min}min",
        zone="Asia/Shanghai",
        interval_min=interval_min,
        first_day=FIRST_DAY,
        n_days=n_days,
        agents=agents,
        contracts=(Contract("full"),),
        shifts=tuple(_shift(start) for start in STARTS_MIN),
        demands=(
            Demand(tuple(required.tolist())),
            Demand(tuple(dialect.tolist()), DIALECT, DIALECT),
        ),
        rules=rule_set(),
        leave=leave,
        provenance={"centre": "synthetic", "seed": str(seed)},
    )


def tiny_problem(seed: int) -> Problem:
    """Generate a problem small enough to be solved to proof by one plain model.

    Three agents, two or three days, four shifts; some with leave, a part-productive agent, or an
    agent of few shifts.
    """
    rng = np.random.default_rng(seed)
    whole = synthetic_problem(10, seed)
    n_days = int(rng.integers(2, 4))
    chosen = sorted(rng.choice(10, 3, replace=False).tolist())
    agents = [whole.agents[i] for i in chosen]
    if seed % 3 == 0:
        agents[0] = replace(agents[0], productivity_pct=50)
    if seed % 4 == 1:
        agents[1] = replace(agents[1], shifts=("D08", "D12"))
    day = whole.first_day
    leave = (Leave(agents[2].id, LeaveType.ANNUAL, day, day),) if seed % 5 == 0 else ()
    required = rng.integers(0, 3, 48 * n_days + 13)
    return replace(
        whole,
        name=f"tiny-{seed}",
        n_days=n_days,
        agents=tuple(agents),
        shifts=tuple(s for s in whole.shifts if s.id in ("D08", "D09", "D12", "N22")),
        leave=leave,
        demands=(
            replace(whole.demands[0], required=tuple(required.tolist())),
            replace(whole.demands[1], required=tuple((required // 2).tolist())),
        ),
    )


def rule_set() -> tuple[RuleEntry, ...]:
    """Rules of the benchmark problems: the set of constraints/benchmark_flat.toml."""
    source = "docs/benchmarks.md"
    return (
        RuleEntry("coverage", {}, hard=False, weight=10, source=source),
        RuleEntry("meal_and_rest", source=source),
        RuleEntry("rest_between_shifts", {"min_hours": 11}, source=source),
        RuleEntry("weekly_hours", source=source),
        RuleEntry("leave_granted", source=source),
        RuleEntry("allowed_shifts", source=source),
        RuleEntry("pinned_cells", source=source),
        RuleEntry("shift_leader", {"min_agents": 1}, hard=False, weight=400, source=source),
    )


def _agents(n: int) -> tuple[Agent, ...]:
    agents = []
    for i in range(n):
        skills = []
        if i % 10 == 0:
            skills.append(SHIFT_LEADER)
        if i % 10 in (1, 4, 7):
            skills.append(DIALECT)
        agents.append(Agent(f"A{i + 1:04d}", f"T{i * 10 // n + 1:02d}", "full", tuple(skills)))
    return tuple(agents)


def _leave(agents: tuple[Agent, ...], n_days: int, rng: np.random.Generator) -> tuple[Leave, ...]:
    # Whole weeks of leave, 4.5 % of all agent-weeks, no agent twice in a week.
    weeks = n_days // 7
    cells = len(agents) * weeks
    chosen = rng.choice(cells, size=max(1, round(0.045 * cells)), replace=False)
    leave = []
    for cell in sorted(chosen.tolist()):
        a, w = divmod(cell, weeks)
        first = FIRST_DAY + timedelta(days=7 * w)
        leave.append(Leave(agents[a].id, LeaveType.ANNUAL, first, first + timedelta(days=6)))
    return tuple(leave)


def _shift(start_min: int) -> Shift:
    night = start_min >= 1320 or start_min < 300
    code = f"{'N' if night else 'D'}{start_min // 60:02d}{'h' if start_min % 60 else ''}"
    return Shift(
        id=code,
        code_en=code,
        code_zh=f"{'夜' if night else '白'}{start_min / 60:g}",
        start_min=start_min,
        length_min=SHIFT_MIN,
        swap_class=SwapClass.NIGHT if night else SwapClass.DAY,
        night=night,
        breaks=BREAKS,
    )


def day_shape(hour: float) -> float:
    """Load of a bank day relative to its peak: before noon and in the afternoon."""
    first = math.exp(-(((hour - 10.4) / 2.5) ** 2))
    second = 0.88 * math.exp(-(((hour - 15.4) / 2.9) ** 2))
    evening = 0.28 * math.exp(-(((hour - 20.0) / 2.4) ** 2))
    return first + second + evening


def _requirement(
    n_agents: int, n_days: int, interval_min: int, total: float, rng: np.random.Generator
) -> npt.NDArray[np.int64]:
    per_day = 24 * 60 // interval_min
    floor = max(1, round(n_agents * 0.035))
    hours = np.arange(per_day) * interval_min / 60
    shape = np.array([day_shape(h) for h in hours])
    days = np.array([WEEKEND if d % 7 >= 5 else 1.0 for d in range(n_days)])
    days = days * (1 + rng.normal(0, 0.03, n_days))
    load = (days[:, None] * shape[None, :]).ravel()
    load = load * (1 + rng.normal(0, 0.02, load.shape))

    # The last night runs on to the end of its shift, at the minimum, until the morning starts.
    tail_end = max(STARTS_MIN) + SHIFT_MIN - 24 * 60
    tail = np.zeros(-(-tail_end // interval_min), dtype=np.int64)
    tail[: min(STARTS_MIN[1], tail_end) // interval_min] = floor

    low, high = 0.0, float(n_agents) * 4
    for _ in range(60):
        scale = (low + high) / 2
        scaled = np.maximum(floor, np.round(scale * load)).sum() + tail.sum()
        low, high = (scale, high) if scaled < total else (low, scale)
    body = np.maximum(floor, np.round(high * load)).astype(np.int64)
    return np.concatenate([body, tail])
