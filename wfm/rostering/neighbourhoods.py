"""Neighbourhoods of a roster: which cells a polish step decides anew, chosen by what has paid."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from wfm.core.roster import Roster
from wfm.core.score import AuditReport
from wfm.core.view import ProblemView
from wfm.rules.context import Cell


@dataclass(frozen=True)
class Neighbourhood:
    """Cells to decide: shifts with breaks, and breaks alone.

    With `counted`, breaks are decided by count, for everybody on the days of the free cells
    (`wfm.rostering.compact`).
    """

    kind: str
    free: frozenset[Cell]
    free_breaks: frozenset[Cell] = frozenset()
    counted: bool = False


@dataclass(frozen=True)
class Scene:
    """What a kind of neighbourhood may look at."""

    view: ProblemView
    roster: Roster
    report: AuditReport
    rng: random.Random


def _window(scene: Scene, length: int) -> range:
    days = scene.view.n_days
    first = scene.rng.randrange(max(1, days - length + 1))
    return range(first, min(first + length, days))


def _some(scene: Scene, pool: list[int], count: int) -> list[int]:
    return scene.rng.sample(pool, min(count, len(pool)))


def _rectangle(kind: str, agents: list[int], days: range) -> Neighbourhood:
    return Neighbourhood(kind, frozenset((a, d) for a in agents for d in days))


def weeks_of_some(scene: Scene, cells: int) -> Neighbourhood:
    """Return some agents over a whole week or the horizon, whichever is shorter."""
    days = _window(scene, 7)
    agents = _some(scene, list(range(scene.view.n_agents)), max(2, cells // len(days)))
    return _rectangle("weeks", agents, days)


def team_weeks(scene: Scene, cells: int) -> Neighbourhood:
    """Return agents of one team over a week."""
    if not scene.view.n_agents:
        return Neighbourhood("team", frozenset())
    team = scene.rng.choice([a.team for a in scene.view.agents])
    pool = [i for i, a in enumerate(scene.view.agents) if a.team == team]
    days = _window(scene, 7)
    return _rectangle("team", _some(scene, pool, max(2, cells // len(days))), days)


def days_of_many(scene: Scene, cells: int) -> Neighbourhood:
    """Return many agents on two or three days in a row."""
    days = _window(scene, scene.rng.choice((2, 3)))
    agents = _some(scene, list(range(scene.view.n_agents)), max(3, cells // len(days)))
    return _rectangle("days", agents, days)


def worst_findings(scene: Scene, cells: int) -> Neighbourhood:
    """Return agents named by costly findings, or on duty around them, over a week."""
    view, rng = scene.view, scene.rng
    priced = [v for v in scene.report.violations if v.cost > 0]
    if not priced:
        return weeks_of_some(scene, cells)
    days = _window(scene, 7)
    count = max(2, cells // len(days))
    found = rng.choices(priced, weights=[v.cost for v in priced], k=count)
    named = {view.agent_index[v.agent_id] for v in found if v.agent_id is not None}
    agents = list(named)[:count]
    others = [a for a in range(view.n_agents) if a not in named]
    agents += _some(scene, others, count - len(agents))
    return _rectangle("worst", agents, days)


def breaks_of_days(scene: Scene, cells: int) -> Neighbourhood:
    """Return the breaks of many agents on one day, shifts kept."""
    view, rng = scene.view, scene.rng
    d = rng.randrange(view.n_days)
    on = [view.agent_index[c.agent_id] for c in scene.roster if c.day == view.day(d)]
    chosen = _some(scene, on, cells * 3)
    return Neighbourhood("breaks", frozenset(), frozenset((a, d) for a in chosen))


def whole_days(scene: Scene, cells: int) -> Neighbourhood:
    """Return everybody on one or more days in a row, breaks by count."""
    n = scene.view.n_agents
    days = _window(scene, max(1, min(3, round(cells / max(1, n)))))
    agents = _some(scene, list(range(n)), max(2, cells // len(days)))
    return _counted("whole days", agents, days)


def whole_weeks(scene: Scene, cells: int) -> Neighbourhood:
    """Return some agents over a week, breaks by count."""
    days = _window(scene, 7)
    agents = _some(scene, list(range(scene.view.n_agents)), max(2, cells // len(days)))
    return _counted("whole weeks", agents, days)


def whole_people(scene: Scene, cells: int) -> Neighbourhood:
    """Return some agents over the whole horizon, breaks by count."""
    n, days = scene.view.n_agents, scene.view.n_days
    agents = _some(scene, list(range(n)), max(2, cells // days))
    return _counted("whole people", agents, range(days))


def worst_day(scene: Scene, cells: int) -> Neighbourhood:
    """Return everybody on the dearest day, or one drawn by its price, breaks by count."""
    view = scene.view
    price = [0.0] * view.n_days
    for v in scene.report.violations:
        day = v.at[:10] if v.at else str(v.day)
        for d in range(view.n_days):
            if day == str(view.days[d]):
                price[d] += v.cost
    if not any(price):
        return whole_days(scene, cells)
    d = scene.rng.choices(range(view.n_days), weights=price)[0]
    agents = _some(scene, list(range(view.n_agents)), max(2, cells))
    return _counted("worst day", agents, range(d, d + 1))


def all_breaks(scene: Scene, cells: int) -> Neighbourhood:
    """Return everybody's breaks on one or more days in a row, shifts kept, by count."""
    n = scene.view.n_agents
    days = _window(scene, max(1, min(7, cells // max(1, n))))
    breaks = frozenset((a, d) for a in range(n) for d in days)
    return Neighbourhood("all breaks", frozenset(), breaks, counted=True)


def _counted(kind: str, agents: list[int], days: range) -> Neighbourhood:
    return Neighbourhood(kind, frozenset((a, d) for a in agents for d in days), counted=True)


KINDS: dict[str, Callable[[Scene, int], Neighbourhood]] = {
    "weeks": weeks_of_some,
    "team": team_weeks,
    "days": days_of_many,
    "worst": worst_findings,
    "breaks": breaks_of_days,
}
COUNTED: dict[str, Callable[[Scene, int], Neighbourhood]] = {
    "all breaks": all_breaks,
    "whole days": whole_days,
    "whole weeks": whole_weeks,
    "whole people": whole_people,
    "worst day": worst_day,
}
"""Kinds that need a roster without hard findings."""

FIRST_CELLS = {"whole days": 120, "whole weeks": 70, "whole people": 90, "worst day": 120}
"""Where the size of a kind begins; others begin at 28."""


@dataclass
class Record:
    """How a kind of neighbourhood has done.

    Parameters
    ----------
    worth : float
        Smoothed gain per unit of work, in points.
    cells : int
        Size of the next one: grows while solves end early, shrinks when they find nothing in time.
    """

    worth: float = 0.0
    cells: int = 28
    tried: int = 0


@dataclass
class Chooser:
    """Chooses kinds by their smoothed success, every one now and then."""

    rng: random.Random
    counted: bool = True
    records: dict[str, Record] = field(default_factory=dict)

    LEAST = 7
    MOST = 600

    def __post_init__(self) -> None:
        self._kinds = {**COUNTED, **KINDS} if self.counted else KINDS
        for kind in self._kinds:
            self.records[kind] = Record(cells=FIRST_CELLS.get(kind, 28))

    def choose(self, scene: Scene, *, counted: bool = True) -> Neighbourhood:
        """Make the next neighbourhood, of the kinds with breaks by count too unless told not."""
        open_ = {k: r for k, r in self.records.items() if counted or k not in COUNTED}
        fresh = [k for k, r in open_.items() if r.tried < 1]
        if fresh:
            kind = fresh[0]
        else:
            best = max(r.worth for r in open_.values())
            weights = [r.worth + 0.1 * best + 1e-6 for r in open_.values()]
            kind = self.rng.choices(list(open_), weights=weights)[0]
        found = self._kinds[kind](scene, self.records[kind].cells)
        # A kind may fall back on another; what it brings is still noted under its own name.
        return replace(found, kind=kind)

    def learn(self, kind: str, gain: float, work: float, *, finished: bool) -> None:
        """Note what a neighbourhood brought.

        Parameters
        ----------
        kind : str
        gain : float
            Points.
        work : float
            What the solve cost, in the budget's unit.
        finished : bool
            Whether it was solved to the end.
        """
        record = self.records[kind]
        record.tried += 1
        record.worth = 0.7 * record.worth + 0.3 * max(0.0, gain) / max(work, 1e-3)
        if finished:
            record.cells = min(self.MOST, round(record.cells * 1.15) + 1)
        elif gain <= 0:
            record.cells = max(self.LEAST, round(record.cells * 0.8))
