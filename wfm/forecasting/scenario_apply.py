"""Put a scenario on a forecast frame, stage by stage.

Every stage takes a FORECAST frame and gives a new one. Where a count is multiplied by a factor its
quantiles keep their distance from the mean in proportion, or by the root of the factor where
volume falls (counting noise falls slower); where counts are added, the distances are added as
those of independent counts are, by the root of the sum of squares.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.core.frames import FORECAST
from wfm.forecasting.scenario import FORECAST_STAGES, Scenario
from wfm.forecasting.scenario_hours import open_otherwise
from wfm.forecasting.scenario_parts import OUT, Move, event_on, growth_on, inside

QUANTILES = ("q025", "q10", "q90", "q975")

Frames = Mapping[str, pd.DataFrame]
"""Frames of other centres by `OtherSite.source`, on this centre's intervals."""

Floats = np.ndarray[Any, np.dtype[np.float64]]


def apply_scenario(
    scenario: Scenario,
    forecast: pd.DataFrame,
    sites: Frames | None = None,
    *,
    stages: Collection[str] = FORECAST_STAGES,
) -> pd.DataFrame:
    """Put a scenario on a forecast frame; those it builds on are not looked at.

    Parameters
    ----------
    scenario : Scenario
        Its pools, target, shrinkage and minimum are for sizing and change nothing here.
    forecast : DataFrame
        As `wfm.core.frames.FORECAST`.
    sites : mapping, optional
        Frames of the other centres that it names.
    stages : collection of str
        Of `FORECAST_STAGES`; which of them to put on.

    Returns
    -------
    DataFrame
        As `wfm.core.frames.FORECAST`.

    Raises
    ------
    BadInputError
        When the scenario names a queue that the forecast does not have, or another centre of
        which no frame is given or whose frame does not cover the forecast's intervals.
    """
    check_queues(scenario, set(forecast["queue"]))
    frame = forecast
    for stage in scenario.stages:
        if stage in stages and stage in _STAGES:
            frame = _STAGES[stage](scenario, frame)
        elif stage == "other sites" and stage in stages:
            frame = _with_sites(scenario, frame, sites or {})
    return FORECAST.validate(frame.reset_index(drop=True))


def check_queues(scenario: Scenario, queues: Collection[str]) -> None:
    """Refuse a scenario that names queues which are not there.

    Queues of the sites that it adds itself may stand in its pools.

    Raises
    ------
    BadInputError
        Naming each.
    """
    own = tuple(site.queue("") for site in scenario.sites)
    unknown = sorted(q for q in scenario.queues - set(queues) if not (own and q.startswith(own)))
    if unknown:
        raise BadInputError(
            [
                Fault(
                    f"scenario {scenario.name} names a queue that the forecast does not have",
                    f"use one of {', '.join(sorted(queues))}",
                    column="queue",
                    value=queue,
                )
                for queue in unknown
            ]
        )


def volume_factor(scenario: Scenario, forecast: pd.DataFrame) -> Floats:
    """Factor on the volume of each row by growth, events and self-service, shape (n_rows,)."""
    return (
        _growth_factor(scenario, forecast)
        * _event_factor(scenario, forecast)
        * _self_service_factor(scenario, forecast)
    )


def scaled(frame: pd.DataFrame, factor: Floats) -> pd.DataFrame:
    """Frame whose counts are multiplied row by row."""
    mean = frame["volume"].to_numpy(dtype=np.float64)
    reach = np.maximum(factor, np.sqrt(factor))
    changed = {"volume": mean * factor}
    for name in QUANTILES:
        distance = frame[name].to_numpy(dtype=np.float64) - mean
        changed[name] = np.maximum(mean * factor + distance * reach, 0.0)
    return frame.assign(**changed)


def added(frame: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """Counts of the same intervals added row by row; handle time is the mean by volume."""
    mean, extra = (f["volume"].to_numpy(dtype=np.float64) for f in (frame, more))
    total = mean + extra
    changed: dict[str, Floats] = {"volume": total}
    for name in QUANTILES:
        first = frame[name].to_numpy(dtype=np.float64) - mean
        second = more[name].to_numpy(dtype=np.float64) - extra
        sign = -1.0 if name in ("q025", "q10") else 1.0
        changed[name] = np.maximum(total + sign * np.hypot(first, second), 0.0)
    work = mean * frame["aht_s"].to_numpy(np.float64) + extra * more["aht_s"].to_numpy(np.float64)
    own = frame["aht_s"].to_numpy(dtype=np.float64)
    changed["aht_s"] = np.divide(work, total, out=own.copy(), where=total > 0)
    return frame.assign(**changed)


def _days(frame: pd.DataFrame) -> tuple[list[date], np.ndarray[Any, Any]]:
    """Local days of a frame and, row by row, which of them it is."""
    stamps = pd.DatetimeIndex(frame["timestamp"]).tz_localize(None).normalize()
    places, days = pd.factorize(stamps)
    return [day.date() for day in pd.DatetimeIndex(days)], places


def _by_day(frame: pd.DataFrame, value: Callable[[date], float]) -> Floats:
    days, places = _days(frame)
    values: Floats = np.array([value(day) for day in days], dtype=np.float64)[places]
    return values


def _of(frame: pd.DataFrame, queues: Sequence[str]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Rows of some queues; of all when none is named."""
    if not queues:
        return np.ones(len(frame), dtype=bool)
    return np.asarray(frame["queue"].isin(list(queues)), dtype=bool)


def _by_queue(frame: pd.DataFrame, factors: Mapping[str, float]) -> Floats:
    return np.asarray(frame["queue"].map(dict(factors)).fillna(1.0), dtype=np.float64)


def _growth_factor(scenario: Scenario, frame: pd.DataFrame) -> Floats:
    factor: Floats = scenario.growth * _by_queue(frame, scenario.queue_factors)
    for part in scenario.growths:
        by_day = _by_day(frame, lambda day, part=part: growth_on(part, day))  # type: ignore[misc]
        factor *= np.where(_of(frame, part.queues), by_day, 1.0)
    return factor


def _event_factor(scenario: Scenario, frame: pd.DataFrame) -> Floats:
    factor = np.ones(len(frame))
    for event in scenario.events:
        by_day = _by_day(frame, lambda day, event=event: event_on(event, day))  # type: ignore[misc]
        factor = factor * np.where(_of(frame, event.queues), by_day, 1.0)
    return factor


def _self_service_factor(scenario: Scenario, frame: pd.DataFrame) -> Floats:
    left = {queue: 1.0 - share for queue, share in scenario.queue_self_service.items()}
    kept: Floats = (1.0 - scenario.self_service_share) * _by_queue(frame, left)
    return kept


def _handle_time(scenario: Scenario, frame: pd.DataFrame) -> pd.DataFrame:
    factor = scenario.aht_factor * _by_queue(frame, scenario.queue_aht)
    return frame.assign(aht_s=frame["aht_s"].to_numpy(dtype=np.float64) * factor)


def _moved(scenario: Scenario, frame: pd.DataFrame) -> pd.DataFrame:
    for move in scenario.moves:
        frame = _one_moved(move, frame)
    return frame


def _one_moved(move: Move, frame: pd.DataFrame) -> pd.DataFrame:
    share = _by_day(frame, lambda day: move.share if inside(day, move.start, move.end) else 0.0)
    leaving = np.where(_of(frame, (move.queue,)), share, 0.0)
    left = scaled(frame, 1.0 - leaving)
    if move.to == OUT:
        return left
    source = _of(frame, (move.queue,))
    going = scaled(frame[source], leaving[source]).assign(queue=move.to)
    there = left[_of(left, (move.to,))]
    both = _on(there, going["timestamp"], move.to, going)
    summed = added(both, _on(going, both["timestamp"], move.to, going))
    rest = left[~_of(left, (move.to,))]
    result = pd.concat([rest, summed], ignore_index=True)
    # Queues keep their place, and each its intervals in order.
    rank = {queue: place for place, queue in enumerate(dict.fromkeys(frame["queue"]))}
    result["_rank"] = result["queue"].map(rank)
    result = result.sort_values(["_rank", "timestamp"], kind="stable", ignore_index=True)
    return result.drop(columns="_rank")


def _on(frame: pd.DataFrame, stamps: pd.Series, queue: str, times: pd.DataFrame) -> pd.DataFrame:
    """Rows of one queue on its own and further intervals; no call where there was no row."""
    wanted = pd.DatetimeIndex(frame["timestamp"]).union(pd.DatetimeIndex(stamps))
    indexed = frame.set_index("timestamp").reindex(wanted)
    counts = ["volume", *QUANTILES]
    indexed[counts] = indexed[counts].fillna(0.0)
    known = times.drop_duplicates("timestamp").set_index("timestamp")["aht_s"]
    indexed["aht_s"] = indexed["aht_s"].fillna(known.reindex(wanted)).fillna(0.0)
    indexed["queue"] = queue
    return indexed.rename_axis("timestamp").reset_index()[list(frame.columns)]


def _with_sites(scenario: Scenario, frame: pd.DataFrame, sites: Frames) -> pd.DataFrame:
    parts = [frame]
    wanted = pd.DatetimeIndex(frame["timestamp"].drop_duplicates())
    for site in scenario.sites:
        if site.source not in sites:
            raise BadInputError(
                Fault(
                    "the calls of the other site are not there",
                    "name a centre with a plan of record, or import its forecast as a CSV",
                    column="sites",
                    value=site.centre or site.file,
                )
            )
        theirs = sites[site.source]
        inside_ours = theirs[theirs["timestamp"].isin(wanted)]
        for queue, rows in inside_ours.groupby("queue", sort=False):
            lacking = len(wanted) - rows["timestamp"].nunique()
            if lacking:
                raise _uncovered(site.name, str(queue), lacking)
        if inside_ours.empty:
            raise _uncovered(site.name, "", len(wanted))
        named = inside_ours.assign(queue=[site.queue(str(q)) for q in inside_ours["queue"]])
        parts.append(scaled(named, np.full(len(named), site.share))[list(frame.columns)])
    result = pd.concat(parts, ignore_index=True)
    if result.duplicated(["timestamp", "queue"]).any():
        raise BadInputError(
            Fault(
                "another site of this name is part of the plan already",
                "give the site another name",
                column="sites",
                value=", ".join(site.name for site in scenario.sites),
            )
        )
    return result


def _uncovered(site: str, queue: str, n: int) -> BadInputError:
    return BadInputError(
        Fault(
            f"the forecast of the other site lacks {n} intervals of the plan",
            "forecast the same days there; write 0 where it is closed",
            column="sites",
            value=f"{site} {queue}".strip(),
        )
    )


_STAGES: dict[str, Callable[[Scenario, pd.DataFrame], pd.DataFrame]] = {
    "growth": lambda scenario, frame: scaled(frame, _growth_factor(scenario, frame)),
    "events": lambda scenario, frame: scaled(frame, _event_factor(scenario, frame)),
    "self-service": lambda scenario, frame: scaled(frame, _self_service_factor(scenario, frame)),
    "handle time": _handle_time,
    "opening hours": lambda scenario, frame: open_otherwise(scenario.openings, frame),
    "moves": _moved,
}
