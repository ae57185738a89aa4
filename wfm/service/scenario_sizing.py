"""Sizing and service where groups answer apart: every group by itself, then the sum."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import numpy as np
import pandas as pd

from wfm.core.frames import POOLED, REQUIREMENT
from wfm.forecasting.scenario_stack import Stack
from wfm.sizing.channels import Channel, by_queue, rows_of
from wfm.sizing.erlang_a import ServiceLevelDefinition
from wfm.sizing.options import SizingOptions
from wfm.sizing.requirement import SkillGroup, requirement_of
from wfm.sizing.service import expected_service
from wfm.sizing.shrinkage import with_shrinkage
from wfm.sizing.target import Model, Target

Groups = Mapping[str, tuple[str, ...]]
"""Queues by the group that answers them."""


def options_under(options: SizingOptions, under: Stack) -> SizingOptions:
    """Sizing choices with what scenarios say instead; one that names a patience sizes by Erlang A.

    Examples
    --------
    >>> from wfm.forecasting.scenario import Scenario
    >>> options_under(SizingOptions(), Stack((Scenario("s", min_agents=2),))).min_agents
    2
    """
    said: dict[str, object] = {}
    if under.target is not None and under.target.patience_s is not None:
        said |= {"model": Model.ERLANG_A, "patience_s": under.target.patience_s}
    if under.shrinkage is not None:
        said |= {"shrinkage": under.shrinkage, "shrinkage_by_hour": ()}
    if under.min_agents is not None:
        said["min_agents"] = under.min_agents
    return dataclasses.replace(options, **said)  # type: ignore[arg-type]


def target_under(target: Target, under: Stack) -> Target:
    """Target with the promises of scenarios instead; those that they leave open stay."""
    wanted = under.target
    if wanted is None:
        return target
    definition = target.definition
    if wanted.definition is not None:
        definition = ServiceLevelDefinition(wanted.definition)
    rest = {
        name: getattr(wanted, name)
        for name in ("answer_rate", "asa_s", "occupancy_cap")
        if getattr(wanted, name) is not None
    }
    return dataclasses.replace(
        target,
        sl=wanted.service_level,
        threshold_s=wanted.threshold_s,
        definition=definition,
        **rest,
    )


def with_site_queues(
    groups: tuple[SkillGroup, ...], under: Stack, frame: pd.DataFrame
) -> tuple[SkillGroup, ...]:
    """Skill groups with the other sites' queues of the same name in them."""
    there = set(frame["queue"])
    return tuple(
        dataclasses.replace(
            group,
            queues=group.queues
            + tuple(
                site.queue(queue)
                for site in under.sites
                if site.pooled
                for queue in group.queues
                if site.queue(queue) in there
            ),
        )
        for group in groups
    )


def answered_apart(
    sized: pd.DataFrame, frame: pd.DataFrame, under: Stack, target: Target, options: SizingOptions
) -> pd.DataFrame:
    """Requirement whose sum is that of groups which do not help each other.

    Parameters
    ----------
    sized : DataFrame
        REQUIREMENT frame with everybody in one pool; its skill groups stay as they are.
    frame : DataFrame
        FORECAST frame that it was sized from.
    under : Stack
        Says who answers what; without pools `sized` comes back.
    """
    groups = under.groups(dict.fromkeys(frame["queue"]))
    if len(groups) < 2:
        return sized
    skills = sized[sized["group"] != POOLED]
    total = summed(group_requirements(frame, groups, target, options))
    least = skills.groupby("timestamp")["agents"].max().reindex(total.index).fillna(0).astype(int)
    agents = np.maximum(np.maximum(total["agents"], least), options.min_agents)
    total["agents_with_shrinkage"] = np.maximum(
        total["agents_with_shrinkage"],
        with_shrinkage(agents, options.shrinkage_at(pd.DatetimeIndex(total.index))),
    )
    total["agents"] = agents
    total["occupancy"] = np.divide(
        total["load_erlangs"], agents, out=np.full(len(total), np.nan), where=agents > 0
    )
    pooled = total.rename_axis("timestamp").reset_index().assign(group=POOLED)
    result = pd.concat([pooled[list(sized.columns)], skills], ignore_index=True)
    rank = {name: place for place, name in enumerate(dict.fromkeys(sized["group"]))}
    order = result.assign(_rank=result["group"].map(rank)).sort_values(
        ["timestamp", "_rank"], kind="stable", ignore_index=True
    )
    return REQUIREMENT.validate(order.drop(columns="_rank"))


def group_requirements(
    frame: pd.DataFrame, groups: Groups, target: Target, options: SizingOptions
) -> dict[str, pd.DataFrame]:
    """Requirement of each group by itself, without the centre's minimum; indexed by timestamp."""
    bare = dataclasses.replace(options, min_agents=0)
    return {
        name: requirement_of(frame[frame["queue"].isin(queues)], (), target, bare).set_index(
            "timestamp"
        )
        for name, queues in groups.items()
    }


def summed(parts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Groups added up per interval; handle time and service are means weighted by volume."""
    rows = pd.concat([part.drop(columns="group") for part in parts.values()])
    weighed = rows.assign(
        _work=rows["volume"] * rows["aht_s"],
        _level=rows["volume"] * rows["service_level"].fillna(0.0),
        # Nobody waits where nobody calls; 0 x infinity would be no number.
        _wait=np.where(rows["volume"] > 0, rows["volume"] * rows["asa_s"], 0.0),
    )
    total = weighed.groupby(level=0, sort=True).sum(min_count=1)
    volume = total["volume"].to_numpy(dtype=np.float64)
    for name, work, none in (
        ("aht_s", "_work", 0.0),
        ("service_level", "_level", np.nan),
        ("asa_s", "_wait", np.nan),
    ):
        total[name] = np.divide(
            total[work].to_numpy(dtype=np.float64),
            volume,
            out=np.full(len(total), none),
            where=volume > 0,
        )
    return total.drop(columns=["_work", "_level", "_wait"]).astype(
        {"agents": int, "agents_with_shrinkage": int}
    )


@dataclasses.dataclass(frozen=True)
class Service:
    """Service over a span; NaN where a figure does not exist.

    Parameters
    ----------
    service_level : float
        Share answered in time, by the definition of the target.
    asa_s : float
        Average speed of answer; infinite where a queue grows without end (Erlang C).
    answer_rate : float
        Share answered at all; only Erlang A knows it.
    occupancy : float
        Share of time on calls, weighted by agent-hours.
    intervals_below : int
        Intervals with calls that miss the target, of any group.
    """

    service_level: float
    asa_s: float
    answer_rate: float
    occupancy: float
    intervals_below: int


def service_apart(
    frame: pd.DataFrame,
    seats: pd.Series,
    groups: Groups,
    target: Target,
    options: SizingOptions,
) -> Service:
    """Service that a number of agents would give, divided among groups that answer apart.

    It is that of the calls: who is needed for chat, e-mail and call-backs is taken off first.
    They are divided in each interval in proportion to what each group needs by itself, in
    fractions of an agent: nobody knows whole people's choices beforehand.

    Parameters
    ----------
    seats : Series
        Agents on the phones by timestamp.
    """
    shares: dict[str, pd.Series] = dict.fromkeys(groups, seats)
    works = by_queue(options.works)
    sized = {}
    if len(groups) > 1 or works:
        sized = group_requirements(frame, groups, target, options)
    if len(groups) > 1:
        needs = pd.DataFrame({name: part["agents"] for name, part in sized.items()}).fillna(0)
        weight = needs.div(needs.sum(axis=1).where(lambda s: s > 0, 1), axis=0)
        shares = {name: (seats * weight[name]).astype(float) for name in groups}
    found = []
    for name, queues in groups.items():
        part = rows_of(frame[frame["queue"].isin(queues)], works, Channel.PHONE)
        if part.empty:
            continue
        on_calls = shares[name].astype(float)
        if "chat_agents" in sized.get(name, ()):
            others = sized[name]["chat_agents"] + sized[name]["deferred_agents"]
            on_calls = (on_calls - others.reindex(on_calls.index).fillna(0)).clip(lower=0)
        outlook = expected_service(
            part,
            on_calls,
            target,
            options.patience,
            lag=options.lag,
            interval_min=options.interval_min,
        )
        found.append(outlook.total.iloc[0])
    if not found:
        return Service(np.nan, np.nan, np.nan, np.nan, 0)
    rows = pd.DataFrame(found)
    return Service(
        _mean(rows["service_level"], rows["volume"]),
        _mean(rows["asa_s"], rows["volume"] * rows["answer_rate"].fillna(1.0)),
        _mean(rows["answer_rate"], rows["volume"]),
        _mean(rows["occupancy"], rows["agent_hours"]),
        int(rows["intervals_below"].sum()),
    )


def _mean(values: pd.Series, weights: pd.Series) -> float:
    known = values.notna() & (weights > 0)
    if not known.any():
        return float("nan")
    return float(np.average(values[known].astype(float), weights=weights[known].astype(float)))
