from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from wfm.core.errors import BadInputError
from wfm.sizing.simulation.arrivals import KnownRates
from wfm.sizing.simulation.callers import TRIES, Demand, draw_callers
from wfm.sizing.simulation.shapes import Constant, Exponential, LogNormal

pytestmark = pytest.mark.unit


def demand(**about):
    values = {
        "arrivals": KnownRates(np.array([[300.0, 50.0], [100.0, 50.0]])),
        "aht_s": np.array([[100.0, 400.0], [200.0, 400.0]]),
        "interval_s": 1800.0,
        "patience_s": np.array([60.0, np.inf]),
    }
    return Demand(**{**values, **about})


def parts(callers):
    return {name: getattr(callers, name) for name in callers.__dataclass_fields__}


def test_same_seed_same_callers():
    """Tests that callers depend on demand, number and seed alone, and on each of them."""
    first = parts(draw_callers(demand(), 3, 1))
    for name, values in parts(draw_callers(demand(), 3, 1)).items():
        np.testing.assert_array_equal(values, first[name])
    for other in (draw_callers(demand(), 4, 1), draw_callers(demand(), 3, 2)):
        assert not np.array_equal(other.arrived_s[:20], first["arrived_s"][:20])


def test_handle_time_is_that_of_interval_and_queue():
    """Tests that the mean handle time is looked up where the call comes in."""
    callers = draw_callers(demand(handling=Constant()), 0, 1)
    late = callers.arrived_s >= 1800
    expected = np.where(callers.queue == 1, 400.0, np.where(late, 200.0, 100.0))
    np.testing.assert_array_equal(callers.handle_s, expected)


def test_patience_of_each_queue():
    """Tests that patience has its queue's mean, and that endless patience is endless."""
    many = demand(arrivals=KnownRates(np.full((2, 2), 20_000.0)), patience=Exponential())
    callers = draw_callers(many, 0, 1)
    assert np.isinf(callers.patience_s[callers.queue == 1]).all()
    patience = callers.patience_s[callers.queue == 0]
    assert patience.mean() == pytest.approx(60.0, abs=5 * 60 / np.sqrt(patience.size))


def test_other_handle_times_leave_the_rest_alone():
    """Tests that arrivals, patience and redials stay the same when handle times change."""
    one = draw_callers(demand(redial_share=np.array([0.5, 0.0])), 0, 1)
    two = draw_callers(demand(redial_share=np.array([0.5, 0.0]), handling=LogNormal(0.3)), 0, 1)
    assert not np.array_equal(one.handle_s, two.handle_s)
    for name in ("arrived_s", "queue", "first", "patience_s", "delay_s"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))


def test_tries_are_geometric():
    """Tests that a caller is ready for 1 / (1 - p) calls on average, only where redials happen."""
    share = np.array([0.4, 0.0])
    many = demand(arrivals=KnownRates(np.full((2, 2), 10_000.0)), redial_share=share)
    callers = draw_callers(many, 0, 1)
    tries = np.diff(callers.first)
    assert (tries[callers.queue == 1] == 1).all()
    mine = tries[callers.queue == 0]
    assert mine.mean() == pytest.approx(1 / 0.6, rel=0.03)
    assert mine.max() <= TRIES
    assert (callers.delay_s[callers.first[:-1]] == 0).all()
    again = np.setdiff1d(np.arange(callers.n_tries), callers.first[:-1])
    assert callers.delay_s[again].mean() == pytest.approx(300.0, rel=0.05)


def test_warm_up_comes_before_and_changes_nothing_after():
    """Tests that warm-up calls lie before second 0 at the first interval's rate."""
    plain, warm = draw_callers(demand(), 0, 1), draw_callers(demand(), 0, 1, warmup_s=36_000.0)
    early = warm.arrived_s < 0
    assert (warm.arrived_s[early] >= -36_000).all()
    assert early.sum() == pytest.approx(350 * 20, abs=5 * np.sqrt(7000))
    assert (np.diff(warm.arrived_s) >= 0).all()
    np.testing.assert_array_equal(warm.arrived_s[~early], plain.arrived_s)
    np.testing.assert_array_equal(warm.handle_s[~early], plain.handle_s)
    assert warm.first[-1] == warm.n_tries
    assert warm.caller_of[-1] == warm.queue.size - 1


@pytest.mark.parametrize(
    "about",
    [
        {"aht_s": np.ones((1, 2))},
        {"aht_s": np.array([[0.0, 1.0], [1.0, 1.0]])},
        {"aht_s": np.array([[np.inf, 1.0], [1.0, 1.0]])},
        {"patience_s": np.array([60.0])},
        {"patience_s": np.array([60.0, 0.0])},
        {"redial_share": np.array([1.0, 0.0])},
        {"redial_share": np.array([0.1])},
        {"redial_delay_s": -1.0},
    ],
)
def test_impossible_demand_is_refused(about):
    """Tests that what does not fit or is out of range is refused before anything is drawn."""
    with pytest.raises(BadInputError, match="Mend"):
        demand(**about)


def test_handle_time_may_be_unknown_where_nobody_calls():
    """Tests that a handle time of 0 is fine in a closed interval."""
    closed = KnownRates(np.array([[0.0, 50.0], [100.0, 50.0]]))
    aht = np.array([[0.0, 400.0], [200.0, 400.0]])
    assert replace(demand(), arrivals=closed, aht_s=aht).n_intervals == 2
