"""Values as JSON."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.store.codec import dumps, loads, pack, unpack

pytestmark = pytest.mark.unit

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc"), inner, max_size=3),
    max_leaves=10,
)


class Colour(StrEnum):
    """For the test below."""

    RED = "red"


@dataclass
class Point:
    """For the test below."""

    x: float
    day: date


@settings(max_examples=100, deadline=None)
@given(PLAIN)
def test_plain_values_come_back(value):
    """Tests that JSON values survive packing exactly, floats to the last bit."""
    assert unpack(pack(value)) == value


def test_the_programs_own_values_become_plain():
    """Tests that dates, numpy scalars, enums, dataclasses and mappings can be written."""
    value = {
        "day": date(2026, 11, 2),
        "at": datetime(2026, 11, 2, 8, tzinfo=UTC),
        "n": np.int64(3),
        "x": np.float64(0.5),
        "colour": Colour.RED,
        "point": Point(1.0, date(2026, 1, 1)),
        "view": MappingProxyType({"a": (1, 2)}),
    }
    assert loads(dumps(value)) == {
        "day": "2026-11-02",
        "at": "2026-11-02T08:00:00+00:00",
        "n": 3,
        "x": 0.5,
        "colour": "red",
        "point": {"x": 1.0, "day": "2026-01-01"},
        "view": {"a": [1, 2]},
    }


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, np.float64("nan")])
def test_what_json_can_not_say_is_not_known(number):
    """Tests that NaN and infinity become null, at any depth, and leave the rest alone."""
    value = {"bound": number, "list": [number, 1.5], "point": Point(number, date(2026, 1, 1))}
    assert loads(dumps(value)) == {
        "bound": None,
        "list": [None, 1.5],
        "point": {"x": None, "day": "2026-01-01"},
    }


def test_other_things_are_refused():
    """Tests that an object that is no data is not written as something else."""
    with pytest.raises(TypeError, match="object can't be written"):
        dumps({"x": object()})
