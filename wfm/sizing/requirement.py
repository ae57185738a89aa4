"""Forecast to requirement: agents per interval for the pool and for every skill group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.core.frames import FORECAST, POOLED, REQUIREMENT
from wfm.sizing.arrays import FloatArray, IntArray
from wfm.sizing.inverse import agents_needed
from wfm.sizing.load import felt_load, interval_seconds, seconds_of
from wfm.sizing.options import SizingOptions
from wfm.sizing.performance import Performance, performance
from wfm.sizing.shrinkage import with_shrinkage
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
    named = [group for group in groups if group.name != POOLED]
    frames = [_group_frame(valid, group, target, chosen) for group in named]
    pool = SkillGroup(POOLED, (), chosen.min_agents)
    pooled = _group_frame(valid, pool, target, chosen)
    for frame in frames:
        _lift(pooled, frame, target, chosen)
    result = pd.concat([pooled, *frames], ignore_index=True)
    rank = {POOLED: 0} | {group.name: place + 1 for place, group in enumerate(named)}
    result = result.assign(_rank=result["group"].map(rank)).sort_values(
        ["timestamp", "_rank"], kind="stable", ignore_index=True
    )
    return REQUIREMENT.validate(result.drop(columns="_rank"))


def pool_queues(forecast: pd.DataFrame) -> pd.DataFrame:
    """Sum queues per interval: columns timestamp, volume, aht_s (volume-weighted, 0 if unknown).

    Raises
    ------
    BadInputError
        Where calls are expected with a handle time of 0.
    """
    untimed = ((forecast["volume"] > 0) & ~(forecast["aht_s"] > 0)).to_numpy()
    if untimed.any():
        raise BadInputError(
            [
                Fault(
                    "calls are expected but take no time",
                    "give the average handle time in seconds, above 0",
                    row=int(place) + 2,
                    column="aht_s",
                    value=str(forecast["aht_s"].iloc[place]),
                )
                for place in np.flatnonzero(untimed)
            ]
        )
    work = pd.DataFrame(
        {
            "timestamp": forecast["timestamp"],
            "volume": forecast["volume"],
            "work_s": forecast["volume"] * forecast["aht_s"],
        }
    )
    sums = work.groupby("timestamp", sort=True, as_index=False)[["volume", "work_s"]].sum()
    volume = sums["volume"].to_numpy(dtype=np.float64)
    work_s = sums["work_s"].to_numpy(dtype=np.float64)
    aht = np.divide(work_s, volume, out=np.zeros_like(volume), where=volume > 0)
    return sums[["timestamp", "volume"]].assign(aht_s=aht)


def size_intervals(
    volume: FloatArray,
    load: FloatArray,
    aht_s: FloatArray,
    target: Target,
    options: SizingOptions,
    min_agents: int,
) -> tuple[IntArray, Performance]:
    """Agents and service of flat intervals: one agent at least wherever a call is expected."""
    agents = agents_needed(
        load * options.rate_factor,
        np.where(load > 0, aht_s, 1.0),
        target,
        patience_s=options.patience,
        min_agents=np.maximum(min_agents, (volume > 0).astype(np.int64)),
    )
    served = performance(load, agents.astype(np.float64), aht_s, target, options.patience)
    return agents, served


def _group_frame(
    forecast: pd.DataFrame, group: SkillGroup, target: Target, options: SizingOptions
) -> pd.DataFrame:
    rows = forecast
    if group.name != POOLED:
        rows = forecast[forecast["queue"].isin(group.queues)]
    pooled = pool_queues(rows)
    start_s = seconds_of(pooled["timestamp"])
    interval_s = interval_seconds(seconds_of(forecast["timestamp"]), options.interval_min)
    volume = pooled["volume"].to_numpy(dtype=np.float64)
    aht = pooled["aht_s"].to_numpy(dtype=np.float64)
    load, aht = felt_load(start_s, volume, aht, interval_s, options.lag)
    agents, served = size_intervals(volume, load, aht, target, options, group.min_agents)
    return pd.DataFrame(
        {
            "timestamp": pooled["timestamp"],
            "group": group.name,
            "volume": volume,
            "aht_s": aht,
            "load_erlangs": load,
            "agents": agents,
            "agents_with_shrinkage": with_shrinkage(agents, options.shrinkage),
            "service_level": served.service_level,
            "asa_s": served.asa_s,
            "occupancy": served.occupancy,
        }
    )


def _lift(pooled: pd.DataFrame, part: pd.DataFrame, target: Target, options: SizingOptions) -> None:
    """Raise the pool to what one of its groups needs, in place, where it is below."""
    needed = part.set_index("timestamp")["agents"].reindex(pooled["timestamp"]).fillna(0)
    agents = pooled["agents"].to_numpy(dtype=np.int64)
    floor = needed.to_numpy(dtype=np.int64)
    if (floor <= agents).all():
        return
    agents = np.maximum(agents, floor)
    load = pooled["load_erlangs"].to_numpy(dtype=np.float64)
    aht = pooled["aht_s"].to_numpy(dtype=np.float64)
    served = performance(load, agents.astype(np.float64), aht, target, options.patience)
    pooled["agents"] = agents
    pooled["agents_with_shrinkage"] = with_shrinkage(agents, options.shrinkage)
    pooled["service_level"] = served.service_level
    pooled["asa_s"] = served.asa_s
    pooled["occupancy"] = served.occupancy


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
