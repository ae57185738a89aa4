"""A centre folder: read whole, or every fault of every file."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.core.centre import Centre, Queue, ServiceTarget
from wfm.core.days import Closure, Event, OpeningHours
from wfm.core.errors import BadInputError, Fault
from wfm.sheets.centre_folder import folder_fingerprint, read_centre
from wfm.sheets.centre_toml import read_centre_toml
from wfm.sheets.centre_writing import centre_toml
from wfm.sheets.templates import template

pytestmark = pytest.mark.unit

CENTRE = """format = 1
name_en = "Corner bank"
zone = "Asia/Shanghai"
rule_set = "model_bank.toml"
[[queue]]
id = "regular"
[[skill]]
id = "shift_leader"
[[skill]]
id = "minnan"
[[team]]
id = "T1"
[[contract]]
id = "full"
week_hours = 40
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a small good centre folder."""
    path = tmp_path / "corner"
    (path / "history").mkdir(parents=True)
    (path / "scenarios").mkdir()
    (path / "centre.toml").write_text(CENTRE, encoding="utf-8")
    for kind in ("people", "leave", "past_roster", "shifts"):
        (path / f"{kind}.csv").write_bytes(template(kind, "csv"))
    # The templates' past roster is older than the joiner of their people.
    past = (path / "past_roster.csv").read_text(encoding="utf-8")
    (path / "past_roster.csv").write_text(past.replace("2026-03-01", "2026-03-02"))
    people = (path / "people.csv").read_text(encoding="utf-8").replace("E1;D1", "E1")
    (path / "people.csv").write_text(people, encoding="utf-8")
    (path / "history" / "calls.csv").write_text("timestamp,volume\n")
    (path / "history" / "notes.txt").write_text("not a history")
    (path / "scenarios" / "growth.toml").write_text('name = "growth"\n')
    return path


def faults_of(folder: Path) -> list[Fault]:
    with pytest.raises(BadInputError) as caught:
        read_centre(folder)
    return list(caught.value.faults)


def test_reads_everything(folder: Path) -> None:
    """Tests that a good folder gives centre, people, catalogue, leave, past and file places."""
    data = read_centre(folder)
    assert data.centre.id == "corner"
    assert data.centre.name_zh == "Corner bank"
    assert [a.id for a in data.agents] == ["A001", "A002", "A003"]
    assert len(data.leave) == 2
    assert data.past_first_day == date(2026, 3, 2)
    assert [p.name for p in data.files.history] == ["calls.csv"]
    assert [p.name for p in data.files.scenarios] == ["growth.toml"]
    assert data.fingerprint == folder_fingerprint(folder)


def test_fingerprint_knows_every_file(folder: Path) -> None:
    """Tests that a change of any file changes the fingerprint, and reading does not."""
    before = folder_fingerprint(folder)
    read_centre(folder)
    assert folder_fingerprint(folder) == before
    (folder / "history" / "calls.csv").write_text("timestamp,volume,queue\n")
    assert folder_fingerprint(folder) != before


def test_faults_of_all_files_in_one_message(folder: Path) -> None:
    """Tests that an unknown skill, a doubled id, bad leave and a bad past row come together."""
    for name, row in {
        "people.csv": "A001,T1,full,juggling,,,,,,\n",
        "leave.csv": "A099,sick,2026-03-02,2026-03-02\n",
        "past_roster.csv": "A001,2026-03-02,E1,,,\n",
    }.items():
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(row)
    found = {(f.file, f.row, f.column, f.value) for f in faults_of(folder)}
    assert found == {
        ("people.csv", 5, "skills", "juggling"),
        ("people.csv", 5, "id", "A001"),
        ("leave.csv", 4, "agent_id", "A099"),
        ("past_roster.csv", 5, "day", "2026-03-02"),
    }


def test_broken_centre_file_still_checks_the_others(folder: Path) -> None:
    """Tests that faults of people are told although centre.toml cannot be read."""
    (folder / "centre.toml").write_text("zone = Asia/Shanghai\n")
    with (folder / "people.csv").open("a", encoding="utf-8") as file:
        file.write("A004,T1,full,,someday,,,,,\n")
    files = {f.file: f for f in faults_of(folder)}
    assert files["centre.toml"].row == 1
    assert files["people.csv"].value == "someday"


def test_missing_and_doubled_files(folder: Path) -> None:
    """Tests that a file that is not there, and one there in two forms, are told."""
    (folder / "people.csv").unlink()
    (folder / "leave.xlsx").write_bytes(template("leave", "xlsx"))
    told = {f.file: f.what for f in faults_of(folder)}
    assert told["people.csv"] == "the file is missing"
    assert "leave.csv and leave.xlsx" in told["leave.csv"]


def test_people_as_a_workbook(folder: Path) -> None:
    """Tests that a table may be an XLSX file instead."""
    (folder / "leave.csv").unlink()
    (folder / "leave.xlsx").write_bytes(template("leave", "xlsx", language="zh"))
    assert len(read_centre(folder).leave) == 2


def test_past_shift_before_employment(folder: Path) -> None:
    """Tests that a past shift of somebody not yet employed is told."""
    with (folder / "past_roster.csv").open("a", encoding="utf-8") as file:
        file.write("A003,2026-03-01,E1,,,\n")
    (fault,) = faults_of(folder)
    assert fault.file == "past_roster.csv"
    assert "not employed" in fault.what


def test_no_folder(tmp_path: Path) -> None:
    """Tests that a folder that does not exist is a plain message."""
    assert "no such centre folder" in faults_of(tmp_path / "nowhere")[0].what


@pytest.mark.parametrize(
    ("old", "new", "column", "words"),
    [
        ("format = 1", "format = 9", "format", "newer"),
        ("Asia/Shanghai", "Asia/Nowhere", "zone", "unknown time zone"),
        ("week_hours = 40", "week_hours = 200", "contract[1].week_hours", "less than"),
        ("week_hours = 40", "week_hour = 40", "contract[1].week_hour", "the key is unknown"),
        (
            "week_hours = 40",
            "week_hours = 40\nweek_max_hours = 30",
            "contract[1].week_max_hours",
            "less than the standard",
        ),
        ('id = "regular"', 'id = "regular"\nskill = "x"', "queue[1].skill", "skill is unknown"),
        ('id = "minnan"', 'id = "shift_leader"', "skill", "given twice"),
        ('id = "T1"', 'id = "T1"\nsite = "moon"', "team[1].site", "site is unknown"),
        ("format = 1", 'format = 1\nmodel = "erlang-a"', "patience_s", "mean patience"),
        ("format = 1", "format = 1\nplanning_week = 2026-11-24", "planning_week", "no Monday"),
        ("format = 1", "format = 1\nunplanned_shrinkage = 1.0", "unplanned_shrinkage", "less"),
        (
            "[[team]]",
            "[[closure]]\nfirst_day = 2026-05-02\nlast_day = 2026-05-01\n[[team]]",
            "closure[1].last_day",
            "before the start",
        ),
        (
            "[[team]]",
            '[[event]]\nname = "x"\nfirst_day = 2026-05-02\nlast_day = 2026-05-02\n'
            'queues = ["gold"]\n[[team]]',
            "event[1].queues",
            "queue is unknown",
        ),
        (
            "[[team]]",
            '[opening]\nmonday = ["09:00-12:00", "11:00-13:00"]\n[[team]]',
            "opening.monday",
            "overlap",
        ),
        ("[[team]]", '[opening]\nmonday = ["22:00-06:00"]\n[[team]]', "opening.monday[1]", "split"),
    ],
)
def test_bad_centre_toml_names_the_place(old: str, new: str, column: str, words: str) -> None:
    """Tests that each bad key of centre.toml is one fault with its place and a mend."""
    with pytest.raises(BadInputError) as caught:
        read_centre_toml(CENTRE.replace(old, new, 1).encode(), "corner")
    told = [f for f in caught.value.faults if f.column == column]
    assert len(told) == 1
    assert words in told[0].what
    assert told[0].mend


@settings(max_examples=30, deadline=None)
@given(
    note=st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=20),
    spans=st.lists(st.integers(0, 1439), min_size=7, max_size=7),
    share=st.floats(0.01, 0.99),
    days=st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    factor=st.none() | st.floats(0, 10),
)
def test_written_centre_reads_back_equal(
    note: str, spans: list[int], share: float, days: date, factor: float | None
) -> None:
    """Tests that a centre survives being written as TOML."""
    base: Centre = read_centre_toml(CENTRE.encode(), "corner")
    centre = replace(
        base,
        note_en=note,
        note_zh=note or base.note_zh,
        opening=OpeningHours(tuple(((first, 1440),) for first in spans)),
        target=ServiceTarget(share, 20.0, "answered"),
        queues=(Queue("regular", "Regular", "综合", "minnan"),),
        closures=(Closure(days, days, note),),
        events=(Event("x", days, days, factor, ("regular",)),),
        pay_days=(10, 31),
    )
    assert read_centre_toml(centre_toml(centre, "written").encode(), "corner") == centre


def test_catalogue_as_a_table_and_with_a_fault(folder: Path) -> None:
    """Tests that shifts.csv serves, and that its fault does not make past rows look wrong."""
    assert [s.id for s in read_centre(folder).shifts] == ["E1", "N1", "S1"]
    text = (folder / "shifts.csv").read_text(encoding="utf-8-sig")
    (folder / "shifts.csv").write_text(text.replace("06:30,15:00", "06:30,late"), encoding="utf-8")
    (fault,) = faults_of(folder)
    assert (fault.file, fault.row, fault.column) == ("shifts.csv", 2, "end")


def test_folder_without_agents_or_past(folder: Path) -> None:
    """Tests that people without a row are told, and that a past roster may be left out."""
    (folder / "past_roster.csv").unlink()
    assert read_centre(folder).past_first_day is None
    (folder / "leave.csv").unlink()
    header = (folder / "people.csv").read_text(encoding="utf-8").splitlines()[0]
    (folder / "people.csv").write_text(header + "\n")
    (fault,) = faults_of(folder)
    assert fault.what == "there is no agent"
