"""A new queue without a history borrows the profile of queues that it is like."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.forecasting.contract import Fitted, Forecaster, clean
from wfm.forecasting.days import DayMatrix, FloatArray, day_matrix
from wfm.forecasting.learned import LearnedCalendar
from wfm.forecasting.sparse import TOTAL, total_history

OWN_WEEKS = 8
"""With so many weeks of its own a queue no longer borrows."""
TYPICAL_DAYS = 8
NOTE_BORROWED = "borrowed_profile"


@dataclass(frozen=True)
class Borrowing:
    """What a planner says of a new queue.

    Parameters
    ----------
    queue : str
        The new queue.
    like : tuple of str
        Queues whose sum gives weekdays, profile and handle time.
    weekly_volume : float
        Guess of its contacts a week; weighs as much as one week of its own counts.
    """

    queue: str
    like: tuple[str, ...]
    weekly_volume: float


def lend(
    history: pd.DataFrame, borrowings: Iterable[Borrowing], interval_min: int
) -> tuple[pd.DataFrame, dict[str, date]]:
    """Give new queues the scaled past of the queues that they are like.

    Parameters
    ----------
    history : DataFrame
        As `wfm.core.frames.HISTORY`.
    borrowings : iterable of Borrowing
    interval_min : int
        The history's interval.

    Returns
    -------
    history : DataFrame
        With the lent rows before each new queue's first own count.
    until : dict of str to date
        First day that is not lent, for the queues that borrow; one with eight weeks of its own
        does not.

    Raises
    ------
    BadInputError
        When the queues to borrow from have no count.
    """
    until: dict[str, date] = {}
    parts = [history]
    for borrowing in borrowings:
        own = day_matrix(history, borrowing.queue, interval_min).trimmed()
        if len(own.days) >= 7 * OWN_WEEKS:
            continue
        donors = history[history["queue"].isin(borrowing.like)]
        lent, start = _lent(donors, own, borrowing, interval_min)
        until[borrowing.queue] = start
        keep = lent["timestamp"].dt.tz_localize(None) < pd.Timestamp(start)
        parts[0] = parts[0][
            (parts[0]["queue"] != borrowing.queue)
            | (parts[0]["timestamp"].dt.tz_localize(None) >= pd.Timestamp(start))
        ]
        parts.append(lent[keep])
    if not until:
        return history, until
    whole = pd.concat(parts, ignore_index=True)
    return whole.sort_values(["queue", "timestamp"], ignore_index=True), until


def _lent(
    donors: pd.DataFrame, own: DayMatrix, borrowing: Borrowing, interval_min: int
) -> tuple[pd.DataFrame, date]:
    counted = donors["state"].eq("open") & (donors["volume"] > 0)
    total = total_history(donors) if counted.any() else donors
    matrix = day_matrix(total, TOTAL, interval_min).trimmed()
    typical = _typical_week(matrix)
    if typical <= 0:
        raise BadInputError(
            Fault(
                f"the queue {borrowing.queue} has nothing to borrow",
                "name queues that have a history with contacts in it",
                column="like",
                value=", ".join(borrowing.like),
            )
        )
    mine, theirs = _side_by_side(own, matrix)
    factor = (borrowing.weekly_volume + mine) / (typical + theirs)
    handled = donors["volume"].where((donors["state"] == "open") & donors["aht_s"].notna())
    sums = (
        pd.DataFrame(
            {
                "timestamp": donors["timestamp"],
                "handled": handled,
                "seconds": handled * donors["aht_s"],
                "abandoned": donors["abandoned"].where(donors["state"] == "open"),
            }
        )
        .groupby("timestamp", sort=True)
        .sum(min_count=1)
        .reindex(total["timestamp"])
    )
    volume = total["volume"].to_numpy(dtype=float) * factor
    lent = pd.DataFrame(
        {
            "timestamp": total["timestamp"].array,
            "queue": borrowing.queue,
            "volume": volume,
            "aht_s": (sums["seconds"] / sums["handled"].where(sums["handled"] > 0)).to_numpy(),
            "abandoned": np.minimum(sums["abandoned"].to_numpy(dtype=float) * factor, volume),
            "state": total["state"].to_numpy(),
        }
    )
    last = matrix.days[-1]
    return lent, own.days[0] if own.days else date.fromordinal(last.toordinal() + 1)


def _typical_week(history: DayMatrix) -> float:
    """Contacts of a week: the means of the last eight counted days of each weekday."""
    totals = np.where(history.has_counts, np.nansum(history.counts, axis=1), np.nan)
    week = 0.0
    for weekday in range(7):
        rows = totals[history.weekdays == weekday]
        seen = rows[np.isfinite(rows)][-TYPICAL_DAYS:]
        week += float(seen.mean()) if seen.size else 0.0
    return week


def _side_by_side(own: DayMatrix, other: DayMatrix) -> tuple[float, float]:
    """Contacts of both in the slots in which both were counted."""
    places = {day: i for i, day in enumerate(other.days)}
    pairs = [(i, places[day]) for i, day in enumerate(own.days) if day in places]
    mine, theirs = 0.0, 0.0
    for i, k in pairs:
        both = np.isfinite(own.counts[i]) & np.isfinite(other.counts[k])
        mine += float(own.counts[i, both].sum())
        theirs += float(other.counts[k, both].sum())
    return mine, theirs


@dataclass(frozen=True, eq=False)
class BlendedFit:
    """Forecasts from the lent and from the own history, weighted by the own weeks."""

    lent: Fitted
    own: Fitted | None
    weight: float
    notes: tuple[str, ...] = (NOTE_BORROWED,)

    def predict(self, days: Sequence[date]) -> FloatArray:
        """Expected contacts per slot, shape (n_days, n_slots)."""
        lent = self.lent.predict(days)
        if self.own is None:
            return lent
        return clean((1 - self.weight) * lent + self.weight * self.own.predict(days))


@dataclass(frozen=True, eq=False)
class Blended:
    """A model on a history that is lent up to a day, and on what came after it alone.

    Parameters
    ----------
    model : Forecaster
        The chosen model.
    until : date
        First own day; the own forecast's weight grows to 1 in eight weeks.
    """

    model: Forecaster
    until: date
    name: str = "blended"

    def fit(self, history: DayMatrix, calendar: LearnedCalendar) -> BlendedFit:
        """Fit both."""
        lent = self.model.fit(history, calendar)
        first = sum(day < self.until for day in history.days)
        own = replace(
            history,
            days=history.days[first:],
            counts=history.counts[first:],
            is_open=history.is_open[first:],
        )
        if not own.has_counts.any():
            return BlendedFit(lent, None, 0.0)
        weight = min(len(own.days) / (7 * OWN_WEEKS), 1.0)
        return BlendedFit(lent, self.model.fit(own, calendar), weight)
