"""Problems as tasks for Timefold for Python (`benchmarks.timefold_run`), and its rosters back.

What a roster costs and which hard rules it breaks is never the peer's word: an instance is judged
by its own text (`benchmarks.nrp_instance.penalty`), a centre's week by the audit.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.fixed_breaks import centre_fills, centre_posts
from benchmarks.nrp_instance import OFF, Instance
from benchmarks.peer_environment import TIMEFOLD
from wfm.core.problem import Problem
from wfm.core.roster import Activity, Assignment, Roster
from wfm.core.view import ProblemView
from wfm.rules.registry import enforced
from wfm.rules.weekly_hours import WeeklyHours

SCRIPT = Path(__file__).parent / "timefold_run.py"
BEYOND_S = 300.0
"""For Java to start, the rules to be translated and the last step to end."""

MANY = 1000
"""A limit that nobody reaches."""

Task = dict[str, Any]


@dataclass(frozen=True)
class Search:
    """How the peer searches; `xml` is empty for its default, ``{price}`` a typical soft cost."""

    name: str
    xml: str = ""


SEARCHES = (
    Search("timefold"),
    Search(
        "timefold annealed",
        '<solver xmlns="https://timefold.ai/xsd/solver"><constructionHeuristic/><localSearch>'
        "<unionMoveSelector><changeMoveSelector/><swapMoveSelector/><cartesianProductMoveSelector>"
        "<changeMoveSelector/><changeMoveSelector/></cartesianProductMoveSelector>"
        "</unionMoveSelector><acceptor><simulatedAnnealingStartingTemperature>2hard/{price}soft"
        "</simulatedAnnealingStartingTemperature></acceptor><forager><acceptedCountLimit>1"
        "</acceptedCountLimit></forager></localSearch></solver>",
    ),
)
"""As it comes (late acceptance), and as somebody would set it who knows it: simulated annealing
with moves of two cells at once."""


@dataclass(frozen=True)
class Answer:
    """What the peer found: shift index of (employee, day), its own score, moves a second."""

    cells: dict[tuple[int, int], int]
    hard: int
    soft: int
    wall_s: float
    moves_per_s: int | None


def instance_task(instance: Instance) -> Task:
    """An instance of Curtois & Qu with every rule of the format."""
    shifts, n = list(instance.minutes), len(instance.employees)
    place = {key: i for i, key in enumerate(instance.cover)}
    cells: list[list[Any]] = []
    wishes: dict[tuple[str, int], list[tuple[bool, str, int]]] = {}
    for wanted, requests in ((True, instance.on), (False, instance.off)):
        for name, d, shift, weight in requests:
            wishes.setdefault((name, d), []).append((wanted, shift, weight))
    for i, e in enumerate(instance.employees):
        options = [k for k, s in enumerate(shifts) if e.max_shifts.get(s, 0) > 0]
        for d in sorted(set(range(instance.days)) - set(e.days_off)):
            price = [
                sum(w for wanted, shift, w in wishes.get((e.id, d), ()) if wanted != (shift == s))
                for s in (*shifts, OFF)
            ]
            cells.append([i, d, options, price, d])
    return {
        "model": "posts",
        "price": 100,
        "minutes": list(instance.minutes.values()),
        "barred": [[t in instance.after.get(s, ()) for t in shifts] for s in shifts],
        "employees": [
            [*e.limits, instance.days - 1, [e.max_shifts.get(s, 0) for s in shifts]]
            for e in instance.employees
        ],
        "posts": [
            [short * max(0, required - k) + over * max(0, k - required) for k in range(n + 1)]
            for required, short, over in instance.cover.values()
        ]
        + [[0] * (n + 1)],
        "fills": [
            # The last post takes people whom no line of the cover asks for, at no price.
            [[place.get((d, s), len(place))] for s in shifts]
            for d in range(instance.days)
        ],
        "cells": cells,
    }


def centre_task(problem: Problem) -> Task:
    """A centre's week whose breaks stand still (`benchmarks.fixed_breaks`)."""
    view = ProblemView(problem)
    triples = {entry.rule: (entry, rule, p) for entry, rule, p in enforced(problem.rules)}
    _, _, rest = triples["rest_between_shifts"]
    _, _, week = triples["weekly_hours"]
    _, _, run = triples["consecutive_days"]
    n = range(view.n_shifts)
    cells, fills = centre_fills(view)
    limits = []
    for a in range(view.n_agents):
        least, most = WeeklyHours.bounds(view, week, a, 0)
        limits.append(
            [most, least, run.max_days, 1, 1, MANY, view.n_days - 1, [MANY] * view.n_shifts]
        )
    return {
        "model": "intervals",
        "price": problem.reference_price,
        "minutes": view.shift_paid.tolist(),
        "barred": [[bool(view.gap_min(s, t, 1) < rest.min_hours * 60) for t in n] for s in n],
        "employees": limits,
        "posts": centre_posts(view),
        "fills": fills,
        "cells": cells,
    }


def ask(task: Task, search: Search, time_s: float, seed: int) -> Answer:
    """Let the peer solve a task.

    Raises
    ------
    RuntimeError
        When it ends with an error, which is named, or not at all.
    """
    asked = {
        **task,
        "time_s": time_s,
        "seed": seed,
        "search": search.xml.format(price=task["price"]),
    }
    with tempfile.TemporaryDirectory() as folder:
        given, found = Path(folder) / "task.json", Path(folder) / "answer.json"
        given.write_text(json.dumps(asked))
        try:
            done = subprocess.run(
                [TIMEFOLD.python, SCRIPT, given, found],
                capture_output=True,
                text=True,
                check=False,
                timeout=time_s + BEYOND_S,
            )
        except subprocess.TimeoutExpired as error:
            raise RuntimeError(f"{search.name}: no answer in {error.timeout:g} s") from error
        if done.returncode:
            raise RuntimeError(f"{search.name}: {done.stderr.strip().splitlines()[-3:]}")
        said = json.loads(found.read_text())
    cells = {(e, d): s for e, d, s in said["cells"] if s is not None}
    return Answer(cells, said["hard"], said["soft"], said["wall_s"], said["moves_per_s"])


def instance_grid(instance: Instance, answer: Answer) -> list[list[str]]:
    """Shift of each employee and day, as the checker wants it."""
    shifts = list(instance.minutes)
    return [
        [
            shifts[answer.cells[i, d]] if (i, d) in answer.cells else OFF
            for d in range(instance.days)
        ]
        for i in range(len(instance.employees))
    ]


def centre_roster(problem: Problem, answer: Answer) -> Roster:
    """The peer's shifts with the breaks that each shift has."""
    view = ProblemView(problem)
    return Roster(
        tuple(
            Assignment(
                view.agents[a].id,
                view.day(d),
                view.shifts[s].id,
                tuple(
                    sorted(
                        Activity(b.earliest_min, b.length_min, b.kind)
                        for b in view.shifts[s].breaks
                    )
                ),
            )
            for (a, d), s in answer.cells.items()
        )
    )
