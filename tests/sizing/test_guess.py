from __future__ import annotations

import numpy as np
import pytest

from wfm.sizing.guess import guess_agents
from wfm.sizing.inverse import agents_needed
from wfm.sizing.target import Target

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("share", [0.3, 0.5, 0.8, 0.95, 0.99])
@pytest.mark.parametrize("threshold", [0.0, 10.0, 60.0, 600.0])
def test_the_guess_is_near(share, threshold):
    """Tests that from 1 erlang up the guess, rounded up, is off by two agents at most."""
    random = np.random.default_rng(7)
    load = 10 ** random.uniform(0, 5, 2000)
    aht = random.uniform(20, 1200, 2000)
    target = Target(share, threshold)
    guess = np.ceil(guess_agents(load, aht, target, None))
    assert (np.abs(guess - agents_needed(load, aht, target)) <= 2).all()


@pytest.mark.parametrize(
    ("target", "patience"), [(Target(0.8, 20), 120.0), (Target(None, asa_s=5), None)]
)
def test_elsewhere_it_is_a_start(target, patience):
    """Tests that under Erlang A and for an average speed the guess is above 0 and not far off."""
    load = np.array([0.1, 5.0, 500.0])
    aht = np.full(3, 180.0)
    guess = guess_agents(load, aht, target, patience)
    needed = agents_needed(load, aht, target, patience_s=patience)
    assert (guess > 0).all()
    assert (np.abs(guess - needed) <= 2 + 3 * np.sqrt(load)).all()
