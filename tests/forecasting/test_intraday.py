from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.forecasting.days import days_from
from wfm.forecasting.folds import Fold
from wfm.forecasting.intraday import fit_intraday

pytestmark = pytest.mark.unit
MEAN = np.concatenate([np.zeros(16), np.full(24, 200.0), np.zeros(8)])


def folds(n: int = 8, seed: int = 2, day_sd: float = 0.1):
    """Weeks of days that are busy or calm as a whole."""
    rng = np.random.default_rng(seed)
    out = []
    for i in range(n):
        mean = np.tile(MEAN, (7, 1))
        actual = rng.poisson(mean * np.exp(rng.normal(0, day_sd, (7, 1)))).astype(float)
        actual[mean == 0] = np.nan
        out.append(Fold(7 * i, days_from(date(2026, 1, 5) + timedelta(7 * i), 7), mean, actual))
    return out


LEARNED = fit_intraday(folds(), 30)


def test_a_busy_morning_raises_the_afternoon():
    """Tests that a fifth more in the first hours raises the rest, by about as much at most."""
    update = fit_intraday(folds(), 30)
    revised = update.update(MEAN, MEAN * 1.2, 22)
    assert (revised[:22] == MEAN[:22]).all()
    assert (revised[22:40] > MEAN[22:40] * 1.05).all()
    assert (revised[22:40] < MEAN[22:40] * 1.25).all()
    assert (revised[40:] == 0).all()


def test_days_without_a_common_level_are_hardly_revised():
    """Tests that independent noise in the past keeps the frozen forecast."""
    update = fit_intraday(folds(day_sd=0.0), 30)
    revised = update.update(MEAN, MEAN * 1.2, 22)
    assert revised[22:40] == pytest.approx(MEAN[22:40], rel=0.08)


def test_before_two_open_hours_the_forecast_stands():
    """Tests that the first open hours alone do not turn the day."""
    update = fit_intraday(folds(), 30)
    assert np.array_equal(update.update(MEAN, MEAN * 2, 19), MEAN)
    assert not np.array_equal(update.update(MEAN, MEAN * 2, 20), MEAN)


def test_uncounted_intervals_are_left_out():
    """Tests that gaps in the running day are no zeros."""
    update = fit_intraday(folds(), 30)
    actual = MEAN * 1.2
    gappy = actual.copy()
    gappy[17] = np.nan
    one, other = update.update(MEAN, actual, 22), update.update(MEAN, gappy, 22)
    assert other[22:40] == pytest.approx(one[22:40], rel=0.05)


def test_a_wild_burst_is_held():
    """Tests that one interval of a hundred times the volume moves the rest by less than half."""
    update = fit_intraday(folds(), 30)
    actual = MEAN.copy()
    actual[18] *= 100
    assert (update.update(MEAN, actual, 22)[22:40] < MEAN[22:40] * 1.5).all()


def test_updates_beat_the_frozen_forecast():
    """Tests that on fresh days with a common level the rest of the day is met better."""
    update = fit_intraday(folds(), 30)
    frozen = revised = 0.0
    for fold in folds(4, seed=11):
        for actual in fold.actual:
            rest = slice(24, 40)
            frozen += np.abs(actual[rest] - MEAN[rest]).sum()
            revised += np.abs(actual[rest] - update.update(MEAN, actual, 24)[rest]).sum()
    assert revised < 0.9 * frozen


def test_a_handful_of_days_teaches_nothing():
    """Tests that fewer than ten days give no update."""
    assert fit_intraday(folds(1), 30) is None
    assert fit_intraday([], 30) is None


def test_short_slots_are_updated_in_half_hours():
    """Tests that a day of 5-minute slots is revised like the same day in half-hours."""
    long = fit_intraday(folds(), 30)
    short = [
        Fold(
            fold.origin, fold.days, np.repeat(fold.mean, 6, 1) / 6, np.repeat(fold.actual, 6, 1) / 6
        )
        for fold in folds()
    ]
    mean = np.repeat(MEAN, 6) / 6
    revised = fit_intraday(short, 5).update(mean, mean * 1.2, 22 * 6)
    expected = np.repeat(long.update(MEAN, MEAN * 1.2, 22), 6) / 6
    assert revised == pytest.approx(expected)
    assert (revised[:132] == mean[:132]).all()


def test_a_half_seen_block_counts_as_not_seen():
    """Tests that at 11:10 the half-hour from 11:00 is revised where it is still to come."""
    short = [
        Fold(
            fold.origin, fold.days, np.repeat(fold.mean, 6, 1) / 6, np.repeat(fold.actual, 6, 1) / 6
        )
        for fold in folds()
    ]
    mean = np.repeat(MEAN, 6) / 6
    revised = fit_intraday(short, 5).update(mean, mean * 1.2, 22 * 6 + 2)
    assert (revised[: 22 * 6 + 2] == mean[: 22 * 6 + 2]).all()
    assert (revised[22 * 6 + 2 : 240] > mean[22 * 6 + 2 : 240]).all()


def drawn(day_part, n: int = 12, seed: int = 5):
    """Weeks of days whose rate is the plan's times the exponential of a part drawn for each day."""
    rng = np.random.default_rng(seed)
    out = []
    for i in range(n):
        mean = np.tile(MEAN, (7, 1))
        actual = rng.poisson(mean * np.exp([day_part(rng) for _ in range(7)])).astype(float)
        actual[mean == 0] = np.nan
        out.append(Fold(7 * i, days_from(date(2026, 1, 5) + timedelta(7 * i), 7), mean, actual))
    return out


def passing(rng):
    """A wave of hardly an hour's memory."""
    wave = np.zeros(48)
    for slot in range(1, 48):
        wave[slot] = 0.6 * wave[slot - 1] + rng.normal(0, 0.16)
    return wave


def test_what_passes_within_hours_leaves_the_evening_alone():
    """Tests that where waves pass, the next hour is raised and the evening hardly."""
    update = fit_intraday(drawn(passing), 30)
    revised = update.update(MEAN, MEAN * 1.3, 22) / np.maximum(MEAN, 1)
    assert revised[22] > 1.1
    assert revised[34:40] == pytest.approx(1.0, abs=0.05)


def test_a_day_forecast_twice_is_one_day():
    """Tests that forecasts of the same days from two origins count as one day's evidence."""
    once = folds(3)
    twice = [*once, *(Fold(f.origin - 7, f.days, f.mean, f.actual) for f in once)]
    one, two = fit_intraday(once, 30), fit_intraday(twice, 30)
    assert one.n_days == two.n_days == 21
    assert two.covariance == pytest.approx(one.covariance)
    assert fit_intraday(twice[::3], 30) is None


def test_few_days_say_little_of_their_own():
    """Tests that three weeks revise fresh days about as well as knowing the process would."""
    fresh = [actual for fold in folds(30, seed=17) for actual in fold.actual]
    # Who knows that a day is 10 % busier or calmer as a whole (square roots: 5 % of the root)
    # weighs the mean of the counted roots by its share of signal.
    signal = (0.05 * np.sqrt(200)) ** 2
    share = signal / (signal + 0.25 / 8)
    known = learned = 0.0
    update = fit_intraday(folds(3), 30)
    for actual in fresh:
        root = np.sqrt(actual[16:24]).mean() - np.sqrt(200)
        best = (np.sqrt(200) + share * root) ** 2
        known += np.abs(actual[24:40] - best).sum()
        learned += np.abs(actual[24:40] - update.update(MEAN, actual, 24)[24:40]).sum()
    assert learned < 1.018 * known


@given(
    share=st.floats(0.3, 3.0),
    now=st.integers(0, 48),
    gaps=st.lists(st.integers(0, 47), max_size=12),
)
@settings(max_examples=40, deadline=None)
def test_a_revision_is_always_a_forecast(share, now, gaps):
    """Tests that what has passed and what is closed stay, and the rest is finite and not less
    than nothing, whatever was counted."""
    actual = MEAN * share
    actual[gaps] = np.nan
    seen = LEARNED.outlook(MEAN, actual, now)
    assert (seen.mean[:now] == MEAN[:now]).all()
    assert (seen.mean[MEAN == 0] == 0).all()
    assert np.isfinite(seen.mean).all()
    assert (seen.mean >= 0).all()
    assert ((seen.narrower >= 0) & (seen.narrower <= 1)).all()
    assert seen.total_sd is None or seen.total_sd >= 0


def test_a_block_leans_on_the_hours_around_it():
    """Tests that one block's odd spread is shared: three weeks don't make it wild, years do."""
    random = np.random.default_rng(6)

    def odd(n):
        out = folds(n, seed=7)
        for fold in out:
            fold.actual[:, 28] *= random.uniform(0.5, 1.5, 7)
        return fit_intraday(out, 30).covariance.diagonal()

    few, many = odd(3), odd(150)
    usual = many[[20, 36]].mean()
    assert 1.5 * usual < few[28] < 0.7 * many[28]
