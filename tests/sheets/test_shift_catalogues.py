"""The shift catalogue as a table and as shifts.toml."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.core.errors import BadInputError
from wfm.core.shifts import BreakKind, BreakWindow, Gap, Shift, SwapClass
from wfm.sheets.shifts_table import parse_shifts, shifts_rows
from wfm.sheets.shifts_toml import parse_shifts_toml, shifts_toml
from wfm.sheets.table_writing import table_bytes
from wfm.sheets.tables import read_table

pytestmark = pytest.mark.unit

GOOD = "E1,E1,早,06:30,15:00,day,no,10,0,no,30,11:00,12:30,no,30,08:00,09:30,yes\n"
HEADER = (
    "id,code_en,code_zh,start,end,swap_class,night,before_min,after_min,handover_paid,"
    "meal_min,meal_earliest,meal_latest,meal_paid,rest_min,rest_earliest,rest_latest,rest_paid\n"
)
TOML = """format = 1
[[shift]]
id = "E1"
code_en = "E1"
code_zh = "早"
start = "22:00"
end = "06:30"
[[shift.break]]
kind = "meal"
length_min = 30
earliest = "02:30"
latest = "04:00"
paid = false
"""


def table(rows: str):
    return parse_shifts(read_table((HEADER + rows).encode(), "shifts"))


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (GOOD, "id", "given already in row 2"),
        ("E2,E2,早,26:00,15:00" + "," * 13, "start", "not a time of day"),
        ("E2,E2,早,24:00,08:00" + "," * 13, "start", "from 00:00 to 23:59"),
        ("E2,E2,,06:30,15:00" + "," * 13, "code_zh", "the cell is empty"),
        ("E2,E2,早,06:30,15:00,late" + "," * 12, "swap_class", "the word is unknown"),
        ("E2,E2,早,06:30,15:00,,maybe" + "," * 11, "night", "neither yes nor no"),
        ("E2,E2,早,06:30,15:00,,,500" + "," * 10, "before_min", "out of range"),
        ("E2,E2,早,06:30,15:00,,,,,,30,11:00" + "," * 6, "meal_latest", "no window"),
        (
            "E2,E2,早,06:30,15:00,,,,,,30,12:00,11:00" + "," * 5,
            "meal_latest",
            "the latest start lies before the earliest",
        ),
        (
            "E2,E2,早,06:30,15:00,,,,,,30,12:00,14:45" + "," * 5,
            "meal_latest",
            "could end after the shift",
        ),
    ],
)
def test_bad_shift_is_one_fault(row: str, column: str, words: str) -> None:
    """Tests that each bad row of a catalogue is one fault at its place."""
    parsed = table(GOOD + row + "\n")
    assert [(f.row, f.column) for f in parsed.faults] == [(3, column)]
    assert words in parsed.faults[0].what


MORE = HEADER.rstrip() + ",gap_start,gap_end,bags,latest_start,start_step_min\n"


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ("10:00,,,,", "gap_end", "only one end"),
        (",12:00,,,", "gap_start", "only one end"),
        ("12:00,11:00,,,", "gap_start", "does not lie inside"),
        ("12:00,15:00,,,", "gap_start", "does not lie inside"),
        ("12:15,13:30,,,", "gap_start", "fall into the gap"),
        (",,E1,,", "bags", "name of a shift"),
        (",,,06:30,", "latest_start", "not after the start"),
        (",,,07:30,500", "start_step_min", "out of range"),
    ],
)
def test_bad_bag_band_or_gap(cells: str, column: str, words: str) -> None:
    """Tests that what is wrong with the parts, the bags or the band is one fault there."""
    content = (MORE + GOOD.rstrip() + f",{cells}\n").encode()
    faults = parse_shifts(read_table(content, "shifts")).faults
    assert [f.column for f in faults] == [column]
    assert words in faults[0].what


def test_split_and_flexible_rows() -> None:
    """Tests that gap and band are read by the clock, past midnight too."""
    rows = (
        "S,S,分,20:00,06:00" + "," * 14 + "23:30,02:00,late;nights,,\n"
        "F,F,弹,07:00,15:30" + "," * 14 + ",,,10:00,15\n"
    )
    split, flexible = parse_shifts(read_table((MORE + rows).encode(), "shifts")).checked()
    assert (split.gap, split.bags) == (Gap(210, 150), ("late", "nights"))
    assert split.paid_min == 450
    assert (flexible.latest_start_min, flexible.start_step_min) == (600, 15)
    assert (split.flexible, flexible.flexible) == (False, True)


def test_defaults_of_a_short_row() -> None:
    """Tests that a meal is unpaid and a rest break paid unless the row says otherwise."""
    shift = table("E2,E2,早,22:00,06:30,夜,是,,,,30,02:30,04:00,,30,00:00,01:30,\n").checked()[0]
    assert [b.paid for b in shift.breaks] == [False, True]
    assert (shift.length_min, shift.paid_min) == (510, 480)
    assert shift.swap_class is SwapClass.NIGHT
    assert shift.night


def test_toml_shift_past_midnight() -> None:
    """Tests that windows after midnight count from the shift's start."""
    shift = parse_shifts_toml(TOML.encode()).checked()[0]
    assert shift.length_min == 510
    assert shift.breaks[0] == BreakWindow(BreakKind.MEAL, 30, 270, 360, paid=False)


@pytest.mark.parametrize(
    ("old", "new", "column", "words"),
    [
        ("format = 1", "format = 2", "format", "newer than this version reads"),
        ("format = 1", "", "format", "the key is missing"),
        ('code_en = "E1"', 'code = "E1"', "shift[1].code", "the key is unknown"),
        ('"22:00"', '"10 pm"', "shift[1].start", "not a time of day"),
        ('"22:00"', '"24:00"', "shift[1].start", "less than 1440"),
        ('"meal"', '"nap"', "shift[1].break[1].kind", "should be"),
        ("= 30", "= 0", "shift[1].break[1].length_min", "greater than"),
        ('"04:00"', '"06:15"', "shift[1].break[1].latest", "could end after the shift"),
    ],
)
def test_bad_toml_names_the_place(old: str, new: str, column: str, words: str) -> None:
    """Tests that each bad key of shifts.toml is told with its place."""
    with pytest.raises(BadInputError) as caught:
        parse_shifts_toml(TOML.replace(old, new, 1).encode()).checked()
    told = [f for f in caught.value.faults if f.column == column]
    assert len(told) == 1
    assert words in told[0].what
    assert told[0].file == "shifts.toml"


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ('gap = { start = "02:00", end = "02:45" }', "shift[1].gap"),
        ('gap = { start = "07:00", end = "08:00" }', "shift[1].gap"),
        ('latest_start = "21:00"', "shift[1].latest_start"),
        ('bags = ["E1"]', "bags"),
    ],
)
def test_bad_toml_of_bag_band_or_gap(line: str, column: str) -> None:
    """Tests that each is told at its place in the file."""
    text = TOML.replace('end = "06:30"', f'end = "06:30"\n{line}')
    assert [f.column for f in parse_shifts_toml(text.encode()).faults] == [column]


def test_toml_id_given_twice() -> None:
    """Tests that a doubled id is told with the second entry's place."""
    parsed = parse_shifts_toml((TOML + TOML.replace("format = 1", "")).encode())
    assert [f.column for f in parsed.faults] == ["shift[2].id"]


@st.composite
def catalogues(draw: st.DrawFn, *, table_only: bool) -> tuple[Shift, ...]:
    made = []
    for k in range(draw(st.integers(1, 3))):
        start, length = draw(st.integers(0, 1439)), draw(st.integers(240, 900))
        kinds = [BreakKind.MEAL, BreakKind.REST]
        if not table_only:
            kinds += [BreakKind.REST]
        windows = []
        for kind in draw(st.sampled_from([kinds, kinds[:1], []])):
            first = draw(st.integers(0, 100))
            last = first + draw(st.integers(0, 100))
            windows.append(
                BreakWindow(kind, draw(st.integers(1, 40)), first, last, draw(st.booleans()))
            )
        made.append(
            Shift(
                f"S{k}",
                draw(st.text("AB=+", min_size=1, max_size=3)),
                draw(st.text("早晚\"'", min_size=1, max_size=3)),
                start,
                length,
                draw(st.sampled_from(SwapClass)),
                draw(st.booleans()),
                tuple(windows),
                draw(st.integers(0, 60)),
                draw(st.integers(0, 60)),
                draw(st.booleans()),
                # Behind every break's window.
                draw(st.sampled_from([None, Gap(250, 60)])) if length > 400 else None,
                draw(st.sampled_from([(), ("early",), ("early", "晚 2")])),
                **draw(_bands(start)),
            )
        )
    return tuple(made)


def _bands(start: int) -> st.SearchStrategy[dict[str, int]]:
    """What makes a shift flexible, or nothing."""
    if start > 1300:
        return st.just({})
    band = st.fixed_dictionaries(
        {
            "latest_start_min": st.integers(start + 1, 1439),
            "start_step_min": st.sampled_from([0, 15]),
        }
    )
    return st.one_of(st.just({}), band)


@settings(max_examples=30, deadline=None)
@given(catalogues(table_only=False))
def test_written_toml_reads_back_equal(shifts: tuple[Shift, ...]) -> None:
    """Tests that a catalogue survives being written as TOML, with any number of breaks."""
    assert parse_shifts_toml(shifts_toml(shifts, "a comment").encode()).checked() == shifts


@pytest.mark.parametrize("format", ["csv", "xlsx"])
@settings(max_examples=15, deadline=None)
@given(shifts=catalogues(table_only=True))
def test_written_table_reads_back_equal(format: str, shifts: tuple[Shift, ...]) -> None:
    """Tests that a catalogue survives being written as a table."""
    content = table_bytes("shifts", shifts_rows(shifts), format)
    assert parse_shifts(read_table(content, "shifts", file=f"s.{format}")).checked() == shifts


def test_table_refuses_what_it_cannot_hold() -> None:
    """Tests that a second rest break is not dropped in silence."""
    rest = BreakWindow(BreakKind.REST, 10, 60, 90, paid=True)
    with pytest.raises(BadInputError, match=r"shifts\.toml"):
        shifts_rows([Shift("E1", "E", "早", 0, 480, breaks=(rest, rest))])
