from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from wfm.core.time import TimeGrid
from wfm.forecasting.days import QueueRows, day_matrix, onto_grid, rows_matrix

pytestmark = pytest.mark.unit


def test_a_matrix_keeps_states_apart(make_history):
    """Tests that closed slots are not open and missing ones are open without a count."""
    history = make_history(n_days=7, open_hours=(8, 20))
    history.loc[20, ["volume", "state"]] = [np.nan, "missing"]
    matrix = day_matrix(history, "calls", 30)
    assert matrix.counts.shape == (7, 48)
    assert matrix.is_open[0, 20]
    assert np.isnan(matrix.counts[0, 20])
    assert not matrix.is_open[0, :16].any()


def test_a_repeated_hour_is_averaged(make_history):
    """Tests that the hour that occurs twice is one slot with its mean."""
    history = make_history(date(2026, 10, 25), n_days=1, zone="Europe/Berlin")
    assert len(history) == 50
    history["volume"] = np.arange(50.0)
    matrix = day_matrix(history, "calls", 30)
    assert matrix.counts[0, 3:7].tolist() == [3.0, 5.0, 6.0, 8.0]


def test_a_skipped_hour_is_not_open(make_history):
    """Tests that the hour the clocks skip is neither open nor counted."""
    matrix = day_matrix(
        make_history(date(2026, 3, 29), n_days=1, zone="Europe/Berlin"), "calls", 30
    )
    assert not matrix.is_open[0, 4:6].any()


@pytest.mark.parametrize(("day", "n"), [(date(2026, 3, 29), 46), (date(2026, 10, 25), 50)])
def test_values_return_to_the_wall_clock(day, n):
    """Tests that a day of 23 or 25 hours takes each slot as often as the clock shows it."""
    grid = TimeGrid(day, 1, 30, "Europe/Berlin")
    values = onto_grid(np.arange(48.0)[None, :], grid)
    assert len(values) == n
    assert values.tolist() == [stamp.hour * 2 + stamp.minute // 30 for stamp in grid.local]


def test_trimming_drops_uncounted_ends(make_history):
    """Tests that days before the first and after the last count are dropped."""
    history = make_history(n_days=10)
    edge = history["timestamp"].dt.day.isin([5, 14])
    history = history.assign(
        volume=history["volume"].where(~edge), state=history["state"].mask(edge, "missing")
    )
    trimmed = day_matrix(history, "calls", 30).trimmed()
    assert (trimmed.days[0], trimmed.days[-1]) == (date(2026, 1, 6), date(2026, 1, 13))


def test_an_absent_queue_is_empty(make_history):
    """Tests that a queue without rows gives a matrix without days."""
    matrix = day_matrix(make_history(n_days=2), "nobody", 30)
    assert matrix.days == ()
    assert matrix.trimmed().days == ()


def test_rows_of_a_queue_are_found_in_any_order(make_history):
    """Tests that sorted and shuffled frames give each queue the rows that a filter gives."""
    history = pd.concat([make_history(queue=q, n_days=3) for q in "ba"], ignore_index=True)
    shuffled = history.sample(frac=1, random_state=3)
    for frame in (history, shuffled):
        rows = QueueRows(frame)
        assert rows.names == ("a", "b")
        for queue in rows.names:
            pd.testing.assert_frame_equal(rows.of(queue), frame[frame["queue"] == queue])


def test_other_values_are_laid_out_like_the_volume(make_history):
    """Tests that handle times take their slots, the clock's doubled hour averaged."""
    history = make_history(date(2025, 10, 25), n_days=2, zone="Europe/Berlin")
    values = np.arange(len(history), dtype=float)
    found = rows_matrix(history, 30, values).counts
    assert found[0].tolist() == list(range(48))
    assert found[1, :4].tolist() == [48, 49, 50, 51]
    # 02:00 and 02:30 come twice.
    assert found[1, 4:7].tolist() == [53, 54, 56]
