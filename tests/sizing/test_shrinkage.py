from __future__ import annotations

from fractions import Fraction
from math import ceil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.core.errors import BadInputError
from wfm.sizing.shrinkage import with_shrinkage

pytestmark = pytest.mark.unit


def test_twenty_one_over_seven_tenths_is_thirty():
    """Tests the case that binary fractions get wrong."""
    assert int(with_shrinkage(21, 0.3)) == 30
    assert int(with_shrinkage(21, 0.1 + 0.2)) == 30


@settings(max_examples=200, deadline=None)
@given(agents=st.integers(0, 10**6), thousandths=st.integers(0, 999))
def test_exact_for_every_decimal(agents, thousandths):
    """Tests that the answer is the exact one for shrinkage to a tenth of a percent."""
    exact = ceil(agents / (1 - Fraction(thousandths, 1000)))
    assert int(with_shrinkage(agents, thousandths / 1000)) == exact


@given(agents=st.integers(0, 10**12), share=st.floats(0, 0.99))
def test_enough_and_no_more(agents, share):
    """Tests that the planned leave enough after absence, and one fewer would not."""
    planned = int(with_shrinkage(agents, share))
    left = 1 - Fraction(f"{share:.12f}")
    assert planned * left >= agents
    assert agents == 0 or (planned - 1) * left < agents


def test_by_interval():
    """Tests that shares may differ by element."""
    got = with_shrinkage(np.array([[7, 21], [0, 9]]), np.array([0.0, 0.3]))
    assert got.tolist() == [[7, 30], [0, 13]]


@pytest.mark.parametrize("share", [1.0, 1.5, -0.1, float("nan")])
def test_shares_out_of_range(share):
    """Tests that a share of 1 or more, negative or missing is refused."""
    with pytest.raises(BadInputError, match="shrinkage"):
        with_shrinkage(5, share)
