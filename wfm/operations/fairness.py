"""How evenly the unpopular things are shared: per agent over past weeks and roster, and in all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from wfm.core.problem import Enforcement, Problem, RuleEntry
from wfm.core.roster import Roster
from wfm.core.view import OFF, BoolArray, ProblemView, RosterView
from wfm.rules.fairness_nights import FairnessNights
from wfm.rules.fairness_starts import FairnessStarts, FairnessStartsParameters
from wfm.rules.fairness_weekends import SATURDAY
from wfm.rules.fairness_wishes import FairnessWishes
from wfm.rules.hours import away

LEAST_SHARE = 0.5
"""Who was there on fewer than this share of the days is shown and not compared."""


class Burden(StrEnum):
    """What is shared out."""

    NIGHTS = "nights"
    WEEKENDS = "weekends"  # shifts that start on a Saturday or Sunday
    HOLIDAYS = "holidays"  # shifts that start on a statutory holiday
    STARTS = "starts"  # shifts that start at unpopular hours
    REFUSED = "refused"  # wishes that were not granted


@dataclass(frozen=True)
class AgentShare:
    """What one agent had.

    Parameters
    ----------
    agent_id, team
    days : int
        Days of the period on which the agent was employed and not on leave.
    past, now : mapping of Burden to int
        In the past weeks, and in the roster.
    wishes : int
        Wishes of the period, granted or refused.
    """

    agent_id: str
    team: str
    days: int
    past: Mapping[Burden, int]
    now: Mapping[Burden, int]
    wishes: int

    def total(self, burden: Burden) -> int:
        """Past and roster together."""
        return self.past[burden] + self.now[burden]


@dataclass(frozen=True, slots=True)
class Spread:
    """How far apart the agents compared are, each scaled to all days of the period.

    Parameters
    ----------
    n : int
        Agents compared.
    low, mean, high : float
    gini : float
        0 when all have the same, towards 1 when one has everything (Gini 1912).
    """

    n: int
    low: float
    mean: float
    high: float
    gini: float

    @property
    def width(self) -> float:
        """Highest minus lowest."""
        return self.high - self.low


@dataclass(frozen=True)
class FairnessReport:
    """Shares of every agent and their spread over `weeks` past weeks and the roster.

    `weeks` is what the past roster holds, up to what was asked for.
    """

    weeks: float
    agents: tuple[AgentShare, ...]
    spreads: Mapping[Burden, Spread]


def fairness(
    problem: Problem, roster: Roster, *, weeks: int = 4, unpopular: tuple[str, str] | None = None
) -> FairnessReport:
    """Measure how evenly nights, weekends, holidays, starts and refused wishes are shared.

    Nights are compared among those who may work them; refused wishes, in percent, among those
    who had any.

    Parameters
    ----------
    problem : Problem
    roster : Roster
    weeks : int
        Weeks of the past roster that count.
    unpopular : (str, str), optional
        Clock span of unpopular starts; without it that of the rule set's ``fairness_starts``
        (14:00 to 20:00 when there is none).
    """
    view = ProblemView(problem)
    seen = RosterView(view, roster)
    first = -min(view.n_past, 7 * weeks)
    span = range(first, view.n_days)
    counted = {d: _counted(view, _starts(problem, unpopular), d) for d in span}
    all_wishes = FairnessWishes.wishes(view, RuleEntry("fairness_wishes"))
    agents = []
    for a, agent in enumerate(view.agents):
        had: dict[bool, dict[Burden, int]] = {x: dict.fromkeys(Burden, 0) for x in (True, False)}
        for d in span:
            s = seen.shift(a, d)
            for burden, shifts in counted[d].items():
                had[d < 0][burden] += int(s != OFF and shifts[s])
        wishes = [(w, d, about) for w, d, about in all_wishes.get(a, ()) if d >= first]
        for wish, d, about in wishes:
            refused = FairnessWishes.refused(wish, about, seen.shift(a, d))
            had[d < 0][Burden.REFUSED] += int(refused)
        there = sum(not away(view, a, d) for d in span)
        agents.append(AgentShare(agent.id, agent.team, there, had[True], had[False], len(wishes)))
    return FairnessReport(-first / 7, tuple(agents), _spreads(view, agents, len(span)))


def spread(values: Sequence[float]) -> Spread:
    """Lowest, mean, highest and Gini coefficient of some agents' shares; zeros for nobody."""
    if not values:
        return Spread(0, 0.0, 0.0, 0.0, 0.0)
    return Spread(
        len(values), float(min(values)), sum(values) / len(values), float(max(values)), gini(values)
    )


def gini(values: Sequence[float]) -> float:
    """Gini coefficient of shares that are not negative.

    Examples
    --------
    >>> gini([2, 2, 2]), gini([0, 0, 0, 4])
    (0.0, 0.75)
    """
    x = np.sort(np.asarray(values, dtype=float))
    total = float(x.sum())
    if not len(x) or total == 0:
        return 0.0
    ranks = np.arange(1, len(x) + 1)
    return max(0.0, float((2 * ranks - len(x) - 1) @ x) / (len(x) * total))


def _starts(problem: Problem, unpopular: tuple[str, str] | None) -> FairnessStartsParameters:
    if unpopular is not None:
        return FairnessStartsParameters(from_clock=unpopular[0], to_clock=unpopular[1])
    own = (
        e.parameters
        for e in problem.rules
        if e.rule == FairnessStarts.id and e.enforcement is Enforcement.ENFORCED
    )
    return FairnessStartsParameters.model_validate(next(own, {}))


def _counted(
    view: ProblemView, starts: FairnessStartsParameters, d: int
) -> Mapping[Burden, BoolArray]:
    """Which shifts of a day are which burden, shape (n_shifts,) each."""
    day = view.day(d)
    n = view.n_shifts
    return {
        Burden.NIGHTS: view.shift_night,
        Burden.WEEKENDS: np.full(n, day.weekday() >= SATURDAY),
        Burden.HOLIDAYS: np.full(n, day in view.problem.holidays),
        Burden.STARTS: FairnessStarts.unpopular(view, starts),
    }


def _spreads(
    view: ProblemView, agents: Sequence[AgentShare], n_days: int
) -> Mapping[Burden, Spread]:
    compared = {a for a, x in enumerate(agents) if x.days >= LEAST_SHARE * n_days}
    may_work_nights = set(FairnessNights().eligible(view, RuleEntry(FairnessNights.id)))
    found = {}
    for burden in Burden:
        if burden is Burden.REFUSED:
            values = [100 * x.total(burden) / x.wishes for x in agents if x.wishes]
        else:
            who = compared & may_work_nights if burden is Burden.NIGHTS else compared
            values = [agents[a].total(burden) * n_days / agents[a].days for a in sorted(who)]
        found[burden] = spread(values)
    return found
