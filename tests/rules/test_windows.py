from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfm.core.roster import Activity
from wfm.core.shifts import BreakKind, BreakWindow
from wfm.rules.windows import keyed, match_breaks

pytestmark = pytest.mark.unit

SPANS = st.tuples(st.integers(0, 6), st.integers(0, 4))


@given(st.lists(SPANS, max_size=4), st.lists(st.integers(0, 10), max_size=4))
def test_matching_is_as_large_as_can_be(spans, starts) -> None:
    """Tests the matching against every order of windows."""
    windows = [BreakWindow(BreakKind.REST, 1, a, a + n, True) for a, n in spans]
    breaks = [Activity(s, 1, BreakKind.REST) for s in starts]
    matched, left = match_breaks(windows, breaks)
    pairs = [(w, b) for w, b in zip(windows, matched, strict=True) if b is not None]
    assert all(w.earliest_min <= b.start_min <= w.latest_min for w, b in pairs)
    assert len(pairs) + len(left) == len(breaks)

    def size(order) -> int:
        open_windows, n = list(order), 0
        for b in breaks:
            fit = next(
                (w for w in open_windows if w.earliest_min <= b.start_min <= w.latest_min), None
            )
            if fit is not None:
                open_windows.remove(fit)
                n += 1
        return n

    assert len(pairs) == max(size(order) for order in permutations(windows))


def test_kind_and_length_must_fit() -> None:
    """Tests that a rest break is no meal and half an hour no hour."""
    window = BreakWindow(BreakKind.MEAL, 30, 0, 100, False)
    wrong = [Activity(0, 30, BreakKind.REST), Activity(60, 60, BreakKind.MEAL)]
    assert match_breaks([window], wrong) == ([None], wrong)


def test_keys_number_windows_of_one_kind_and_length() -> None:
    """Tests that two rest breaks of half an hour have two keys, one of an hour its own."""
    rest = BreakWindow(BreakKind.REST, 30, 0, 100, True)
    hour = BreakWindow(BreakKind.REST, 45, 0, 100, True)
    keys = [key for key, _ in keyed([rest, hour, rest], 30)]
    assert keys == [(BreakKind.REST, 0, 1), (BreakKind.REST, 0, 2), (BreakKind.REST, 1, 1)]
