"""Frames: what is saved is read back exactly."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from wfm.store.codec import compress
from wfm.store.frames import pack_frame, unpack_frame

pytestmark = pytest.mark.unit

ZONES = ["UTC", "Asia/Shanghai", "Europe/Berlin", "America/St_Johns"]
NUMBERS = ["float64", "float32", "int64", "int32", "int8", "uint16", "bool"]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@st.composite
def columns(draw, rows):
    """One column of any type that can be saved."""
    kind = draw(st.sampled_from([*NUMBERS, "instant", "naive", "text", "object"]))
    size = {"min_size": rows, "max_size": rows}
    if kind in ("instant", "naive"):
        unit = draw(st.sampled_from(["s", "ms", "us", "ns"]))
        ticks = np.array(draw(st.lists(st.integers(0, 2**31), **size)), dtype="i8")
        stamps = pd.Series(ticks.astype("M8[s]").astype(f"M8[{unit}]"))
        if draw(st.booleans()) and rows:
            stamps.iloc[0] = pd.NaT
        if kind == "naive":
            return stamps
        return stamps.dt.tz_localize("UTC").dt.tz_convert(draw(st.sampled_from(ZONES)))
    if kind in ("text", "object"):
        values = draw(st.lists(st.none() | TEXT, **size))
        return pd.Series(values, dtype="str" if kind == "text" else object)
    if kind == "bool":
        return pd.Series(draw(st.lists(st.booleans(), **size)), dtype=bool)
    if kind.startswith("float"):
        width = int(kind[5:])
        return pd.Series(draw(st.lists(st.floats(width=width), **size)), dtype=kind)
    info = np.iinfo(kind)
    return pd.Series(draw(st.lists(st.integers(info.min, info.max), **size)), dtype=kind)


@st.composite
def frames(draw):
    """A frame of a few columns, in the order drawn."""
    rows = draw(st.integers(0, 6))
    names = draw(st.lists(TEXT, min_size=1, max_size=4, unique=True))
    return pd.DataFrame({name: draw(columns(rows)) for name in names})


@settings(max_examples=150, deadline=None)
@given(frames())
def test_a_frame_comes_back_as_it_was(frame):
    """Tests that values, types, zones, column order and missing values survive."""
    back = unpack_frame(pack_frame(frame))
    assert_frame_equal(back, frame, check_exact=True, check_freq=False)
    assert [str(dtype) for dtype in back.dtypes] == [str(dtype) for dtype in frame.dtypes]


def test_a_night_of_clock_change_keeps_both_hours():
    """Tests that the hour that occurs twice in Berlin keeps its two instants."""
    stamps = pd.date_range("2026-10-25", periods=50, freq="30min", tz="Europe/Berlin")
    frame = pd.DataFrame({"timestamp": stamps, "volume": np.arange(50.0)})
    back = unpack_frame(pack_frame(frame))
    assert_frame_equal(back, frame, check_freq=False)
    assert back["timestamp"].is_unique


def test_row_labels_are_numbered_anew():
    """Tests that a filtered frame comes back with its rows numbered from 0."""
    frame = pd.DataFrame({"volume": [1.0, 2.0, 3.0]})
    back = unpack_frame(pack_frame(frame[frame["volume"] > 1]))
    assert list(back.index) == [0, 1]
    assert list(back["volume"]) == [2.0, 3.0]


def test_equal_frames_give_equal_blobs():
    """Tests that a blob depends on the content alone, so that fingerprints can be compared."""
    frame = pd.DataFrame({"queue": ["a", "b", "a"], "volume": [1.0, np.nan, 3.0]})
    assert pack_frame(frame) == pack_frame(frame.copy())
    assert pack_frame(frame) != pack_frame(frame.assign(volume=[1.0, np.nan, 4.0]))


@pytest.mark.parametrize(
    ("frame", "error"),
    [
        (pd.DataFrame({"x": [1, "a"]}, dtype=object), "mixes text"),
        (pd.DataFrame({"x": pd.Series([1, None], dtype="Int64")}), "can't be saved"),
        (pd.DataFrame({3: [1.0]}), "is not text"),
        (pd.DataFrame({"x": [1.0]}, index=pd.Index([5], name="agent")), "reset it first"),
        (pd.DataFrame([[1, 2]], columns=["x", "x"]), "one name"),
    ],
)
def test_what_would_be_lost_is_refused(frame, error):
    """Tests that nothing is dropped in silence."""
    with pytest.raises((TypeError, ValueError), match=error):
        pack_frame(frame)


def test_a_later_format_is_refused():
    """Tests that a blob of another version is not read as if it were ours."""
    with pytest.raises(ValueError, match="not known"):
        unpack_frame(compress(b'{"format":99,"rows":0,"columns":[]}\n'))
