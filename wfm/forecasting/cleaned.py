"""Back-tests on a cleaned history: at each origin, cleaned with nothing but what it has seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from wfm.forecasting.calendar import Calendar
from wfm.forecasting.cleaning import Change, ChangeKind, apply_changes, propose
from wfm.forecasting.contract import Fitted, Forecaster
from wfm.forecasting.days import DayMatrix
from wfm.forecasting.folds import normalised
from wfm.forecasting.history import interval_of
from wfm.forecasting.learned import LearnedCalendar
from wfm.forecasting.outliers import Sensitivity
from wfm.forecasting.series import Series, series_of

_OWN = (ChangeKind.CORRECTION, ChangeKind.STATE)


@dataclass(frozen=True)
class Cleaner:
    """Changes that a planner accepted, put on a history as somebody at its end could have.

    Parameters
    ----------
    changes : tuple of Change
        Accepted proposals and the planner's own changes.
    sensitivity : Sensitivity, optional
        With which the proposals were made.

    Notes
    -----
    An accepted proposal was made with the days after it in sight. At an earlier origin it is
    looked for anew, and put on only where it is found there, too, with the value expected there.
    A planner's own changes were known once their span was over.
    """

    changes: tuple[Change, ...]
    sensitivity: Sensitivity | None = None

    def seen(self, history: pd.DataFrame, calendar: Calendar) -> pd.DataFrame:
        """History cleaned with what it holds itself."""
        if history.empty:
            return history
        end = history["timestamp"].max()
        queues = {change.queue for change in self.changes if change.kind not in _OWN}
        wanted = [c for c in self.changes if c.kind not in _OWN and c.start <= end]
        found: list[Change] = []
        if wanted:
            part = history.loc[history["queue"].isin(queues)]
            found = [
                change
                for change in propose(part, calendar, self.sensitivity)
                if _covers(wanted, change)
            ]
        own = [c for c in self.changes if c.kind in _OWN and c.end <= end + _step(history)]
        return apply_changes(history, [*found, *own])


def _step(history: pd.DataFrame) -> pd.Timedelta:
    return pd.Timedelta(minutes=interval_of(history))


def _covers(accepted: Iterable[Change], found: Change) -> bool:
    """Whether the planner accepted something in the same place."""
    return any(
        change.queue == found.queue and change.start < found.end and found.start < change.end
        for change in accepted
    )


@dataclass(frozen=True, eq=False)
class CleanedAsSeen:
    """A forecaster that learns from the cleaned history of each origin; see `Cleaner`.

    Parameters
    ----------
    raw : Series
        The queue as it was counted, and its model there.
    model : Forecaster
        The chosen model.
    source : Origins
        Cleaned histories by origin, shared by the queues.
    """

    raw: Series
    model: Forecaster
    source: Origins

    @property
    def name(self) -> str:
        """Name of the model."""
        return self.raw.model.name

    def fit(self, history: DayMatrix, calendar: LearnedCalendar) -> Fitted:
        """Fit to what was cleaned by the history's last day."""
        cleaned = self.source.series(history.days[-1], self.model).get(self.raw.queue)
        if cleaned is None or not cleaned.history.days:
            return self.raw.model.fit(history, calendar)
        return cleaned.model.fit(normalised(cleaned.history, calendar), calendar)


@dataclass(frozen=True, eq=False)
class Origins:
    """The cleaned history of each origin, made once."""

    history: pd.DataFrame
    calendar: Calendar
    cleaner: Cleaner
    _made: dict[date, dict[str, Series]] = field(default_factory=dict, repr=False)

    def series(self, last_day: date, model: Forecaster) -> dict[str, Series]:
        """Cleaned series by queue as of the end of a day; empty where nothing is changed."""
        if last_day not in self._made:
            local = pd.DatetimeIndex(self.history["timestamp"]).tz_localize(None)
            known = self.history.loc[local < pd.Timestamp(last_day) + pd.Timedelta(days=1)]
            cleaned = self.cleaner.seen(known, self.calendar)
            plan = [] if cleaned is known else series_of(cleaned, interval_of(known), model)[0]
            self._made[last_day] = {one.queue: one for one in plan}
        return self._made[last_day]
