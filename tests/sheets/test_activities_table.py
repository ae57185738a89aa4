"""The activities table: read, written back equal, faults by row, in both languages."""

from __future__ import annotations

from datetime import date

import pytest
from support.centres import write_centre

from wfm.core.activities import LAST_MIN, ActivityKind, Participants, Recurrence
from wfm.core.errors import BadInputError
from wfm.sheets.activities_table import activity_rows, parse_activities
from wfm.sheets.centre_folder import read_centre
from wfm.sheets.parsed import Known
from wfm.sheets.table_writing import table_bytes
from wfm.sheets.tables import read_table
from wfm.sheets.templates import template

pytestmark = pytest.mark.unit

HEAD = "id,kind,length_min,from,to,recurrence,weekdays,together,min_participants,agents,teams\n"


def parsed(text: str, known: Known = Known()):  # noqa: B008  frozen
    return parse_activities(read_table(text.encode(), "activities", file="activities.csv"), known)


@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_template_reads_and_is_written_back(format: str, language: str) -> None:
    """Tests that the template's rows read without a fault, and what is written reads equal."""
    content = template("activities", format, language=language)
    plans = parse_activities(read_table(content, "activities", file=f"a.{format}")).checked()
    assert [p.activity.kind for p in plans] == [
        ActivityKind.MEETING,
        ActivityKind.ONE_TO_ONE,
        ActivityKind.OUTBOUND,
    ]
    again = table_bytes("activities", activity_rows(plans), format, language=language)
    assert parse_activities(read_table(again, "activities", file=f"a.{format}")).checked() == plans


def test_meeting_of_a_row() -> None:
    """Tests that every cell lands where it belongs."""
    (plan,) = parsed(HEAD + "M,会,30,13:00,17:00,每周,周二;wed,是,3,A001,T1\n").checked()
    assert plan.activity.kind is ActivityKind.MEETING
    assert (plan.activity.from_min, plan.activity.to_min) == (780, 1020)
    assert plan.activity.participants == Participants(("A001",), ("T1",))
    assert (plan.activity.together, plan.activity.min_participants) == (True, 3)
    assert (plan.recurrence, plan.weekdays) == (Recurrence.WEEKLY, (1, 2))


@pytest.mark.parametrize(
    ("start", "end", "window"),
    [("", "", (0, LAST_MIN)), ("22:00", "06:00", (1320, 1800)), ("", "12:00", (0, 720))],
)
def test_windows(start: str, end: str, window: tuple[int, int]) -> None:
    """Tests that an empty window is any time, and one past midnight ends on the next day."""
    (plan,) = parsed(HEAD + f"T,training,60,{start},{end},,,,,,\n").checked()
    assert (plan.activity.from_min, plan.activity.to_min) == window
    rows = [",".join(activity_rows([plan])[0])]
    assert parse_activities(
        read_table(
            table_bytes("activities", activity_rows([plan])), "activities", file="activities.csv"
        )
    ).checked() == (plan,), rows


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("T,party,60,,,,,,,,", "kind"),
        ("T,training,,,,,,,,,", "length_min"),
        ("T,training,60,,,sometimes,,,,,", "recurrence"),
        ("T,training,60,,,,someday,,,,", "weekdays"),
        ("T,training,60,,,,,,2,,", "length_min"),
        ("T,training,90,09:00,10:00,,,,,,", "length_min"),
        ("T,training,60,,,,,,,A999,", "agents"),
        ("T,training,60,,,,,,,,T9", "teams"),
    ],
)
def test_fault_names_row_and_column(row: str, column: str) -> None:
    """Tests that what is wrong is said with its row and column, and the row is left out."""
    known = Known(agents=frozenset({"A001"}), teams=frozenset({"T1"}))
    found = parsed(HEAD + row + "\nOK,training,30,,,,,,,A001,\n", known)
    assert [p.id for p in found.values] == ["OK"]
    assert {(f.row, f.column) for f in found.faults} == {(2, column)}


def test_id_twice() -> None:
    """Tests that the second row of an id is a fault."""
    found = parsed(HEAD + "T,training,60,,,,,,,,\nT,training,30,,,,,,,,\n")
    assert len(found.values) == 1
    assert "row 2" in found.faults[0].what


def test_centre_folder_holds_activities(tmp_path) -> None:
    """Tests that activities.csv of a folder is read, and its faults are said with the others."""
    head = "id,kind,length_min,first_day,agents\n"
    folder = write_centre(tmp_path / "a", activities_csv=head + "T,训,60,2031-06-02,A001\n")
    (plan,) = read_centre(folder).activities
    assert plan.first_day == date(2031, 6, 2)
    bad = write_centre(tmp_path / "b", activities_csv=head + "T,训,60,,A999\n")
    with pytest.raises(BadInputError) as error:
        read_centre(bad)
    assert [(f.file, f.value) for f in error.value.faults] == [("activities.csv", "A999")]
