"""Joint skill bounds checked, and where they are too few mended, by simulation.

The bounds of `wfm.sizing.multiskill` are necessary. Whether a staffing at the bound keeps the
target for every skill depends on who has which skills: the simulator plays it, and agents are
added, of the kind that helps the worst skill, until it does.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from wfm.core.errors import BadInputError, Fault
from wfm.sizing.arrays import FloatArray
from wfm.sizing.multiskill import SkillSet, least_staffing
from wfm.sizing.simulation.arrivals import KnownRates
from wfm.sizing.simulation.bands import Band
from wfm.sizing.simulation.callers import Demand
from wfm.sizing.simulation.crew import steady_crew
from wfm.sizing.simulation.figures import figures, pooled
from wfm.sizing.simulation.replications import Plan, replicate
from wfm.sizing.simulation.routing import make_routing
from wfm.sizing.simulation.shapes import Exponential
from wfm.sizing.target import Target

CONFIDENCE = 0.99
MOST_ADDED = 200


@dataclass(frozen=True)
class SteadyLoad:
    """Contacts of one skill at a steady rate."""

    load_erlangs: float
    aht_s: float


@dataclass(frozen=True)
class SkillCheck:
    """What a staffing gives by simulation.

    Attributes
    ----------
    skills : tuple of str
        Sorted.
    service_level : ndarray
        Per skill, by the target's definition.
    low, high : ndarray
        Its confidence band.
    together : float
        Of all contacts.
    """

    skills: tuple[str, ...]
    service_level: FloatArray
    low: FloatArray
    high: FloatArray
    together: float

    @property
    def worst(self) -> str:
        """Skill that is served worst."""
        return self.skills[int(np.argmin(self.service_level))]


def check_staffing(
    loads: Mapping[str, SteadyLoad],
    staff: Mapping[SkillSet, int],
    target: Target,
    *,
    patience_s: float = math.inf,
    priority: Mapping[str, int] | None = None,
    calls: int = 20_000,
    plan: Plan | None = None,
) -> SkillCheck:
    """Play a staffing against steady calls.

    A call goes to a free agent with the fewest other skills, so that flexible agents are kept for
    whom only they can help; a free agent takes the call of the highest priority, and of those
    the one that waits longest.

    Parameters
    ----------
    loads : mapping of str to SteadyLoad
        By skill.
    staff : mapping of frozenset to int
        Agents by the skills that they have.
    target : Target
        Its threshold and definition count.
    patience_s : float
        Mean patience; infinite for callers who never give up.
    priority : mapping of str to int, optional
        By skill, a lower number first; all alike by default.
    calls : int
        Calls a replication, of all skills.
    plan : Plan, optional
        Replications and seed; its threshold is the target's.

    Raises
    ------
    BadInputError
        When nobody has one of the skills, or nobody calls.
    """
    skills = tuple(sorted(loads))
    for skill in skills:
        if not any(n > 0 and skill in kind for kind, n in staff.items()):
            mend = "give at least one agent who has it"
            raise BadInputError(Fault("nobody has the skill", mend, column="skills", value=skill))
    rate = np.array([loads[s].load_erlangs / loads[s].aht_s for s in skills])
    if not rate.sum() > 0:
        raise BadInputError(Fault("nobody calls", "give a load above 0", column="load_erlangs"))
    span_s = calls / float(rate.sum())
    aht = np.array([[loads[s].aht_s for s in skills]])
    demand = Demand(
        KnownRates(rate[None, :] * span_s),
        aht,
        span_s,
        np.full(len(skills), patience_s),
        Exponential(),
    )
    people = [kind for kind, n in sorted(staff.items(), key=_order) for _ in range(n)]
    levels = np.array(
        [[len(kind & loads.keys()) if s in kind else 0 for s in skills] for kind in people]
    )
    wanted = dataclasses.replace(
        plan or Plan(replications=20),
        threshold_s=target.threshold_s,
        warmup_s=max(span_s / 5, 30 * float(aht.max())),
    )
    first = None if priority is None else np.array([priority.get(s, 0) for s in skills])
    routing = make_routing(levels, first)
    counts = replicate(demand, steady_crew(len(people), span_s), routing, wanted)
    seconds = np.array([span_s])
    name = f"sl_{target.definition.value}"
    each: Band = figures(counts, seconds, CONFIDENCE)[name]
    every: Band = figures(pooled(counts), seconds, CONFIDENCE)[name]
    return SkillCheck(skills, each.mean[0], each.low[0], each.high[0], float(every.mean[0, 0]))


@dataclass(frozen=True)
class MendedStaffing:
    """A staffing that keeps the target for every skill in simulation.

    Attributes
    ----------
    staff : dict of frozenset to int
    bound : int
        Agents that the joint bounds ask for.
    check : SkillCheck
        Of the staffing.
    first : SkillCheck
        Of the staffing at the bound.
    """

    staff: dict[SkillSet, int]
    bound: int
    check: SkillCheck
    first: SkillCheck

    @property
    def added(self) -> int:
        """Agents beyond the bound."""
        return sum(self.staff.values()) - self.bound


def mended_staffing(
    loads: Mapping[str, SteadyLoad],
    needs: Mapping[SkillSet, int],
    kinds: Collection[SkillSet],
    target: Target,
    *,
    cost: Mapping[SkillSet, float] | None = None,
    patience_s: float = math.inf,
    priority: Mapping[str, int] | None = None,
    calls: int = 20_000,
    plan: Plan | None = None,
) -> MendedStaffing:
    """Staff at the joint bounds, then add agents until every skill keeps the target.

    Parameters
    ----------
    needs : mapping of frozenset to int
        Bounds of one interval, of `wfm.sizing.multiskill.set_requirements`.
    kinds : collection of frozenset
        Kinds of agents there may be.
    cost : mapping, optional
        Of an agent of a kind; 1 by default.

    Raises
    ------
    BadInputError
        When a target without a service level is given, or MOST_ADDED agents more do not help.
    """
    if target.sl is None:
        mend = "promise a service level"
        raise BadInputError(Fault("only a service level is checked", mend, column="sl"))
    play = {"patience_s": patience_s, "priority": priority, "calls": calls, "plan": plan}
    staff = least_staffing(needs, kinds, cost=cost)
    bound = sum(staff.values())
    first = check = check_staffing(loads, staff, target, **play)  # type: ignore[arg-type]
    for _ in range(MOST_ADDED):
        if (check.service_level >= target.sl).all():
            return MendedStaffing(staff, bound, check, first)
        able = [kind for kind in kinds if check.worst in kind]
        price = {kind: 1.0 if cost is None else cost.get(kind, 1.0) for kind in able}
        best = min(able, key=lambda kind: (price[kind], -len(kind), sorted(kind)))
        staff = {**staff, best: staff.get(best, 0) + 1}
        check = check_staffing(loads, staff, target, **play)  # type: ignore[arg-type]
    mend = "give more skills, or lower the target"
    raise BadInputError(Fault("more agents do not keep the target", mend, value=check.worst))


def _order(entry: tuple[SkillSet, int]) -> tuple[int, list[str]]:
    return len(entry[0]), sorted(entry[0])
