"""Unplanned shrinkage learned from attendance, by weekday and hour.

Only absence that nobody planned counts: leave, training, meals and rests are placed by the
roster, and counting them here too would pay for them twice. What a cell of the week shows is
pulled towards the figure above it, the more the less it has seen: hours towards their weekday,
weekdays towards the centre (empirical Bayes after Morris 1983; the spread between cells is the
moment estimate of DerSimonian & Laird 1986).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.sizing.arrays import FloatArray, IntArray, not_negative

PRIOR_SHIFTS = 20.0
"""Weight of the centre's own figure, in agent-shifts of attendance."""

LARGEST = 0.9
"""A learned share is never above this: a plan for more would ask for ten agents to get one."""

WEEKDAYS, HOURS = 7, 24


@dataclass(frozen=True)
class Attended:
    """Scheduled and unplanned absent time, flat arrays of one length.

    Attributes
    ----------
    shift : ndarray of int
        Shift of an agent that each row is of: the unit in which absence comes.
    weekday : ndarray of int
        0 is Monday.
    hour : ndarray of int
        Local hour; -1 where only the day is known.
    scheduled_min, absent_min : ndarray
        Minutes scheduled, and of them absent without plan.

    Raises
    ------
    BadInputError
        When more is absent than scheduled, naming the row, or a number is negative.
    """

    shift: IntArray
    weekday: IntArray
    hour: IntArray
    scheduled_min: FloatArray
    absent_min: FloatArray

    def __post_init__(self) -> None:
        not_negative("scheduled_min", self.scheduled_min, "give the minutes scheduled, 0 or more")
        not_negative("absent_min", self.absent_min, "give the minutes absent, 0 or more")
        over = np.flatnonzero(self.absent_min > self.scheduled_min)
        if over.size:
            raise BadInputError(
                [
                    Fault(
                        "more minutes are absent than were scheduled",
                        "mend one of them",
                        row=int(k) + 1,
                        column="absent_min",
                        value=f"{self.absent_min[k]:g} of {self.scheduled_min[k]:g}",
                    )
                    for k in over
                ]
            )


@dataclass(frozen=True)
class LearnedShrinkage:
    """Unplanned shrinkage as learned.

    Attributes
    ----------
    centre : float
        Over everything.
    by_weekday : ndarray
        Shape (7,), Monday first.
    by_hour : tuple of tuple of float
        7 x 24; a weekday's hours are alike where attendance does not say hours.
    cells : DataFrame
        weekday, hour (-1: the weekday), shifts, observed (NaN where nothing was seen), learned.
    shifts : int
        Agent-shifts learned from.
    """

    centre: float
    by_weekday: FloatArray
    by_hour: tuple[tuple[float, ...], ...]
    cells: pd.DataFrame
    shifts: int


def learn_shrinkage(
    attended: Attended, figure: float, *, prior_shifts: float = PRIOR_SHIFTS
) -> LearnedShrinkage:
    """Learn unplanned shrinkage from attendance.

    Parameters
    ----------
    attended : Attended
    figure : float
        What the centre goes by until now, 0 or more and below 1; weighs as much as
        `prior_shifts` of attendance.
    prior_shifts : float
        0 or more.

    Raises
    ------
    BadInputError
        When nothing was scheduled and the figure has no weight.
    """
    rows = pd.DataFrame(
        {
            "shift": attended.shift,
            "weekday": attended.weekday,
            "hour": attended.hour,
            "scheduled": attended.scheduled_min,
            "absent": attended.absent_min,
        }
    )
    rows = rows[rows["scheduled"] > 0]
    shifts = int(rows["shift"].nunique())
    if shifts + prior_shifts <= 0:
        mend = "give attendance in which somebody was scheduled"
        raise BadInputError(Fault("there is nothing to learn from", mend, column="scheduled_min"))
    seen = rows["absent"].sum() / rows["scheduled"].sum() if shifts else 0.0
    centre = float((shifts * seen + prior_shifts * figure) / (shifts + prior_shifts))

    # A share between 0 and 1 spreads by p (1 - p) at most: what a shift all there or all away does.
    doubt = (prior_shifts, centre * (1.0 - centre))
    days = _cells(rows, ["shift", "weekday"], [(d,) for d in range(WEEKDAYS)], doubt)
    by_weekday = _pulled(days, np.full(WEEKDAYS, centre))
    timed = rows[rows["hour"] >= 0]
    week = [(d, h) for d in range(WEEKDAYS) for h in range(HOURS)]
    hours = _cells(timed, ["shift", "weekday", "hour"], week, doubt)
    by_hour = _pulled(hours, np.repeat(by_weekday, HOURS)).reshape(WEEKDAYS, HOURS)
    cells = pd.concat(
        [
            days.assign(weekday=range(WEEKDAYS), hour=-1, learned=by_weekday),
            hours.assign(
                weekday=[d for d, _ in week], hour=[h for _, h in week], learned=by_hour.ravel()
            ),
        ],
        ignore_index=True,
    )
    return LearnedShrinkage(
        centre,
        by_weekday,
        tuple(tuple(float(x) for x in row) for row in by_hour),
        cells[["weekday", "hour", "shifts", "observed", "learned"]],
        shifts,
    )


def _cells(
    rows: pd.DataFrame,
    keys: list[str],
    cells: Sequence[tuple[int, ...]],
    doubt: tuple[float, float],
) -> pd.DataFrame:
    """Per cell: shifts seen, share absent, and the variance of that share."""
    units = rows.groupby(keys, as_index=False)[["scheduled", "absent"]].sum()
    names = keys[1:]
    groups = units.groupby(names)
    sums = groups[["scheduled", "absent"]].sum()
    table = pd.DataFrame({"shifts": groups.size(), "observed": sums["absent"] / sums["scheduled"]})
    index = (
        pd.Index([c[0] for c in cells], name=names[0])
        if len(names) == 1
        else pd.MultiIndex.from_tuples(cells, names=names)
    )
    # Within-cell spread of a shift's share, pooled: a cell alone has seen too few to say.
    mean = units.merge(table["observed"].reset_index(), on=names)
    apart = (mean["absent"] / mean["scheduled"] - mean["observed"]) ** 2
    freedom = len(units) - len(table)
    weight, before = doubt
    known = freedom + weight
    spread = float((apart.sum() + weight * before) / known) if known > 0 else np.inf
    table = table.reindex(index)
    table["shifts"] = table["shifts"].fillna(0).astype(int)
    table["variance"] = np.where(table["shifts"] > 0, spread, np.inf) / table["shifts"].clip(
        lower=1
    )
    return table.reset_index(drop=True)


def _pulled(cells: pd.DataFrame, towards: FloatArray) -> FloatArray:
    """Observed shares pulled to those above them by how far they can be trusted."""
    observed = cells["observed"].to_numpy(dtype=np.float64)
    variance = cells["variance"].to_numpy(dtype=np.float64)
    seen = np.isfinite(observed) & np.isfinite(variance)
    result = towards.copy()
    if seen.sum() < 2:
        return result
    gap = observed[seen] - towards[seen]
    if not (variance[seen] > 0).all():
        # Nobody was ever absent, and nobody expects it.
        result[seen] = observed[seen]
        return np.minimum(result, LARGEST)
    weight = 1.0 / variance[seen]
    excess = np.sum(weight * gap**2) - seen.sum()
    between = max(0.0, float(excess / weight.sum()))
    result[seen] += between / (between + variance[seen]) * gap
    return np.clip(result, 0.0, LARGEST)
