"""What each agent is worth in each interval: the convex price of having fewer than required.

The loss of an interval with n agents, in calls:

- late calls, ``volume * (1 - service level)``;
- under Erlang A, callers lost, each counting as `lost_weight` late ones on top;
- under Erlang C below the load, calls left over, ``(load - n) * interval / aht``. While the next
  intervals work a call off with required - load agents to spare, everybody who calls is late:
  load / (required - load) late calls for each call left over.

Service as such is S-shaped in n: once an interval is lost, one agent fewer costs little more, and
a roster priced so would heap its shortage. What is left over or lost rises with each agent, and
the lower convex envelope of the sum leaves prices that never fall the more agents are missing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.core.problem import HUNDREDTHS
from wfm.sizing.arrays import FloatArray, IntArray, Numbers, not_negative, positive
from wfm.sizing.erlang_b import AGENTS_MEND, LOAD_MEND
from wfm.sizing.erlang_c import AHT_MEND
from wfm.sizing.options import SizingOptions
from wfm.sizing.performance import performance
from wfm.sizing.target import Target

MISSING_SHARES = (0.1, 0.25, 0.5, 1.0)
"""Shares of the requirement missing at which the price may rise; the last is everybody."""

SURPLUS_SHARES = (0.1,)
"""Shares of the requirement beyond it up to which a further agent has a value."""

_GRID = np.array(
    [
        *(0.0, 0.25, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.925, 0.95, 0.975),
        *(1.0, 1.025, 1.05, 1.1, 1.15, 1.2, 1.3, 1.5, 2.0),
    ]
)
"""Staffings looked at, as shares of the requirement."""

_LEAST_SPARE = 0.5
"""Agents to spare that working off a backlog has at least, however tight the requirement."""


@dataclass(frozen=True)
class CostCurve:
    """Convex price of an interval's staffing; arrays of n_intervals rows.

    Attributes
    ----------
    required : ndarray of int64
        Agents required, shape (n_intervals,): where the missing ones are counted from.
    missing_width : ndarray of int64
        Hundredths of an agent in each step below the requirement, the step next to it first,
        shape (n_intervals, n_missing); they add up to the requirement.
    missing_price : ndarray
        Points per whole agent missing in each step; rises from step to step.
    surplus_width : ndarray of int64
        The same above the requirement, shape (n_intervals, n_surplus).
    surplus_price : ndarray
        Points that a whole agent more is worth; falls from step to step, never above the first
        missing one, and 0 beyond the last step.
    calls_a_point : float
        Late calls that one point stands for; NaN where nobody calls at all.
    """

    required: IntArray
    missing_width: IntArray
    missing_price: FloatArray
    surplus_width: IntArray
    surplus_price: FloatArray
    calls_a_point: float

    @property
    def steps(self) -> tuple[tuple[tuple[int, int], ...], ...]:
        """Per interval the missing steps as (width in hundredths of an agent, whole points).

        At least one point: a roster that gets an agent for nothing would not ask for one.
        """
        whole = np.maximum(np.rint(self.missing_price), 1.0).astype(np.int64)
        price = np.maximum.accumulate(whole, axis=1)
        return tuple(
            tuple((int(w), int(p)) for w, p in zip(widths, prices, strict=True) if w > 0)
            for widths, prices in zip(self.missing_width, price, strict=True)
        )

    def missing(self, depth: int) -> FloatArray:
        """Points of the 1st, 2nd, ... missing agent, (n_intervals, depth); 0 when none is left."""
        return _by_agent(self.missing_width, self.missing_price, depth)

    def surplus(self, depth: int) -> FloatArray:
        """Points that the 1st, 2nd, ... agent beyond the requirement is worth."""
        return _by_agent(self.surplus_width, self.surplus_price, depth)

    def cost(self, agents: Numbers) -> FloatArray:
        """Points that each interval loses to one with the whole surplus, (n_intervals,)."""
        staff = not_negative("agents", agents, AGENTS_MEND)
        gap = (self.required - staff) * HUNDREDTHS
        below = _filled(self.missing_width, np.maximum(gap, 0.0)) * self.missing_price
        unused = self.surplus_width - _filled(self.surplus_width, np.maximum(-gap, 0.0))
        above = unused * self.surplus_price
        return np.asarray((below.sum(axis=1) + above.sum(axis=1)) / HUNDREDTHS)


def cost_curve(
    volume: Numbers,
    load_erlangs: Numbers,
    aht_s: Numbers,
    required: Numbers,
    target: Target,
    options: SizingOptions | None = None,
    *,
    interval_s: float,
    on_phones: Numbers | None = None,
    reference_price: float = 100.0,
    lost_weight: float = 3.0,
) -> CostCurve:
    """Price the staffing of every interval.

    Parameters
    ----------
    volume, load_erlangs, aht_s : array
        Calls offered, load sized for and mean handle time per interval, shape (n_intervals,);
        the handle time is not looked at where nobody calls.
    required : array of int
        Agents required, as the roster counts them (with shrinkage, if it counts so).
    target : Target
        Its threshold and definition are used, not its levels.
    options : SizingOptions, optional
        Its model and patience are used.
    interval_s : float
        Length of an interval in seconds.
    on_phones : array, optional
        Agents required without shrinkage; the same as `required` when not given. Who is
        rostered is worth on_phones / required of an agent on the phones.
    reference_price : float
        Points of the first missing agent, in the mean over all required agents.
    lost_weight : float
        Late calls that a lost one counts for, under Erlang A.

    Raises
    ------
    BadInputError
        Where a value is negative or not a number, or the arrays differ in length.

    Examples
    --------
    >>> curve = cost_curve([100.0], [10.0], [180.0], [14], Target(0.8, 20), interval_s=1800.0)
    >>> bool((np.diff(curve.missing_price) >= 0).all())
    True
    """
    chosen = options or SizingOptions()
    calls = not_negative("volume", volume, "write the number of calls offered, 0 or more")
    load = not_negative("load_erlangs", load_erlangs, LOAD_MEND)
    wanted = not_negative("required", required, AGENTS_MEND)
    phones = wanted if on_phones is None else not_negative("on_phones", on_phones, AGENTS_MEND)
    aht = np.where(load > 0, np.asarray(aht_s, dtype=np.float64), 1.0)
    positive("aht_s", aht, AHT_MEND)
    if len({each.shape for each in (calls, load, wanted, phones, aht)}) > 1 or calls.ndim != 1:
        mend = "give one value an interval of each"
        raise BadInputError(Fault("the arrays differ in length", mend, value=str(calls.shape)))
    cuts = np.array([1.0, *(1 - np.array(MISSING_SHARES))])
    tops = np.array([1.0, *(1 + np.array(SURPLUS_SHARES))])
    shares = np.unique(np.round(np.concatenate([_GRID, cuts, tops]), 9))
    loss = _losses(shares, calls, load, aht, phones, target, chosen, interval_s, lost_weight)
    lower = _convex_minorant(shares, loss)
    missing_width, missing = _steps(shares, lower, wanted, cuts)
    surplus_width, surplus = _steps(shares, lower, wanted, tops)
    first = missing[:, 0] @ wanted
    scale = reference_price * wanted.sum() / first if first > 0 else 1.0
    return CostCurve(
        wanted.astype(np.int64),
        missing_width,
        missing * scale,
        surplus_width,
        surplus * scale,
        1.0 / scale if first > 0 else float("nan"),
    )


def group_curves(
    requirement: pd.DataFrame,
    target: Target,
    options: SizingOptions | None = None,
    *,
    interval_s: float,
    reference_price: float = 100.0,
) -> dict[str, CostCurve]:
    """Curve of every group of a REQUIREMENT frame, as rostered (with shrinkage).

    Each group's reference price is its own, so weigh groups against one another by their rules.
    """
    return {
        str(group): cost_curve(
            rows["volume"].to_numpy(dtype=np.float64),
            rows["load_erlangs"].to_numpy(dtype=np.float64),
            rows["aht_s"].to_numpy(dtype=np.float64),
            rows["agents_with_shrinkage"].to_numpy(dtype=np.float64),
            target,
            options,
            interval_s=interval_s,
            on_phones=rows["agents"].to_numpy(dtype=np.float64),
            reference_price=reference_price,
        )
        for group, rows in requirement.groupby("group", sort=False)
    }


def _losses(
    shares: FloatArray,
    volume: FloatArray,
    load: FloatArray,
    aht_s: FloatArray,
    phones: FloatArray,
    target: Target,
    options: SizingOptions,
    interval_s: float,
    lost_weight: float,
) -> FloatArray:
    """Loss in late calls at every share of the requirement, shape (n_intervals, n_shares)."""
    agents = phones[:, np.newaxis] * shares
    shape = agents.shape
    wide = np.broadcast_to(load[:, np.newaxis], shape)
    handle = np.broadcast_to(aht_s[:, np.newaxis], shape)
    patience = options.patience
    found = performance(wide.ravel(), agents.ravel(), handle.ravel(), target, patience)
    level = np.nan_to_num(found.service_level, nan=1.0).reshape(shape)
    calls = volume[:, np.newaxis]
    late = calls * (1.0 - level)
    if patience is not None:
        lost = 1.0 - np.nan_to_num(found.answer_rate, nan=1.0).reshape(shape)
        return np.asarray(late + lost_weight * calls * lost)
    spare = np.maximum(phones - load, _LEAST_SPARE)[:, np.newaxis]
    left_over = np.maximum(wide - agents, 0.0) * interval_s / handle
    loss = late + left_over * wide / spare
    return np.asarray(np.where(calls > 0, loss, 0.0))


def _convex_minorant(x: FloatArray, y: FloatArray) -> FloatArray:
    """Greatest convex function below the points, at each of them; falling as the points are."""
    y = np.minimum.accumulate(y, axis=1)
    lower = y.copy()
    for left in range(x.size):
        for right in range(left + 2, x.size):
            inside = slice(left + 1, right)
            part = (x[inside] - x[left]) / (x[right] - x[left])
            chord = y[:, left, np.newaxis] * (1 - part) + y[:, right, np.newaxis] * part
            lower[:, inside] = np.minimum(lower[:, inside], chord)
    return lower


def _steps(
    shares: FloatArray, lower: FloatArray, required: FloatArray, cuts: FloatArray
) -> tuple[IntArray, FloatArray]:
    """Widths in hundredths of an agent between the cuts, and the loss a whole agent there."""
    places = np.searchsorted(shares, cuts - 1e-9)
    there = lower[:, places]
    width = np.abs(np.diff(cuts)) * required[:, np.newaxis]
    drop = np.abs(np.diff(there, axis=1))
    price = np.divide(drop, width, out=np.zeros_like(drop), where=width > 0)
    edges = np.rint(np.abs(cuts - cuts[0]) * required[:, np.newaxis] * HUNDREDTHS)
    return np.diff(edges, axis=1).astype(np.int64), price


def _filled(widths: IntArray, amount: FloatArray) -> FloatArray:
    """How much of each step an amount fills, step by step."""
    before = np.cumsum(widths, axis=1) - widths
    return np.asarray(np.clip(amount[:, np.newaxis] - before, 0.0, widths))


def _by_agent(widths: IntArray, prices: FloatArray, depth: int) -> FloatArray:
    reach = HUNDREDTHS * np.arange(1, depth + 1, dtype=np.float64)
    total = np.stack(
        [
            (_filled(widths, np.full(widths.shape[0], each)) * prices).sum(axis=1)
            for each in (0.0, *reach)
        ],
        axis=1,
    )
    return np.asarray(np.diff(total, axis=1) / HUNDREDTHS)
