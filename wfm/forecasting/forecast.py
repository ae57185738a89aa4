"""The front door: a history frame in, a forecast with intervals, notes and parts out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.core.frames import FORECAST
from wfm.core.time import DAY_MIN, TimeGrid
from wfm.forecasting.aht import DEFAULT_AHT_S, fit_aht
from wfm.forecasting.borrowed import Borrowing, lend
from wfm.forecasting.calendar import Calendar
from wfm.forecasting.calendar_notes import CALENDAR_NOTES, calendar_notes
from wfm.forecasting.closures import with_closures
from wfm.forecasting.days import BoolArray, FloatArray, QueueRows, onto_grid, rows_matrix
from wfm.forecasting.effects import event_sd, widened
from wfm.forecasting.folds import (
    MIN_DAYS,
    SPREAD_WEEKS,
    finish,
    fit_at,
    known_openings,
    roll,
    spread_origins,
    weekly_origins,
)
from wfm.forecasting.history import interval_of, zone_of
from wfm.forecasting.intervals import LEVELS, Spread, fit_spread
from wfm.forecasting.intraday import Intraday, fit_intraday
from wfm.forecasting.intraday_aht import AhtCourse, fit_aht_course
from wfm.forecasting.lifetimes import Ended
from wfm.forecasting.parts import Parts, parts_of
from wfm.forecasting.path_learning import fit_paths
from wfm.forecasting.paths import Paths
from wfm.forecasting.registry import DEFAULT, forecaster
from wfm.forecasting.series import NOTE_SHARE_OF_TOTAL, Series, series_of, settled

SPREAD_HORIZON = 28
MAX_DAYS = 400
STALE_DAYS = 28
NOTE_STALE = "history_ends_early"
NOTE_NO_AHT = "no_aht_default"
NOTE_NO_SPREAD = "short_history_default_intervals"
NOTE_PROJECTED = "projected_holidays"

NOTES = {
    "short_history_weekday_mean": "Less than 3 weeks of history: the mean of the same weekdays.",
    "short_history_poisson_glm": "Less than 8 weeks of history: the Poisson model alone.",
    "sparse_without_factor": "Few contacts an interval: without the factor model.",
    NOTE_SHARE_OF_TOTAL: "Few contacts an interval: a share of the forecast of the total.",
    NOTE_STALE: "The last count lies more than four weeks before the first forecast day.",
    NOTE_NO_AHT: "No handle time in the history: a default stands in.",
    NOTE_NO_SPREAD: "Too little history to measure the spread: wide default intervals.",
    NOTE_PROJECTED: "Holidays of this year are a projection: the official notice is not out.",
    **CALENDAR_NOTES,
}
"""What each note of a forecast means."""


@dataclass(frozen=True, eq=False)
class Forecast:
    """Expected contacts and handle time of days to come.

    Parameters
    ----------
    frame : DataFrame
        As `wfm.core.frames.FORECAST`: every interval of the days, closed ones with volume 0.
    day_totals : DataFrame
        Columns day, queue, volume, q025, q10, q90, q975: intervals of whole days, which are far
        narrower than the sum of the intervals' own and wider than if intervals were independent.
    model : str
        Name in the registry.
    notes : tuple of str
        Keys of `NOTES`; ``key:queue`` where it concerns one queue.
    parts : dict of str to Parts
        Level, weekday profile and calendar effects per queue, for charts.
    paths : Paths
        Draws whole days as they may come: ``paths.sample(frame, n_paths, seed)``.
    intraday : dict of str to Intraday
        How a day's intervals hang together, to revise it while it runs; without the queues of
        which too few days were seen to tell.
    intraday_aht : dict of str to AhtCourse
        How far a day's handle times follow its first hours, likewise.
    """

    frame: pd.DataFrame
    day_totals: pd.DataFrame
    model: str
    notes: tuple[str, ...] = ()
    parts: dict[str, Parts] = field(default_factory=dict)
    paths: Paths = field(default_factory=Paths.empty)
    intraday: dict[str, Intraday] = field(default_factory=dict)
    intraday_aht: dict[str, AhtCourse] = field(default_factory=dict)


def make_forecast(
    history: pd.DataFrame,
    first_day: date,
    n_days: int,
    *,
    model: str = DEFAULT,
    calendar: Calendar | None = None,
    opening: BoolArray | None = None,
    reconcile: bool = False,
    default_aht_s: float = DEFAULT_AHT_S,
    borrowings: Sequence[Borrowing] = (),
) -> Forecast:
    """Forecast volume and handle time per interval and queue.

    Parameters
    ----------
    history : DataFrame
        As `wfm.core.frames.HISTORY` on a full grid; days from `first_day` on are not looked at.
    first_day : date
        First local day of the forecast.
    n_days : int
        Days, 1 to 400.
    model : str
        Name in the registry.
    calendar : Calendar, optional
        Holidays, closures, pay days and events; none by default.
    opening : ndarray of bool, shape (7, n_slots), optional
        Opening per weekday; learned when not given.
    reconcile : bool
        Scale the queues so that they sum to the forecast of the total.
    default_aht_s : float
        Handle time where the history has none.
    borrowings : sequence of Borrowing
        New queues that take the profile of others until they have eight weeks of their own.

    Raises
    ------
    BadInputError
        When the history holds no count before the first day, or days are out of range.
    """
    chosen = forecaster(model)
    if not 1 <= n_days <= MAX_DAYS:
        raise BadInputError(
            Fault("the number of days is out of range", f"use 1 to {MAX_DAYS}", value=str(n_days))
        )
    calendar = calendar or Calendar()
    interval_min, zone = interval_of(history), zone_of(history)
    grid = TimeGrid(first_day, n_days, interval_min, zone)
    past = (history["timestamp"] < grid.local[0]).to_numpy(dtype=bool)
    history = history if past.all() else history.loc[past]
    if not ((history["state"] == "open") & history["volume"].notna()).any():
        raise BadInputError(
            Fault(
                f"the history holds no count before {first_day}",
                "give at least one counted day before the first forecast day",
                value=str(first_day),
            )
        )
    history = with_closures(history, calendar)
    notes: list[str] = []
    if any(year in calendar.projected_years for year in {day.year for day in grid.days}):
        notes.append(NOTE_PROJECTED)
    history, lent_until = lend(history, borrowings, interval_min)
    plan, whole = series_of(history, interval_min, chosen)
    means, series = {}, {}
    for one in settled(plan, history, lent_until):
        queue = one.queue
        if not one.history.days:
            raise BadInputError(
                Fault(
                    f"the queue {queue} has no count before {first_day}",
                    "leave the queue out, give it a history, or say which queue it is like",
                    column="queue",
                    value=queue,
                )
            )
        series[queue] = _Measured(one, calendar)
        means[queue] = series[queue].predict(grid.days, opening)
        stale = (first_day - one.history.days[-1]).days > STALE_DAYS
        if stale and not isinstance(one.model, Ended):
            notes.append(f"{NOTE_STALE}:{queue}")
        notes += [f"{note}:{queue}" for note in (*one.notes, *series[queue].notes)]
    notes += calendar_notes([one.learned for one in series.values()], grid.days)
    if reconcile and whole is not None:
        total = _Measured(Series("", whole, chosen), calendar)
        factors = {queue: one.event_factor(grid.days) for queue, one in series.items()}
        free = total.predict(grid.days, opening) / total.event_factor(grid.days)
        means = _reconciled(means, free, factors)
    frames, totals, parts = [], [], {}
    courses: dict[str, AhtCourse] = {}
    rows = QueueRows(history)
    for queue, measured in series.items():
        aht_s, known, course = _handle_times(rows.of(queue), measured, grid, default_aht_s)
        notes += [] if known else [f"{NOTE_NO_AHT}:{queue}"]
        if course is not None:
            courses[queue] = course
        frame, day_frame = _frames(queue, means[queue], aht_s, measured, grid)
        frames.append(frame)
        totals.append(day_frame)
        parts[queue] = parts_of(measured.history, measured.learned, lent_until.get(queue))
    return Forecast(
        FORECAST.validate(pd.concat(frames, ignore_index=True)),
        pd.concat(totals, ignore_index=True),
        model,
        tuple(notes),
        parts,
        fit_paths(
            {queue: one.folds for queue, one in series.items()},
            {queue: one.spread for queue, one in series.items()},
            {queue: one.history.days[-1] for queue, one in series.items()},
            DAY_MIN // interval_min,
        ),
        {
            queue: fit
            for queue, one in series.items()
            if (fit := fit_intraday(one.folds, interval_min)) is not None
        },
        courses,
    )


class _Measured:
    """One queue (or the total): fitted, with its spread measured at past origins."""

    def __init__(self, series: Series, calendar: Calendar) -> None:
        self.history, model, queue = series.history, series.model, series.queue
        self.fitted, self.learned = fit_at(model, self.history, calendar, queue)
        known = known_openings(self.history, calendar)
        origins = spread_origins(weekly_origins(self.history, max(SPREAD_WEEKS), 7, MIN_DAYS))
        origins = origins if series.measured else []
        self.folds = roll(model, self.history, known, origins, SPREAD_HORIZON, queue)
        self.spread: Spread = fit_spread(self.folds)
        self.notes = self.fitted.notes + (
            () if self.folds or not series.measured else (NOTE_NO_SPREAD,)
        )

    def event_factor(self, days: tuple[date, ...]) -> FloatArray:
        """What events do to each day, shape (n_days, 1); 1 where they leave nothing."""
        factor = self.learned.event_factor(days)[:, None]
        return np.where(factor > 0, factor, 1.0)

    def predict(self, days: tuple[date, ...], opening: BoolArray | None) -> FloatArray:
        """Expected contacts, shape (n_days, n_slots)."""
        mask = None
        if opening is not None:
            shut = np.array([self.learned.is_shut(day) for day in days])
            mask = opening[self.learned.types(days)] & ~shut[:, None]
        return finish(self.fitted.predict(days), days, self.learned, mask)


def _reconciled(
    means: dict[str, FloatArray], total: FloatArray, factors: dict[str, FloatArray]
) -> dict[str, FloatArray]:
    """Scale the queues per interval so that they sum to the total's forecast, events apart.

    What an event of one queue does is no news of the others.
    """
    together = np.sum([mean / factors[queue] for queue, mean in means.items()], axis=0)
    ratio = np.where(together > 0, total / np.maximum(together, 1e-9), 1.0)
    return {queue: mean * ratio for queue, mean in means.items()}


def _handle_times(
    part: pd.DataFrame, one: _Measured, grid: TimeGrid, default_s: float
) -> tuple[FloatArray, bool, AhtCourse | None]:
    aht_s = part["aht_s"].where(part["state"] == "open").to_numpy(dtype=float)
    abandoned = np.nan_to_num(part["abandoned"].to_numpy(dtype=float))
    volume = part["volume"].where(part["state"] == "open").to_numpy(dtype=float)
    times = rows_matrix(part, grid.interval_min, aht_s)
    handled = rows_matrix(part, grid.interval_min, np.maximum(volume - abandoned, 0.0))
    types = one.learned.types(times.days)
    fit = fit_aht(times.counts, handled.counts, types, default_s)
    course = fit_aht_course(fit, times.counts, handled.counts, types)
    return fit.predict(one.learned.types(grid.days)), fit.known, course


def _frames(
    queue: str, mean: FloatArray, aht_s: FloatArray, one: _Measured, grid: TimeGrid
) -> tuple[pd.DataFrame, pd.DataFrame]:
    last = one.history.days[-1]
    leads = np.array([(day - last).days for day in grid.days], dtype=np.int64)
    events_sd = event_sd(one.learned.effects, one.learned.calendar.events, grid.days)
    low2, low, high, high2 = widened(one.spread.quantiles(mean, leads), mean, LEVELS, events_sd)
    columns = {"volume": mean, "aht_s": aht_s, "q025": low2, "q10": low, "q90": high, "q975": high2}
    frame = pd.DataFrame(
        {"timestamp": grid.local, "queue": queue}
        | {name: onto_grid(values, grid) for name, values in columns.items()}
    )
    sums = np.add.reduceat(frame["volume"].to_numpy(dtype=float), grid.day_starts[:-1])
    quantiles = widened(one.spread.day_total_quantiles(sums, leads), sums, LEVELS, events_sd)
    day_frame = pd.DataFrame({"day": grid.days, "queue": queue, "volume": sums})
    for name, row in zip(("q025", "q10", "q90", "q975"), quantiles, strict=True):
        day_frame[name] = row
    return frame, day_frame


def next_monday(history: pd.DataFrame) -> date:
    """First Monday after the last counted interval of a history."""
    seen = history.loc[history["state"] == "open", "timestamp"]
    last: date = seen.max().date()
    return last + timedelta(days=7 - last.weekday())
