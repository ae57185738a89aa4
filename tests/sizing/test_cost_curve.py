from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.core.errors import BadInputError
from wfm.sizing.cost_curve import HUNDREDTHS, cost_curve, group_curves
from wfm.sizing.erlang_a import erlang_a
from wfm.sizing.inverse import agents_needed
from wfm.sizing.options import SizingOptions
from wfm.sizing.requirement import SkillGroup, requirement_of
from wfm.sizing.target import Model, Target

pytestmark = pytest.mark.unit

TARGET = Target(0.8, 20)
L = 1800.0


def options_of(patience):
    if patience is None:
        return SizingOptions()
    return SizingOptions(model=Model.ERLANG_A, patience_s=patience)


def curve_of(load, aht_s=240.0, patience=None, **more):
    load = np.atleast_1d(np.asarray(load, dtype=float))
    aht = np.full(load.shape, aht_s)
    required = agents_needed(load, aht, TARGET, patience_s=patience)
    return cost_curve(
        load * L / aht_s, load, aht, required, TARGET, options_of(patience), interval_s=L, **more
    )


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    patience=st.none() | st.floats(20, 900),
    aht=st.floats(30, 1500),
)
def test_convex_falling_and_nothing_beyond_enough(seed, patience, aht):
    """Tests the shape over loads from a tenth of an erlang to a thousand."""
    load = 10 ** np.random.default_rng(seed).uniform(-1, 3, 40)
    curve = curve_of(load, aht, patience)
    slack = 1e-9 * curve.missing_price.max()
    assert (np.diff(curve.missing_price, axis=1) >= -slack).all()
    assert (np.diff(curve.surplus_price, axis=1) <= slack).all()
    assert (curve.missing_price[:, 0] >= curve.surplus_price[:, 0] - slack).all()
    assert (curve.surplus_price >= 0).all()
    assert (curve.missing_width.sum(axis=1) == HUNDREDTHS * curve.required).all()
    assert curve.missing_width.shape[1] + curve.surplus_width.shape[1] <= 5
    staffs = np.linspace(0, 2, 41)[:, np.newaxis] * curve.required
    costs = np.stack([curve.cost(staff) for staff in staffs])
    assert (np.diff(costs, axis=0) <= 1e-6).all()
    assert (costs[-1] == 0).all()
    # Convex in the staff; a hundredth of an agent of rounding at the joints is allowed for.
    assert (np.diff(costs, n=2, axis=0) >= -0.02 * curve.missing_price[:, -1] - 1e-6).all()


def test_the_reference_price_is_that_of_the_first_missing_agent():
    """Tests that the required-weighted mean of the first price is the reference."""
    for price in (10.0, 100.0):
        curve = curve_of([2.0, 20.0, 60.0], reference_price=price)
        first = curve.missing_price[:, 0]
        assert np.average(first, weights=curve.required) == pytest.approx(price)


def test_points_are_late_calls():
    """Tests that under Erlang A a point stands for the late and lost calls that the queue gives."""
    load, aht, patience = 30.0, 240.0, 90.0
    curve = curve_of(load, aht, patience, lost_weight=3.0)
    n = float(curve.required[0])

    def loss(agents):
        queue = erlang_a(load, agents, aht, patience, 20.0)
        return load * L / aht * (1 - queue.p_answered_in_time + 3.0 * queue.p_abandon)

    points = curve.cost(0.9 * n) - curve.cost(n)
    assert float(points[0]) * curve.calls_a_point == pytest.approx(
        float(loss(0.9 * n) - loss(n)), rel=1e-6
    )


def test_an_agent_is_worth_more_in_busy_intervals_and_less_in_tiny_steps():
    """Tests that the price follows the calls at stake."""
    curve = curve_of([1.0, 10.0, 100.0])
    first = curve.missing(1)[:, 0]
    assert first[0] < first[1] < first[2]


def test_agents_one_by_one_add_up():
    """Tests that the prices of single agents sum to the cost of a staffing."""
    curve = curve_of([5.0, 40.0], patience=120.0)
    prices = curve.missing(4)
    for gone in range(5):
        rise = curve.cost(curve.required - gone) - curve.cost(curve.required)
        np.testing.assert_allclose(prices[:, :gone].sum(axis=1), rise)
    more = curve.surplus(2)
    fall = curve.cost(curve.required) - curve.cost(curve.required + 2)
    np.testing.assert_allclose(more.sum(axis=1), fall)
    assert (curve.missing(100)[0, int(curve.required[0]) :] == 0).all()


def test_whole_steps_for_a_solver():
    """Tests that steps are whole numbers, never empty, and cover the requirement."""
    curve = curve_of([0.3, 12.0, 70.0])
    for required, steps in zip(curve.required, curve.steps, strict=True):
        assert sum(width for width, _ in steps) == HUNDREDTHS * required
        assert all(isinstance(x, int) for step in steps for x in step)
        prices = [price for _, price in steps]
        assert prices == sorted(prices)


def test_with_shrinkage_a_rostered_agent_is_worth_less():
    """Tests that at 30 % shrinkage each of more agents carries a smaller part of the loss."""
    load, aht = np.array([20.0]), np.array([240.0])
    phones = agents_needed(load, aht, TARGET)
    plain = cost_curve(load * L / aht, load, aht, phones, TARGET, interval_s=L)
    more = cost_curve(
        load * L / aht, load, aht, np.ceil(phones / 0.7), TARGET, interval_s=L, on_phones=phones
    )
    whole = plain.missing_price[0, 0] * plain.calls_a_point
    assert more.missing_price[0, 0] * more.calls_a_point == pytest.approx(
        whole * phones[0] / np.ceil(phones[0] / 0.7)
    )


def test_closed_intervals_cost_nothing():
    """Tests that nobody calling makes no price, alone or among others."""
    curve = curve_of([0.0, 10.0])
    assert curve.cost([0.0, 0.0])[0] == 0.0
    assert curve.cost([0.0, 0.0])[1] > 0.0
    alone = curve_of([0.0])
    assert np.isnan(alone.calls_a_point)
    assert alone.cost([0.0]).tolist() == [0.0]


def test_every_group_of_a_requirement(make_forecast):
    """Tests that a REQUIREMENT frame gives one curve a group, as rostered."""
    forecast = make_forecast({"a": [60.0, 90.0], "b": [20.0, 30.0]})
    options = SizingOptions(shrinkage=0.1)
    frame = requirement_of(forecast, (SkillGroup("b", ("b",)),), TARGET, options)
    curves = group_curves(frame, TARGET, options, interval_s=L)
    assert set(curves) == {"all", "b"}
    wanted = frame.loc[frame["group"] == "b", "agents_with_shrinkage"].tolist()
    assert curves["b"].required.tolist() == wanted


@pytest.mark.parametrize(
    ("volume", "load", "required"),
    [([-1.0], [1.0], [2]), ([5.0], [np.nan], [2]), ([5.0], [1.0], [-2]), ([5.0, 5.0], [1.0], [2])],
)
def test_bad_input(volume, load, required):
    """Tests that negative or missing numbers and odd lengths are refused."""
    with pytest.raises(BadInputError):
        cost_curve(volume, load, np.full(len(load), 180.0), required, TARGET, interval_s=L)
