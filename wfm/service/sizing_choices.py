"""What a centre's queues and people mean to sizing: channels, and skills that agents share."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from wfm.core.centre import Centre
from wfm.core.people import Agent
from wfm.core.problem import Demand
from wfm.sizing.channels import Channel, QueueWork
from wfm.sizing.chat import ChatWork
from wfm.sizing.multiskill import UNION, SkillSet, joint_sets
from wfm.sizing.redial import fresh_calls
from wfm.sizing.requirement import SkillGroup
from wfm.sizing.service import ServiceOutlook

_MOST_STEPS = 100
_CLOSE = 1e-6


def works_of(centre: Centre, backlog: Mapping[str, float] | None = None) -> tuple[QueueWork, ...]:
    """Queues that differ from the centre's plain phone queues, as sizing takes them.

    Parameters
    ----------
    backlog : mapping of str to float, optional
        Contacts of e-mail and call-back queues left from before, by queue.
    """
    left = {} if backlog is None else backlog
    made = tuple(
        QueueWork(
            queue=queue.id,
            channel=Channel(queue.channel),
            chat=ChatWork(queue.concurrency, queue.slowdown),
            threshold_s=queue.threshold_s,
            deadline_min=queue.deadline_min,
            idle_share=queue.idle_share,
            backlog=float(left.get(queue.id, 0.0)),
            patience_s=queue.patience_s,
            redial_share=queue.redial_share,
        )
        for queue in centre.queues
    )
    return tuple(work for work in made if work != QueueWork(work.queue))


def call_queues(centre: Centre) -> tuple[str, ...]:
    """Ids of the queues with callers on the line."""
    return tuple(q.id for q in centre.queues if q.channel == Channel.PHONE)


def calls_of(centre: Centre, frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of a forecast without chat and work that nobody waits for; other sites' stay."""
    others = {q.id for q in centre.queues} - set(call_queues(centre))
    rows: pd.DataFrame = frame[~frame["queue"].isin(others)].reset_index(drop=True)
    return rows


def joint_groups(centre: Centre, agents: Iterable[Agent]) -> tuple[SkillGroup, ...]:
    """Groups of several skills in which somebody would count twice otherwise.

    An agent with two skills is in the minimum of both, so both minimums can be met by too few
    people; the joint group asks for as many as the two skills' contacts need together.
    """
    queues = queues_by_skill(centre)
    kinds = [frozenset(agent.skills).intersection(queues) for agent in agents]
    return tuple(
        SkillGroup(joint_name(skills), tuple(q for s in sorted(skills) for q in queues[s]))
        for skills in joint_sets(kinds)
    )


def queues_by_skill(centre: Centre) -> dict[str, tuple[str, ...]]:
    """Queues that need each skill; those that only fill spare time need nobody."""
    found: dict[str, tuple[str, ...]] = {}
    for queue in centre.queues:
        if queue.skill is not None and not Channel(queue.channel).fills:
            found[queue.skill] = (*found.get(queue.skill, ()), queue.id)
    return found


def joint_name(skills: SkillSet) -> str:
    """Name of a set of skills, e.g. ``english+securities``."""
    return UNION.join(sorted(skills))


def skills_of(name: str) -> tuple[str, ...]:
    """Skills of a joint group's name."""
    return tuple(name.split(UNION))


def is_joint(name: str) -> bool:
    """Whether a name is a joint group's; skills of centre.toml should not hold a plus sign."""
    return UNION in name


def with_joint_skills(
    agents: tuple[Agent, ...], demands: Iterable[Demand], centre: Centre
) -> tuple[Agent, ...]:
    """Agents who also carry the names of the joint groups that they belong to.

    Who has any of the skills counts once for the group, so that a roster needs no other kind of
    demand than one for a skill.
    """
    own = {skill.id for skill in centre.skills}
    joint = {
        d.skill: frozenset(skills_of(d.skill))
        for d in demands
        if d.skill is not None and d.skill not in own and is_joint(d.skill)
    }
    if not joint:
        return agents
    return tuple(
        dataclasses.replace(
            agent,
            skills=(
                *agent.skills,
                *(name for name, skills in joint.items() if skills & set(agent.skills)),
            ),
        )
        for agent in agents
    )


def of_fresh_calls(centre: Centre, history: pd.DataFrame) -> pd.DataFrame:
    """History of fresh calls: redials taken off where lost calls were counted.

    Sizing puts the redials back that its own staffing leaves. Queues whose lost calls were never
    counted are taken as they are; in a queue where they were, an interval without a count loses
    the queue's usual share.
    """
    if centre.model != "erlang-a":
        return history
    volume = history["volume"].to_numpy(dtype=float).copy()
    lost = history["abandoned"].to_numpy(dtype=float)
    for queue in centre.queues:
        share = centre.redial_share if queue.redial_share is None else queue.redial_share
        rows = (history["queue"] == queue.id).to_numpy()
        known = rows & ~pd.isna(lost) & ~pd.isna(volume)
        if share == 0 or queue.channel != Channel.PHONE or not volume[known].sum() > 0:
            continue
        usual = lost[known].sum() / volume[known].sum()
        blank = rows & pd.isna(lost)
        away = lost.copy()
        away[blank] = volume[blank] * usual
        # A caller lost here may have called in the interval before.
        away[rows] = [min(a, v) for a, v in zip(away[rows], volume[rows], strict=True)]
        volume[rows] = fresh_calls(volume[rows], away[rows], share)
    return history.assign(volume=volume)


def with_redials(
    centre: Centre, calls: pd.DataFrame, served: Callable[[pd.DataFrame], ServiceOutlook]
) -> ServiceOutlook:
    """Service with the redials that it leaves itself: a fixed point of calls and lost calls.

    Parameters
    ----------
    calls : DataFrame
        FORECAST frame of fresh calls.
    served : callable
        Service of such a frame.
    """
    shares = {
        q.id: centre.redial_share if q.redial_share is None else q.redial_share
        for q in centre.queues
    }
    share = calls["queue"].map(shares).fillna(centre.redial_share)
    outlook = served(calls)
    if centre.model != "erlang-a" or not (share > 0).any():
        return outlook
    factor = pd.Series(1.0, index=calls.index)
    for _ in range(_MOST_STEPS):
        answered = outlook.intervals.set_index("timestamp")["answer_rate"]
        lost = 1.0 - calls["timestamp"].map(answered).fillna(1.0)
        moved = 1.0 / (1.0 - share * lost)
        if (moved - factor).abs().max() < _CLOSE:
            break
        factor = moved
        outlook = served(calls.assign(volume=calls["volume"] * factor))
    return outlook
