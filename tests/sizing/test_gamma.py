from __future__ import annotations

from decimal import Decimal, getcontext

import numpy as np
import pytest

from wfm.sizing.gamma import LowerRatio, log_poisson, upper_ratio

pytestmark = pytest.mark.unit

DIGITS = 50


def exact_series(x: float, y: float) -> Decimal:
    """A(x, y) = 1 + sum of y**j / ((x+1)...(x+j)) in decimals."""
    getcontext().prec = DIGITS
    term, total, k = Decimal(1), Decimal(1), 0
    while term > total * Decimal("1e-40"):
        k += 1
        term *= Decimal(y) / (Decimal(x) + k)
        total += term
    return total


@pytest.mark.parametrize("load", [0.001, 0.1, 1.0, 5.0, 50.0, 1000.0, 20000.0])
def test_upper_ratio_is_the_recursion(load):
    """Tests that 1 / B equals the exact recursion from light load to deep overload."""
    getcontext().prec = DIGITS
    root = load**0.5
    wanted = {int(load + k * root) for k in (-50, -10, -5, -4.1, -3.9, -1, 0, 1, 4, 6)}
    wanted = sorted({n for n in wanted if n >= 0} | {0, 1, 2, 3})
    inverse, found = Decimal(1), {0: Decimal(1)}
    for n in range(1, wanted[-1] + 1):
        inverse = 1 + inverse * n / Decimal(load)
        if n in wanted:
            found[n] = inverse
    count = np.array(wanted, dtype=float)
    got = upper_ratio(count, np.full(count.shape, load))
    exact = np.array([float(found[n]) for n in wanted])
    np.testing.assert_allclose(got, exact, rtol=1e-12)


def test_upper_ratio_obeys_the_recursion_between_whole_agents():
    """Tests that fractional agents continue the recursion 1/B(n+1) = 1 + (n+1)/a 1/B(n)."""
    count = np.array([0.25, 0.5, 7.3, 12.9, 99.5, 140.1])
    load = np.array([0.4, 3.0, 7.0, 30.0, 100.0, 100.0])
    once = upper_ratio(count, load)
    np.testing.assert_allclose(
        upper_ratio(count + 1, load), 1 + (count + 1) / load * once, rtol=1e-12
    )


@pytest.mark.parametrize("x", [0.01, 0.5, 1.0, 5.0, 18.0, 100.0, 3000.0])
@pytest.mark.parametrize("spread", [-30.0, -8.0, -4.1, -3.9, -1.0, 0.0, 2.0, 5.0, 9.0])
def test_lower_ratio_is_the_series(x, spread):
    """Tests that log J and the share that gives up equal the exact series, cancellation or not."""
    y = max(x + spread * x**0.5, 0.01 * x)
    series = exact_series(x, y)
    ratio = LowerRatio(np.array([x]), np.array([y]))
    excess = 1 - Decimal(x) / Decimal(y) * (1 - 1 / series)
    assert float(ratio.log_j[0]) == pytest.approx(-float(series.ln()), rel=1e-11)
    assert float(ratio.excess[0]) == pytest.approx(float(excess), rel=1e-11)


def test_lower_ratio_without_agents():
    """Tests that without agents everybody who waits gives up."""
    ratio = LowerRatio(np.zeros(2), np.array([0.5, 400.0]))
    np.testing.assert_allclose(ratio.excess, 1.0)
    np.testing.assert_allclose(ratio.log_j, [-0.5, -400.0])


def test_log_poisson_joins_its_two_forms():
    """Tests that the saddle-point form and the plain form meet without a step."""
    count = np.array([11.999999, 12.0, 12.000001])
    values = log_poisson(count, np.full(3, 9.0))
    assert np.ptp(values) < 1e-5
    plain = 12 * np.log(9.0) - 9.0 - np.log(float(np.prod(np.arange(1, 13, dtype=float))))
    assert values[1] == pytest.approx(plain, rel=1e-13)
