"""Queues too small to model alone: a share of the total's forecast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from wfm.forecasting.contract import Fitted, Forecaster, clean
from wfm.forecasting.days import BoolArray, DayMatrix, FloatArray, IntArray
from wfm.forecasting.folds import normalised
from wfm.forecasting.learned import N_TYPES, LearnedCalendar, learn_calendar
from wfm.forecasting.regression import half_life_weights

SPARSE_VOLUME = 5.0
"""Contacts an open slot below which square-root models are biased low."""
TOTAL = "__total__"
GONE_DAYS = 28
"""Four weeks without a row end a queue for the total, as `lifetimes` ends it for the forecast."""
SHAPE_HALF_LIFE_DAYS = 60.0
LEVEL_HALF_LIFE_DAYS = 10.0
LEVEL_CONTACTS = 20.0
PRIOR_CONTACTS = 60.0
"""A slot's own share counts as its contacts against this many of the queue's overall share."""


def is_sparse(history: DayMatrix) -> bool:
    """Whether a queue has fewer than five contacts per counted, busy slot."""
    seen = history.counts[np.isfinite(history.counts)]
    busy = seen[seen > 0]
    return bool(busy.size == 0 or float(busy.mean()) < SPARSE_VOLUME)


def total_history(history: pd.DataFrame) -> pd.DataFrame:
    """Sum the queues of a history into one; an interval that a queue lacks is missing.

    Before its first count a queue was not there yet, and four weeks after the last count of one
    that is no longer counted it is gone: it lacks nothing then.

    Parameters
    ----------
    history : DataFrame
        As `wfm.core.frames.HISTORY`.
    """
    codes, found = pd.factorize(history["timestamp"], sort=True)
    stamps = pd.DatetimeIndex(found)
    is_open = (history["state"] == "open").to_numpy(dtype=bool)
    is_missing = (history["state"] == "missing").to_numpy(dtype=bool)
    volume = np.where(is_open, history["volume"].to_numpy(dtype=float), np.nan)
    counted = np.isfinite(volume)
    n = len(stamps)
    sums = np.bincount(codes[counted], weights=volume[counted], minlength=n)
    sums[np.bincount(codes[counted], minlength=n) == 0] = np.nan
    any_open = np.bincount(codes[is_open], minlength=n) > 0
    lacking = is_missing & _in_their_life(history["queue"], codes, stamps, counted, is_missing)
    any_missing = np.bincount(codes[lacking], minlength=n) > 0
    is_out = (history["state"] == "outage").to_numpy(dtype=bool)
    any_out = np.bincount(codes[is_out], minlength=n) > 0
    # One small queue's outage must not hide a day of the total: only missing rows do.
    state = np.select([any_missing, any_open, any_out], ["missing", "open", "outage"], "closed")
    return pd.DataFrame(
        {
            "timestamp": stamps,
            "queue": TOTAL,
            "volume": np.where(state == "open", sums, np.nan),
            "aht_s": np.nan,
            "abandoned": np.nan,
            "state": state,
        }
    )


def _in_their_life(
    queues: pd.Series,
    codes: IntArray,
    stamps: pd.DatetimeIndex,
    counted: BoolArray,
    asked: BoolArray,
) -> BoolArray:
    """Whether each row lies between its queue's first count and its end."""
    if not asked.any() or not counted.any():
        return asked
    own, names = pd.factorize(queues)
    first = np.full(len(names), len(stamps))
    last = np.full(len(names), -1)
    np.minimum.at(first, own[counted], codes[counted])
    np.maximum.at(last, own[counted], codes[counted])
    end = stamps[int(last.max())] - pd.Timedelta(days=GONE_DAYS)
    gone = last < int(stamps.searchsorted(end))
    life: BoolArray = (codes >= first[own]) & ~(gone[own] & (codes > last[own]))
    return life


@dataclass(frozen=True, eq=False)
class ShareFit:
    """A parent's forecast times the queue's share."""

    parent: Fitted
    shares: FloatArray
    calendar: LearnedCalendar
    notes: tuple[str, ...] = ()

    def predict(self, days: Sequence[date]) -> FloatArray:
        """Expected contacts per slot, shape (n_days, n_slots)."""
        return clean(self.parent.predict(days) * self.shares[self.calendar.types(days)])


@dataclass(frozen=True, eq=False)
class ParentShare:
    """Forecast the parent, then split by decayed, shrunken shares per day type and slot.

    Parameters
    ----------
    model : Forecaster
        Model of the parent.
    parent : DayMatrix
        Counts of the parent over at least the queue's days.
    """

    model: Forecaster
    parent: DayMatrix
    name: str = "parent_share"
    _fits: dict[int, tuple[DayMatrix, Fitted]] = field(default_factory=dict, repr=False)

    def _parent_fit(self, n_days: int, calendar: LearnedCalendar) -> tuple[DayMatrix, Fitted]:
        """Free the parent of its events and fit it, once for all queues at the same origin."""
        if n_days not in self._fits:
            parent = self.parent.until(n_days)
            learned = learn_calendar(parent, calendar.calendar)
            freed = normalised(parent, learned)
            self._fits[n_days] = freed, self.model.fit(freed, learned)
        return self._fits[n_days]

    def fit(self, history: DayMatrix, calendar: LearnedCalendar) -> ShareFit:
        """Fit the parent up to the history's last day, and the shares."""
        n_before = (history.days[-1] - self.parent.days[0]).days + 1
        n_days = min(n_before, len(self.parent.days))
        parent, fitted = self._parent_fit(n_days, calendar)
        offset = (history.days[0] - parent.days[0]).days
        own = history.counts
        whole = np.full_like(own, np.nan)
        first, last = max(offset, 0), min(offset + len(own), len(parent.days))
        whole[first - offset : last - offset] = parent.counts[first:last]
        both = np.isfinite(own) & np.isfinite(whole)
        age = np.arange(len(own))[::-1].astype(float)
        weight = half_life_weights(age, SHAPE_HALF_LIFE_DAYS)[:, None] * both
        mine, all_of_it = np.where(both, own, 0.0) * weight, np.where(both, whole, 0.0) * weight
        overall = float(mine.sum()) / max(float(all_of_it.sum()), 1e-9)
        slot = (mine.sum(axis=0) + PRIOR_CONTACTS * overall) / (
            all_of_it.sum(axis=0) + PRIOR_CONTACTS
        )
        types = calendar.types(history.days)
        shares = np.zeros((N_TYPES, own.shape[1]))
        for kind in range(N_TYPES):
            rows = types == kind
            shares[kind] = (mine[rows].sum(axis=0) + PRIOR_CONTACTS * slot) / (
                all_of_it[rows].sum(axis=0) + PRIOR_CONTACTS
            )
        # A small queue's share drifts faster than its shape does.
        recent = half_life_weights(age, LEVEL_HALF_LIFE_DAYS)[:, None] * both
        expected = np.where(both, whole, 0.0) * shares[types] * recent
        seen = np.where(both, own, 0.0) * recent
        level = (float(seen.sum()) + LEVEL_CONTACTS) / (float(expected.sum()) + LEVEL_CONTACTS)
        return ShareFit(fitted, np.minimum(shares * level, 1.0), calendar, fitted.notes)
