"""The default: equal-weight mean of the factor, top-down and Poisson models.

Two of them forecast the day's total and have a profile for it; the factor model's day is a second
forecast of the same shape, and each spreads its totals by the mean of both.
"""

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
from wfm.forecasting.profiles import reshaped
from wfm.forecasting.season import NO_SEASON, Season, learn_season

WEEKS_FOR_GLM = 3
WEEKS_FOR_ALL = 8
NOTE_WEEKDAY_MEAN = "short_history_weekday_mean"
NOTE_GLM_ALONE = "short_history_poisson_glm"
NOTE_SPARSE = "sparse_without_factor"
SPARSE_VOLUME = 5.0
"""Below this many contacts an open slot, square-root models are biased low."""


@dataclass(frozen=True, eq=False)
class MeanFit:
    """Fitted members with equal weights.

    Parameters
    ----------
    members : tuple of Fitted
        Those that make the mean.
    notes : tuple of str
        Fallbacks taken.
    lends_shape : bool
        Whether the first one lends the others its shape of a day.
    season : Season
        The year's finer shape, which no member saw.
    """

    members: tuple[Fitted, ...]
    notes: tuple[str, ...] = ()
    lends_shape: bool = False
    season: Season = NO_SEASON

    def predict(self, days: Sequence[date]) -> FloatArray:
        """Mean of the members, shape (n_days, n_slots)."""
        told = [member.predict(days) for member in self.members]
        if self.lends_shape:
            lent, *others = told
            told = [lent, *((rows + reshaped(rows, lent)) / 2 for rows in others)]
        return clean(np.mean(told, axis=0) * self.season.factors(days)[:, None])


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
        is_sparse = bool(seen.size) and float(seen.mean()) < SPARSE_VOLUME
        if not is_sparse:
            models.insert(0, Factor())
        season = learn_season(history, calendar)
        freed = season.freed(history)
        members = tuple(model.fit(freed, calendar) for model in models)
        return MeanFit(members, (NOTE_SPARSE,) if is_sparse else (), not is_sparse, season)
