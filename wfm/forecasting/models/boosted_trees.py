"""Gradient-boosted trees by LightGBM, an optional extra: a reference, not the default."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from typing import Any

import numpy as np

from wfm.core.errors import BadInputError, Fault
from wfm.forecasting.blocks import Blocks, blocks_of
from wfm.forecasting.contract import Fitted, FixedWeek, clean
from wfm.forecasting.days import DayMatrix, FloatArray, IntArray
from wfm.forecasting.learned import LearnedCalendar
from wfm.forecasting.models.weekday_mean import WeekdayMean8

NAME = "lightgbm"
MIN_WEEKS = 8
MAX_WEEKS = 60
GAP_WEEKS = 2
USUAL_WEEKS = 6
ROUNDS = 120
MIN_LEAF = 60
SETTINGS = {
    "objective": "poisson",
    "learning_rate": 0.06,
    "num_leaves": 15,
    "min_data_in_leaf": MIN_LEAF,
    "lambda_l2": 5.0,
    "poisson_max_delta_step": 0.7,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "seed": 7,
    "verbosity": -1,
}
NOTE_SHORT = "short_history_weekday_mean"


def installed() -> bool:
    """Whether the extra is there."""
    return find_spec("lightgbm") is not None


def library() -> Any:
    """Return LightGBM itself.

    Raises
    ------
    BadInputError
        When it is not installed, with the name of the extra.
    """
    if not installed():
        raise BadInputError(
            Fault(
                "the model lightgbm needs a package that is not installed",
                "install the extra: pip install wfm[lightgbm]",
                value=NAME,
            )
        )
    import lightgbm

    return lightgbm


@dataclass(frozen=True, eq=False)
class BoostedFit:
    """Fitted trees: a factor on the usual counts of the weekday."""

    trees: Any
    blocks: Blocks
    calendar: LearnedCalendar
    usual: FloatArray
    scale: float
    notes: tuple[str, ...] = ()

    def predict(self, days: Sequence[date]) -> FloatArray:
        """Expected contacts per slot, shape (n_days, n_slots)."""
        types = self.calendar.types(days)
        usual = self.usual[types]
        features = _features(days, self.calendar, usual / self.scale)
        raw = np.asarray(self.trees.predict(features, raw_score=True)).reshape(usual.shape)
        return clean(self.blocks.onto_slots(usual * np.exp(np.clip(raw, -3, 3))))


class BoostedTrees:
    """Poisson trees on slot, day type, calendar and the usual counts, direct for every lead.

    About 0.06 CPU-s a fit of forty weeks at half an hour, six times the default's.
    """

    name = NAME

    def fit(self, history: DayMatrix, calendar: LearnedCalendar) -> Fitted:
        """Fit the last year; each day is explained by what was known two weeks before it."""
        lightgbm = library()
        blocks = blocks_of(history, MAX_WEEKS)
        if blocks.n_weeks < MIN_WEEKS:
            week = WeekdayMean8().fit(history, calendar)
            return FixedWeek(week.week, calendar, (NOTE_SHORT,))
        weekdays = history.weekdays[blocks.rows]
        scale = max(float(blocks.filled.mean()), 1e-6)
        usual = _usual_before(blocks.filled, weekdays, blocks.rows)
        rows = np.flatnonzero(np.isfinite(usual).all(axis=1))
        days = [history.days[row] for row in blocks.rows[rows]]
        counts, base = blocks.counts[rows].ravel(), usual[rows].ravel()
        ok = np.isfinite(counts) & (base > 0)
        now = _usual_now(blocks.filled, weekdays)
        features = _features(days, calendar, usual[rows] / scale)
        if ok.sum() < 2 * MIN_LEAF:
            week = WeekdayMean8().fit(history, calendar)
            return FixedWeek(week.week, calendar, (NOTE_SHORT,))
        data = lightgbm.Dataset(
            features[ok],
            label=counts[ok] / scale,
            init_score=np.log(base[ok] / scale),
            params={"verbosity": -1},
        )
        trees = lightgbm.train(SETTINGS, data, num_boost_round=ROUNDS)
        return BoostedFit(trees, blocks, calendar, now, scale)


def _features(days: Sequence[date], calendar: LearnedCalendar, usual: FloatArray) -> FloatArray:
    """Block of the day, day type, usual count and calendar, one row a block."""
    width = usual.shape[1]
    known = np.repeat(calendar.regressors(days), width, axis=0)
    return np.column_stack(
        [
            np.tile(np.arange(width), len(days)),
            np.repeat(calendar.types(days), width),
            usual.ravel(),
            known,
        ]
    )


def _usual_before(filled: FloatArray, weekdays: IntArray, rows: IntArray) -> FloatArray:
    """Mean of the same weekdays that were known two weeks before each day; NaN without any."""
    out = np.full_like(filled, np.nan)
    for i, (weekday, row) in enumerate(zip(weekdays, rows, strict=True)):
        past = np.flatnonzero((weekdays == weekday) & (rows <= row - 7 * GAP_WEEKS))
        if past.size:
            out[i] = filled[past[-USUAL_WEEKS:]].mean(axis=0)
    return out


def _usual_now(filled: FloatArray, weekdays: IntArray) -> FloatArray:
    """Mean of the last same weekdays, shape (7, n_columns); a closed weekday takes all days'."""
    out = np.tile(filled.mean(axis=0), (7, 1))
    for weekday in range(7):
        past = np.flatnonzero(weekdays == weekday)
        if past.size:
            out[weekday] = filled[past[-USUAL_WEEKS:]].mean(axis=0)
    return out
