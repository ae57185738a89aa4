from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.forecasting.distribution import at_score, central, knots
from wfm.forecasting.intervals import LEVELS

pytestmark = pytest.mark.unit
NORMAL = {0.025: -1.959964, 0.10: -1.281552, 0.90: 1.281552, 0.975: 1.959964}


@settings(max_examples=40, deadline=None)
@given(
    mean=st.floats(1, 1e5),
    steps=st.lists(st.floats(0.01, 0.2), min_size=4, max_size=4),
)
def test_the_given_quantiles_are_met_and_the_curve_rises(mean, steps):
    """Tests that the curve runs through the four quantiles and never falls."""
    low = mean * (1 - steps[1])
    high = mean * (1 + steps[2])
    quantiles = np.array([[low - mean * steps[0]], [low], [high], [high + mean * steps[3]]])
    curve = knots(np.array([mean]), quantiles)
    for level, value in zip(LEVELS, quantiles[:, 0], strict=True):
        assert at_score(curve, np.array([[NORMAL[level]]]))[0, 0] == pytest.approx(value, rel=1e-4)
    along = at_score(curve, np.linspace(-4, 4, 50)[:, None])[:, 0]
    assert (np.diff(along) >= -1e-9).all()
    assert (along >= 0).all()


def test_the_mean_of_the_curve_is_the_forecast():
    """Tests that a lopsided set of quantiles still has the forecast as its mean."""
    quantiles = np.array([[60.0], [75.0], [135.0], [175.0]])
    curve = knots(np.array([100.0]), quantiles)
    scores = np.random.default_rng(3).standard_normal((200_000, 1))
    assert at_score(curve, scores).mean() == pytest.approx(100.0, rel=0.005)


def test_central_intervals_of_the_known_levels_are_the_quantiles():
    """Tests that 80 and 95 % central intervals are those that the frame carries."""
    quantiles = np.array([[5.0], [8.0], [15.0], [20.0]])
    curve = knots(np.array([11.0]), quantiles)
    for level, (a, b) in {0.80: (8.0, 15.0), 0.95: (5.0, 20.0)}.items():
        low, high = central(curve, level)
        assert (low[0], high[0]) == (pytest.approx(a), pytest.approx(b))
    narrow, wide = central(curve, 0.5), central(curve, 0.99)
    assert narrow[1][0] - narrow[0][0] < 7 < 15 < wide[1][0] - wide[0][0]


def test_a_closed_interval_stays_at_zero():
    """Tests that a forecast of nothing with quantiles of nothing gives nothing."""
    curve = knots(np.zeros(1), np.zeros((4, 1)))
    assert (at_score(curve, np.array([[-3.0], [0.0], [3.0]])) == 0).all()
