"""Agents of several skills without counting anybody twice.

Take any set S of skills. Only agents with one of them can answer its contacts, and they serve
them no better than if they had nothing else to do and could do all of S. So they are at least as
many as S needs pooled, for every S: a lower bound on every staffing, whatever the routing (for
S of one skill this is that skill's requirement, for S of all the pooled sum). Counting an agent
of two skills fully for both skills meets the single sets and fails the joint one.

The bounds are not always enough. They are exact for no shared skills and for agents who all have
every skill; in between a staffing at the bound may miss its target, because waiting contacts and
free agents need not fit. `wfm.sizing.skill_check` says by how much and mends it by simulation.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from wfm.core.errors import BadInputError, Fault
from wfm.sizing.arrays import FloatArray, IntArray, not_negative
from wfm.sizing.inverse import agents_needed
from wfm.sizing.target import Target

MOST_SKILLS = 8
"""Skills sized together: their 255 sets are all looked at."""

SkillSet = frozenset[str]

UNION = "+"
"""Between the skills in the name of a joint set, e.g. ``english+securities``."""


@dataclass(frozen=True)
class SkillLoad:
    """Contacts that need one skill, arrays of shape (n_intervals,).

    Parameters
    ----------
    load_erlangs : ndarray
    aht_s : ndarray
    """

    load_erlangs: FloatArray
    aht_s: FloatArray


def skill_sets(skills: Collection[str]) -> tuple[SkillSet, ...]:
    """Every set of skills but the empty one, small ones first.

    Raises
    ------
    BadInputError
        When there are more than MOST_SKILLS.
    """
    names = sorted(set(skills))
    if len(names) > MOST_SKILLS:
        mend = f"join skills that the same agents have until there are {MOST_SKILLS} at most"
        raise BadInputError(
            Fault("too many skills are sized together", mend, value=str(len(names)))
        )
    return tuple(
        frozenset(each) for size in range(1, len(names) + 1) for each in combinations(names, size)
    )


def pooled_load(loads: Mapping[str, SkillLoad], skills: SkillSet) -> SkillLoad:
    """Load of a set of skills; the handle time is weighted by contacts."""
    erlangs = {s: np.asarray(loads[s].load_erlangs, dtype=np.float64) for s in skills}
    total = np.asarray(sum(erlangs.values()), dtype=np.float64)
    calls = np.zeros_like(total)
    for skill, load in erlangs.items():
        calls += np.divide(load, loads[skill].aht_s, out=np.zeros_like(total), where=load > 0)
    return SkillLoad(total, np.divide(total, calls, out=np.ones_like(total), where=calls > 0))


def set_requirements(
    loads: Mapping[str, SkillLoad], target: Target, *, patience_s: float | None = None
) -> dict[SkillSet, IntArray]:
    """Agents that each set of skills needs pooled: the bounds of the module's introduction.

    Parameters
    ----------
    loads : mapping of str to SkillLoad
        By skill, at most MOST_SKILLS of them.
    target : Target
        Kept for each set as a whole.
    patience_s : float or None
        Mean patience (Erlang A); None for Erlang C.

    Returns
    -------
    dict of frozenset to ndarray
        Agents per interval. A larger set never needs fewer than a smaller one within it.

    Examples
    --------
    >>> ten = SkillLoad(np.array([10.0]), np.array([180.0]))
    >>> needs = set_requirements({"a": ten, "b": ten}, Target(0.8, 20))
    >>> {"+".join(sorted(s)): int(n[0]) for s, n in needs.items()}
    {'a': 14, 'b': 14, 'a+b': 24}
    """
    needs: dict[SkillSet, IntArray] = {}
    for skills in skill_sets(loads):
        pooled = pooled_load(loads, skills)
        agents = agents_needed(pooled.load_erlangs, pooled.aht_s, target, patience_s=patience_s)
        for skill in skills if len(skills) > 1 else ():
            # Handle times that differ can make the joint set look easier than one of its parts.
            agents = np.maximum(agents, needs[skills - {skill}])
        needs[skills] = agents
    return needs


def shortfalls(
    staff: Mapping[SkillSet, IntArray | int], needs: Mapping[SkillSet, IntArray]
) -> dict[SkillSet, IntArray]:
    """Agents that a staffing lacks for each set of skills; sets that lack nobody are left out.

    Parameters
    ----------
    staff : mapping of frozenset to array
        Agents on the phones by the skills that they have; each agent is in one entry.
    needs : mapping
        As `set_requirements` gives.
    """
    found = {}
    for skills, needed in needs.items():
        able = np.zeros_like(needed)
        for own, count in staff.items():
            if own & skills:
                able = able + np.asarray(count, dtype=np.int64)
        lacking = np.maximum(needed - able, 0)
        if lacking.any():
            found[skills] = lacking
    return found


def least_staffing(
    needs: Mapping[SkillSet, int],
    kinds: Collection[SkillSet],
    *,
    most: Mapping[SkillSet, int] | None = None,
    cost: Mapping[SkillSet, float] | None = None,
) -> dict[SkillSet, int]:
    """Cheapest agents by kind that meet every bound of one interval: a small integer program.

    Parameters
    ----------
    needs : mapping of frozenset to int
        Bounds of one interval.
    kinds : collection of frozenset
        Skills that one agent may have together.
    most : mapping, optional
        Agents there are of a kind; no limit for a kind that is not named.
    cost : mapping, optional
        Of an agent of a kind, above 0; 1 by default.

    Raises
    ------
    BadInputError
        When a set cannot be met: no kind has any of its skills, or there are too few agents.

    Examples
    --------
    >>> a, b, both = frozenset("a"), frozenset("b"), frozenset("ab")
    >>> plan = least_staffing({a: 14, b: 14, both: 24}, [a, b, both])
    >>> sum(plan.values()), plan[a] + plan[both] >= 14
    (24, True)
    """
    order = sorted(set(kinds), key=lambda kind: (len(kind), sorted(kind)))
    rows = [(s, n) for s, n in needs.items() if n > 0]
    price = np.array([1.0 if cost is None else cost.get(kind, 1.0) for kind in order])
    limit = np.array([np.inf if most is None else most.get(kind, np.inf) for kind in order])
    not_negative("cost", price, "give a cost above 0")
    reach = np.array([[float(bool(kind & s)) for kind in order] for s, _ in rows])
    wanted = np.array([float(n) for _, n in rows])
    lacking = (
        [
            Fault(
                f"{UNION.join(sorted(s))} needs {n} agents",
                "give more agents of these skills, or lower the target",
                column="skills",
                value=str(int(can)),
            )
            for (s, n), can in zip(rows, reach @ np.minimum(limit, wanted.sum() + 1.0), strict=True)
            if can < n
        ]
        if rows
        else []
    )
    if lacking:
        raise BadInputError(lacking)
    if not rows:
        return dict.fromkeys(order, 0)
    answer = milp(
        price,
        constraints=LinearConstraint(reach, wanted, np.inf),
        bounds=Bounds(np.zeros(len(order)), limit),
        integrality=np.ones(len(order)),
    )
    if answer.x is None:
        mend = "give more agents, or lower the target"
        raise BadInputError(Fault("no staffing meets every set of skills", mend, value=""))
    return {kind: int(n) for kind, n in zip(order, np.rint(answer.x), strict=True)}


def joint_sets(kinds: Collection[SkillSet]) -> tuple[SkillSet, ...]:
    """Sets of several skills whose bound the single ones do not already imply.

    A joint bound can only fail where somebody has two of its skills and so counts for both: sets
    whose skills are linked by such agents. Of others the single bounds add up to more than the
    joint one.

    Parameters
    ----------
    kinds : collection of frozenset
        Skills that agents have together.
    """
    shared = [kind for kind in set(kinds) if len(kind) > 1]
    skills = sorted({skill for kind in shared for skill in kind})
    return tuple(s for s in skill_sets(skills) if len(s) > 1 and _linked(s, shared))


def _linked(skills: SkillSet, kinds: list[SkillSet]) -> bool:
    first = min(skills)
    reached, fresh = {first}, {first}
    while fresh:
        near = {s for kind in kinds if kind & fresh for s in kind & skills}
        fresh = near - reached
        reached |= near
    return reached == set(skills)
