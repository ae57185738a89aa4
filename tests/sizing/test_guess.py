from __future__ import annotations

import numpy as np
import pytest

from wfm.sizing import erlang_c
from wfm.sizing.guess import guess_agents, service_level_guess
from wfm.sizing.target import Target

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5, 0.8, 0.95, 0.9999])
@pytest.mark.parametrize("threshold", [0.0, 10.0, 60.0, 600.0])
def test_the_root_lies_within_the_width(share, threshold):
    """Tests that Erlang C is missed below the stretch and met above it, wherever it is claimed."""
    random = np.random.default_rng(7)
    load = 10 ** random.uniform(0, 5, 4000)
    aht = random.uniform(20, 1200, 4000)
    guess, width = service_level_guess(load, threshold / aht, 1 - share)
    known = np.isfinite(width) & (guess - width > load)
    load, aht, guess, width = load[known], aht[known], guess[known], width[known]
    above = erlang_c.service_level(load, guess, aht, threshold)
    below = erlang_c.service_level(load, guess - width, aht, threshold)
    assert (above >= share).all()
    assert (below <= share).all()


def test_most_intervals_are_settled_at_once():
    """Tests that at 80/20 and 75 erlangs nineteen in twenty need no exact queue."""
    load = np.linspace(60, 90, 2000)
    guess, width = guess_agents(load, np.full(2000, 240.0), Target(0.8, 20), None)
    assert np.mean(np.floor(guess) < guess - width) > 0.95


@pytest.mark.parametrize(
    ("target", "patience"),
    [(Target(0.8, 20), 120.0), (Target(None, asa_s=5), None), (Target(0.8, 20, asa_s=5), None)],
)
def test_nothing_is_settled_without_a_bound(target, patience):
    """Tests that where the bound does not hold, the width says so."""
    _, width = guess_agents(np.array([5.0, 500.0]), np.full(2, 180.0), target, patience)
    assert np.isinf(width).all()
