from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from wfm.forecasting.calendar import Calendar
from wfm.forecasting.days import DayMatrix, days_from
from wfm.forecasting.folds import fit_at
from wfm.forecasting.learned import learn_calendar
from wfm.forecasting.models.mean_of_three import MeanOfThree
from wfm.forecasting.parts import parts_of
from wfm.forecasting.season import NO_SEASON, Season, learn_season

pytestmark = pytest.mark.unit

FIRST = date(2022, 3, 7)
PEAK = 350
"""Day of the year, mid-December."""
SHAPE = np.array([0.1, 0.5, 0.3, 0.1])


def ramp(days: tuple[date, ...], years: tuple[int, ...] = tuple(range(2020, 2030))) -> np.ndarray:
    """Log of a peak of nine days' width before Christmas, in some years."""
    gap = np.array([day.timetuple().tm_yday - PEAK for day in days])
    kept = np.isin([day.year for day in days], years)
    return np.where(kept, 0.5 * np.exp(-((gap / 9) ** 2) / 2), 0.0)


def matrix(log_level: np.ndarray, *, size: float = 3000.0, seed: int = 5) -> DayMatrix:
    """Days with a weekly shape and some noise on a log level, all of one profile."""
    random = np.random.default_rng(seed)
    n = len(log_level)
    week = np.array([0.2, 0.1, 0.0, 0.0, 0.0, -0.3, -0.5])[np.arange(n) % 7]
    totals = size * np.exp(log_level + week + random.normal(0, 0.05, n))
    counts = random.poisson(totals[:, None] * SHAPE).astype(float)
    return DayMatrix(days_from(FIRST, n), 360, counts, np.ones(counts.shape, dtype=bool))


def season_of(history: DayMatrix) -> Season:
    return learn_season(history, learn_calendar(history, Calendar()))


def test_a_ramp_that_comes_back_is_foretold():
    """Tests that a fortnight's peak, seen in two Decembers, is expected in the third."""
    days = days_from(FIRST, 1000)
    december = days_from(date(2024, 12, 1), 28)
    calendar = Calendar()
    history = matrix(ramp(days))
    factor = season_of(history).factors(december)
    assert int(np.argmax(factor)) == pytest.approx(14, abs=2)
    assert factor.max() > 1.2
    fitted, _ = fit_at(MeanOfThree(), history, calendar)
    told = fitted.predict(december).sum(axis=1)
    plain, _ = fit_at(MeanOfThree(), matrix(np.zeros(1000)), calendar)
    true = np.exp(ramp(december))
    assert told / plain.predict(december).sum(axis=1) == pytest.approx(true, rel=0.12)


def test_what_came_once_is_hardly_expected():
    """Tests that a peak of one December moves the next by a third of one that came twice."""
    days = days_from(FIRST, 1000)
    middle = days_from(date(2024, 12, 14), 3)
    twice, once = (
        np.log(season_of(matrix(ramp(days, years))).factors(middle)).mean()
        for years in ((2022, 2023), (2022,))
    )
    assert abs(once) < twice / 3


def test_no_year_no_season():
    """Tests that days without a year's shape get factors within two percent of 1."""
    days = days_from(FIRST, 1000)
    assert season_of(matrix(np.zeros(1000))).factors(days) == pytest.approx(np.ones(1000), abs=0.02)


def test_a_wandering_level_is_no_season():
    """Tests that a level that wanders is not taken for a year's shape: factors within 6 percent."""
    days = days_from(FIRST, 1000)
    walk = np.cumsum(np.random.default_rng(8).normal(0, 0.02, 1000))
    assert np.abs(season_of(matrix(walk)).factors(days) - 1).max() < 0.06


def test_two_years_are_asked_for():
    """Tests that a day before two years nothing is said, and something from then on."""
    log_level = ramp(days_from(FIRST, 1000))
    assert season_of(matrix(log_level[:729])) is NO_SEASON
    assert season_of(matrix(log_level[:730])).effects.size
    assert NO_SEASON.factors(days_from(FIRST, 3)).tolist() == [1.0, 1.0, 1.0]
    history = matrix(log_level[:21])
    assert NO_SEASON.freed(history) is history


def test_size_does_not_matter():
    """Tests that ten times the contacts, without counting noise, have the same season."""
    history = matrix(ramp(days_from(FIRST, 1000)), size=1e6)
    larger = replace(history, counts=history.counts * 10)
    days = days_from(date(2024, 12, 1), 28)
    assert season_of(larger).factors(days) == pytest.approx(
        season_of(history).factors(days), rel=1e-3
    )


def test_it_comes_back_every_year():
    """Tests that factors repeat on the same date, and that freeing a history divides by them."""
    history = matrix(ramp(days_from(FIRST, 1000)))
    season = season_of(history)
    same = [date(year, 12, 15) for year in (2022, 2023, 2025)]
    assert np.ptp(season.factors(same)) == pytest.approx(0.0, abs=1e-12)
    freed = season.freed(history)
    assert freed.counts * season.factors(history.days)[:, None] == pytest.approx(history.counts)


@pytest.mark.parametrize("seen", [0.0, 0.05])
def test_hardly_any_days(seen):
    """Tests that two years with nothing, or with a day in twenty, give finite factors."""
    history = matrix(ramp(days_from(FIRST, 800)))
    counts = history.counts * (1.0 if seen else 0.0)
    if seen:
        counts[np.arange(800) % 20 != 0] = np.nan
    factor = season_of(replace(history, counts=counts)).factors(days_from(FIRST, 366))
    assert np.isfinite(factor).all()
    assert (factor > 0.3).all()
    assert (factor < 3).all()


def test_the_chart_of_parts_shows_it():
    """Tests that what the calendar explains of a December day has the ramp in it."""
    days = days_from(FIRST, 1000)
    history = matrix(ramp(days))
    parts = parts_of(history, learn_calendar(history, Calendar()))
    peak = [i for i, day in enumerate(days) if (day.month, day.day) in {(12, 15), (12, 16)}]
    assert parts.fitted[peak] == pytest.approx(parts.actual[peak], rel=0.15)
