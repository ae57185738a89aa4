"""The default: equal-weight mean of the factor, top-down and Poisson models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from wfm.forecasting.contract import Fitted, Forecaster, clean
from wfm.forecasting.days import DayMatrix, FloatArray
from wfm.forecasting.learned import LearnedCalendar
from wfm.forecasting.models.factor import Factor
from wfm.forecasting.models.poisson_glm import PoissonGlm
from wfm.forecasting.models.top_down import TopDown
from wfm.forecasting.models.weekday_mean import WeekdayMean8

WEEKS_FOR_GLM = 3
WEEKS_FOR_ALL = 8
NOTE_WEEKDAY_MEAN = "short_history_weekday_mean"
NOTE_GLM_ALONE = "short_history_poisson_glm"
NOTE_SPARSE = "sparse_without_factor"
SPARSE_VOLUME = 5.0
"""Below this many contacts an open slot, square-root models are biased low."""


@dataclass(frozen=True, eq=False)
class MeanFit:
    """Fitted members with equal weights."""

    members: tuple[Fitted, ...]
    notes: tuple[str, ...] = ()

    def predict(self, days: Sequence[date]) -> FloatArray:
        """Mean of the members, shape (n_days, n_slots)."""
        return clean(np.mean([member.predict(days) for member in self.members], axis=0))


class MeanOfThree:
    """Equal-weight mean of three members, fewer while the history is short."""

    name = "mean_of_three"

    def fit(self, history: DayMatrix, calendar: LearnedCalendar) -> MeanFit:
        """Fit the members that the history can carry."""
        span_days = len(history.trimmed().days)
        if span_days < 7 * WEEKS_FOR_GLM:
            return MeanFit((WeekdayMean8().fit(history, calendar),), (NOTE_WEEKDAY_MEAN,))
        if span_days < 7 * WEEKS_FOR_ALL:
            return MeanFit((PoissonGlm().fit(history, calendar),), (NOTE_GLM_ALONE,))
        models: list[Forecaster] = [TopDown(), PoissonGlm()]
        seen = history.counts[np.isfinite(history.counts)]
        notes: tuple[str, ...] = ()
        if seen.size and float(seen.mean()) < SPARSE_VOLUME:
            notes = (NOTE_SPARSE,)
        else:
            models.insert(0, Factor())
        return MeanFit(tuple(model.fit(history, calendar) for model in models), notes)
