from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.sizing import bounds
from wfm.sizing.bounds import inverse_blocking_bounds, normal_parts
from wfm.sizing.gamma import upper_ratio

pytestmark = pytest.mark.unit

ROUNDING = bounds.SLACK / 5


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_exact_value_lies_between(seed):
    """Tests the bounds from 0.001 to 100,000 erlangs and from the edge of overload to far off."""
    random = np.random.default_rng(seed)
    load = 10 ** random.uniform(-3, 5, 2000)
    agents = np.maximum(load + 10 ** random.uniform(-4, 1, 2000) * np.sqrt(load), 1.0)
    low, high = inverse_blocking_bounds(load, agents)
    exact = upper_ratio(agents, load)
    usual = exact < 1e200
    assert usual.any()
    assert (low[usual] <= exact[usual] * (1 + ROUNDING)).all()
    assert (exact[usual] <= high[usual] * (1 + ROUNDING)).all()


def test_they_are_close():
    """Tests that at 75 erlangs the bounds leave a fifth of a percent open, not more."""
    agents = np.arange(77.0, 95.0)
    low, high = inverse_blocking_bounds(np.full(agents.shape, 75.0), agents)
    assert (high / low < 1.0025).all()


def test_one_agent_fewer_by_the_recursion():
    """Tests that the bounds at n bound n - 1 agents too, by 1 / B(n - 1) = (1 / B(n) - 1) a / n."""
    load = np.linspace(0.5, 400.0, 300)
    agents = np.ceil(load + 0.7 * np.sqrt(load)) + 1.0
    low, high = ((each - 1.0) * load / agents for each in inverse_blocking_bounds(load, agents))
    exact = upper_ratio(agents - 1.0, load)
    assert (low <= exact * (1 + 3 * ROUNDING)).all()
    assert (exact <= high * (1 + 3 * ROUNDING)).all()


def test_the_inequality_behind_the_lower_bound():
    """Tests 2 (v - 1 - ln v) >= 9 (v - 1)**2 / (v + 2)**2, with equality at 1 only."""
    v = 10 ** np.linspace(-6, 6, 20001)
    gap = 2 * (v - 1 - np.log(v)) - 9 * (v - 1) ** 2 / (v + 2) ** 2
    away = np.abs(v - 1) > 1e-3
    assert (gap[away] > 0).all()
    assert (np.abs(gap[~away]) < 1e-8).all()


def test_the_polynomial_is_as_good_as_it_says():
    """Tests the ratio of the normal tail against the library's, to 1e-7."""
    from scipy import special

    d = np.linspace(0, 30, 5001)
    peak, upper = normal_parts(d * d / 2)
    exact = np.sqrt(np.pi / 2) * special.erfcx(d / np.sqrt(2))
    np.testing.assert_allclose(upper, exact, atol=1e-7)
    np.testing.assert_allclose(peak, np.sqrt(2 * np.pi) * np.exp(d * d / 2), rtol=1e-9)
