from __future__ import annotations

import numpy as np
import pytest

from wfm.core.errors import BadInputError
from wfm.sizing.simulation.arrivals import BusyDays, KnownRates, ScenarioPaths, draw_arrivals

pytestmark = pytest.mark.unit


def chance(seed=3):
    return np.random.default_rng(seed)


def test_arrivals_are_poisson_at_the_rate():
    """Tests that counts per interval and queue have the mean and the variance of the volume."""
    volume = np.array([[5.0, 0.0], [40.0, 12.0], [0.0, 3.0]])
    counts = []
    for seed in range(2000):
        at, queue = draw_arrivals(volume, 900.0, chance(seed))
        assert (np.diff(at) >= 0).all()
        cells = np.zeros((3, 2))
        np.add.at(cells, ((at // 900).astype(int), queue), 1)
        counts.append(cells)
    counts = np.array(counts)
    assert counts.mean(axis=0) == pytest.approx(volume, abs=5 * np.sqrt(40 / 2000))
    assert counts.var(axis=0) == pytest.approx(volume, rel=0.15, abs=1e-12)


def test_arrivals_are_spread_evenly_within_an_interval():
    """Tests that calls fall anywhere in an interval, its very ends left out."""
    at, _ = draw_arrivals(np.array([[20_000.0]]), 100.0, chance())
    quarters = np.histogram(at, bins=4, range=(0, 100))[0] / at.size
    assert quarters == pytest.approx(0.25, abs=0.02)
    assert at.min() >= 0
    assert at.max() < 100


def test_no_volume_no_arrivals():
    """Tests that a closed day gives empty arrays."""
    at, queue = draw_arrivals(np.zeros((4, 2)), 1800.0, chance())
    assert at.size == queue.size == 0


def test_known_rates_are_the_forecast():
    """Tests that every replication plays the forecast itself."""
    volume = np.array([[3.0], [4.0]])
    rates = KnownRates(volume)
    np.testing.assert_array_equal(rates.volumes(7, chance()), volume)
    np.testing.assert_array_equal(rates.mean, volume)


def test_busy_days_share_one_factor_a_day():
    """Tests that a day's intervals and queues move together, days apart from one another."""
    days = BusyDays(np.ones((6, 2)), np.array([0, 0, 0, 1, 1, 1]), 0.2)
    drawn = np.array([days.volumes(k, chance(k)) for k in range(4000)])
    assert np.ptp(drawn[:, :3], axis=(1, 2)).max() == 0
    first, second = drawn[:, 0, 0], drawn[:, 3, 0]
    assert first.mean() == pytest.approx(1.0, abs=5 * 0.2 / np.sqrt(4000))
    assert first.std() == pytest.approx(0.2, rel=0.06)
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.08


def test_certain_days_are_the_forecast():
    """Tests that no doubt leaves the forecast as it is."""
    volume = np.array([[3.0], [4.0]])
    np.testing.assert_array_equal(
        BusyDays(volume, np.array([0, 0]), 0.0).volumes(0, chance()), volume
    )


def test_paths_take_turns():
    """Tests that replication r plays path r, and starts over after the last one."""
    paths = ScenarioPaths(np.arange(6.0).reshape(3, 2, 1))
    np.testing.assert_array_equal(paths.volumes(1, chance()), [[2.0], [3.0]])
    np.testing.assert_array_equal(paths.volumes(4, chance()), [[2.0], [3.0]])
    np.testing.assert_array_equal(paths.mean, [[2.0], [3.0]])


@pytest.mark.parametrize(
    "build",
    [
        lambda: KnownRates(np.array([1.0])),
        lambda: KnownRates(np.zeros((0, 1))),
        lambda: KnownRates(np.array([[-1.0]])),
        lambda: KnownRates(np.array([[np.nan]])),
        lambda: ScenarioPaths(np.ones((2, 2))),
        lambda: BusyDays(np.ones((1, 1)), np.array([0]), -0.1),
        lambda: BusyDays(np.ones((1, 1)), np.array([0]), np.inf),
    ],
)
def test_impossible_volumes_are_refused(build):
    """Tests that volumes which are no volumes, and doubt out of range, are refused."""
    with pytest.raises(BadInputError, match="Mend"):
        build()
