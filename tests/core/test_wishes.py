"""Tests of wishes as agents word them, and day by day as problems hold them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfm.core.shifts import Shift
from wfm.core.wishes import LONGEST, AgentWish, Importance, WishKind, of_problem, wish_faults

pytestmark = pytest.mark.unit

MON = date(2031, 6, 2)
SUN = MON + timedelta(days=6)
SHIFTS = (
    Shift("E", "E", "早", 420, 510, bags=("early",)),
    Shift("F@07:30", "F", "早", 450, 510, family="F", bags=("early",)),
    Shift("F@08:00", "F", "早", 480, 510, family="F"),
    Shift("N", "N", "夜", 1320, 510, night=True),
)


def wish(kind=WishKind.DAY_OFF, first=MON, last=MON, *shifts, **about):
    return AgentWish("A001", kind, first, last, tuple(shifts), **about)


def test_day_off_is_no_shift_at_all() -> None:
    """Tests that a day off over two days is two wishes against every shift."""
    found = of_problem([wish(last=MON + timedelta(days=1))], SHIFTS, MON, SUN)
    assert [(w.day, w.shift_ids, w.wanted, w.weight) for w in found] == [
        (MON, (), False, 1),
        (MON + timedelta(days=1), (), False, 1),
    ]


def test_no_nights_names_the_nights_of_the_catalogue() -> None:
    """Tests that nights are wished against, and that nothing is left of it without nights."""
    (one,) = of_problem([wish(WishKind.NO_NIGHTS)], SHIFTS, MON, SUN)
    assert (one.shift_ids, one.wanted) == (("N",), False)
    assert of_problem([wish(WishKind.NO_NIGHTS)], SHIFTS[:3], MON, SUN) == ()


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        (("E",), ("E",)),
        (("F",), ("F@07:30", "F@08:00")),
        (("early",), ("E", "F@07:30")),
        (("E", "early"), ("E", "F@07:30")),
        (("gone", "N"), ("N",)),
    ],
)
def test_shifts_bags_and_flexible_shifts(names, ids) -> None:
    """Tests that any of the shifts that a name stands for will do."""
    important = wish(WishKind.SHIFT, MON, MON, *names, importance=Importance.IMPORTANT)
    (one,) = of_problem([important], SHIFTS, MON, SUN)
    assert (one.shift_ids, one.wanted, one.weight) == (ids, True, 3)


def test_wish_for_gone_shifts_alone_is_left_out() -> None:
    """Tests that a wish for a shift that the catalogue lost is not a wish to have the day off."""
    assert of_problem([wish(WishKind.SHIFT, MON, MON, "gone")], SHIFTS, MON, SUN) == ()


@given(
    st.integers(-20, 20),
    st.integers(0, 40),
    st.sampled_from([WishKind.DAY_OFF, WishKind.NO_NIGHTS]),
)
def test_days_outside_are_not_spoken_of(offset, length, kind) -> None:
    """Tests that a problem holds each day of the wish that it knows, once, and no other."""
    first = MON + timedelta(days=offset)
    span = wish(kind, first, first + timedelta(days=length))
    found = [w.day for w in of_problem([span], SHIFTS, MON, SUN)]
    assert found == [d for d in span.days if MON <= d <= SUN]


@pytest.mark.parametrize(
    ("one", "other", "clash"),
    [
        (wish(), wish(), True),
        (wish(), wish(WishKind.SHIFT, MON, SUN, "E"), True),
        (wish(WishKind.NO_NIGHTS, MON, SUN), wish(), False),
        (wish(WishKind.NO_NIGHTS, MON, SUN), wish(WishKind.SHIFT, MON, MON, "N"), False),
        (wish(), wish(first=SUN, last=SUN), False),
        (wish(), replace(wish(), agent_id="A002"), False),
    ],
)
def test_clashes(one, other, clash) -> None:
    """Tests which wishes can't stand side by side, either way round."""
    assert one.clashes_with(other) is clash
    assert other.clashes_with(one) is clash


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        (wish(first=SUN), "end lies before"),
        (wish(last=MON + timedelta(days=LONGEST)), "more than 92 days"),
        (wish(WishKind.SHIFT), "names one shift or more"),
        (wish(WishKind.DAY_OFF, MON, MON, "E"), "names one shift or more"),
    ],
)
def test_wrong_by_themselves(wrong, what) -> None:
    """Tests what no centre can take."""
    assert any(what in found for found, _ in wish_faults(wrong))
    assert wish_faults(wish(last=MON + timedelta(days=LONGEST - 1))) == []
