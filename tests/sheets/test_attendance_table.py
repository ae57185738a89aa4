"""Tests of the attendance table."""

from __future__ import annotations

from datetime import date

import pytest

from wfm.core.attendance import AbsenceReason, Attendance
from wfm.sheets.attendance_table import attendance_rows, parse_attendance
from wfm.sheets.parsed import Known
from wfm.sheets.table_writing import table_bytes
from wfm.sheets.tables import read_table
from wfm.sheets.templates import template

pytestmark = pytest.mark.unit

HEAD = "day,agent,start,scheduled_min,absent_min,reason\n"


def parsed(rows, known=Known()):  # noqa: B008  frozen
    """Read rows under the usual header."""
    return parse_attendance(read_table((HEAD + rows).encode(), "attendance"), known)


def test_the_template_is_good():
    """Tests that the template reads, in both languages and formats."""
    for language in ("en", "zh"):
        for form in ("csv", "xlsx"):
            content = template("attendance", form, language=language)
            table = read_table(content, "attendance", file=f"a.{form}")
            found = parse_attendance(table).checked()
            assert [a.reason for a in found] == [
                AbsenceReason.OTHER,
                AbsenceReason.SICK,
                AbsenceReason.LATE,
            ]
            assert found[0] == Attendance("A001", date(2026, 3, 2), 480, 480)


def test_reasons_of_one_span():
    """Tests that late and training of one shift are two rows of the same minutes."""
    found = parsed("2026-03-02,A1,08:00,480,20,迟到\n2026-03-02,A1,08:00,480,60,培训\n").checked()
    assert [(a.absent_min, a.reason.planned) for a in found] == [(20, False), (60, True)]


def test_there_and_back():
    """Tests that what is written reads the same."""
    rows = (
        Attendance("A1", date(2026, 3, 2), None, 480, 30, AbsenceReason.LEFT_EARLY),
        Attendance("A1", date(2026, 3, 3), 1320, 510),
    )
    content = table_bytes("attendance", attendance_rows(rows), "csv", language="en")
    assert parse_attendance(read_table(content, "attendance")).checked() == rows


@pytest.mark.parametrize(
    ("rows", "word"),
    [
        ("2026-03-02,A1,,480,481,\n", "more minutes are absent"),
        ("2026-03-02,A1,,480,300,sick\n2026-03-02,A1,,480,300,late\n", "more minutes are absent"),
        ("2026-03-02,A1,,480,1,sick\n2026-03-02,A1,,480,1,sick\n", "there twice for this reason"),
        ("2026-03-02,A1,,480,1,sick\n2026-03-02,A1,,470,1,late\n", "scheduled differently"),
        ("2026-03-02,A1,,,1,sick\n", "the cell is empty"),
        ("2.3.2026,A1,,480,1,sick\n", "this is no day"),
        ("2026-03-02,A1,8 o'clock,480,1,sick\n", "not a time of day"),
        ("2026-03-02,A1,,480,1,weather\n", "the word is unknown"),
        ("2026-03-02,A1,,0,0,\n", "out of range"),
        ("2026-03-02,A9,,480,0,\n", "the agent is unknown"),
    ],
)
def test_faults(rows, word):
    """Tests that each row that cannot be is named with what is wrong."""
    found = parsed(rows, Known(agents=frozenset({"A1"})))
    assert any(word in fault.what for fault in found.faults)
    assert found.faults[0].row in (2, 3)
