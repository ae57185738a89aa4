from __future__ import annotations

import numpy as np
import pytest

from wfm.core.errors import BadInputError
from wfm.sizing.arrays import flattened, not_negative, positive

pytestmark = pytest.mark.unit


def test_a_number_has_no_row():
    """Tests that a single bad number is refused by name alone."""
    with pytest.raises(BadInputError) as caught:
        not_negative("volume", -1.0, "write 0 or more")
    fault = caught.value.faults[0]
    assert (fault.row, fault.column, fault.value) == (None, "volume", "-1.0")


def test_rows_count_in_reading_order():
    """Tests that every bad element is named, counted from 1 through the rows."""
    with pytest.raises(BadInputError) as caught:
        positive("aht_s", np.array([[1.0, 2.0], [0.0, 0.0]]), "write seconds")
    assert [fault.row for fault in caught.value.faults] == [3, 4]


def test_text_is_refused():
    """Tests that text is a fault of the user's, not a crash."""
    with pytest.raises(BadInputError, match="not a number"):
        not_negative("volume", ["many"], "write a number")


def test_infinity_only_where_it_is_meant():
    """Tests that infinity passes only if asked for."""
    assert not_negative("x", np.inf, "m", infinite=True) == np.inf
    with pytest.raises(BadInputError, match="infinite"):
        not_negative("x", np.inf, "m")


def test_flattened():
    """Tests that broadcasting gives one shape and flat copies."""
    shape, (a, b) = flattened(np.ones((2, 1)), np.arange(3.0))
    assert shape == (2, 3)
    assert a.size == b.size == 6
    a[0] = 5.0
    assert a[1] == 1.0
