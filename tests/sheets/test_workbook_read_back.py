"""The week sheet read back: what was written comes again, and every fault has its cell."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from wfm.core.activities import ActivityKind, PlannedActivity
from wfm.core.errors import BadInputError
from wfm.core.people import Agent
from wfm.core.roster import Activity, Assignment, PlacedActivity, Roster
from wfm.core.shifts import BreakKind
from wfm.sheets.book import Book
from wfm.sheets.read_back import read_workbook
from wfm.sheets.words import ABSENT_CODE

pytestmark = pytest.mark.unit


def faults_of(content, problem, previous=None):
    with pytest.raises(BadInputError) as caught:
        read_workbook(content, problem, previous, "week.xlsx")
    return caught.value.faults


def busy(book):
    """The book with a training in every shift that is long enough, and a meeting in some."""
    plans = (
        PlannedActivity("T", ActivityKind.TRAINING, 60, (), title_en="Cards", title_zh="信用卡"),
        PlannedActivity("M", ActivityKind.MEETING, 30, (), title_en="Week", title_zh="例会"),
    )
    cells = [
        replace(
            cell,
            activities=(
                PlacedActivity(0, 60, "T", ActivityKind.TRAINING),
                *[PlacedActivity(450, 30, "M", ActivityKind.MEETING)][: n % 2],
            ),
        )
        for n, cell in enumerate(book.roster)
    ]
    problem = replace(book.problem, activities=plans)
    return replace(book, problem=problem, roster=Roster(tuple(cells)))


def small(samples, language="en"):
    """A book of two days, quick to write."""
    return samples.sample_book(language, n_agents=8, n_days=2, interval_min=60)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_written_comes_back(samples, language):
    """Tests that a workbook reads back to its roster, breaks and all."""
    book = samples.sample_book(language)
    assert read_workbook(samples.as_file(book), book.problem, book.roster) == book.roster


@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_the_old_roster_the_list_tells_it(samples, language):
    """Tests that breaks and activities come back from the workbook alone."""
    book = busy(samples.sample_book(language, n_agents=8, n_days=3))
    assert read_workbook(samples.as_file(book), book.problem) == book.roster


def test_without_list_and_old_roster_there_are_no_breaks(samples):
    """Tests that shifts come back without breaks when nobody says where they were."""
    book = small(samples)

    def change(workbook):
        del workbook["Agents"]

    found = read_workbook(samples.edited(book, change), book.problem)
    assert found.changed_cells(book.roster) == ()
    assert all(a.breaks == () for a in found)


def test_changed_shift_of_the_list_has_no_breaks(samples):
    """Tests that the list speaks of cells whose code is the one it was written with."""
    book = busy(samples.sample_book(n_agents=8, n_days=2))

    def change(workbook):
        sheet = workbook.worksheets[0]
        sheet.cell(samples.row_of(sheet, "A001"), 3).value = "N2"

    found = read_workbook(samples.edited(book, change), book.problem)
    cell = Assignment("A001", samples.MONDAY, "night_23")
    assert found == book.roster.with_cells([(("A001", samples.MONDAY), cell)])


def test_unreadable_times_of_the_list_are_named(samples):
    """Tests that a span that is none, or lies outside the shift, is a fault with its cell."""
    book = busy(small(samples))

    def change(workbook):
        sheet = workbook["Agents"]
        sheet.cell(6, 7).value = "noon"
        sheet.cell(7, 8).value = "03:00–03:30"

    content = samples.edited(book, change)
    found = faults_of(content, book.problem)
    assert [(f.row, f.column, f.value) for f in found] == [
        (6, "G", "noon"),
        (7, "H", "03:00–03:30"),
    ]
    assert read_workbook(content, book.problem, book.roster) == book.roster


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_activities_come_back(samples, data):
    """Tests that a roster with activities anywhere reads back equal, titled or not, twice alike."""
    book = small(samples, data.draw(st.sampled_from(["en", "zh"])))
    titles = data.draw(st.lists(st.sampled_from(["", "Talk", "Q: a, b", "训练"]), max_size=4))
    kinds = list(ActivityKind)
    plans = tuple(
        PlannedActivity(f"P{n}", kinds[n % 3], 30, ((samples.MONDAY,),), title_en=t, title_zh=t)
        for n, t in enumerate(titles)
    )
    cells = []
    for cell in book.roster:
        chosen = data.draw(st.lists(st.sampled_from(plans), max_size=2)) if plans else []
        placed = {
            PlacedActivity(data.draw(st.integers(0, 16)) * 30, 30, p.id, p.kind) for p in chosen
        }
        cells.append(replace(cell, activities=tuple(sorted(placed))))
    roster = Roster(tuple(cells))
    book = replace(book, problem=replace(book.problem, activities=plans), roster=roster)
    content = samples.as_file(book)
    assert read_workbook(content, book.problem) == roster
    assert read_workbook(content, book.problem, roster) == roster


def test_reads_a_path(samples, tmp_path):
    """Tests that a file on disk is read, and a missing one is a fault."""
    book = small(samples)
    path = tmp_path / "week.xlsx"
    path.write_bytes(samples.as_file(book))
    assert read_workbook(path, book.problem, book.roster) == book.roster
    (fault,) = faults_of(tmp_path / "none.xlsx", book.problem)
    assert "no such file" in fault.what


def test_edits_change_their_cells_only(samples):
    """Tests that a changed code gives that shift without breaks, and the rest stays."""
    book = small(samples)

    def change(workbook):
        sheet = workbook.worksheets[0]
        sheet.cell(samples.row_of(sheet, "A001"), 3).value = " 夜2 "  # the other language
        sheet.cell(samples.row_of(sheet, "A002"), 4).value = "off"
        sheet.cell(samples.row_of(sheet, "A003"), 3).value = "Ｅ１"  # full width
        sheet.cell(samples.row_of(sheet, "A006"), 3).value = "late_14"  # a shift's id

    found = read_workbook(samples.edited(book, change), book.problem, book.roster)
    tuesday = samples.MONDAY + timedelta(days=1)
    expected = book.roster.with_cells(
        [
            (("A001", samples.MONDAY), Assignment("A001", samples.MONDAY, "night_23")),
            (("A002", tuesday), None),
            (("A003", samples.MONDAY), Assignment("A003", samples.MONDAY, "early_7")),
            (("A006", samples.MONDAY), Assignment("A006", samples.MONDAY, "late_14")),
        ]
    )
    assert found == expected


def test_rows_and_columns_may_move(samples):
    """Tests that rows inserted above or between and another order of agents do no harm."""
    book = small(samples)

    def change(workbook):
        sheet = workbook.worksheets[0]
        one, other = samples.row_of(sheet, "A001"), samples.row_of(sheet, "A004")
        for column in range(1, 5):
            a, b = sheet.cell(one, column), sheet.cell(other, column)
            a.value, b.value = b.value, a.value
        sheet.insert_rows(other)
        sheet.insert_rows(2, amount=3)
        sheet.cell(3, 2).value = "please look at A001"

    assert read_workbook(samples.edited(book, change), book.problem, book.roster) == book.roster


def test_unknown_code(samples):
    """Tests that a code nobody knows is told with its cell and the codes there are."""
    book = small(samples)
    rows = []

    def change(workbook):
        sheet = workbook.worksheets[0]
        rows.append(samples.row_of(sheet, "A006"))
        sheet.cell(rows[0], 4).value = "X9"

    (fault,) = faults_of(samples.edited(book, change), book.problem)
    assert fault.file == "week.xlsx, sheet Week 2026-10-05"
    assert (fault.row, fault.column, fault.value) == (rows[0], "D", "X9")
    assert fault.what == "the code is unknown"
    assert "E1" in fault.mend
    assert "早1" in fault.mend


def test_every_fault_is_told_at_once(samples):
    """Tests unknown agent, unknown date, empty cell, leave not granted and codes beside nobody."""
    book = small(samples)

    def change(workbook):
        sheet = workbook.worksheets[0]
        sheet.cell(samples.row_of(sheet, "A001"), 1).value = "A999"
        sheet.cell(samples.row_of(sheet, "A002"), 1).value = None
        sheet.cell(samples.row_of(sheet, "A003"), 3).value = None
        sheet.cell(samples.row_of(sheet, "A006"), 3).value = "SL"
        sheet.cell(samples.row_of(sheet, "A004"), 3).value = "病"
        sheet.cell(samples.row_of(sheet, "A007"), 3).value = ABSENT_CODE
        sheet.cell(5, 4).value = samples.MONDAY + timedelta(days=400)

    found = {fault.what: fault for fault in faults_of(samples.edited(book, change), book.problem)}
    assert set(found) == {
        "the agent is unknown",
        "codes stand beside no agent",
        "the cell of A003 on 2026-10-05 is empty",
        "no leave is granted to A006 on 2026-10-05",
        "another leave is granted to A004 on 2026-10-05",
        "A007 is employed on 2026-10-05",
        "the date is not in the problem",
    }
    assert found["the agent is unknown"].value == "A999"
    assert found["the date is not in the problem"].column == "D"
    assert "AL or 年" in found["another leave is granted to A004 on 2026-10-05"].mend


def test_missing_rows_are_not_days_off(samples):
    """Tests that an agent or a day left out is a fault, not a day off."""
    book = small(samples)

    def drop_agent(workbook):
        sheet = workbook.worksheets[0]
        sheet.delete_rows(samples.row_of(sheet, "A008"))

    faults = faults_of(samples.edited(book, drop_agent), book.problem)
    assert [f.what for f in faults] == [
        f"2026-10-0{d} is missing for 1 of 8 agents" for d in (5, 6)
    ]
    assert faults[0].value == "A008"
    (fault,) = faults_of(
        samples.edited(book, lambda workbook: workbook.worksheets[0].delete_cols(4)), book.problem
    )
    assert fault.what == "2026-10-06 is missing for 8 of 8 agents"
    assert fault.value.endswith(", ...")


def test_doubles_are_told(samples):
    """Tests an agent on two rows, a date over two columns and a day on two sheets."""
    book = small(samples)

    def agent_twice(workbook):
        sheet = workbook.worksheets[0]
        sheet.cell(samples.row_of(sheet, "A002"), 1).value = "A001"

    def date_twice(workbook):
        workbook.worksheets[0]["D5"].value = workbook.worksheets[0]["C5"].value

    def sheet_twice(workbook):
        workbook.copy_worksheet(workbook.worksheets[0])

    for change, what in (
        (agent_twice, "the agent stands on two rows"),
        (date_twice, "the date stands in two columns"),
        (sheet_twice, "the agent's day stands on two sheets"),
    ):
        faults = faults_of(samples.edited(book, change), book.problem)
        assert what in {fault.what for fault in faults}


def test_a_code_of_two_shifts_is_asked_about(samples):
    """Tests that a code that means one shift in each language is not guessed."""
    book = small(samples)
    shifts = tuple(
        replace(s, code_zh="E1") if s.id == "late_14" else s for s in book.problem.shifts
    )
    content = samples.as_file(book)
    faults = faults_of(content, replace(book.problem, shifts=shifts))
    assert {fault.what for fault in faults} == {"the code means several shifts"}
    assert {fault.value for fault in faults} == {"E1"}


def test_other_files_are_refused(samples):
    """Tests that text, a workbook without weeks and a damaged one each end in one message."""
    book = small(samples)
    (fault,) = faults_of(b"agent,2026-10-05\nA001,E1\n", book.problem)
    assert "no workbook" in fault.what
    with pytest.raises(BadInputError, match=r"give the \.xlsx that wfm sheet wrote"):
        read_workbook(b"agent,2026-10-05\n", book.problem, file="week.csv")

    def drop_weeks(workbook):
        del workbook[workbook.sheetnames[0]]

    (fault,) = faults_of(samples.edited(book, drop_weeks), book.problem)
    assert "no sheet has a row of dates" in fault.what

    source = zipfile.ZipFile(io.BytesIO(samples.as_file(book)))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            target.writestr(name, part[: len(part) // 4] if name.endswith("sheet1.xml") else part)
    (fault,) = faults_of(buffer.getvalue(), book.problem)
    assert fault.what == "the workbook is damaged"


IDS = st.text(st.sampled_from("aB1=+@-'休 "), min_size=1, max_size=5).map(str.strip).filter(bool)


@st.composite
def rosters(draw, problem):
    """A roster of a problem with any shifts and breaks, leave kept free."""
    rows = []
    for agent in problem.agents:
        for d in range(problem.n_days):
            shift = draw(st.sampled_from((None, *problem.shifts)))
            if shift is not None:
                first = draw(st.integers(2, 12)) * 30
                pause = Activity(first, 30, draw(st.sampled_from(list(BreakKind))))
                day = problem.first_day + timedelta(days=d)
                rows.append(Assignment(agent.id, day, shift.id, (pause,)))
    return Roster(tuple(rows))


@settings(
    max_examples=8,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)
@given(data=st.data())
def test_round_trip(samples, data):
    """Tests that any small roster reads back the same, whatever agents and codes are called."""
    base = samples.sample_problem(n_days=2, interval_min=60)
    ids = data.draw(st.lists(IDS, min_size=1, max_size=3, unique_by=str.casefold))
    codes = data.draw(st.lists(IDS, min_size=9, max_size=9))
    problem = replace(
        base,
        agents=tuple(Agent(name, name, "full") for name in ids),
        shifts=tuple(
            replace(s, code_en=code, code_zh=code)
            for s, code in zip(base.shifts, codes, strict=True)
        ),
        leave=(),
        pins=(),
        past=(),
    )
    roster = data.draw(rosters(problem))
    about = samples.sample_about(data.draw(st.sampled_from(["en", "zh"])))
    book = Book(problem, roster, samples.sample_report(), about, samples.describe)
    assert read_workbook(samples.as_file(book), problem, roster) == roster
