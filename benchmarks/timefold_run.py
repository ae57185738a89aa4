"""Rosters by Timefold for Python, run by `benchmarks.peer_timefold` in an environment of its own.

``python timefold_run.py TASK.json ANSWER.json``. It knows nothing of this project. A task has

- ``minutes`` of each shift, and ``barred``: whether a shift may not follow another the day after;
- ``employees``: limits in the order of `Employee`;
- ``posts``: what each number of people costs; ``fills``: lists of posts, one for each shift;
- ``cells``: employee, day, shifts that may be given, what each shift or none costs, which fills;
- ``model``: ``posts`` where a shift fills one post, ``intervals`` where it fills many;
- ``time_s``, ``seed``, and the ``search`` as XML, empty for the solver's own.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import time
from pathlib import Path

from timefold.solver import SolverFactory
from timefold.solver.config import (
    Duration,
    EnvironmentMode,
    ScoreDirectorFactoryConfig,
    SolverConfig,
    TerminationConfig,
)
from timefold_model import (
    Cell,
    Employee,
    Post,
    Roster,
    Shift,
    rules_of_intervals,
    rules_of_posts,
)

FAR = 1000
"""More than the days of any horizon: parts the cells of one employee from the next one's."""


def roster_of(task: dict) -> Roster:
    """Turn a task into facts and cells."""
    shifts = [Shift(i, minutes) for i, minutes in enumerate(task["minutes"])]
    employees = [Employee(i, *limits) for i, limits in enumerate(task["employees"])]
    posts = [Post(i, cost) for i, cost in enumerate(task["posts"])]
    # Cells share their lists, so that each is handed over to Java once.
    filled = [[[posts[p] for p in some] for some in fills] for fills in task["fills"]]
    cells = []
    for i, (e, day, options, price, place) in enumerate(task["cells"]):
        when = (day, day // 7, day % 7 >= 5, e * FAR + day)
        given = [shifts[s] for s in options]
        cells.append(Cell(i, employees[e], *when, task["barred"], given, price, filled[place]))
    return Roster(employees, posts, cells)


def solve(task: dict, said: list[str]) -> dict:
    """Solve for the time asked for; the solver's own score goes back with the cells."""
    rules = rules_of_posts if task["model"] == "posts" else rules_of_intervals
    config = SolverConfig(
        solution_class=Roster,
        entity_class_list=[Cell],
        environment_mode=EnvironmentMode.NO_ASSERT,
        random_seed=task["seed"],
        score_director_factory_config=ScoreDirectorFactoryConfig(
            constraint_provider_function=rules
        ),
        termination_config=TerminationConfig(
            spent_limit=Duration(milliseconds=round(1000 * task["time_s"]))
        ),
        xml_source_text=task["search"] or None,
    )
    solver = SolverFactory.create(config).build_solver()
    begin = time.monotonic()
    found = solver.solve(roster_of(task))
    wall_s = time.monotonic() - begin
    speeds = re.findall(r"Solving ended.*evaluation speed \((\d+)/sec", "\n".join(said))
    return {
        "hard": found.score.hard_score,
        "soft": found.score.soft_score,
        "wall_s": wall_s,
        "moves_per_s": int(speeds[-1]) if speeds else None,
        "cells": [
            [c.employee.id, c.day, None if c.shift is None else c.shift.id] for c in found.cells
        ],
    }


class Listener(logging.Handler):
    """Keeps what the solver says: its speed is told nowhere else."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.said.append(record.getMessage())


if __name__ == "__main__":
    listener = Listener()
    logger = logging.getLogger("timefold.solver")
    logger.setLevel(logging.INFO)
    logger.addHandler(listener)
    answer = solve(json.loads(Path(sys.argv[1]).read_text()), listener.said)
    Path(sys.argv[2]).write_text(json.dumps(answer))
