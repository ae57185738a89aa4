from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.core.errors import BadInputError
from wfm.sizing.certainty import (
    DayFactor,
    Paths,
    Per,
    Quantiles,
    days_kept,
    price_of_certainty,
    size_surely,
)
from wfm.sizing.lag import TimeModel
from wfm.sizing.options import SizingOptions
from wfm.sizing.performance import kept
from wfm.sizing.target import Target
from wfm.sizing.timed import Calls, serve_calls, size_calls

pytestmark = pytest.mark.unit

TARGET = Target(0.8, 20)
VOLUME = np.array([30.0, 80.0, 140.0, 120.0, 90.0, 40.0])


def calls(volume=VOLUME, aht_s=300.0):
    volume = np.asarray(volume, dtype=float)
    return Calls(np.arange(volume.size) * 1800, volume, np.full(volume.size, aht_s), 1800.0)


def drawn_paths(count, cv=0.1, seed=1, volume=VOLUME, idle=0.0):
    random = np.random.default_rng(seed)
    day = random.gamma(1 / cv**2, cv**2, (count, 1))
    own = 1 + idle * random.standard_normal((count, volume.size))
    return volume * day * own.clip(0)


@pytest.mark.parametrize("per", Per)
def test_nine_days_in_ten(per):
    """Tests on fresh days that nine in ten are kept, and not with an agent fewer everywhere."""
    agents = size_surely(calls(), DayFactor(0.1), 0.9, TARGET, per=per)
    fresh = drawn_paths(2000, seed=7)
    share = days_kept(calls(), fresh, agents, TARGET).mean()
    fewer = days_kept(calls(), fresh, agents - 1, TARGET).mean()
    error = 2 * np.sqrt(0.09 / 2000)
    assert share >= 0.9 - error
    assert fewer < 0.9 - error


def test_every_interval_is_kept_at_the_quantile():
    """Tests that per interval each one keeps the target on as many paths as wanted."""
    paths = drawn_paths(400, idle=0.05)
    alone = SizingOptions(time=TimeModel.ALONE)
    agents = size_surely(calls(), Paths(paths), 0.9, TARGET, alone).astype(float)
    good = [
        kept(serve_calls(calls(path), agents, TARGET, None, TimeModel.ALONE).performance, TARGET)
        for path in paths
    ]
    assert (np.mean(good, axis=0) >= 0.9).all()


def test_a_day_factor_is_the_options_doubt():
    """Tests that per interval the gamma factor is what the sizing options do with it."""
    sure = SizingOptions(confidence=0.9, cv=0.15)
    np.testing.assert_array_equal(
        size_surely(calls(), DayFactor(0.15), 0.9, TARGET), size_calls(calls(), TARGET, sure)
    )
    np.testing.assert_array_equal(
        size_surely(calls(), DayFactor(0.0), 0.7, TARGET),
        size_calls(calls(), TARGET, SizingOptions()),
    )


def test_paths_of_a_factor_agree_with_the_factor():
    """Tests that many paths of one gamma factor ask for what the factor itself does."""
    shares = (np.arange(999) + 0.5) / 999
    paths = np.stack([DayFactor(0.1).level(VOLUME, np.full(VOLUME.size, p)) for p in shares])
    for per in Per:
        known = size_surely(calls(), DayFactor(0.1), 0.8, TARGET, per=per)
        found = size_surely(calls(), Paths(paths), 0.8, TARGET, per=per)
        assert (np.abs(known - found) <= 1).all()


def test_what_varies_apart_needs_less_per_day():
    """Tests that intervals that move independently cancel out over a day, not in an interval."""
    random = np.random.default_rng(3)
    apart = VOLUME * random.gamma(100, 1 / 100, (300, VOLUME.size))
    together = drawn_paths(300)
    day = [
        size_surely(calls(), Paths(p), 0.9, TARGET, per=Per.DAY).sum() for p in (apart, together)
    ]
    interval = [size_surely(calls(), Paths(p), 0.9, TARGET).sum() for p in (apart, together)]
    assert day[0] < day[1]
    assert abs(interval[0] - interval[1]) <= 4


@settings(max_examples=12, deadline=None)
@given(first=st.floats(0.1, 0.95), more=st.floats(0.005, 0.5), cv=st.floats(0.02, 0.3))
def test_more_certainty_never_needs_fewer(first, more, cv):
    """Tests that the volume sized for rises with the certainty, for every kind of doubt."""
    second = min(first + more, 0.99)
    low = np.full(VOLUME.size, first)
    high = np.full(VOLUME.size, second)
    table = Quantiles((0.1, 0.9), np.stack([VOLUME * 0.9, VOLUME * 1.1]))
    for doubt in (DayFactor(cv), table, Paths(drawn_paths(60, cv))):
        assert (doubt.level(VOLUME, high) >= doubt.level(VOLUME, low)).all()


def test_quantiles_are_met_between_and_beyond():
    """Tests that a quantile given is used as it is, and the forecast is the middle."""
    table = Quantiles((0.025, 0.1, 0.9, 0.975), VOLUME * np.array([[0.7], [0.8], [1.3], [1.5]]))
    for share, factor in ((0.1, 0.8), (0.5, 1.0), (0.9, 1.3), (0.975, 1.5)):
        got = table.level(VOLUME, np.full(VOLUME.size, share))
        np.testing.assert_allclose(got, VOLUME * factor)
    beyond = table.level(VOLUME, np.full(VOLUME.size, 0.999))
    assert (beyond > VOLUME * 1.5).all()


def test_days_are_sized_apart():
    """Tests that a day that varies more gets more, and the other day is left alone."""
    twice = np.tile(VOLUME, 2)
    calm, wild = drawn_paths(300, 0.02, seed=4), drawn_paths(300, 0.2, seed=5)
    day = np.repeat([0, 1], VOLUME.size)
    paths = Paths(np.hstack([calm, wild]))
    agents = size_surely(calls(twice), paths, 0.9, TARGET, per=Per.DAY, day=day)
    assert agents[6:].sum() > agents[:6].sum() + 10
    good = days_kept(calls(twice), paths.volumes, agents, TARGET, day=day)
    assert good.shape == (300, 2)
    assert (good.mean(axis=0) >= 0.9).all()


def test_the_price_rises_towards_certainty():
    """Tests that hours grow with the level and the last points are the dearest."""
    points = price_of_certainty(
        calls(VOLUME * 4), DayFactor(0.1), TARGET, per=Per.DAY, levels=(0.5, 0.6, 0.7, 0.97, 0.99)
    )
    hours = [point.agent_hours for point in points]
    assert hours == sorted(hours)
    assert np.isnan(points[0].hours_a_point)
    assert points[-1].hours_a_point > 2 * points[2].hours_a_point
    assert [point.confidence for point in points][-1] == 0.99


def test_quiet_intervals_stay_quiet():
    """Tests that where nobody calls nobody is asked for, and a day without calls is kept."""
    quiet = calls([0.0, 0.0, 0.0])
    for per in Per:
        agents = size_surely(quiet, DayFactor(0.1), 0.9, TARGET, per=per, min_agents=1)
        assert agents.tolist() == [1, 1, 1]
    assert days_kept(quiet, np.zeros((2, 3)), np.zeros(3, dtype=int), TARGET).all()


@pytest.mark.parametrize(
    ("doubt", "confidence"),
    [
        (DayFactor(0.1), 1.0),
        (DayFactor(0.1), 0.0),
        (DayFactor(-0.1), 0.9),
        (Paths(np.ones((3, 4))), 0.9),
        (Paths(np.ones((0, 6))), 0.9),
        (Paths(-np.ones((3, 6))), 0.9),
        (Paths(np.full((3, 6), np.nan)), 0.9),
    ],
)
def test_bad_input(doubt, confidence):
    """Tests that certainty itself, and a distribution that does not fit, are refused."""
    with pytest.raises(BadInputError):
        size_surely(calls(), doubt, confidence, TARGET)
