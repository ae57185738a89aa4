from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from benchmarks.forecasting_unseen import HABIT, SERIES, against_habit, drawn, filtered, foreseen

pytestmark = pytest.mark.unit

N_DAYS = 200


def rows_at(history: pd.DataFrame, origin: int, n_days: int) -> pd.DataFrame:
    """Rows of a back-test with one origin, all but the forecast."""
    part = history.iloc[origin * 24 : (origin + n_days) * 24]
    day = (np.arange(len(part)) // 24) + 1
    first = str(part["timestamp"].iloc[0].date())
    habit = part["volume"].to_numpy() + 10.0
    return part[["timestamp", "volume"]].assign(origin=first, lead_day=day, **{HABIT: habit})


@pytest.mark.parametrize("name", SERIES)
def test_the_sure_part_is_the_mean_without_chance(name):
    """Tests that a mean is its sure part where level and happenings have no effect."""
    _, expected, clock = drawn(name, 60, N_DAYS, 3)
    chance = expected.level.values[clock.day] + sum(came for _, came, _ in expected.happenings)
    # What is left is noise of single intervals: storms' tails and bursts.
    rest = np.log(expected.mean / expected.sure) - chance
    assert np.median(rest) == pytest.approx(0.0, abs=0.02)
    assert np.abs(rest).mean() < 0.15


@pytest.mark.parametrize("name", SERIES)
def test_the_filter_finds_the_level(name):
    """Tests that the filtered level lies nearer the true one than nothing and yesterday's do."""
    history, expected, clock = drawn(name, 60, N_DAYS, 3)
    true = expected.level.values
    error = np.abs(filtered(expected, history["volume"].to_numpy(), clock) - true)[30:]
    assert error.mean() < 0.6 * np.abs(true[30:]).mean()


def test_the_filter_does_not_look_ahead():
    """Tests that what comes after a day changes nothing of what is known on it."""
    history, expected, clock = drawn("game support", 60, N_DAYS, 3)
    volume = history["volume"].to_numpy()
    later = np.where(clock.day > 100, volume * 3, volume)
    known, changed = (filtered(expected, counts, clock) for counts in (volume, later))
    assert known[:101].tolist() == changed[:101].tolist()
    assert (changed[101:] > known[101:]).all()


def test_oracles_are_ordered():
    """Tests that who knows all but the future lies between the habit and the true mean."""
    history, expected, clock = drawn("travel desk", 60, N_DAYS, 3)
    rows = rows_at(history, 150, 28)
    last = history["volume"].to_numpy()
    rows[HABIT] = np.mean([last[(150 - 7 * k) * 24 :][: 28 * 24] for k in (4, 5, 6)], axis=0)
    told = against_habit(rows, foreseen(rows, history, expected, clock), "15-28")
    true = against_habit(rows, expected.mean[150 * 24 : 178 * 24], "15-28")
    assert true < told < 1


def test_the_habit_against_itself():
    """Tests that the ratio counts the rows of its leads only, and is 1 for the habit."""
    history, _, _ = drawn("emergency line", 60, 60, 3)
    rows = rows_at(history, 20, 28)
    habit = rows[HABIT].to_numpy()
    assert against_habit(rows, habit, "1-7") == 1.0
    half = np.where(rows["lead_day"] <= 7, habit - 5.0, 1e9)
    assert against_habit(rows, half, "1-7") == pytest.approx(0.5)
