from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from wfm.forecasting.blocks import blocks_of
from wfm.forecasting.days import DayMatrix, days_from

pytestmark = pytest.mark.unit
MONDAY = date(2026, 1, 5)


def matrix(n_days: int = 21, interval_min: int = 10) -> DayMatrix:
    """Open on weekdays from 08:00 to 18:00; the slots of a half-hour take 1, 2 and 3 contacts."""
    n = 1440 // interval_min
    counts = np.tile(np.arange(n) % 3 + 1.0, (n_days, 1))
    is_open = np.zeros((n_days, n), dtype=bool)
    weekday = np.array([day.weekday() for day in days_from(MONDAY, n_days)])
    is_open[weekday < 5, n // 3 : 3 * n // 4] = True
    return DayMatrix(
        days_from(MONDAY, n_days), interval_min, np.where(is_open, counts, np.nan), is_open
    )


def test_only_open_weekdays_and_hours_are_laid_out():
    """Tests that rows are weekdays, columns open half-hours, and counts their sums."""
    blocks = blocks_of(matrix(), 10)
    assert blocks.kinds == (0, 1, 2, 3, 4)
    assert blocks.n_weeks == 3
    assert blocks.columns.tolist() == list(range(16, 36))
    assert blocks.counts.shape == (15, 20)
    assert (blocks.counts == 6.0).all()


def test_slots_get_their_share_of_a_block():
    """Tests that spreading the blocks gives the counts of a whole day back."""
    history = matrix()
    blocks = blocks_of(history, 10)
    assert blocks.onto_slots(blocks.counts)[0] == pytest.approx(np.nan_to_num(history.counts[0]))


def test_only_the_last_weeks_are_taken():
    """Tests that rows point at the days of the last two weeks."""
    blocks = blocks_of(matrix(), 2)
    assert blocks.rows.tolist() == [7, 8, 9, 10, 11, 14, 15, 16, 17, 18]


def test_gaps_are_not_zeros():
    """Tests that a half-counted block is a gap, filled by its weekday and not by its remainder."""
    history = matrix()
    counts = history.counts.copy()
    counts[7, 60] = np.nan
    counts[8] = np.nan
    blocks = blocks_of(replace(history, counts=counts), 10)
    gaps = np.argwhere(~np.isfinite(blocks.counts))
    assert {tuple(gap) for gap in gaps} == {(5, 4), *((6, k) for k in range(20))}
    assert (blocks.filled == 6.0).all()


def test_long_slots_are_their_own_blocks():
    """Tests that hours stay hours."""
    blocks = blocks_of(matrix(interval_min=60), 10)
    assert blocks.shares.shape == (24, 1)
    assert blocks.counts.shape[1] == 10
