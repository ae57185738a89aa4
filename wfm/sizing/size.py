"""Agents for a plain table of volume and handle time: the command ``wfm size``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.core.frames import POOLED
from wfm.sizing.arrays import FloatArray, IntArray
from wfm.sizing.certainty import price_of_certainty, size_surely
from wfm.sizing.group_sizing import size_intervals
from wfm.sizing.load import interval_seconds, seconds_of
from wfm.sizing.options import SizingOptions
from wfm.sizing.performance import performance
from wfm.sizing.shrinkage import with_shrinkage
from wfm.sizing.sure_rows import Certain, local_days
from wfm.sizing.target import Target
from wfm.sizing.timed import Calls, steady_load

SIZE_COLUMNS = (
    "timestamp",
    "queue",
    "volume",
    "aht_s",
    "load_erlangs",
    "agents",
    "agents_with_shrinkage",
    "service_level",
    "asa_s",
    "occupancy",
    "model",
    "target",
    "sl_definition",
)
_NEEDED = ("timestamp", "volume", "aht_s")
_MENDS = {
    "timestamp": "write the interval's start, e.g. 2026-03-02T08:30+08:00",
    "volume": "write the number of calls offered, 0 or more",
    "aht_s": "write the average handle time in seconds, above 0 where calls are expected",
}


def size_frame(
    rows: pd.DataFrame,
    target: Target,
    options: SizingOptions | None = None,
    *,
    file: str = "",
    certain: Certain | None = None,
) -> pd.DataFrame:
    """Size every row of a table, each queue for itself.

    Parameters
    ----------
    rows : DataFrame
        timestamp (text or datetime), volume, aht_s and, if there are several, queue; further
        columns are ignored. Where nobody calls the handle time may be empty.
    target : Target
    options : SizingOptions, optional
    file : str
        Named in faults.
    certain : Certain, optional
        Size for a probability of keeping the target; the options' own doubt is then not looked
        at.

    Returns
    -------
    DataFrame
        The columns of `SIZE_COLUMNS`, in the order of the rows. `load_erlangs` is the load that
        was sized for (`wfm.sizing.timed.steady_load`), and the service is at that load.

    Raises
    ------
    BadInputError
        Listing row, column and value of everything that cannot be used.
    """
    chosen = options or SizingOptions()
    table = _read(rows, chosen, file)
    rows, volume = table.rows, table.volume
    load, known_aht = np.zeros_like(volume), table.aht_s.copy()
    for _, places, calls in table.queues():
        load[places], known_aht[places] = steady_load(calls, target, chosen)
    agents, served = size_intervals(volume, load, known_aht, target, chosen, chosen.min_agents)
    if certain is not None:
        for name, places, calls in table.queues():
            agents[places] = _surely(table, name, places, calls, target, chosen, certain)
        staff = agents.astype(np.float64)
        served = performance(load, staff, known_aht, target, chosen.patience)
    return pd.DataFrame(
        {
            "timestamp": rows["timestamp"].to_numpy(),
            "queue": table.queue.to_numpy(),
            "volume": volume,
            "aht_s": table.aht_s,
            "load_erlangs": load,
            "agents": agents,
            "agents_with_shrinkage": with_shrinkage(agents, chosen.shrinkage),
            "service_level": served.service_level,
            "asa_s": served.asa_s,
            "occupancy": served.occupancy,
            "model": chosen.model.value,
            "target": target.label,
            "sl_definition": target.definition.value,
        },
        columns=list(SIZE_COLUMNS),
    )


def price_frame(
    rows: pd.DataFrame,
    target: Target,
    options: SizingOptions | None,
    certain: Certain,
    *,
    file: str = "",
) -> pd.DataFrame:
    """What each level of certainty costs, a row a queue and level.

    Columns queue, confidence, agent_hours, peak_agents and hours_a_point. Parameters and errors
    are those of `size_frame`; the certainty's own confidence is not looked at.
    """
    chosen = options or SizingOptions()
    table = _read(rows, chosen, file)
    found = []
    for name, places, calls in table.queues():
        doubt = certain.doubt(table.rows.iloc[places], name, table.instants.iloc[places])
        points = price_of_certainty(
            calls,
            doubt,
            target,
            chosen,
            per=certain.per,
            day=local_days(table.rows["timestamp"].iloc[places]),
            min_agents=chosen.min_agents,
        )
        found += [{"queue": name, **vars(point)} for point in points]
    return pd.DataFrame(found)


@dataclass(frozen=True)
class _Table:
    rows: pd.DataFrame
    instants: pd.Series
    queue: pd.Series
    volume: FloatArray
    aht_s: FloatArray
    interval_s: float

    def queues(self) -> Iterator[tuple[str, IntArray, Calls]]:
        """Each queue with the places of its rows and its calls."""
        start_s = seconds_of(self.instants)
        found = self.queue.groupby(self.queue.to_numpy(), sort=False).indices
        for name, places in found.items():
            calls = Calls(start_s[places], self.volume[places], self.aht_s[places], self.interval_s)
            yield str(name), np.asarray(places, dtype=np.int64), calls


def _read(rows: pd.DataFrame, options: SizingOptions, file: str) -> _Table:
    missing = [name for name in _NEEDED if name not in rows.columns]
    if missing:
        raise BadInputError(
            [
                Fault("the column is missing", _MENDS[name], file=file, column=name)
                for name in missing
            ]
        )
    if rows.empty:
        raise BadInputError(Fault("the table has no rows", "give one row an interval", file=file))
    rows = rows.reset_index(drop=True)
    instants = _instants(rows["timestamp"])
    volume = _numbers(rows["volume"])
    aht = _numbers(rows["aht_s"])
    _check_rows(rows, instants, volume, aht, file)
    queue = rows["queue"].astype(str) if "queue" in rows.columns else _one_queue(rows.index)
    _check_unique(rows, instants, queue, file)
    interval_s = interval_seconds(seconds_of(instants), options.interval_min)
    return _Table(rows, instants, queue, volume, aht, interval_s)


def _surely(
    table: _Table,
    name: str,
    places: IntArray,
    calls: Calls,
    target: Target,
    options: SizingOptions,
    certain: Certain,
) -> IntArray:
    return size_surely(
        calls,
        certain.doubt(table.rows.iloc[places], name, table.instants.iloc[places]),
        certain.confidence,
        target,
        options,
        per=certain.per,
        day=local_days(table.rows["timestamp"].iloc[places]),
        min_agents=options.min_agents,
    )


def _instants(column: pd.Series) -> pd.Series:
    """Read ISO 8601, and what spreadsheets make of it (2026/3/2 8:30); year first, always.

    Day-first and month-first dates cannot be told apart, so they are not guessed at.
    """
    instants = pd.to_datetime(column, utc=True, errors="coerce", format="ISO8601")
    text = column.astype(str).str.strip()
    loose = instants.isna() & text.str.match(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b")
    if loose.any():
        read = pd.to_datetime(text[loose], utc=True, errors="coerce", format="mixed")
        instants = instants.where(~loose, read.reindex(instants.index))
    return instants


def _numbers(column: pd.Series) -> FloatArray:
    return np.asarray(pd.to_numeric(column, errors="coerce"), dtype=np.float64)


def _one_queue(index: pd.Index) -> pd.Series:
    return pd.Series(POOLED, index=index, dtype=str)


def _check_rows(
    rows: pd.DataFrame, instants: pd.Series, volume: FloatArray, aht: FloatArray, file: str
) -> None:
    calls = volume > 0
    empty_aht = rows["aht_s"].isna().to_numpy() | (rows["aht_s"].astype(str).str.strip() == "")
    checks = [
        ("timestamp", instants.isna().to_numpy(), "is not a time"),
        ("volume", np.isnan(volume), "is missing or not a number"),
        ("volume", volume < 0, "is negative"),
        ("volume", np.isinf(volume), "is infinite"),
        ("aht_s", np.isnan(aht) & (calls | ~empty_aht), "is missing or not a number"),
        ("aht_s", aht < 0, "is negative"),
        ("aht_s", np.isinf(aht), "is infinite"),
        ("aht_s", calls & (aht == 0), "is zero though calls are expected"),
    ]
    faults = [
        Fault(
            f"{column} {what}",
            _MENDS[column],
            file=file,
            row=int(place) + 2,
            column=column,
            value=str(rows[column].iloc[place]),
        )
        for column, bad, what in checks
        for place in np.flatnonzero(bad)
    ]
    if faults:
        raise BadInputError(sorted(faults, key=lambda fault: fault.row or 0))


def _check_unique(rows: pd.DataFrame, instants: pd.Series, queue: pd.Series, file: str) -> None:
    keys = pd.DataFrame({"instant": instants.to_numpy(), "queue": queue.to_numpy()})
    twice = np.flatnonzero(keys.duplicated().to_numpy())
    if twice.size:
        raise BadInputError(
            [
                Fault(
                    "the interval is there twice",
                    "keep one row for each timestamp and queue; add the offset to local times "
                    "if the clocks went back",
                    file=file,
                    row=int(place) + 2,
                    column="timestamp",
                    value=str(rows["timestamp"].iloc[place]),
                )
                for place in twice
            ]
        )
