"""The people table: bad rows, and writing what can be read back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.core.errors import BadInputError
from wfm.core.people import Agent, Condition, ConditionKind
from wfm.sheets.parsed import Known
from wfm.sheets.people_table import parse_people, people_rows
from wfm.sheets.table_writing import table_bytes
from wfm.sheets.tables import read_table

pytestmark = pytest.mark.unit

HEADER = "id,team,contract,skills,first_day,last_day,productivity_pct,mentor,shifts,conditions\n"
KNOWN = Known(
    skills=frozenset({"minnan", "english"}),
    teams=frozenset({"T1"}),
    contracts=frozenset({"full"}),
    shifts=frozenset({"E1"}),
)


def parse(rows: str):
    return parse_people(read_table((HEADER + rows).encode(), "people"), KNOWN)


def test_reads_every_field() -> None:
    """Tests that a full row gives the agent, with sorted skills and a dated condition."""
    found = parse(
        "A001,T1,full,,,,,,,\n"
        "A002,T1,full,minnan;english,2026-01-05,2026-12-31,50%,A001,E1,"
        "哺乳:2026-01-01..2026-06-30;no nights\n"
    ).checked()
    assert found[1] == Agent(
        "A002",
        "T1",
        "full",
        ("english", "minnan"),
        date(2026, 1, 5),
        date(2026, 12, 31),
        50,
        "A001",
        ("E1",),
        (
            Condition(ConditionKind.NURSING, date(2026, 1, 1), date(2026, 6, 30)),
            Condition(ConditionKind.NO_NIGHTS),
        ),
    )


@pytest.mark.parametrize(
    ("row", "column", "value", "words"),
    [
        ("A002,T1,full,juggling,,,,,,", "skills", "juggling", "the skill is unknown"),
        ("A001,T1,full,,,,,,,", "id", "A001", "given already in row 2"),
        (",T1,full,,,,,,,", "id", "", "the cell is empty"),
        ("A002,T9,full,,,,,,,", "team", "T9", "the team is unknown"),
        ("A002,T1,gold,,,,,,,", "contract", "gold", "the contract is unknown"),
        ("A002,T1,full,,,,,A999,,", "mentor", "A999", "the mentor is unknown"),
        ("A002,T1,full,,,,,A002,,", "mentor", "A002", "own mentor"),
        ("A002,T1,full,,,,,,Z9,", "shifts", "Z9", "the shift is unknown"),
        ("A002,T1,full,,2026-05-02,2026-05-01,,,,", "last_day", "2026-05-01", "before the start"),
        ("A002,T1,full,,05/02/2026,,,,,", "first_day", "05/02/2026", "no day"),
        ("A002,T1,full,,2026-02-30,,,,,", "first_day", "2026-02-30", "no day"),
        ("A002,T1,full,,,,120,,,", "productivity_pct", "120", "out of range"),
        ("A002,T1,full,,,,half,,,", "productivity_pct", "half", "out of range"),
        ("A002,T1,full,,,,,,,sleepy", "conditions", "sleepy", "the word is unknown"),
        ("A002,T1,full,,,,,,,nursing:soon", "conditions", "soon", "dates can't be read"),
        (
            "A002,T1,full,,,,,,,nursing:2026-02-01..2026-01-01",
            "conditions",
            "2026-02-01..2026-01-01",
            "before the start",
        ),
    ],
)
def test_bad_row_is_one_fault(row: str, column: str, value: str, words: str) -> None:
    """Tests that each bad cell is one fault with file, row, column, value and mend."""
    parsed = parse("A001,T1,full,,,,,,,\n" + row + "\n")
    assert len(parsed.faults) == 1
    fault = parsed.faults[0]
    assert (fault.file, fault.row, fault.column, fault.value) == ("people.csv", 3, column, value)
    assert words in fault.what
    assert fault.mend
    assert [agent.id for agent in parsed.values] == ["A001"]


def test_every_fault_is_gathered() -> None:
    """Tests that reading goes on after a fault and the error holds them all."""
    parsed = parse("A001,T9,gold,x,,,,,,\nA002,T1,full,y,,,,,,\n")
    with pytest.raises(BadInputError) as caught:
        parsed.checked()
    assert [fault.row for fault in caught.value.faults] == [2, 2, 2, 3]


NAMES = st.text("ABC-_=+@'0123", min_size=1, max_size=5)
DAYS = st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31))


@st.composite
def spans(draw: st.DrawFn) -> tuple[date | None, date | None]:
    first, last = draw(DAYS), draw(DAYS)
    return (last, first) if first and last and last < first else (first, last)


@st.composite
def agents(draw: st.DrawFn) -> tuple[Agent, ...]:
    ids = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    made = []
    for agent_id in ids:
        kinds = draw(st.lists(st.sampled_from(ConditionKind), max_size=2, unique=True))
        mentors = [None, *(other for other in ids if other != agent_id)]
        made.append(
            Agent(
                agent_id,
                draw(NAMES),
                draw(NAMES),
                tuple(sorted(draw(st.sets(NAMES, max_size=3)))),
                *draw(spans()),
                draw(st.integers(0, 100)),
                draw(st.sampled_from(mentors)),
                tuple(draw(st.lists(NAMES, max_size=3, unique=True))),
                tuple(Condition(kind, *draw(spans())) for kind in kinds),
            )
        )
    return tuple(made)


@pytest.mark.parametrize("format", ["csv", "xlsx"])
@settings(max_examples=25, deadline=None)
@given(people=agents())
def test_written_people_read_back_equal(format: str, people: tuple[Agent, ...]) -> None:
    """Tests that agents survive being written and read, ids that look like formulas included."""
    content = table_bytes("people", people_rows(people), format)
    assert parse_people(read_table(content, "people", file=f"p.{format}")).checked() == people


@pytest.mark.parametrize(("text", "minutes"), [("", 0), ("-120", -120), ("480", 480)])
def test_time_account(text: str, minutes: int) -> None:
    """Tests that an opening balance is read, may be below 0, and reads back as written."""
    header = HEADER.strip() + ",工时账户\n"
    row = f"A001,T1,full,,,,,,,,{text}\n"
    agents = parse_people(read_table((header + row).encode(), "people"), KNOWN).checked()
    assert [a.account_min for a in agents] == [minutes]
    assert people_rows(agents)[0][-1] == text


def test_time_account_out_of_range() -> None:
    """Tests that more than a year's hours, or a fraction, is a fault of its cell."""
    header = HEADER.strip() + ",account_min\n"
    for text in ("200000", "1.5", "two"):
        row = f"A001,T1,full,,,,,,,,{text}\n"
        found = parse_people(read_table((header + row).encode(), "people"), KNOWN)
        assert [f.column for f in found.faults] == ["account_min"]
