"""Learning what events did: residuals of their days against what the other days say.

The days of events are left out of a regression on day type and calendar. What their totals lie
above or below it, after the errors of the counted days around them are interpolated, is explained
by effects per name and position, shrunk towards those of other events of the kind and towards no
effect by an empirical Bayes prior (Morris 1983): the more occurrences, the less shrinkage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from wfm.core.days import EventKind
from wfm.forecasting.days import BoolArray, DayMatrix, FloatArray, IntArray
from wfm.forecasting.effects import (
    Z_80,
    Effects,
    EffectSource,
    EventEffect,
    Key,
    is_given,
)
from wfm.forecasting.events import DURING, Event
from wfm.forecasting.profiles import day_totals, share_profiles
from wfm.forecasting.regression import fit_ar_regression

if TYPE_CHECKING:
    from wfm.forecasting.learned import LearnedCalendar

MIN_OTHER_DAYS = 14
"""Fewer counted days without an event say nothing of what is usual."""
MAX_EVENT_DAYS = 400
"""The last ones teach; solving for more takes longer than they are worth."""
PRIOR_SD = 0.35
"""Prior spread of the log effect of an event's own days; a third is a usual campaign."""
NEAR_PRIOR_SD = 0.15
PRIOR_NAMES = 2.0
"""The prior spread counts as that of so many events."""
BETWEEN_SD = 0.10
"""Prior spread of one event's occurrences around their mean."""
BETWEEN_COUNT = 4.0
KIND_SHARE = 0.5
"""Share of the prior's variance that events of one kind do not have in common."""
NOISE_FLOOR = 1e-4
MAX_LOG = 2.0
MOST_WIDTH = 2.0
"""Single wild days must not make every effect believable: the prior at most doubles."""
HELD = 2.0
FLAT_SD = 2.0


@dataclass(frozen=True, eq=False)
class _Seen:
    """Residuals of event days: values, variances, and the (event, position) on each of them."""

    rows: IntArray
    residual: FloatArray
    variance: FloatArray
    touches: list[list[tuple[int, int]]]


def learn_effects(history: DayMatrix, learned: LearnedCalendar) -> Effects:
    """Learn what events did to a queue.

    Parameters
    ----------
    history : DayMatrix
        The past as it was counted.
    learned : LearnedCalendar
        The calendar, before events; its queue and events are used.
    """
    queue, events = learned.queue, learned.calendar.events
    touches = _touches(events, history, queue)
    marked = np.array([bool(touch) for touch in touches], dtype=bool)
    if not marked.any():
        return Effects(queue)
    seen = _residuals(history, learned, marked, touches)
    if seen is None or not len(seen.rows):
        return Effects(queue)
    return _explained(seen, events, history, queue)


def _touches(
    events: Sequence[Event], history: DayMatrix, queue: str
) -> list[list[tuple[int, int]]]:
    """For each day of the history, the learnable (event index, position) on it."""
    found: list[list[tuple[int, int]]] = [[] for _ in history.days]
    if not history.days:
        return found
    first = history.days[0].toordinal()
    for k, event in enumerate(events):
        if not event.concerns(queue):
            continue
        for day, position in event.days():
            row = day.toordinal() - first
            if not 0 <= row < len(found) or is_given(event, position, queue):
                continue
            if event.kind is EventKind.OUTAGE and position == DURING:
                continue
            found[row].append((k, position))
    return found


def _residuals(
    history: DayMatrix,
    learned: LearnedCalendar,
    marked: BoolArray,
    touches: list[list[tuple[int, int]]],
) -> _Seen | None:
    counts = history.counts / np.maximum(learned.given_factor(history.days), 1e-3)[:, None]
    types = learned.types(history.days)
    _, rates = share_profiles(np.where(marked[:, None], np.nan, counts), types, learned.opening)
    totals, counted = day_totals(counts, types, rates)
    used = np.flatnonzero(np.isfinite(totals) & history.day_is_open)
    is_event = marked[used]
    kept = np.flatnonzero(~is_event)
    if len(kept) < MIN_OTHER_DAYS or totals[used[kept]].sum() <= 0:
        return None
    y = np.log(totals[used] + 0.5)
    regressors = learned.regressors([history.days[row] for row in used.tolist()])
    fit = fit_ar_regression(y[kept], regressors[kept], learned.prior_sd, counted[used[kept]])
    error = y - fit.intercept - regressors @ fit.effects
    held = np.clip(error[kept], -4 * fit.sd, 4 * fit.sd)
    where = np.flatnonzero(is_event)
    local, variance = _between(kept, held, where, fit.rho, fit.sd)
    return _Seen(
        used[where],
        np.clip(error[where] - local, -MAX_LOG, MAX_LOG),
        variance / np.maximum(counted[used[where]], 0.25) + NOISE_FLOOR,
        [touches[row] for row in used[where].tolist()],
    )


def _between(
    kept: IntArray, errors: FloatArray, where: IntArray, rho: float, sd: float
) -> tuple[FloatArray, FloatArray]:
    """Expected error and its variance at places between observed ones of an AR(1) process."""
    whole = sd**2 / max(1 - rho**2, 0.04)
    after = np.searchsorted(kept, where)
    has_left, has_right = after > 0, after < len(kept)
    left, right = np.maximum(after - 1, 0), np.minimum(after, len(kept) - 1)
    a = np.where(has_left, rho ** (where - kept[left]).clip(0), 0.0)
    b = np.where(has_right, rho ** (kept[right] - where).clip(0), 0.0)
    rest = np.maximum(1 - (a * b) ** 2, 1e-9)
    mean = (a * (1 - b**2) * errors[left] + b * (1 - a**2) * errors[right]) / rest
    return np.asarray(mean), np.asarray(whole * (1 - a**2) * (1 - b**2) / rest)


def _explained(seen: _Seen, events: Sequence[Event], history: DayMatrix, queue: str) -> Effects:
    rows = slice(-MAX_EVENT_DAYS, None)
    touches, r, noise = seen.touches[rows], seen.residual[rows], seen.variance[rows]
    keys: list[Key] = sorted({(events[k].name, p) for touch in touches for k, p in touch})
    places = sorted({place for touch in touches for place in touch})
    x, z = np.zeros((len(r), len(keys))), np.zeros((len(r), len(places)))
    for i, touch in enumerate(touches):
        for k, p in touch:
            x[i, keys.index((events[k].name, p))] = 1.0
            z[i, places.index((k, p))] = 1.0
    kinds = {event.name: event.kind for event in events}
    n_past = np.array([sum((events[k].name, p) == key for k, p in places) for key in keys])
    flat = np.full(len(keys), FLAT_SD**2)
    start, _ = _solve(r, x, z, noise, BETWEEN_SD**2, np.zeros(len(keys)), flat)
    between = _between_variance(start, r, x, z, noise, n_past)
    free, free_variance = _solve(r, x, z, noise, between, np.zeros(len(keys)), flat)
    width = _prior_variances(keys, free, free_variance)
    mean, variance = np.zeros(len(keys)), np.zeros(len(keys))
    for j, (name, position) in enumerate(keys):
        others = [
            i
            for i, (other, p) in enumerate(keys)
            if other != name and p == position and _shares(kinds[other], kinds[name])
        ]
        mean[j], variance[j] = _of_kind(free[others], free_variance[others], width[j])
    usual = np.array([(PRIOR_SD if p == DURING else NEAR_PRIOR_SD) ** 2 for _, p in keys])
    wild = _wild_noise(r - x @ mean, noise + between, x @ usual)
    beta, spread = _solve(r, x, z, noise + wild, between, mean, variance)
    past = _of_each_day(r, x, z, noise, between, beta)
    known = {
        key: _effect(key, kinds[key[0]], beta[j], spread[j] + between, int(n_past[j]))
        for j, key in enumerate(keys)
    }
    of_kind: dict[Key, EventEffect] = {}
    for kind, position in sorted({(kinds[name], p) for name, p in keys}):
        same = [i for i, (name, p) in enumerate(keys) if p == position and kinds[name] is kind]
        if kind is EventKind.OTHER:
            continue
        centre, around = _of_kind(free[same], free_variance[same], width[same[0]])
        key = (str(kind), position)
        of_kind[key] = _effect(key, kind, centre, around + between, int(n_past[same].sum()))
    days = [history.days[row] for row in seen.rows[rows].tolist()]
    return Effects(queue, known, of_kind, dict(zip(days, (float(v) for v in past), strict=True)))


def _solve(
    r: FloatArray,
    x: FloatArray,
    z: FloatArray,
    noise: FloatArray,
    between: float,
    mean: FloatArray,
    variance: FloatArray,
) -> tuple[FloatArray, FloatArray]:
    """Posterior mean and variance of the effects.

    Model ``r = X b + Z u + e`` with ``b ~ N(mean, variance)``, ``u ~ N(0, between)`` for each
    occurrence and ``e ~ N(0, noise)``.
    """
    cover = np.diag(noise) + between * (z @ z.T)
    solved = np.linalg.solve(cover, np.column_stack([x, r]))
    precision = x.T @ solved[:, :-1] + np.diag(1 / variance)
    inverse = np.linalg.inv(precision)
    return inverse @ (x.T @ solved[:, -1] + mean / variance), np.diag(inverse).copy()


def _of_each_day(
    r: FloatArray, x: FloatArray, z: FloatArray, noise: FloatArray, between: float, beta: FloatArray
) -> FloatArray:
    """Log effect that each day is thought to have had: its occurrence's own."""
    cover = np.diag(noise) + between * (z @ z.T)
    return np.asarray(x @ beta + between * z @ (z.T @ np.linalg.solve(cover, r - x @ beta)))


def _wild_noise(residual: FloatArray, noise: FloatArray, width: FloatArray) -> FloatArray:
    """Further variance of days so far off that the event alone hardly explains them (Huber)."""
    limit = HELD * np.sqrt(noise + width)
    return np.asarray(noise * (np.maximum(np.abs(residual) / limit, 1.0) ** 2 - 1))


def _between_variance(
    beta: FloatArray,
    r: FloatArray,
    x: FloatArray,
    z: FloatArray,
    noise: FloatArray,
    n_past: IntArray,
) -> float:
    """Variance of occurrences around their event's mean, with a prior worth four of them."""
    days = np.maximum(z.sum(axis=0), 1.0)
    means = z.T @ (r - x @ beta) / days
    error = z.T @ noise / days**2
    freedom = float(np.maximum(n_past - 1, 0).sum())
    several = (z.T @ x) @ (n_past > 1) > 0
    excess = float((means[several] ** 2 - error[several]).sum()) if freedom > 0 else 0.0
    pooled = (BETWEEN_COUNT * BETWEEN_SD**2 + max(excess, 0.0)) / (BETWEEN_COUNT + freedom)
    return float(np.clip(pooled, 1e-4, 1.0))


def _prior_variances(keys: list[Key], free: FloatArray, variance: FloatArray) -> FloatArray:
    """Variance of effects around none: own days and near days apart, from all names at once."""
    out = np.zeros(len(keys))
    for is_near, sd in ((False, PRIOR_SD), (True, NEAR_PRIOR_SD)):
        chosen = np.array([(position != DURING) is is_near for _, position in keys], dtype=bool)
        excess = float((free[chosen] ** 2 - variance[chosen]).sum())
        count = float(chosen.sum())
        pooled = (PRIOR_NAMES * sd**2 + max(excess, 0.0)) / (PRIOR_NAMES + count)
        out[chosen] = min(pooled, (MOST_WIDTH * sd) ** 2)
    return out


def _shares(one: EventKind, other: EventKind) -> bool:
    return one is other and one is not EventKind.OTHER


def _of_kind(free: FloatArray, variance: FloatArray, width: float) -> tuple[float, float]:
    """Mean and variance of a new event's effect, given those of others of its kind."""
    if not len(free):
        return 0.0, width
    common, own = width * (1 - KIND_SHARE), width * KIND_SHARE
    weights = 1 / (variance + own)
    precision = float(weights.sum()) + 1 / common
    return float((weights * free).sum()) / precision, own + 1 / precision


def _effect(key: Key, kind: EventKind, log: float, variance: float, n_past: int) -> EventEffect:
    half = Z_80 * float(np.sqrt(variance))
    low, middle, high = np.exp([log - half, log, log + half])
    return EventEffect(
        key[0],
        kind,
        key[1],
        float(middle),
        float(low),
        float(high),
        n_past,
        EffectSource.LEARNED,
    )
