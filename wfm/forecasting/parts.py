"""What a forecast is made of, as a planner reads it: level, weekdays, profile, calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from wfm.core.days import EventKind
from wfm.forecasting.days import DayMatrix, FloatArray
from wfm.forecasting.effects import EffectSource, EventEffect
from wfm.forecasting.events import DURING
from wfm.forecasting.folds import normalised
from wfm.forecasting.learned import N_TYPES, LearnedCalendar
from wfm.forecasting.models.top_down import TopDown
from wfm.forecasting.season import learn_season

MIN_DAYS = 14


@dataclass(frozen=True, eq=False)
class Parts:
    """The parts of a queue's forecast.

    Parameters
    ----------
    days : tuple of date
        Days of the history.
    actual : ndarray, shape (n_days,)
        Counted day totals, NaN where nothing was counted.
    fitted : ndarray, shape (n_days,)
        What day type and calendar explain of each day's total.
    weekday_volume : ndarray, shape (7,)
        Typical total per weekday, without calendar effects.
    profile : ndarray, shape (7, n_slots)
        Share of the day's volume per slot.
    effects : tuple of (str, float)
        Calendar effects as factors, e.g. ``("after_1", 1.13)``; those of events' own days too.
    events : tuple of EventEffect
        What each event of the calendar does on its own days and the days around them.
    """

    days: tuple[date, ...]
    actual: FloatArray
    fitted: FloatArray
    weekday_volume: FloatArray
    profile: FloatArray
    effects: tuple[tuple[str, float], ...]
    events: tuple[EventEffect, ...] = ()


def parts_of(history: DayMatrix, learned: LearnedCalendar, lent_until: date | None = None) -> Parts:
    """Split a history into the parts that the top-down model sees.

    Parameters
    ----------
    history : DayMatrix
        The past, with at least one counted day.
    learned : LearnedCalendar
        The calendar as this history behaves under it.
    lent_until : date, optional
        Days before it are other queues': nothing was counted on them.
    """
    actual = np.where(history.has_counts, np.nansum(history.counts, axis=1), np.nan)
    if lent_until is not None:
        actual[[day < lent_until for day in history.days]] = np.nan
    freed = normalised(history, learned)
    season = learn_season(freed, learned)
    fit = TopDown().fit(season.freed(freed), learned)
    linear = fit.level.intercept + learned.regressors(history.days) @ fit.level.effects
    names = learned.names
    typical = np.exp(fit.level.intercept + fit.level.effects[:N_TYPES])
    typical = np.where(learned.opening.any(axis=1), typical, 0.0)
    effects = tuple(
        (name, float(np.exp(value)))
        for name, value in zip(names[N_TYPES:], fit.level.effects[N_TYPES:], strict=True)
        if abs(value) > 1e-6 and not name.startswith(("month_", "year_"))
    )
    events = events_of(learned)
    effects += tuple(
        (f"event:{one.name}", one.factor)
        for one in events
        if one.position == DURING and one.source is not EffectSource.NONE
    )
    fitted = np.where(history.day_is_open, np.exp(linear), 0.0)
    fitted = fitted * learned.event_factor(history.days) * season.factors(history.days)
    return Parts(
        history.days,
        np.asarray(actual),
        np.asarray(fitted),
        np.asarray(typical),
        fit.shares,
        effects,
        events,
    )


def events_of(learned: LearnedCalendar) -> tuple[EventEffect, ...]:
    """Effect of every event and position of a calendar on its queue, each once."""
    found = {}
    for event in learned.calendar.events:
        if not event.concerns(learned.queue):
            continue
        for position in range(-event.lead_days, event.lag_days + 1):
            if event.kind is EventKind.OUTAGE and position == DURING:
                continue
            effect = learned.effects.of(event, position)
            found[effect.name, position, effect.source, effect.factor] = effect
    return tuple(found.values())
