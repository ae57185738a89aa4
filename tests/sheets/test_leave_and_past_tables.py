"""Leave and past roster: bad rows, and writing what can be read back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.core.people import Leave, LeaveType
from wfm.core.roster import Activity, Assignment
from wfm.core.shifts import BreakKind, BreakWindow, Shift
from wfm.sheets.leave_table import LEAVE_WORDS, leave_rows, parse_leave
from wfm.sheets.parsed import Known
from wfm.sheets.past_roster_table import parse_past_roster, past_roster_rows
from wfm.sheets.table_writing import table_bytes
from wfm.sheets.tables import read_table

pytestmark = pytest.mark.unit

KNOWN = Known(agents=frozenset({"A001", "A002"}))
NIGHT = Shift(
    "N1",
    "N1",
    "夜1",
    1320,
    510,
    breaks=(
        BreakWindow(BreakKind.MEAL, 30, 270, 360, paid=False),
        BreakWindow(BreakKind.REST, 20, 120, 210, paid=True),
    ),
)
SHIFTS = {"N1": NIGHT, "S1": Shift("S1", "S1", "短", 540, 240)}
MONDAY = date(2026, 11, 23)


def leave_of(rows: str):
    text = "agent_id,type,first_day,last_day\n" + rows
    return parse_leave(read_table(text.encode(), "leave"), KNOWN)


def past_of(rows: str):
    text = "agent_id,day,shift_id,meal_start,rest_start,nursing_start\n" + rows
    return parse_past_roster(read_table(text.encode(), "past_roster"), SHIFTS, KNOWN)


@pytest.mark.parametrize(("word", "kind"), LEAVE_WORDS.items())
def test_chinese_leave_words(word: str, kind: LeaveType) -> None:
    """Tests that the words of a Chinese leave sheet are understood."""
    assert leave_of(f"A001,{word},2026-11-23,2026-11-24\n").checked()[0].type is kind


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("A009,sick,2026-11-23,2026-11-23", "agent_id", "the agent is unknown"),
        ("A002,holiday,2026-11-23,2026-11-23", "type", "the word is unknown"),
        ("A002,sick,2026-11-23,2026-11-22", "last_day", "before the start"),
        ("A002,sick,,2026-11-22", "first_day", "the cell is empty"),
        ("A001,sick,2026-11-24,2026-11-30", "first_day", "overlaps with that of row 2"),
    ],
)
def test_bad_leave_is_one_fault(row: str, column: str, words: str) -> None:
    """Tests that each bad leave row is one fault at its place."""
    parsed = leave_of("A001,annual,2026-11-23,2026-11-24\n" + row + "\n")
    assert [(f.row, f.column) for f in parsed.faults] == [(3, column)]
    assert words in parsed.faults[0].what


def test_leave_may_touch_and_others_may_overlap() -> None:
    """Tests that leave that starts the day after, or of somebody else, is no overlap."""
    rows = "A001,annual,2026-11-23,2026-11-24\nA001,sick,2026-11-25,2026-11-25\n"
    assert len(leave_of(rows + "A002,annual,2026-11-23,2026-11-24\n").checked()) == 3


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("A009,2026-11-24,N1,,,", "agent_id", "the agent is unknown"),
        ("A002,2026-11-24,Z9,,,", "shift_id", "the shift is unknown"),
        ("A001,2026-11-23,S1,,,", "day", "a row for this day already, row 2"),
        ("A002,someday,N1,,,", "day", "no day"),
        ("A002,2026-11-24,N1,25:00,,", "meal_start", "not a time of day"),
        ("A002,2026-11-24,N1,12:00,,", "meal_start", "outside the shift"),
        ("A002,2026-11-24,N1,02:30+x,,", "meal_start", "the length is no number"),
    ],
)
def test_bad_past_row_is_one_fault(row: str, column: str, words: str) -> None:
    """Tests that each bad row of the past roster is one fault at its place."""
    parsed = past_of("A001,2026-11-23,N1,,,\n" + row + "\n")
    assert [(f.row, f.column) for f in parsed.faults] == [(3, column)]
    assert words in parsed.faults[0].what


def test_breaks_past_midnight_count_from_the_start() -> None:
    """Tests that clock times after midnight belong to the shift that began before it."""
    found = past_of("A001,2026-11-23,N1,02:30,00:00,05:30\n").checked()
    assert found[0].breaks == (
        Activity(120, 20, BreakKind.REST),
        Activity(270, 30, BreakKind.MEAL),
        Activity(450, 60, BreakKind.NURSING),
    )


def test_days_off_widen_the_span() -> None:
    """Tests that rows that say OFF are no shifts but tell which days the roster speaks of."""
    parsed = past_of("A001,2026-11-22,休,,,\nA001,2026-11-23,N1,,,\nA001,2026-11-24,off,,,\n")
    assert len(parsed.checked()) == 1
    assert (parsed.first_day, parsed.last_day) == (date(2026, 11, 22), date(2026, 11, 24))


def test_unknown_catalogue_checks_no_shifts() -> None:
    """Tests that a broken catalogue does not make every past row look wrong."""
    table = read_table(b"agent_id,day,shift_id\nA001,2026-11-23,Q\n", "past_roster")
    assert parse_past_roster(table, None, KNOWN).faults == ()


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A001", "A002"]),
            st.sampled_from(LeaveType),
            st.integers(0, 5),
        ),
        max_size=5,
    )
)
def test_written_leave_reads_back_equal(entries: list[tuple[str, LeaveType, int]]) -> None:
    """Tests that leave survives being written and read."""
    leave = tuple(
        Leave(agent, kind, MONDAY + timedelta(days=10 * k), MONDAY + timedelta(days=10 * k + n))
        for k, (agent, kind, n) in enumerate(entries)
    )
    content = table_bytes("leave", leave_rows(leave))
    assert parse_leave(read_table(content, "leave"), KNOWN).checked() == leave


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from(["A001", "A002"]), st.integers(0, 20)),
        st.tuples(st.integers(0, 8), st.integers(1, 60), st.sampled_from(BreakKind)),
        max_size=6,
    )
)
def test_written_past_roster_reads_back_equal(
    cells: dict[tuple[str, int], tuple[int, int, BreakKind]],
) -> None:
    """Tests that a past roster survives, with breaks of unusual lengths."""
    past = tuple(
        sorted(
            Assignment(
                agent,
                MONDAY + timedelta(days=d),
                "N1",
                (Activity(30 * at, length, kind), Activity(450, 30, BreakKind.REST)),
            )
            for (agent, d), (at, length, kind) in cells.items()
        )
    )
    content = table_bytes("past_roster", past_roster_rows(past, SHIFTS))
    assert parse_past_roster(read_table(content, "past_roster"), SHIFTS, KNOWN).checked() == past
