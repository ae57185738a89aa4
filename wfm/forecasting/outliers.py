"""Intervals and days that stray from what the same weekdays expect, found on a day matrix.

The expectation of a day is the profile of the nearest days of its type times its own level. The
spread is negative-binomial, learned from the series itself; single wild values are held back
from both, and what was flagged is left out when the next pass learns again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from scipy import stats

from wfm.forecasting.days import BoolArray, DayMatrix, FloatArray, IntArray, any_of

PASSES = 3
FEWEST_COUNTED = 0.25
"""Share of a day's expected volume that must be unflagged to give the day a level of its own."""
SURE = 2.0
"""Deviations below this many standard deviations are not looked at more closely."""
TOP_SCORE = 20.0
DAY_SD_FLOOR = 0.03
NEAR_DAYS = 3
LOW_DAY = 0.4
"""A day below this share of its references' level is measured by their level, not its own."""


class FlagKind(StrEnum):
    """What a deviation looks like."""

    SPIKE = "spike"
    DROP = "drop"
    OUTAGE = "outage"
    LEVEL = "level"


@dataclass(frozen=True)
class Sensitivity:
    """When a deviation is worth a planner's look.

    Parameters
    ----------
    cell_score, outage_score, day_score : float
        Normal-equivalent standard deviations of a spike or drop, of a run of empty intervals, and
        of a whole day's level.
    high, low : float
        A spike is at least `high` times and a drop at most `low` times what was expected.
    least : float
        Contacts by which a spike or drop must differ.
    empty : float
        Intervals of an outage have at most this share of what was expected.
    level : float
        A day's level differs at least by this factor.
    references, least_references : int
        Days of the same type that make the expectation, the nearest ones before and after, and
        the fewest with which a day is judged at all.
    """

    cell_score: float = 4.0
    outage_score: float = 4.0
    day_score: float = 4.0
    high: float = 1.4
    low: float = 0.6
    least: float = 5.0
    empty: float = 0.1
    level: float = 1.25
    references: int = 10
    least_references: int = 4


@dataclass(frozen=True, eq=False)
class Flag:
    """A run of intervals of one day, or a whole day.

    Parameters
    ----------
    kind : FlagKind
    day : int
        Row of the matrix.
    slots : ndarray of int, shape (n,)
        Slots touched.
    expected : ndarray, shape (n,)
        What they would have been.
    score : float
        Normal-equivalent standard deviations, negative below the expectation.
    """

    kind: FlagKind
    day: int
    slots: IntArray
    expected: FloatArray
    score: float


@dataclass(frozen=True, eq=False)
class Expectation:
    """What each interval should have been, and how far it may stray.

    Parameters
    ----------
    mean : ndarray, shape (n_days, n_slots)
        By the day's own level; NaN where it can't be judged.
    usual : ndarray, shape (n_days, n_slots)
        By the level of the days it is compared with.
    dispersion, rate_cv : float
        Variance of a count around a mean m: ``dispersion m + (rate_cv m)^2``.
    """

    mean: FloatArray
    usual: FloatArray
    dispersion: float
    rate_cv: float

    def variance(self, mean: FloatArray) -> FloatArray:
        """Variance of counts around a mean that was itself learned from a few days."""
        return np.asarray(self.dispersion * mean + (self.rate_cv * mean) ** 2)


def find_flags(
    history: DayMatrix,
    types: IntArray,
    skipped: BoolArray,
    moved: BoolArray | None = None,
    sensitivity: Sensitivity | None = None,
) -> list[Flag]:
    """Find what strays, in order of time.

    Parameters
    ----------
    history : DayMatrix
        One queue.
    types : ndarray of int, shape (n_days,)
        Day type of each day.
    skipped : ndarray of bool, shape (n_days,)
        Days with a known cause of their own, such as holidays and events: neither judged nor
        compared with.
    moved : ndarray of bool, shape (n_days,), optional
        Days whose level has a known cause, such as pay days: only their intervals are judged.
    sensitivity : Sensitivity, optional

    Returns
    -------
    list of Flag
        No two touch the same interval, except that a day whose level strays is one flag with all
        its intervals.

    Notes
    -----
    Expectation by level and profile as in Shen & Huang (2008), spread after Jongbloed & Koole
    (2001): calls are a mixture of Poissons, and a sum of several intervals strays by the rate
    they share.
    """
    options = sensitivity or Sensitivity()
    counts = history.counts
    seen = np.isfinite(counts)
    judged = any_of(seen, 1) & ~skipped
    if int(judged.sum()) < options.least_references + 1:
        return []
    masked: BoolArray = np.zeros(counts.shape, dtype=bool)
    odd_days: BoolArray = np.zeros(len(counts), dtype=bool)
    level = np.where(judged, np.nansum(counts, axis=1), np.nan)
    runs: list[Flag] = []
    days: list[Flag] = []
    for k in range(PASSES):
        found = _Pass(counts, seen & ~masked, level, types, judged, odd_days, options, trim=k == 0)
        level = found.level
        runs = found.runs(seen)
        days = [f for f in found.days(runs) if moved is None or not moved[f.day]]
        odd_days = np.zeros(len(counts), dtype=bool)
        odd_days[[flag.day for flag in days]] = True
        masked = np.zeros(counts.shape, dtype=bool)
        for flag in runs:
            masked[flag.day, flag.slots] = True
    kept = [flag for flag in runs if not odd_days[flag.day]] + days
    return sorted(kept, key=lambda flag: (flag.day, int(flag.slots[0])))


def nearest_same(types: IntArray, usable: BoolArray, n: int) -> IntArray:
    """Nearest usable days of the same type, shape (n_days, n); -1 where there are fewer.

    Examples
    --------
    >>> nearest_same(np.array([0, 1, 0, 0]), np.array([True, True, True, True]), 2).tolist()
    [[2, 3], [-1, -1], [3, 0], [2, 0]]
    """
    found = np.full((len(types), n), -1, dtype=np.int64)
    for kind in np.unique(types):
        pool = np.flatnonzero((types == kind) & usable)
        for day in np.flatnonzero(types == kind):
            near = pool[pool != day]
            chosen = near[np.argsort(np.abs(near - day), kind="stable")[:n]]
            found[day, : len(chosen)] = chosen
    return found


class _Pass:
    """One pass: profiles, levels and spread from what is not flagged so far."""

    def __init__(
        self,
        counts: FloatArray,
        good: BoolArray,
        level: FloatArray,
        types: IntArray,
        judged: BoolArray,
        odd_days: BoolArray,
        options: Sensitivity,
        *,
        trim: bool,
    ) -> None:
        self.counts, self.options, self.judged = counts, options, judged
        usable = judged & ~odd_days & (np.nan_to_num(level) > 0)
        self.near = nearest_same(types, usable, options.references)
        has = self.near >= 0
        weight = np.where(has, level[self.near], np.nan)
        rows = np.where(has[:, :, None] & good[self.near], counts[self.near], np.nan)
        profile = (_trimmed if trim else _pooled)(rows, weight)
        enough = np.isfinite(rows).sum(axis=1) >= options.least_references
        self.profile = np.where(enough & judged[:, None], profile, np.nan)
        self.reference = _row_median(weight)
        self.level = self._levels(good)
        self.expected = self._expectation(good)

    def _levels(self, good: BoolArray) -> FloatArray:
        """Level of each day by its unflagged intervals; its references' level where few are."""
        known = good & np.isfinite(self.profile)
        share = np.where(known, self.profile, 0.0).sum(axis=1)
        whole = np.nansum(np.where(np.isfinite(self.counts), self.profile, np.nan), axis=1)
        counted = np.where(known, self.counts, 0.0).sum(axis=1)
        own = counted / np.maximum(share, 1e-12)
        few = share < FEWEST_COUNTED * whole
        level = np.where(few, self.reference, own)
        return np.asarray(np.where((whole > 0) & self.judged, level, np.nan))

    def _expectation(self, good: BoolArray) -> Expectation:
        mean = self.level[:, None] * self.profile
        usual = self.reference[:, None] * self.profile
        fit = good & np.isfinite(mean) & (mean > 0)
        dispersion, rate_cv = _spread(mean[fit], self.counts[fit])
        return Expectation(mean, usual, dispersion, rate_cv)

    def score(self, count: FloatArray, mean: FloatArray) -> FloatArray:
        """Normal-equivalent deviation of counts from negative-binomial means, signed."""
        # The mean was learned from a handful of days.
        variance = self.expected.variance(mean) * (1 + 1 / self.options.references)
        variance = np.maximum(variance, mean * 1.0001)
        size = mean**2 / np.maximum(variance - mean, 1e-12)
        chance = size / (size + mean)
        above = count > mean
        upper = stats.nbinom.logsf(np.ceil(count) - 1, size, chance)
        lower = stats.nbinom.logcdf(np.floor(count), size, chance)
        tail = np.where(above, upper, lower)
        # Beyond the reach of the exact tail the log of a normal tail is as good.
        score = np.where(
            tail > -700, stats.norm.isf(np.exp(np.clip(tail, -700, 0))), np.sqrt(-2 * tail)
        )
        score = np.clip(np.nan_to_num(score, nan=0.0, posinf=TOP_SCORE), 0.0, TOP_SCORE)
        return np.asarray(np.where(above, score, -score))

    def runs(self, seen: BoolArray) -> list[Flag]:
        """Outages, spikes and drops."""
        options, expected = self.options, self.expected
        with np.errstate(invalid="ignore"):
            low_day = self.level < LOW_DAY * self.reference
        mean = np.where(low_day[:, None], expected.usual, expected.mean)
        ok = seen & np.isfinite(mean) & (mean > 0)
        flags: list[Flag] = []
        taken: BoolArray = np.zeros(mean.shape, dtype=bool)
        with np.errstate(invalid="ignore"):
            empty = ok & (self.counts <= options.empty * mean)
        for day in np.flatnonzero(empty.any(axis=1)).tolist():
            for slots in _runs_of(empty[day]):
                total = np.array([mean[day, slots].sum()])
                count = np.array([self.counts[day, slots].sum()])
                if total[0] < 2 * options.least:
                    continue
                score = float(self.score(count, total)[0])
                if score <= -options.outage_score:
                    flags.append(Flag(FlagKind.OUTAGE, day, slots, mean[day, slots], score))
                    taken[day, slots] = True
        # A day far below its references is one fault, not dozens.
        own = np.where(np.isfinite(expected.mean), expected.mean, 0.0)
        ok = ok & ~taken & (own > 0)
        sd = np.sqrt(expected.variance(own) + 1e-9)
        apart = np.where(ok, self.counts - own, 0.0)
        near = ok & (np.abs(apart) > np.maximum(SURE * sd, options.least - 1e-9))
        high = near & (apart > 0) & (self.counts >= options.high * own)
        low = near & (apart < 0) & (self.counts <= options.low * own)
        scores = np.zeros(own.shape)
        look = high | low
        scores[look] = self.score(self.counts[look], own[look])
        for kind, hit in (
            (FlagKind.SPIKE, scores >= options.cell_score),
            (FlagKind.DROP, scores <= -options.cell_score),
        ):
            for day in np.flatnonzero(hit.any(axis=1)).tolist():
                for slots in _runs_of(hit[day]):
                    part = scores[day, slots]
                    worst = float(part[np.argmax(np.abs(part))])
                    flags.append(Flag(kind, day, slots, own[day, slots], worst))
        return flags

    def days(self, runs: list[Flag]) -> list[Flag]:
        """Days whose level strays from their references' and from that of the days around."""
        options = self.options
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio = np.log((self.level + 0.5) / (self.reference + 0.5))
        known = np.isfinite(ratio)
        if int(known.sum()) < options.least_references:
            return []
        scale = 1.4826 * float(np.median(np.abs(ratio[known])))
        noise = np.sqrt(self.expected.dispersion / np.maximum(self.reference, 1.0))
        sd = np.sqrt(np.maximum(scale, DAY_SD_FLOOR) ** 2 + noise**2)
        flags = []
        for day in np.flatnonzero(known & (np.abs(ratio) > np.log(options.level))).tolist():
            around = np.r_[
                ratio[max(0, day - NEAR_DAYS) : day], ratio[day + 1 : day + 1 + NEAR_DAYS]
            ]
            around = around[np.isfinite(around)]
            # A level that its neighbours share has moved for good, or for longer than a day.
            local = ratio[day] - (float(np.median(around)) if around.size >= 2 else 0.0)
            least = min(abs(local), abs(ratio[day]))
            score = least / sd[day]
            moved = np.sign(local) == np.sign(ratio[day]) and least > np.log(options.level)
            if moved and score >= options.day_score:
                slots = np.flatnonzero(
                    np.isfinite(self.counts[day]) & np.isfinite(self.profile[day])
                )
                expected = self.expected.usual[day, slots]
                signed = float(np.sign(ratio[day]) * min(score, TOP_SCORE))
                flags.append(Flag(FlagKind.LEVEL, day, slots, expected, signed))
        outages = {flag.day for flag in runs if flag.kind is FlagKind.OUTAGE}
        return [self._named(flag) for flag in flags if flag.day not in outages or flag.score > 0]

    def _named(self, flag: Flag) -> Flag:
        """Call an empty day an outage: nothing is left that could be scaled."""
        left = float(np.nansum(self.counts[flag.day, flag.slots]))
        if left <= self.options.empty * float(flag.expected.sum()):
            return replace(flag, kind=FlagKind.OUTAGE)
        return flag


def _trimmed(rows: FloatArray, weight: FloatArray) -> FloatArray:
    """Profile without each slot's highest and lowest share, shape (n_days, n_slots)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.sort(rows / weight[:, :, None], axis=1)  # NaN sorts last
    n = np.isfinite(share).sum(axis=1)
    place = np.arange(share.shape[1])[None, :, None]
    cut = np.where(n >= 5, 1, 0)[:, None, :]
    inside = (place >= cut) & (place < n[:, None, :] - cut)
    kept = np.where(inside, share, 0.0).sum(axis=1)
    return np.asarray(kept / np.maximum(inside.sum(axis=1), 1))


def _pooled(rows: FloatArray, weight: FloatArray) -> FloatArray:
    """Profile as contacts over level, shape (n_days, n_slots)."""
    seen = np.isfinite(rows)
    total = np.where(seen, rows, 0.0).sum(axis=1)
    size = np.where(seen, weight[:, :, None], 0.0).sum(axis=1)
    return np.asarray(total / np.maximum(size, 1e-12))


def _row_median(values: FloatArray) -> FloatArray:
    """Median of each row's known values; NaN for a row without any."""
    ordered = np.sort(values, axis=1)
    n = np.isfinite(ordered).sum(axis=1)
    rows = np.arange(len(values))
    low, high = np.maximum((n - 1) // 2, 0), np.minimum(n // 2, values.shape[1] - 1)
    middle = (ordered[rows, low] + ordered[rows, high]) / 2
    return np.asarray(np.where(n > 0, middle, np.nan))


def _spread(mean: FloatArray, count: FloatArray) -> tuple[float, float]:
    """Dispersion and rate variation by moments that single wild values can't blow up."""
    dispersion, rate_cv = 1.0, 0.1
    if len(mean) < 30:
        return dispersion, rate_cv
    square = (count - mean) ** 2
    weight = 1.0 / (mean + 0.1 * mean**2 + 0.1) ** 2
    columns = np.stack([mean, mean**2], axis=1)
    for _ in range(4):
        limit = 9.0 * (dispersion * mean + (rate_cv * mean) ** 2)
        held = np.minimum(square, limit)
        lhs = (columns * weight[:, None]).T @ columns
        part = np.linalg.lstsq(lhs, columns.T @ (weight * held), rcond=None)[0]
        dispersion = float(np.clip(part[0], 1.0, 50.0))
        rest = held - dispersion * mean
        rate = float((weight * mean**2 * rest).sum() / max((weight * mean**4).sum(), 1e-12))
        rate_cv = float(np.sqrt(np.clip(rate, 1e-4, 1.0)))
    return dispersion, rate_cv


def _runs_of(hit: BoolArray) -> list[IntArray]:
    """Slots of each unbroken run."""
    slots = np.flatnonzero(hit)
    if slots.size == 0:
        return []
    return [np.asarray(part) for part in np.split(slots, np.flatnonzero(np.diff(slots) > 1) + 1)]
