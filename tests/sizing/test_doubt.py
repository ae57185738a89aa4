from __future__ import annotations

import numpy as np
import pytest

from wfm.core.errors import BadInputError
from wfm.sizing import erlang_c
from wfm.sizing.doubt import rate_factor
from wfm.sizing.inverse import agents_needed
from wfm.sizing.target import Target

pytestmark = pytest.mark.unit


def test_days_that_meet_the_target():
    """Tests that on simulated days the target is met with the wanted probability, tightly."""
    random = np.random.default_rng(11)
    cv, confidence, load = 0.1, 0.9, np.array([50.0, 120.0, 80.0])
    agents = agents_needed(load * rate_factor(confidence, cv), 180.0, Target(0.8, 20))
    days = random.gamma(1 / cv**2, cv**2, 20_000)

    def share_of_days(count):
        level = erlang_c.service_level(load * days[:, np.newaxis], count, 180.0, 20.0)
        return float((level >= 0.8).all(axis=1).mean())

    assert share_of_days(agents) >= 0.895
    assert share_of_days(agents - 1) < 0.9


def test_the_domain_example():
    """Tests that 56 agents, 84 % on a plain day, miss 80 % on 43 % of days that vary by 10 %."""
    days = np.random.default_rng(3).gamma(100, 0.01, 50_000)
    level = erlang_c.service_level(50 * days, 56, 180.0, 20.0)
    assert float(erlang_c.service_level(50.0, 56, 180.0, 20.0)) == pytest.approx(0.841, abs=1e-3)
    assert 0.65 < float(level.mean()) < 0.71
    assert float((level < 0.8).mean()) == pytest.approx(0.43, abs=0.01)


def test_no_doubt_is_the_forecast_itself():
    """Tests that without variation the factor is 1 at any confidence."""
    assert rate_factor(0.99, 0.0) == 1.0


def test_more_certainty_costs_more():
    """Tests that the factor rises with confidence and, above the median, with variation."""
    factors = [rate_factor(p, 0.1) for p in (0.5, 0.8, 0.9, 0.99)]
    assert factors == sorted(factors)
    assert rate_factor(0.9, 0.2) > rate_factor(0.9, 0.1) > 1


@pytest.mark.parametrize(("p", "cv"), [(1.0, 0.1), (0.0, 0.1), (0.9, -1.0), (0.9, float("nan"))])
def test_out_of_range(p, cv):
    """Tests that certainty and impossible variation are refused."""
    with pytest.raises(BadInputError):
        rate_factor(p, cv)
