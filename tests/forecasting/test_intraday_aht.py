from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.forecasting.aht import fit_aht
from wfm.forecasting.intraday_aht import AhtCourse, fit_aht_course

pytestmark = pytest.mark.unit
SLOTS = 24
LEVEL_S = 240.0
SHAPE = np.linspace(0.9, 1.1, SLOTS)
COURSE = AhtCourse(signal=0.01, noise=1.0, n_days=200)


def days(n=140, day_sd=0.1, contacts=60, seed=4, noise=1.0):
    """Mean handle times of days that are slow or quick as a whole, and the contacts behind."""
    rng = np.random.default_rng(seed)
    handled = rng.poisson(contacts, (n, SLOTS)).astype(float)
    due = LEVEL_S * SHAPE * np.exp(rng.normal(0, day_sd, (n, 1)))
    with np.errstate(divide="ignore"):
        # The mean of n gamma times of variance `noise` against their mean.
        means = due * rng.gamma(handled / noise) * noise / np.where(handled > 0, handled, np.nan)
    return means, handled, np.arange(n) % 7


def learned(**kwargs):
    """Profile and course learned from such days."""
    times, handled, types = days(**kwargs)
    fit = fit_aht(times, handled, types)
    return fit, fit_aht_course(fit, times, handled, types)


def test_signal_and_noise_are_found():
    """Tests that both variances come out near those that the days were drawn with."""
    _, course = learned(n=700)
    assert course.signal == pytest.approx(0.01, rel=0.35)
    assert course.noise == pytest.approx(1.0, rel=0.25)
    assert course.n_days > 600


def test_noise_alone_keeps_the_plan():
    """Tests that days which have nothing in common leave a slow morning its own matter."""
    fit, course = learned(day_sd=0.0)
    planned = fit.predict(np.array([0]))[0][:10]
    assert course.ratio(planned, planned * 1.3, np.full(10, 60.0)) == pytest.approx(1, abs=0.03)


def test_the_rest_of_fresh_days_is_met_better():
    """Tests that days drawn anew are met better than by the plan and the plain ratio, and about
    as well as by who knows both variances."""
    fit, course = learned(contacts=12)
    times, handled, types = days(n=200, contacts=12, seed=9)
    errors = {"plan": 0.0, "shrunk": 0.0, "plain": 0.0, "known": 0.0}
    for time_s, n, kind in zip(times, handled, types, strict=True):
        planned = fit.predict(np.array([kind]))[0]
        seen, rest = slice(0, 6), slice(6, None)
        known = np.isfinite(time_s[seen])
        plain = (n[seen] * time_s[seen])[known].sum() / (n[seen] * planned[seen])[known].sum()
        ratios = {
            "plan": 1.0,
            "shrunk": course.ratio(planned[seen], time_s[seen], n[seen]),
            "plain": plain,
            "known": COURSE.ratio(planned[seen], time_s[seen], n[seen]),
        }
        came = np.nansum(n[rest] * time_s[rest])
        for name, ratio in ratios.items():
            errors[name] += abs(came - ratio * np.nansum(n[rest] * planned[rest]))
    assert errors["shrunk"] < 0.88 * errors["plan"]
    assert errors["shrunk"] < errors["plain"]
    assert errors["shrunk"] < 1.03 * errors["known"]


def test_the_ratio_is_shrunk_by_its_weight():
    """Tests the formula by hand: 100 contacts at 1.2 with a signal of 0.01 and a noise of 1."""
    planned = np.full(4, 200.0)
    assert COURSE.ratio(planned, planned * 1.2, np.full(4, 25.0)) == pytest.approx(1.1)
    assert COURSE.ratio(planned, planned * 1.2, np.full(4, 2.5)) == pytest.approx(1 + 0.2 / 11)


@pytest.mark.parametrize(
    ("actual_s", "handled"),
    [([np.nan, np.nan], [5.0, 5.0]), ([300.0, 300.0], [0.0, np.nan]), ([0.0, 0.0], [5.0, 5.0])],
)
def test_what_is_not_known_says_nothing(actual_s, handled):
    """Tests that missing times, no contacts and times of nothing leave the plan."""
    assert COURSE.ratio(np.full(2, 200.0), np.array(actual_s), np.array(handled)) == 1.0


def test_a_gap_is_left_out():
    """Tests that an interval without a handle time counts neither time nor contacts."""
    planned = np.full(3, 200.0)
    with_gap = COURSE.ratio(planned, np.array([240.0, np.nan, 240.0]), np.array([30.0, 99.0, 30.0]))
    assert with_gap == COURSE.ratio(planned[:2], np.full(2, 240.0), np.full(2, 30.0))


def test_an_endless_call_is_held():
    """Tests that one call of ten hours moves the rest by less than a twentieth."""
    planned, handled = np.full(6, 200.0), np.array([20.0, 20.0, 20.0, 20.0, 20.0, 1.0])
    actual = np.array([200.0, 200.0, 200.0, 200.0, 200.0, 36000.0])
    assert COURSE.ratio(planned, actual, handled) < 1.05


def test_a_slow_system_is_no_endless_call():
    """Tests that a day which is slow in every interval is followed all the way."""
    planned = np.full(8, 200.0)
    ratio = COURSE.ratio(planned, planned * 2.0, np.full(8, 500.0))
    assert ratio == pytest.approx(1 + 40 / 41)


def test_too_little_history_teaches_nothing():
    """Tests that four weeks, and a history without handle times, give no course."""
    times, handled, types = days(n=28)
    assert fit_aht_course(fit_aht(times, handled, types), times, handled, types) is None
    nothing = np.full_like(times, np.nan)
    fit = fit_aht(nothing, handled, types)
    assert fit_aht_course(fit, nothing, handled, types) is None


def test_a_course_survives_json():
    """Tests that what is kept with a forecast reads back the same."""
    assert AhtCourse.from_dict(json.loads(json.dumps(COURSE.to_dict()))) == COURSE


@given(
    share=st.floats(0.05, 20.0),
    contacts=st.floats(0.0, 5000.0),
    signal=st.floats(0.0, 0.2),
)
@settings(max_examples=60, deadline=None)
def test_the_ratio_lies_between_plan_and_day(share, contacts, signal):
    """Tests that the rest is expected between the plan and the day so far, never beyond."""
    planned = np.full(5, 180.0)
    course = AhtCourse(signal, 1.0, 100)
    ratio = course.ratio(planned, planned * share, np.full(5, contacts))
    assert min(1.0, share) - 1e-9 <= ratio <= max(1.0, share) + 1e-9
