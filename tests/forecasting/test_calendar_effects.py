"""Tests that planted effects of the calendar are found: closures, pay days, the year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from wfm.forecasting.calendar import Calendar
from wfm.forecasting.days import day_matrix
from wfm.forecasting.learned import learn_calendar
from wfm.forecasting.models.top_down import TopDown

pytestmark = pytest.mark.unit


def effects(matrix, calendar: Calendar) -> dict[str, float]:
    learned = learn_calendar(matrix, calendar)
    fitted = TopDown().fit(matrix, learned)
    return dict(zip(learned.names, np.exp(fitted.level.effects), strict=True))


def test_days_after_a_closure(make_history):
    """Tests that 20 % more on the first day back and 8 % on the second are met within 6 %."""
    office = make_history(
        date(2025, 1, 6), 364, weekdays=(0, 1, 2, 3, 4), open_hours=(8, 20), seed=1
    )
    matrix = day_matrix(office, "calls", 30)
    counts, is_open, closed = matrix.counts.copy(), matrix.is_open.copy(), []
    for row in (31 + 35 * k for k in range(10)):
        # Days 31, 66, ... are Thursdays.
        closed.append(matrix.days[row])
        counts[row], is_open[row] = np.nan, False
        counts[row + 1] *= 1.2
        counts[row + 4] *= 1.08
    found = effects(
        replace(matrix, counts=counts, is_open=is_open), Calendar(closures=frozenset(closed))
    )
    assert found["after_1"] == pytest.approx(1.2, abs=0.06)
    assert found["after_2"] == pytest.approx(1.08, abs=0.06)
    assert found["after_3"] == pytest.approx(1.0, abs=0.05)
    assert found["eve"] == pytest.approx(1.0, abs=0.05)


def test_pay_days(make_history):
    """Tests that a quarter more on the day before a weekend's fifteenth is a pay day's effect."""
    matrix = day_matrix(make_history(date(2025, 1, 6), 364), "calls", 30)
    calendar = Calendar(pay_days=(15,))
    pays = calendar.pay_dates(matrix.days[0], matrix.days[-1])
    factor = np.array([1.25 if day in pays else 1.0 for day in matrix.days])
    found = effects(replace(matrix, counts=matrix.counts * factor[:, None]), calendar)
    assert found["pay_day"] == pytest.approx(1.25, abs=0.05)
    assert found["after_pay_day"] == pytest.approx(1.0, abs=0.04)


@pytest.mark.parametrize(("n_days", "known"), [(729, False), (1095, True)])
def test_the_year_is_learned_from_two_years_on(make_history, n_days, known):
    """Tests that a swing of a fifth over the year is met within 5 % from three years."""
    history = make_history(date(2023, 1, 2), n_days, interval_min=60, daily=4000.0)
    matrix = day_matrix(history, "calls", 60)
    phase = np.array([day.timetuple().tm_yday / 365.25 for day in matrix.days])
    swing = np.exp(0.2 * np.sin(2 * np.pi * phase))
    found = effects(replace(matrix, counts=matrix.counts * swing[:, None]), Calendar())
    assert ("year_sin1" in found) is known
    if known:
        assert found["year_sin1"] == pytest.approx(np.exp(0.2), rel=0.05)
        assert found["year_cos1"] == pytest.approx(1.0, abs=0.05)
