"""Which intervals were open, closed, missing or an outage."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt

from wfm.core.time import TimeGrid
from wfm.forecasting.days import BoolArray, FloatArray, any_of, slots_of

REGULAR_SHARE = 0.25
"""With absent = missing, a slot recorded on fewer active days of a weekday is closed."""
ACTIVE_WEEKDAY_SHARE = 0.1
BUSY_DAY_VOLUME = 20.0
"""A day without a contact is an outage only where the weekday usually has this many."""


def whole_day_states(
    volume: FloatArray,
    given: BoolArray,
    any_row: BoolArray,
    grid: TimeGrid,
    absent: str,
    closed_days: frozenset[date],
) -> tuple[npt.NDArray[np.str_], FloatArray]:
    """State of every interval of one queue, and its volume (NaN unless open).

    Parameters
    ----------
    volume : ndarray, shape (n_intervals,)
        Contacts where a row gave them.
    given : ndarray of bool, shape (n_intervals,)
        Whether there was a row.
    any_row : ndarray of bool, shape (n_days,)
        Whether any queue had a row on the day.
    grid : TimeGrid
        Whole local days.
    absent : str
        ``"zero"``, ``"missing"`` or ``"closed"``.
    closed_days : frozenset of date
        Days known to be closed.

    Returns
    -------
    state : ndarray of str, shape (n_intervals,)
    volume : ndarray, shape (n_intervals,)
    """
    day_index = np.repeat(np.arange(grid.n_days), np.diff(grid.day_starts))
    weekday = np.array([day.weekday() for day in grid.days])
    in_closed = np.array([day in closed_days for day in grid.days])
    own_day = np.bincount(day_index[given], minlength=grid.n_days) > 0
    usual_weekday = _usual_weekdays(weekday, any_row & ~in_closed, ~in_closed)
    state = np.where(given & np.isfinite(volume), "open", "missing").astype("<U7")
    filled = volume.copy()
    blank = ~given
    if absent == "closed":
        state[blank] = "closed"
    elif absent == "zero":
        zero = blank & any_row[day_index]
        state[zero] = "open"
        filled[zero] = 0.0
        # Before its first contact a queue did not exist yet.
        first = int(np.argmax(given)) if given.any() else 0
        before = day_index < day_index[first]
        state[blank & before] = "closed"
        filled[blank & before] = np.nan
    else:
        slot = slots_of(grid.local, grid.interval_min)
        regular = _regular_slots(weekday, own_day, day_index, slot, given)
        state[blank & ~regular[weekday[day_index], slot]] = "closed"
    nothing = ~any_row
    idle = nothing & (in_closed | ~usual_weekday[weekday])
    state[idle[day_index] & blank] = "closed"
    counts = np.where(state == "open", np.nan_to_num(filled), 0.0)
    totals = np.bincount(day_index, weights=counts, minlength=grid.n_days)
    for day in np.flatnonzero((totals == 0) & ~nothing):
        same = (weekday == weekday[day]) & (totals > 0)
        if same.sum() >= 2 and float(np.median(totals[same])) >= BUSY_DAY_VOLUME:
            part = grid.day_slice(int(day))
            chosen = state[part]
            chosen[chosen == "open"] = "closed" if in_closed[day] else "outage"
    return state, np.where(state == "open", filled, np.nan)


def _usual_weekdays(
    weekday: npt.NDArray[np.int64], active: BoolArray, known: BoolArray
) -> BoolArray:
    """Weekdays on which something is recorded often enough to call a gap missing."""
    usual = np.zeros(7, dtype=bool)
    for day in range(7):
        total = int(((weekday == day) & known).sum())
        seen = int(((weekday == day) & active).sum())
        usual[day] = seen > 0 and seen >= ACTIVE_WEEKDAY_SHARE * total
    return usual


def _regular_slots(
    weekday: npt.NDArray[np.int64],
    own_day: BoolArray,
    day_index: npt.NDArray[np.int64],
    slot: npt.NDArray[np.int64],
    given: BoolArray,
) -> BoolArray:
    """Slots that are recorded on enough active days of a weekday, shape (7, n_slots)."""
    n_slots = int(slot.max()) + 1
    active = np.bincount(weekday[own_day], minlength=7)
    cell = weekday[day_index] * n_slots + slot
    seen = np.bincount(cell[given], minlength=7 * n_slots).reshape(7, n_slots)
    regular: BoolArray = np.asarray(seen >= np.maximum(REGULAR_SHARE * active, 1)[:, None])
    # Two days are too few to tell a gap from a closed slot: any weekday's record counts.
    few = active < 3
    regular[few] = regular[few] | (any_of(regular, 0)[None, :] & (active[few] > 0)[:, None])
    return regular
