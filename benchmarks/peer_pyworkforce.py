"""pyworkforce's shift scheduling beside our engine, on the part of the problem that it has.

It decides how many people a shift has, against a requirement per period; nobody has rules, and
breaks, skills and prices by tier don't exist. So ours gets people without rules of their own,
shifts without breaks, and one price. Its days can't hand a night shift on to the next day; a week
told as one long day of 98 shifts can, and that is what it gets.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from datetime import timedelta
from typing import Any

from benchmarks.peer_environment import PYWORKFORCE
from wfm.core.problem import Problem, RuleEntry, Wish
from wfm.core.roster import Assignment, Roster
from wfm.core.view import ProblemView
from wfm.rostering.synthetic import synthetic_problem

DIFFERENCE, LEAST = "MinAbsDifference", "MinRequiredResources"
NEVER = 1000
"""Price of a missing agent-interval where none may be missing: above that of any shift."""


def counts_problem(n_agents: int, seed: int, model: str) -> Problem:
    """The week of a generated centre as pyworkforce can have it, as a problem of ours.

    `DIFFERENCE` prices each agent-interval short or over at 1. `LEAST` prices each shift worked
    at 1 (a wish for a day off on every day) and a missing agent-interval at `NEVER`.
    """
    whole = synthetic_problem(n_agents, seed)
    least = model == LEAST
    price = {"factors": [1.0, 1.0, 1.0], "surplus": 0.0 if least else 1.0}
    rules = [RuleEntry("coverage", price, hard=False, weight=NEVER if least else 1)]
    # Nobody is in two shifts at once: the least that makes people of counts.
    rules.append(RuleEntry("rest_between_shifts", {"min_hours": 0}))
    wishes: tuple[Wish, ...] = ()
    if least:
        rules.append(RuleEntry("preferences", hard=False, weight=1))
        wishes = tuple(
            Wish(agent.id, whole.first_day + timedelta(days=d))
            for agent in whole.agents
            for d in range(whole.n_days)
        )
    return replace(
        whole,
        name=f"{whole.name}-counts-{model}",
        agents=tuple(replace(agent, skills=()) for agent in whole.agents),
        shifts=tuple(replace(shift, breaks=()) for shift in whole.shifts),
        demands=whole.demands[:1],
        rules=tuple(rules),
        leave=(),
        wishes=wishes,
        reference_price=1,
    )


def counts_task(problem: Problem, model: str, time_s: float) -> dict[str, Any]:
    """The same problem as arguments of the peer's class: the week as one day."""
    view = ProblemView(problem)
    required = list(problem.demands[0].required)
    cover = {}
    for d in range(view.n_days):
        for s in range(view.n_shifts):
            start = int(view.start_interval[d, s])
            end = start + int(view.shift_length[s])
            cover[f"{d}.{s}"] = [int(start <= t < end) for t in range(len(required))]
    return {
        "model": model,
        "arguments": {
            "num_days": 1,
            "periods": len(required),
            "shifts_coverage": cover,
            "required_resources": [required],
            "max_period_concurrency": view.n_agents,
            "max_shift_concurrency": view.n_agents,
            "max_search_time": float(time_s),
        },
    }


def ask(task: dict[str, Any]) -> dict[str, Any]:
    """The peer's solution with its seconds.

    Raises
    ------
    RuntimeError
        When it ends with an error, which is named.
    """
    done = subprocess.run(
        [PYWORKFORCE.python, "-c", SCRIPT],
        input=json.dumps(task),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"pyworkforce: {done.stderr.strip().splitlines()[-1:]}")
    return dict(json.loads(done.stdout))


def roster_of(problem: Problem, solution: dict[str, Any]) -> Roster | None:
    """People put into its counts, each where the last shift is over; None where nobody is left."""
    view = ProblemView(problem)
    free_from = [0] * view.n_agents
    last_day = [-1] * view.n_agents
    found = []
    wanted = [
        (int(view.start_interval[d, s]), d, s, row["resources"])
        for row in solution["resources_shifts"]
        for d, s in [map(int, row["shift"].split("."))]
    ]
    for start, d, s, people in sorted(wanted):
        able = [a for a in range(view.n_agents) if last_day[a] < d and free_from[a] <= start]
        if len(able) < people:
            return None
        # Who came off duty last takes the shift, so that the rested stay for the next ones.
        for a in sorted(able, key=lambda a: -free_from[a])[:people]:
            found.append(Assignment(view.agents[a].id, view.day(d), view.shifts[s].id))
            free_from[a], last_day[a] = start + int(view.shift_length[s]), d
    return Roster(tuple(found))


SCRIPT = """
import json, sys, time
from pyworkforce import scheduling

task = json.load(sys.stdin)
begin = time.monotonic()
found = getattr(scheduling, task["model"])(**task["arguments"]).solve()
found["seconds"] = time.monotonic() - begin
print(json.dumps(found))
"""
