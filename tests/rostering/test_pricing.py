from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfm.rostering.pricing import convex_points, price_of, prices_below

pytestmark = pytest.mark.unit

LADDER = [(30, 10.0), (45, 20.0), (0, 40.0)]


def test_price_climbs_the_ladder() -> None:
    """Tests that each tier has its own price and a surplus its own."""
    assert price_of(30, LADDER, 1.0) == pytest.approx(3.0)
    assert price_of(100, LADDER, 1.0) == pytest.approx(3 + 9 + 10)
    assert price_of(-200, LADDER, 1.0) == pytest.approx(2.0)
    assert price_of(0, LADDER, 1.0) == 0


def test_empty_steps_are_left_out_but_the_last() -> None:
    """Tests that a ladder keeps its endless last step."""
    assert prices_below([(0, 10.0), (0, 20.0), (0, 40.0)]) == [(0, 40.0)]


@given(
    target=st.integers(0, 900),
    unit=st.sampled_from([100, 50, 25]),
    above=st.sampled_from([0.0, 1.0]),
)
def test_convex_points_give_the_price_at_every_whole_count(
    target: int, unit: int, above: float
) -> None:
    """Tests that the straight lines meet the ladder at each count, and get steeper."""
    top, price, slopes = convex_points(target, unit, LADDER, above)
    assert top * unit >= target > (top - 1) * unit
    steps = [slope for width, slope in slopes for _ in range(width)]
    assert len(steps) == top
    total = price
    for k, slope in enumerate(steps):
        total += slope
        assert total == pytest.approx(price_of(target - unit * (top - k - 1), LADDER, above))
    assert steps == sorted(steps)
