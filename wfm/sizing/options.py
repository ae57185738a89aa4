"""How to size: the choices beside the target."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from wfm.core.days import OpeningHours
from wfm.core.errors import BadInputError, Fault
from wfm.core.time import INTERVALS_MIN
from wfm.sizing.arrays import BoolArray, FloatArray
from wfm.sizing.channels import QueueWork, by_queue
from wfm.sizing.doubt import rate_factor
from wfm.sizing.lag import TimeModel
from wfm.sizing.redial import check_redial
from wfm.sizing.shrinkage import table_faults
from wfm.sizing.target import Model


@dataclass(frozen=True)
class SizingOptions:
    """Choices of a sizing run.

    Parameters
    ----------
    model : Model
        Erlang C by default.
    patience_s : float or None
        Mean patience in seconds; Erlang A needs it, Erlang C does not look at it.
    lag : bool
        Let an interval know of those before it; False is plain SIPP whatever `time` says.
    redial_share : float
        Share of callers who gave up who call again at once (Erlang A); queues may say otherwise.
    shrinkage : float
        Unplanned absence, 0 or more and below 1; breaks and leave that the roster places are
        not in it.
    shrinkage_by_hour : tuple of tuple of float
        The same by weekday (7 rows, Monday first) and local hour (24); empty for `shrinkage`.
    min_agents : int
        Never fewer agents (of the pooled group, or of each queue in `size_frame`).
    confidence, cv : float or None
        Probability of meeting the target and the day's coefficient of variation; both or none.
    interval_min : int or None
        Length of an interval; read from the timestamps when None.
    works : tuple of QueueWork
        Queues that are no plain phone queues.
    opening : OpeningHours or None
        When e-mail and call-backs may be done; None for always.
    closed_days : frozenset of date
        Days on which they may not.
    time : TimeModel
        How an interval knows of those before it.

    Raises
    ------
    BadInputError
        When a choice is out of range or another one that it needs is missing.
    """

    model: Model = Model.ERLANG_C
    patience_s: float | None = None
    lag: bool = True
    redial_share: float = 0.0
    shrinkage: float = 0.0
    shrinkage_by_hour: tuple[tuple[float, ...], ...] = ()
    min_agents: int = 0
    confidence: float | None = None
    cv: float | None = None
    interval_min: int | None = None
    works: tuple[QueueWork, ...] = ()
    opening: OpeningHours | None = None
    closed_days: frozenset[date] = frozenset()
    time: TimeModel = TimeModel.MOVING

    def __post_init__(self) -> None:
        faults = []
        if self.patience_s is not None and not (0 < self.patience_s < math.inf):
            faults.append(
                _fault("patience_s", self.patience_s, "give the mean patience in seconds, above 0")
            )
        if self.model is Model.ERLANG_A and self.patience_s is None:
            faults.append(_fault("patience_s", None, "Erlang A needs the mean patience in seconds"))
        if not 0 <= self.shrinkage < 1:
            mend = "give a share of 0 or more and below 1, e.g. 0.3"
            faults.append(_fault("shrinkage", self.shrinkage, mend))
        faults += table_faults(self.shrinkage_by_hour)
        if self.min_agents < 0:
            faults.append(_fault("min_agents", self.min_agents, "give 0 or more agents"))
        if (self.confidence is None) != (self.cv is None):
            mend = "give both the confidence and the cv, or neither"
            faults.append(_fault("confidence", self.confidence, mend))
        if self.interval_min is not None and self.interval_min not in INTERVALS_MIN:
            mend = f"use one of {', '.join(map(str, INTERVALS_MIN))} minutes"
            faults.append(_fault("interval_min", self.interval_min, mend))
        if faults:
            raise BadInputError(faults)
        # Refuses what is out of range before any work starts.
        _ = self.rate_factor
        check_redial(self.redial_share)
        _ = by_queue(self.works)

    @property
    def patience(self) -> float | None:
        """Mean patience in seconds under Erlang A, None under Erlang C."""
        return self.patience_s if self.model is Model.ERLANG_A else None

    def shrinkage_at(self, stamps: pd.DatetimeIndex) -> FloatArray:
        """Unplanned absence at local times, shape (n,)."""
        if not self.shrinkage_by_hour:
            return np.full(len(stamps), self.shrinkage)
        table = np.array(self.shrinkage_by_hour)
        return np.asarray(table[stamps.day_of_week, stamps.hour], dtype=np.float64)

    def open_at(self, stamps: pd.DatetimeIndex) -> BoolArray:
        """Whether deferred work may be done at local times, shape (n,)."""
        days = np.array([d not in self.closed_days for d in stamps.date], dtype=np.bool_)
        if self.opening is None or self.opening.always:
            return days
        minutes = np.asarray(stamps.hour * 60 + stamps.minute)
        found = np.zeros(len(stamps), dtype=np.bool_)
        for weekday, spans in enumerate(self.opening.weekdays):
            mine = np.asarray(stamps.day_of_week == weekday)
            for first, last in spans:
                found |= mine & (minutes >= first) & (minutes < last)
        return found & days

    @property
    def time_model(self) -> TimeModel:
        """The time model in force."""
        return self.time if self.lag else TimeModel.ALONE

    @property
    def rate_factor(self) -> float:
        """Factor on the forecast that the wanted confidence asks for; 1 without doubt."""
        if self.confidence is None or self.cv is None:
            return 1.0
        return rate_factor(self.confidence, self.cv)


def _fault(name: str, value: float | None, mend: str) -> Fault:
    what = f"{name} is missing" if value is None else f"{name} is out of range"
    return Fault(what, mend, column=name, value="" if value is None else str(value))
