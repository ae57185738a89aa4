from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.integrate import quad

from wfm.sizing.answered_wait import answered_wait

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("x", "y"), [(8.0, 6.7), (5.0, 100.0), (1000.0, 1100.0), (100.0, 1.0), (3.0, 0.01), (0.0, 50.0)]
)
def test_against_adaptive_quadrature(x, y):
    """Tests that the fixed nodes agree with adaptive integration."""
    mode = max(np.log(y / (x + 1)), 0.0)
    top = -y * np.expm1(-mode) - (x + 1) * mode

    def weight(s):
        return np.exp(-y * np.expm1(-s) - (x + 1) * s - top)

    width = 40 / (1 + abs(x - y)) + 12 / np.sqrt(x + 1)
    parts = [max(0.0, mode - width), mode, mode + width / 8, mode + width, mode + 8 * width]

    def integral(function):
        return sum(
            quad(function, a, b, epsrel=1e-12, limit=200)[0] for a, b in pairwise(parts) if b > a
        )

    mean = integral(lambda s: s * weight(s)) / integral(weight)
    got = answered_wait(np.array([x]), np.array([y]))[0]
    assert got == pytest.approx(mean, rel=1e-8)


def test_in_blocks():
    """Tests that many elements give what each gives alone."""
    y = np.linspace(0.1, 50, 9000)
    together = answered_wait(np.full(9000, 20.0), y)
    alone = [answered_wait(np.array([20.0]), y[k : k + 1])[0] for k in (0, 4096, 8999)]
    np.testing.assert_allclose(together[[0, 4096, 8999]], alone, rtol=1e-13)
    assert (np.diff(together) > 0).all()
