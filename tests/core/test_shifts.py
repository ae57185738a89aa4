"""Split shifts, flexible shifts and the names of several shifts."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.problems import SHIFTS, shift, small_problem

from wfm.core.errors import BadInputError
from wfm.core.interchange import check_problem, fingerprint, problem_from_dict, problem_to_dict
from wfm.core.problem import RuleEntry
from wfm.core.shifts import (
    BreakKind,
    BreakWindow,
    Gap,
    concrete,
    gap_faults,
    named,
    names_of,
)
from wfm.core.time import DAY_MIN

pytestmark = pytest.mark.unit

MEAL = BreakWindow(BreakKind.MEAL, 30, 540, 600, paid=False)
SPLIT = shift("S", 480, 780, breaks=(MEAL,), gap=Gap(240, 300), before_min=10, after_min=5)

RULE = RuleEntry("split_shifts")


def test_a_split_shift_counts_its_parts() -> None:
    """Tests that hours are those of the parts, and the span shows both."""
    assert (SPLIT.duty_min, SPLIT.paid_min, SPLIT.end_min) == (480, 450, 1260)
    assert SPLIT.span == "08:00-12:00 17:00-21:00"
    assert SPLIT.clock_parts == ((480, 720), (1020, 1260))
    assert SPLIT.work_spans == ((470, 720), (1020, 1265))
    assert dataclasses.replace(SPLIT, handover_paid=True).paid_min == 465
    whole = dataclasses.replace(SPLIT, gap=None)
    assert whole.work_spans == ((470, 1265),)
    assert whole.paid_min - SPLIT.paid_min == 300


@given(
    st.integers(0, DAY_MIN - 1),
    st.integers(30, 400),
    st.integers(30, 400),
    st.integers(30, 400),
    st.integers(0, DAY_MIN - 1),
    st.integers(0, DAY_MIN - 1),
)
@settings(max_examples=60)
def test_touches_clock_by_its_parts(
    start: int, first: int, gap: int, second: int, opens: int, closes: int
) -> None:
    """Tests that a split shift touches a clock span exactly when a minute of a part lies in it."""
    split = shift("S", start, first + gap + second, breaks=(), gap=Gap(first, gap))
    minutes = {
        (start + m) % DAY_MIN for m in (*range(first), *range(first + gap, split.length_min))
    }
    inside = {m % DAY_MIN for m in range(opens, closes if closes > opens else closes + DAY_MIN)}
    assert split.touches_clock(opens, closes) is bool(minutes & inside)


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (Gap(0, 60), "inside"),
        (Gap(700, 80), "inside"),
        (Gap(300, 0), "inside"),
        (Gap(240, 310), "fall into"),
        (Gap(600, 60), "fall into"),
        (Gap(630, 60), ""),
        (Gap(480, 60), ""),
    ],
)
def test_gaps_that_cannot_be(gap: Gap, said: str) -> None:
    """Tests that a gap lies between two parts, and no break of 09:00 to 10:30 can fall into it."""
    faults = gap_faults(dataclasses.replace(SPLIT, gap=gap))
    assert said in faults[0] if said else not faults


def test_flexible_shifts_are_opened() -> None:
    """Tests that each start is a shift of its own, breaks and gap at the same distance."""
    flexible = dataclasses.replace(SPLIT, latest_start_min=540, bags=("short",), night=True)
    found = concrete((SHIFTS[0], flexible), 30)
    assert [s.id for s in found] == ["E", "S@08:00", "S@08:30", "S@09:00"]
    assert {s.code_en for s in found[1:]} == {"S 08:00", "S 08:30", "S 09:00"}
    for opened in found[1:]:
        assert (opened.family, opened.bags, opened.night) == ("S", ("short",), True)
        assert (opened.breaks, opened.gap) == (flexible.breaks, flexible.gap)
        assert not opened.flexible
    assert [s.start_min for s in found[1:]] == [480, 510, 540]
    wide = dataclasses.replace(flexible, start_step_min=60)
    assert [s.start_min for s in concrete((wide,), 15)] == [480, 540]
    assert concrete(found, 15) == found


def test_names_stand_for_shifts() -> None:
    """Tests that a shift goes before a family, and a family and a bag name all of theirs."""
    flexible = dataclasses.replace(SPLIT, latest_start_min=510, bags=("short",))
    early = dataclasses.replace(SHIFTS[0], bags=("short", "early"))
    shifts = concrete((early, flexible), 30)
    assert named(shifts, "E") == ("E",)
    assert named(shifts, "S") == ("S@08:00", "S@08:30")
    assert named(shifts, "short") == ("E", "S@08:00", "S@08:30")
    assert named(shifts, "late") == ()
    assert names_of(shifts) == {"E", "S@08:00", "S@08:30", "S", "short", "early"}


def test_problem_file() -> None:
    """Tests that they survive problem.json, and that a problem without them is written as ever."""
    plain = small_problem()
    written = problem_to_dict(plain)["shifts"][0]
    assert not {"gap", "bags", "family", "latest_start_min", "start_step_min"} & set(written)
    kept = concrete((dataclasses.replace(SPLIT, latest_start_min=510, bags=("short",)),), 30)
    problem = small_problem(RULE, shifts=(*SHIFTS, *kept))
    assert problem_from_dict(problem_to_dict(problem)) == problem
    assert fingerprint(problem) != fingerprint(plain)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"gap": Gap(300, 300)}, "fall into the gap"),
        ({"gap": Gap(250, 290)}, "the parts must start and end on multiples of 30"),
        ({"latest_start_min": 600}, "no flexible shift"),
    ],
)
def test_problems_that_cannot_be(change: dict[str, object], said: str) -> None:
    """Tests that a problem refuses parts off the grid, breaks in the gap, and open starts."""
    bad = dataclasses.replace(SPLIT, **change)  # type: ignore[arg-type]
    with pytest.raises(BadInputError, match=said):
        check_problem(small_problem(RULE, shifts=(*SHIFTS, bad)))


def test_split_shifts_need_a_rule() -> None:
    """Tests that a problem that says nothing of who may have a split shift is refused."""
    check_problem(small_problem(RULE, shifts=(*SHIFTS, SPLIT)))
    with pytest.raises(BadInputError, match="no rule says who may have them"):
        check_problem(small_problem(shifts=(*SHIFTS, SPLIT)))
