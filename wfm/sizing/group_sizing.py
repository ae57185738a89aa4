"""One group's requirement: phones, chat and deferred work together, per interval."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from wfm.sizing.arrays import FloatArray, IntArray
from wfm.sizing.blending import idle_agents
from wfm.sizing.channels import Channel, QueueWork, Works, by_queue, mean_over_volume, rows_of
from wfm.sizing.chat import chat_agents
from wfm.sizing.deferred import DeferredWork, place
from wfm.sizing.erlang_a import erlang_a
from wfm.sizing.inverse import agents_needed
from wfm.sizing.load import felt_load, seconds_of
from wfm.sizing.options import SizingOptions
from wfm.sizing.performance import Performance, performance
from wfm.sizing.pooling import pool_queues
from wfm.sizing.redial import agents_with_redials, offered_load
from wfm.sizing.shrinkage import with_shrinkage
from wfm.sizing.target import Target
from wfm.sizing.timed import Calls, steady_load


@dataclasses.dataclass(frozen=True)
class _Line:
    """Contacts of one channel per interval of the group."""

    volume: FloatArray
    load: FloatArray
    aht_s: FloatArray


@dataclasses.dataclass(frozen=True)
class _Calls:
    """What the phones need: agents, load with redials, load that is answered."""

    agents: IntArray
    load: FloatArray
    carried: FloatArray
    aht_s: FloatArray
    patience_s: float | None


@dataclasses.dataclass(frozen=True)
class _Team:
    """Who is there before deferred work: on calls, on chat, beyond both."""

    on_calls: IntArray
    chat: IntArray
    spare: IntArray
    carried: FloatArray

    @property
    def there(self) -> IntArray:
        return self.on_calls + self.chat + self.spare


def size_group(
    rows: pd.DataFrame,
    group: str,
    target: Target,
    options: SizingOptions,
    *,
    least: pd.Series | int,
    interval_s: float,
) -> pd.DataFrame:
    """Size the queues of one group.

    Phones first, at the target; then chat, each queue by itself; what the minimum leaves over and
    the idle time that is granted do deferred work, and the rest of it adds agents where the fewest
    are needed. Outbound and care work add nobody.

    Parameters
    ----------
    rows : DataFrame
        FORECAST rows of the group's queues.
    group : str
    target : Target
    options : SizingOptions
    least : Series or int
        Never fewer agents; by timestamp or throughout.
    interval_s : float

    Returns
    -------
    DataFrame
        As `wfm.core.frames.REQUIREMENT` for one group, with `chat_agents` and `deferred_agents`
        where the options name queues other than phones. Service is that of the phones; occupancy
        is of everybody.
    """
    works = by_queue(options.works)
    live = rows_of(rows, works, *(c for c in Channel if not c.fills))
    stamps = pd.DatetimeIndex(np.sort(live["timestamp"].unique()))
    floor = _least(least, stamps)
    phones = rows_of(live, works, Channel.PHONE)
    if len(phones) == len(live):
        calls = _phones(phones, works, stamps, target, options, floor, interval_s)
        aht, load, agents = calls.aht_s, calls.load, calls.agents
        chat = deferred = np.zeros_like(floor)
        on_calls = agents
        occupancy = None
    else:
        # The minimum may be made of agents of any channel.
        calls = _phones(phones, works, stamps, target, options, np.zeros_like(floor), interval_s)
        chat, chat_load = _chats(
            rows_of(live, works, Channel.CHAT), works, stamps, target, options, interval_s
        )
        base = np.maximum(calls.agents + chat, floor)
        deferred, done = _deferred(
            rows_of(live, works, Channel.EMAIL, Channel.CALLBACK),
            works,
            stamps,
            _Team(calls.agents, chat, base - calls.agents - chat, calls.carried),
            options,
            interval_s,
        )
        agents = base + deferred
        load = calls.load + chat_load + done
        # Who is there beyond the calls' own need answers them too, unless other work is done.
        on_calls = np.where(done > 0, calls.agents, base - chat)
        pooled = pool_queues(live).set_index("timestamp").reindex(stamps).fillna(0.0)
        aht = pooled["aht_s"].to_numpy(dtype=np.float64)
        occupancy = _share(load, agents)
    served = performance(
        calls.load, on_calls.astype(np.float64), calls.aht_s, target, calls.patience_s
    )
    volume = live.groupby("timestamp")["volume"].sum().reindex(stamps)
    found = pd.DataFrame(
        {
            "timestamp": stamps,
            "group": group,
            "volume": volume.to_numpy(dtype=np.float64),
            "aht_s": aht,
            "load_erlangs": load,
            "agents": agents,
            "agents_with_shrinkage": with_shrinkage(agents, options.shrinkage_at(stamps)),
            "service_level": served.service_level,
            "asa_s": served.asa_s,
            "occupancy": served.occupancy if occupancy is None else occupancy,
        }
    )
    if any(work.channel is not Channel.PHONE for work in options.works):
        found = found.assign(chat_agents=chat, deferred_agents=deferred)
    return found


def size_intervals(
    volume: FloatArray,
    load: FloatArray,
    aht_s: FloatArray,
    target: Target,
    options: SizingOptions,
    min_agents: int,
) -> tuple[IntArray, Performance]:
    """Agents and service of flat intervals of calls: one agent at least where one is expected."""
    floor = np.full(volume.shape, min_agents, dtype=np.int64)
    line = _Line(volume, load, aht_s)
    calls = _size_calls(line, target, options, floor, options.patience, options.redial_share)
    agents = calls.agents.astype(np.float64)
    return calls.agents, performance(calls.load, agents, aht_s, target, options.patience)


def _least(least: pd.Series | int, stamps: pd.DatetimeIndex) -> IntArray:
    if isinstance(least, int):
        return np.full(len(stamps), least, dtype=np.int64)
    return np.asarray(least.reindex(stamps).fillna(0), dtype=np.int64)


def _line(rows: pd.DataFrame, stamps: pd.DatetimeIndex, interval_s: float, *, lag: bool) -> _Line:
    pooled = pool_queues(rows).set_index("timestamp").reindex(stamps).fillna(0.0)
    volume = pooled["volume"].to_numpy(dtype=np.float64)
    aht = pooled["aht_s"].to_numpy(dtype=np.float64)
    load, aht = felt_load(seconds_of(stamps), volume, aht, interval_s, lag)
    return _Line(volume, load, aht)


def _patience(rows: pd.DataFrame, works: Works, options: SizingOptions) -> float | None:
    if options.patience is None:
        return None
    return mean_over_volume(rows, works, "patience_s", options.patience, inverse=True)


def _phones(
    rows: pd.DataFrame,
    works: Works,
    stamps: pd.DatetimeIndex,
    target: Target,
    options: SizingOptions,
    floor: IntArray,
    interval_s: float,
) -> _Calls:
    line = _line(rows, stamps, interval_s, lag=options.lag)
    patience = _patience(rows, works, options)
    calls = Calls(seconds_of(stamps), line.volume, line.aht_s, interval_s)
    load, _ = steady_load(calls, target, options, patience)
    line = dataclasses.replace(line, load=load)
    redial = mean_over_volume(rows, works, "redial_share", options.redial_share)
    return _size_calls(line, target, options, floor, patience, redial)


def _size_calls(
    line: _Line,
    target: Target,
    options: SizingOptions,
    floor: IntArray,
    patience: float | None,
    redial: float,
) -> _Calls:
    least = np.maximum(floor, (line.volume > 0).astype(np.int64))
    aht = np.where(line.load > 0, line.aht_s, 1.0)
    wanted = line.load * options.rate_factor
    if patience is None:
        agents = agents_needed(wanted, aht, target, min_agents=least)
        return _Calls(agents, line.load, line.load, line.aht_s, None)
    agents = agents_with_redials(
        wanted, aht, target, patience_s=patience, redial_share=redial, min_agents=least
    )
    load = offered_load(line.load, agents, aht, patience, redial)
    carried = load * erlang_a(load, agents, aht, patience).answer_rate
    return _Calls(agents, load, carried, line.aht_s, patience)


def _chats(
    rows: pd.DataFrame,
    works: Works,
    stamps: pd.DatetimeIndex,
    target: Target,
    options: SizingOptions,
    interval_s: float,
) -> tuple[IntArray, FloatArray]:
    """Agents on chat, every queue by itself, and how many of them are busy all the time."""
    agents = np.zeros(len(stamps), dtype=np.int64)
    busy = np.zeros(len(stamps))
    for queue, mine in rows.groupby("queue", sort=True):
        work = works[str(queue)]
        line = _line(mine, stamps, interval_s, lag=options.lag)
        promise = target
        if work.threshold_s is not None:
            promise = dataclasses.replace(target, threshold_s=work.threshold_s)
        patience = _patience(mine, works, options)
        found = chat_agents(
            line.load * options.rate_factor,
            np.where(line.load > 0, line.aht_s, 1.0),
            promise,
            work.chat,
            patience_s=patience,
            min_agents=(line.volume > 0).astype(np.int64),
        )
        agents += found
        busy += np.minimum(line.load / work.chat.throughput, found)
    return agents, busy


def _deferred(
    rows: pd.DataFrame,
    works: Works,
    stamps: pd.DatetimeIndex,
    team: _Team,
    options: SizingOptions,
    interval_s: float,
) -> tuple[IntArray, FloatArray]:
    """Agents added for deferred work, and all of it that is done per interval.

    Queues that may use the same share of idle time are placed together; those that may use less
    go first, as they have less choice.
    """
    added = np.zeros(len(stamps), dtype=np.int64)
    done = np.zeros(len(stamps))
    may = options.open_at(stamps)
    shares: dict[float, list[QueueWork]] = {}
    for queue in sorted(rows["queue"].unique()):
        shares.setdefault(works[queue].idle_share, []).append(works[queue])
    for share, mine in sorted(shares.items(), key=lambda item: item[0]):
        streams = []
        for work in mine:
            line = _line(rows[rows["queue"] == work.queue], stamps, interval_s, lag=False)
            long = work.deadline(interval_s)
            backlog = work.backlog * _first_positive(line.aht_s) / interval_s
            streams.append(DeferredWork(work.queue, line.load, long, backlog, long))
        idle = idle_agents(team.carried, team.on_calls, share)
        free = np.maximum(team.spare + idle + added - done, 0.0)
        floor = (team.there + added).astype(np.float64)
        put = place(streams, floor, idle=free, open_=may)
        added = added + put.agents
        done = done + put.done.sum(axis=0)
    return added, done


def _first_positive(values: FloatArray) -> float:
    known = values[values > 0]
    return float(known[0]) if known.size else 0.0


def _share(busy: FloatArray, agents: IntArray) -> FloatArray:
    count = agents.astype(np.float64)
    ratio = np.divide(busy, count, out=np.full_like(busy, np.nan), where=count > 0)
    return np.minimum(ratio, 1.0)
