"""What a staffing will give: service per interval, day, week and as a whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.core.frames import FORECAST
from wfm.sizing.arrays import FloatArray
from wfm.sizing.inverse import refuse_answer_rate
from wfm.sizing.lag import TimeModel
from wfm.sizing.load import interval_seconds, seconds_of
from wfm.sizing.requirement import pool_queues
from wfm.sizing.target import TIE, Model, Target
from wfm.sizing.timed import Calls, serve_calls


@dataclass(frozen=True)
class ServiceOutlook:
    """Service to expect of a staffing.

    Attributes
    ----------
    intervals : DataFrame
        timestamp, volume, aht_s, load_erlangs, agents, service_level, asa_s, occupancy,
        answer_rate, meets_target. Service is NaN where nobody calls and nobody is there, and
        the answer rate is NaN under Erlang C, in which nobody gives up.
    days, weeks, total : DataFrame
        A row a local day, a week (named by its Monday) and one row in all: start (date), volume,
        agent_hours, service_level, asa_s, occupancy, answer_rate, intervals_with_calls,
        intervals_below, worst_timestamp, worst_service_level. Service level and answer rate are
        weighted by the calls that they count; only intervals with calls can be worst or below.
    target : Target
    model : Model
    """

    intervals: pd.DataFrame
    days: pd.DataFrame
    weeks: pd.DataFrame
    total: pd.DataFrame
    target: Target
    model: Model

    @property
    def service_level(self) -> float:
        """Service level over everything; NaN without calls."""
        return float(self.total["service_level"].iloc[0])

    @property
    def worst_service_level(self) -> float:
        """Service level of the worst interval with calls; NaN without calls."""
        return float(self.total["worst_service_level"].iloc[0])

    @property
    def worst_timestamp(self) -> pd.Timestamp | None:
        """Start of the worst interval with calls."""
        stamp = self.total["worst_timestamp"].iloc[0]
        return None if pd.isna(stamp) else pd.Timestamp(stamp)


def expected_service(
    forecast: pd.DataFrame,
    staffing: pd.Series,
    target: Target,
    patience_s: float | None = None,
    *,
    lag: bool = True,
    time: TimeModel = TimeModel.MOVING,
    interval_min: int | None = None,
) -> ServiceOutlook:
    """Predict the service of the pooled group from the agents on the phones.

    Parameters
    ----------
    forecast : DataFrame
        FORECAST frame; its queues are pooled.
    staffing : Series
        Agents on the phones, indexed by the interval's start (aware); 0 or more. Fractions are
        agents too (a trainee at half speed is 0.5): the formulas are continued analytically
        between whole numbers. Further intervals than the forecast's are ignored.
    target : Target
        Threshold and definition of the service level; `meets_target` and the counts of intervals
        below look at every promise.
    patience_s : float or None
        Mean patience for Erlang A; None for Erlang C.
    lag : bool
        Let an interval know of those before it, as the sizing does; False is plain SIPP.
    time : TimeModel
        How it knows. By default the load is followed from moment to moment, so that callers
        whom a short interval leaves waiting are seen in the next one.
    interval_min : int or None
        Length of an interval; read from the timestamps when None.

    Raises
    ------
    BadInputError
        When an interval of the forecast has no staffing (missing is not zero), when staffing is
        negative, not a number or there twice, or an answer rate is asked of Erlang C.
    """
    refuse_answer_rate(target, patience_s)
    pooled = pool_queues(FORECAST.validate(forecast))
    agents = _aligned(staffing, pd.DatetimeIndex(pooled["timestamp"]))
    start_s = seconds_of(pooled["timestamp"])
    interval_s = interval_seconds(start_s, interval_min)
    volume = pooled["volume"].to_numpy(dtype=np.float64)
    calls = Calls(start_s, volume, pooled["aht_s"].to_numpy(dtype=np.float64), interval_s)
    found = serve_calls(calls, agents, target, patience_s, time if lag else TimeModel.ALONE)
    served = found.performance
    # A load may lag wholly behind the first calls; they still find nobody there.
    deserted = (volume > 0) & (agents == 0)
    intervals = pd.DataFrame(
        {
            "timestamp": pooled["timestamp"],
            "volume": volume,
            "aht_s": found.aht_s,
            "load_erlangs": found.load,
            "agents": agents,
            "service_level": np.where(deserted, 0.0, served.service_level),
            "asa_s": np.where(deserted, np.inf, served.asa_s),
            "occupancy": served.occupancy,
            "answer_rate": served.answer_rate,
        }
    )
    intervals["meets_target"] = _meets(intervals, target)
    stamps = pd.DatetimeIndex(intervals["timestamp"])
    day = stamps.tz_localize(None).normalize()
    monday = day - pd.to_timedelta(day.day_of_week, unit="D")
    weighed = intervals.assign(_base=served.base, _hours=agents * interval_s / 3600.0)
    return ServiceOutlook(
        intervals=intervals,
        days=_totals(weighed, day),
        weeks=_totals(weighed, monday),
        total=_totals(weighed, pd.DatetimeIndex(np.repeat(day[:1], len(day)))),
        target=target,
        model=Model.ERLANG_C if patience_s is None else Model.ERLANG_A,
    )


def _aligned(staffing: pd.Series, wanted: pd.DatetimeIndex) -> FloatArray:
    index = pd.DatetimeIndex(staffing.index)
    if index.tz is None:
        raise BadInputError(
            Fault("the staffing has no time zone", "index it by aware timestamps", value="")
        )
    mend = "give the agents on the phones of every interval once, 0 or more"
    if index.has_duplicates:
        stamp = str(index[index.duplicated()][0])
        raise BadInputError(Fault("an interval is staffed twice", mend, value=stamp))
    found = pd.Series(staffing.to_numpy(), index=index.tz_convert("UTC"))
    agents = np.asarray(found.reindex(wanted.tz_convert("UTC")), dtype=np.float64)
    bad = ~(np.isfinite(agents) & (agents >= 0))
    if bad.any():
        raise BadInputError(
            [
                Fault(
                    f"the staffing at {wanted[place]} is missing, negative or not a number",
                    mend,
                    column="agents",
                    value=str(agents[place]),
                )
                for place in map(int, np.flatnonzero(bad))
            ]
        )
    return agents


def _meets(intervals: pd.DataFrame, target: Target) -> pd.Series:
    """Whether every promise is kept; where nobody calls, none is broken."""
    kept = pd.Series(True, index=intervals.index)
    if target.sl is not None:
        kept &= intervals["service_level"] >= target.sl * (1.0 - TIE)
    if target.asa_s is not None:
        kept &= intervals["asa_s"] <= target.asa_s * (1.0 + TIE)
    if target.occupancy_cap is not None:
        kept &= intervals["occupancy"] <= target.occupancy_cap * (1.0 + TIE)
    if target.answer_rate is not None:
        kept &= intervals["answer_rate"] >= target.answer_rate * (1.0 - TIE)
    return kept | (intervals["volume"] == 0)


def _totals(weighed: pd.DataFrame, starts: pd.DatetimeIndex) -> pd.DataFrame:
    rows = []
    for start in starts.unique().sort_values():
        part = weighed[np.asarray(starts == start)]
        rows.append({"start": start.date(), **_total(part)})
    return pd.DataFrame(rows)


def _total(part: pd.DataFrame) -> dict[str, object]:
    called = part[part["volume"] > 0]
    volume = called["volume"].to_numpy(dtype=np.float64)
    answered = volume * called["answer_rate"].fillna(1.0).to_numpy(dtype=np.float64)
    hours = part["_hours"].to_numpy(dtype=np.float64)
    level = called["service_level"]
    worst = int(np.argmin(level)) if len(called) else None
    return {
        "volume": float(volume.sum()),
        "agent_hours": float(hours.sum()),
        "service_level": _mean(level, volume * called["_base"].to_numpy(dtype=np.float64)),
        "asa_s": _mean(called["asa_s"], answered if answered.any() else volume),
        "occupancy": _mean(part["occupancy"], hours),
        "answer_rate": _mean(called["answer_rate"], volume),
        "intervals_with_calls": len(called),
        "intervals_below": int((~called["meets_target"]).sum()),
        "worst_timestamp": pd.NaT if worst is None else called["timestamp"].iloc[worst],
        "worst_service_level": np.nan if worst is None else float(level.iloc[worst]),
    }


def _mean(values: pd.Series, weights: FloatArray) -> float:
    counted = weights > 0
    if not counted.any():
        return float("nan")
    return float(np.average(values.to_numpy(dtype=np.float64)[counted], weights=weights[counted]))
