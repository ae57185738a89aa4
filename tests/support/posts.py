"""A small ward: people wanted per shift and day."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from support.problems import MONDAY, agents, shift, small_problem
from wfm.core.problem import Problem, RuleEntry, Wish


def posts_problem(seed: int, n_agents: int = 5, n_days: int = 10) -> Problem:
    """Shifts without breaks, people wanted per shift and day, wishes: a small ward."""
    rng = np.random.default_rng(seed)
    catalogue = (shift("E", 360, 480, breaks=()), shift("N", 1320, 480, breaks=(), night=True))
    days = [MONDAY + timedelta(days=d) for d in range(n_days)]
    posts = [
        {
            "shift": s.id,
            "required": int(rng.integers(1, 3)),
            "short": 100,
            "surplus": 1,
            "dates": [day.isoformat()],
        }
        for day in days
        for s in catalogue
    ]
    wishes = tuple(
        Wish(
            f"A{int(rng.integers(n_agents)) + 1:03d}",
            days[int(rng.integers(n_days))],
            (catalogue[int(rng.integers(2))].id,),
            wanted=bool(rng.integers(2)),
            weight=int(rng.integers(1, 4)),
        )
        for _ in range(8)
    )
    rules = (
        RuleEntry("shift_staffing", {"posts": posts}, hard=False, weight=1),
        RuleEntry("preferences", hard=False, weight=1),
        RuleEntry("rest_between_shifts", {"min_hours": 11}),
        RuleEntry("consecutive_days", {"max_days": 4}),
        RuleEntry("work_blocks", {"min_days": 2}),
        RuleEntry("days_off_blocks", {"min_days": 2}),
        RuleEntry("period_hours", {"min_hours": 32, "max_hours": 56}),
        RuleEntry("shift_limits", {"shifts": ["N"], "most": 4}),
    )
    return small_problem(
        *rules, n_days=n_days, agents=agents(n_agents), shifts=catalogue, wishes=wishes
    )
