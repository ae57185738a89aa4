"""What a forecasting model promises."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np

from wfm.forecasting.days import DayMatrix, FloatArray
from wfm.forecasting.learned import LearnedCalendar


class Fitted(Protocol):
    """A model that has seen a history."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Fallbacks taken, as keys of the word catalogue; empty when there were none."""
        ...

    def predict(self, days: Sequence[date]) -> FloatArray:
        """Expected contacts per slot of days after the history, shape (n_days, n_slots).

        Never NaN and never negative. Opening hours and events with a given factor are put on by
        the caller.
        """
        ...


class Forecaster(Protocol):
    """A model of one series; the same history gives the same fit."""

    @property
    def name(self) -> str:
        """Key in the registry."""
        ...

    def fit(self, history: DayMatrix, calendar: LearnedCalendar) -> Fitted:
        """Learn from a history with at least one counted day, already freed of given events."""
        ...


@dataclass(frozen=True, eq=False)
class FixedWeek:
    """A fitted model that repeats one week for ever.

    Parameters
    ----------
    week : ndarray, shape (7, n_slots)
        Expected contacts per day type (Monday 0).
    calendar : LearnedCalendar or None
        Gives the day type; None uses the weekday itself.
    notes : tuple of str
        Fallbacks taken.
    """

    week: FloatArray
    calendar: LearnedCalendar | None = None
    notes: tuple[str, ...] = ()

    def predict(self, days: Sequence[date]) -> FloatArray:
        """Return the week's row for each day."""
        rows = (
            np.array([day.weekday() for day in days], dtype=np.int64)
            if self.calendar is None
            else self.calendar.types(days)
        )
        return self.week[rows]


def clean(values: FloatArray) -> FloatArray:
    """Hold a prediction to the contract: finite and not negative."""
    return np.clip(np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0), 0.0, None)
