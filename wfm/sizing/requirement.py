"""Forecast to requirement: agents per interval for the pool and for every skill group."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.core.frames import FORECAST, POOLED, REQUIREMENT
from wfm.sizing.group_sizing import size_group
from wfm.sizing.inverse import refuse_answer_rate
from wfm.sizing.load import interval_seconds, seconds_of
from wfm.sizing.options import SizingOptions
from wfm.sizing.pooling import pool_queues as pool_queues
from wfm.sizing.target import Target


@dataclass(frozen=True)
class SkillGroup:
    """Queues that need one skill.

    Parameters
    ----------
    name : str
        ``"all"`` is the pool: it serves every queue of the forecast, whatever `queues` says.
    queues : tuple of str
        Queues whose calls only agents of this group take.
    min_agents : int
        Never fewer agents of this group; the pool's minimum is in the options.
    """

    name: str
    queues: tuple[str, ...]
    min_agents: int = 0


def requirement_of(
    forecast: pd.DataFrame,
    groups: tuple[SkillGroup, ...],
    target: Target,
    options: SizingOptions | None = None,
) -> pd.DataFrame:
    """Return the REQUIREMENT frame of a forecast.

    The group ``all`` is always there: it pools every queue with the volume-weighted handle time,
    and what it needs is the pooled sum. The other groups are sized on their own queues and are
    minimums within that sum, so nobody counts twice. The pool never needs fewer than its largest
    group does.

    Parameters
    ----------
    forecast : DataFrame
        FORECAST frame, every queue over the same intervals or some of them.
    groups : tuple of SkillGroup
    target : Target
    options : SizingOptions, optional

    Returns
    -------
    DataFrame
        Sorted by timestamp and group (``all`` first). `load_erlangs` is the load that was sized
        for (lag-averaged when lag is on); service is what `agents` give at that load, even when
        sized for more confidence.

    Raises
    ------
    BadInputError
        When a group names an unknown queue, or calls are expected without a handle time.
    """
    chosen = options or SizingOptions()
    valid = FORECAST.validate(forecast)
    _check_groups(valid, groups)
    refuse_answer_rate(target, chosen.patience)
    named = [group for group in groups if group.name != POOLED]
    interval_s = interval_seconds(seconds_of(valid["timestamp"]), chosen.interval_min)
    frames = [
        size_group(
            valid[valid["queue"].isin(group.queues)],
            group.name,
            target,
            chosen,
            least=group.min_agents,
            interval_s=interval_s,
        )
        for group in named
    ]
    least = _most(valid, frames, chosen.min_agents)
    pooled = size_group(valid, POOLED, target, chosen, least=least, interval_s=interval_s)
    result = pd.concat([pooled, *frames], ignore_index=True)
    rank = {POOLED: 0} | {group.name: place + 1 for place, group in enumerate(named)}
    result = result.assign(_rank=result["group"].map(rank)).sort_values(
        ["timestamp", "_rank"], kind="stable", ignore_index=True
    )
    return REQUIREMENT.validate(result.drop(columns="_rank"))


def _most(forecast: pd.DataFrame, frames: list[pd.DataFrame], least: int) -> pd.Series:
    """The largest group of each interval, or the minimum: the pool never needs fewer."""
    stamps = pd.Index(forecast["timestamp"].unique(), name="timestamp")
    most = pd.Series(least, index=stamps)
    for frame in frames:
        needed = frame.set_index("timestamp")["agents"].reindex(stamps).fillna(0).astype(int)
        most = most.where(most >= needed, needed)
    return most


def _check_groups(forecast: pd.DataFrame, groups: tuple[SkillGroup, ...]) -> None:
    known = set(forecast["queue"])
    names = [group.name for group in groups]
    faults = [
        Fault("the group is named twice", "name every skill group once", value=name)
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    for group in groups:
        if group.name == POOLED:
            continue
        unknown = [queue for queue in group.queues if queue not in known]
        faults += [
            Fault(
                f"the skill group {group.name} names a queue that the forecast does not have",
                f"use one of {', '.join(sorted(known))}",
                column="queues",
                value=queue,
            )
            for queue in unknown
        ]
        if not group.queues:
            mend = "name at least one queue"
            faults.append(Fault("the skill group serves no queue", mend, value=group.name))
    if faults:
        raise BadInputError(faults)
