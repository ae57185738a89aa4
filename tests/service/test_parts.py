"""Tests of parts of a centre brought in as tables."""

from __future__ import annotations

import io

import openpyxl
import pytest
from support.centres import NEXT_WEEK, PATTERN, PEOPLE

from wfm.core.errors import BadInputError, NotAllowedError
from wfm.service import centres, parts, weeks

pytestmark = pytest.mark.unit

LEAVE = "agent_id,type,first_day,last_day\nA001,annual,2031-06-04,2031-06-05\n"


def part_bytes(desk, kind, change=lambda frame: frame):
    """The part as it is, as a CSV, after a change of the frame."""
    return change(parts.part_table(desk, "small", kind)).to_csv(index=False).encode()


@pytest.mark.parametrize("kind", parts.PART_KINDS)
def test_round_trip(imported, kind):
    """Tests that a part's own table comes back the same, and would change nothing."""
    content = part_bytes(imported, kind)
    seen = parts.preview_part(imported, "small", kind, f"{kind}.csv", content)
    assert seen.faults == ()
    assert {k: v for k, v in seen.summary.items() if k != "same"} == {
        "new": 0,
        "changed": 0,
        "gone": 0,
    }
    before = centres.centre_data(imported, "small")
    parts.save_part(imported, "small", kind, f"{kind}.csv", content, "again")
    assert centres.centre_data(imported, "small") == before


def test_preview_counts_and_saves_nothing(imported):
    """Tests that a preview says what is new, changed, gone and the same."""
    text = PEOPLE.replace("A003,T1,full,\n", "A003,T2,full,\n") + "A009,T2,full,minnan\n"
    before = centres.centre_data(imported, "small")
    seen = parts.preview_part(imported, "small", "people", "p.csv", text.encode())
    assert seen.summary == {"new": 1, "changed": 1, "gone": 0, "same": 7}
    assert seen.n_rows == 9
    assert len(seen.table) == 9
    assert centres.centre_data(imported, "small") == before


def test_saved_with_who_and_why(imported, trail):
    """Tests that a saved part is the next revision, with author and reason in the trail."""
    text = PEOPLE + "A009,T2,full,minnan\n"
    assert parts.save_part(imported, "small", "people", "p.csv", text.encode(), "joined") == 2
    assert len(centres.centre_data(imported, "small").agents) == 9
    assert trail(imported)[-1] == ("Mei", "changed", "document", "joined")


FAULTY = PEOPLE + "A001,T1,full,\nA010,T9,full,\nA011,T1,full,swahili\n,T1,full,\n"


def test_faults_row_by_row(imported):
    """Tests that every fault names file, row, column and value, and nothing is half-saved."""
    seen = parts.preview_part(imported, "small", "people", "p.csv", FAULTY.encode())
    assert [(f.row, f.column) for f in seen.faults] == [
        (10, "id"),
        (11, "team"),
        (12, "skills"),
        (13, "id"),
    ]
    assert {f.file for f in seen.faults} == {"p.csv"}
    with pytest.raises(BadInputError) as caught:
        parts.save_part(imported, "small", "people", "p.csv", FAULTY.encode(), "")
    assert caught.value.faults == seen.faults
    assert len(centres.centre_data(imported, "small").agents) == 8


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("people", b""),
        ("people", b"name,age\nx,3\n"),
        ("people", b"\x00\x01\x02"),
        ("leave", b"PK\x03\x04 broken"),
        ("nonsense", b"id\n1\n"),
    ],
)
def test_no_table_at_all(imported, kind, content):
    """Tests that a file that is no such table is a fault in the preview and refused."""
    seen = parts.preview_part(imported, "small", kind, "x.csv", content)
    assert seen.faults
    with pytest.raises(BadInputError):
        parts.save_part(imported, "small", kind, "x.csv", content, "")


def test_people_named_elsewhere_stay(imported):
    """Tests that an agent whom the past roster names can't be dropped without a word."""
    text = "\n".join(line for line in PEOPLE.splitlines() if not line.startswith("A003")) + "\n"
    seen = parts.preview_part(imported, "small", "people", "p.csv", text.encode())
    assert [f.value for f in seen.faults] == ["A003"]


def test_shifts_named_elsewhere_stay(desk):
    """Tests that a shift that a published roster holds can't be dropped either."""
    past = "agent_id,day,shift_id\nA001,2031-06-01,OFF\n"
    parts.save_part(desk, "small", "past_roster", "p.csv", past.encode(), "")
    content = part_bytes(desk, "shifts", lambda frame: frame[frame["id"] != "N"])
    seen = parts.preview_part(desk, "small", "shifts", "s.csv", content)
    assert [f.value for f in seen.faults] == ["N"]
    with pytest.raises(BadInputError):
        parts.save_part(desk, "small", "shifts", "s.csv", content, "")
    assert weeks.fresh_problem(desk, "small", NEXT_WEEK, base=None).shifts


def test_shift_that_nobody_has_goes(imported):
    """Tests that a shift without a trace can be dropped."""
    content = part_bytes(imported, "shifts", lambda frame: frame[frame["id"] != "M"])
    parts.save_part(imported, "small", "shifts", "s.csv", content, "")
    assert [s.id for s in centres.centre_data(imported, "small").shifts] == ["E", "D", "L", "N"]


def test_leave(imported, trail):
    """Tests that imported leave replaces imported leave, and twice the same changes nothing."""
    assert parts.save_part(imported, "small", "leave", "l.csv", LEAVE.encode(), "summer") == 1
    n = len(trail(imported))
    assert parts.save_part(imported, "small", "leave", "l.csv", LEAVE.encode(), "summer") == 0
    assert len(trail(imported)) == n
    other = LEAVE.replace("A001", "A002")
    assert parts.preview_part(imported, "small", "leave", "l.csv", other.encode()).summary == {
        "new": 1,
        "changed": 0,
        "gone": 1,
        "same": 0,
    }
    parts.save_part(imported, "small", "leave", "l.csv", other.encode(), "")
    assert [x.agent_id for x in centres.centre_data(imported, "small").leave] == ["A002"]


def test_past_of_somebody_not_employed(imported):
    """Tests that a past shift before the first day of employment is a fault."""
    text = PEOPLE.replace("skills\n", "skills,first_day\n").replace(
        "A003,T1,full,\n", "A003,T1,full,,2031-05-28\n"
    )
    parts.save_part(imported, "small", "people", "p.csv", text.encode(), "")
    content = part_bytes(imported, "past_roster")
    seen = parts.preview_part(imported, "small", "past_roster", "p.csv", content)
    assert [f.value for f in seen.faults] == ["A003 2031-05-26", "A003 2031-05-27"]


def test_xlsx(imported):
    """Tests that an Excel table reads as the CSV does."""
    book = openpyxl.Workbook()
    for line in (PEOPLE + "A009,T2,full,\n").splitlines():
        book.active.append(line.split(","))
    buffer = io.BytesIO()
    book.save(buffer)
    parts.save_part(imported, "small", "people", "people.xlsx", buffer.getvalue(), "")
    assert len(centres.centre_data(imported, "small").agents) == 9


def test_past_roster_table(imported):
    """Tests that the past roster is shown a row a shift."""
    table = parts.part_table(imported, "small", "past_roster")
    assert len(table) == sum(len(codes) - codes.count(".") for codes in PATTERN.values())


@pytest.mark.parametrize("role", ["agent", "shift_leader", "planner"])
def test_not_allowed(imported, as_role, role):
    """Tests that preview and saving need the right to people, and looking does not."""
    other = as_role(imported, role)
    with pytest.raises(NotAllowedError):
        parts.preview_part(other, "small", "people", "p.csv", PEOPLE.encode())
    with pytest.raises(NotAllowedError):
        parts.save_part(other, "small", "people", "p.csv", PEOPLE.encode(), "")
    assert len(parts.part_table(other, "small", "people")) == 8
