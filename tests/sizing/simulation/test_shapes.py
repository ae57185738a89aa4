from __future__ import annotations

import numpy as np
import pytest

from wfm.core.errors import BadInputError
from wfm.sizing.simulation.shapes import (
    Constant,
    Empirical,
    Exponential,
    Hyperexponential,
    LogNormal,
)

pytestmark = pytest.mark.unit
SHAPES = [
    Constant(),
    Exponential(),
    LogNormal(0.4),
    LogNormal(1.3),
    Hyperexponential((0.3, 0.7), (30.0, 400.0)),
    Empirical([10.0, 60.0, 200.0, 0.0]),
]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda s: type(s).__name__)
def test_mean_is_one_and_cv_is_known(shape):
    """Tests that draws have mean one and the coefficient of variation that the shape names."""
    n = 200_000
    drawn = shape.draw(np.random.default_rng(5), n)
    assert drawn.shape == (n,)
    assert (drawn >= 0).all()
    # Five standard errors of the mean; the cv of heavy tails settles more slowly.
    assert drawn.mean() == pytest.approx(1.0, abs=5 * max(shape.cv, 1e-12) / np.sqrt(n) + 1e-12)
    assert drawn.std() == pytest.approx(shape.cv, rel=0.05, abs=1e-12)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda s: type(s).__name__)
def test_same_chance_same_draws(shape):
    """Tests that a shape draws from its generator alone."""
    first, second = (shape.draw(np.random.default_rng(9), 50) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_sample_is_scaled():
    """Tests that an empirical shape keeps the sample's proportions and tells its mean."""
    shape = Empirical([30.0, 90.0])
    assert shape.mean == 60.0
    assert set(shape.draw(np.random.default_rng(1), 100)) == {0.5, 1.5}


def test_one_group_is_exponential():
    """Tests that a mixture of one exponential has the exponential's spread."""
    assert Hyperexponential((1.0,), (77.0,)).cv == pytest.approx(1.0)


@pytest.mark.parametrize(
    "build",
    [
        lambda: LogNormal(0.0),
        lambda: LogNormal(float("nan")),
        lambda: Hyperexponential((), ()),
        lambda: Hyperexponential((1.0,), (1.0, 2.0)),
        lambda: Hyperexponential((0.5, -0.5), (1.0, 2.0)),
        lambda: Hyperexponential((0.5, 0.5), (1.0, float("inf"))),
        lambda: Empirical([]),
        lambda: Empirical([0.0, 0.0]),
        lambda: Empirical([10.0, -1.0]),
        lambda: Empirical([10.0, float("nan")]),
    ],
)
def test_impossible_shapes_are_refused(build):
    """Tests that a shape without a mean of one is refused with a mend."""
    with pytest.raises(BadInputError, match="Mend"):
        build()
