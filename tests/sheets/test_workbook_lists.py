"""The list of agents, the notes, and the words of both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from string import Formatter

import pytest

from wfm.core.people import LeaveType
from wfm.core.roster import Activity, Assignment, Roster
from wfm.core.score import AuditReport, Unit, Violation
from wfm.core.shifts import BreakKind
from wfm.sheets.words import (
    BREAK_LETTER,
    CLASS_NAME,
    LEAVE_CODE,
    UNIT_NAME,
    WORDS,
    ShiftClass,
    day_codes,
    normal,
    say,
    shift_codes,
    unit_name,
)

pytestmark = pytest.mark.unit


def listed(sheet, head_row=5):
    heads = [cell.value for cell in sheet[head_row]]
    return [
        dict(zip(heads, (cell.value for cell in row), strict=True))
        for row in sheet.iter_rows(min_row=head_row + 1)
    ]


def test_list_has_a_row_for_each_shift(samples):
    """Tests start, breaks, end and paid hours of every shift, and a row for each leave day."""
    book, workbook = samples.standard()
    sheet = workbook["Agents"]
    rows = {(r["Agent"], r["Date"].date()): r for r in listed(sheet)}
    assert len(rows) == len(book.roster) + 3
    shifts = {s.id: s for s in book.problem.shifts}
    for a in book.roster:
        row, shift = rows[a.agent_id, a.day], shifts[a.shift_id]
        start = datetime.combine(a.day, datetime.min.time()) + timedelta(minutes=shift.start_min)
        assert row["Shift"] == shift.code_en
        assert row["Start"] == start
        assert row["End"] == start + timedelta(minutes=shift.length_min)
        assert row["Paid hours"] * 60 == shift.paid_min
        assert row["Weekday"] == f"{a.day:%a}"
        for kind, head in ((BreakKind.MEAL, "Meal"), (BreakKind.REST, "Rest break")):
            (pause,) = (b for b in a.breaks if b.kind is kind)
            first = start + timedelta(minutes=pause.start_min)
            last = start + timedelta(minutes=pause.end_min)
            assert row[head] == f"{first:%H:%M}–{last:%H:%M}"
    away = rows["A004", samples.MONDAY]
    assert (away["Shift"], away["Start"], away["Paid hours"]) == ("AL", None, None)
    assert "Nursing hour" not in away


def test_list_filters_and_stays_on_screen(samples):
    """Tests the filter over all rows, the frozen head, and the mark of an end on the next day."""
    sheet = samples.standard()[1]["Agents"]
    assert sheet.auto_filter.ref == f"A5:J{sheet.max_row}"
    assert sheet.freeze_panes == "B6"
    assert sheet.print_title_rows == "$5:$5"
    formats = {
        sheet.cell(r, 5).value: sheet.cell(r, 9).number_format for r in range(6, sheet.max_row + 1)
    }
    assert formats["N1"] == 'hh:mm" +1"'
    assert formats["L2"] == 'hh:mm" +1"', "midnight is the next day's"
    assert formats["E1"] == "hh:mm"


def test_nursing_column_only_when_needed(samples):
    """Tests that nursing hours have a column when somebody has one."""
    nursing = Assignment("A001", samples.MONDAY, "early_7", (Activity(420, 60, BreakKind.NURSING),))
    book = replace(samples.sample_book(n_days=1), roster=Roster((nursing,)))
    row = next(r for r in listed(samples.opened(book)["Agents"]) if r["Agent"] == "A001")
    assert row["Nursing hour"] == "14:00–15:00"
    assert row["Meal"] is None


@pytest.mark.parametrize("language", ["en", "zh"])
def test_notes_say_how_good_the_roster_is(samples, language):
    """Tests that status, bound, gap, excess, hard findings and costs are the ones given."""
    sheet = samples.standard(language)[1].worksheets[-1]
    figures = {sheet.cell(r, 1).value: sheet.cell(r, 2).value for r in range(4, sheet.max_row + 1)}
    assert figures[say("hard", language)] == 1
    assert figures[say("cost", language)] == 64
    assert figures[say("bound", language)] == 60.5
    assert figures[say("gap", language)] == 0.0547
    assert figures[say("excess", language)] == 0.0091
    row = samples.row_of(sheet, "话务覆盖" if language == "zh" else "Coverage")
    values = [sheet.cell(row, column).value for column in range(2, 5)]
    assert values == [3.5, unit_name(Unit.AGENT_INTERVALS, language), 60]
    words = samples.texts(sheet)
    assert samples.describe(samples.sample_report().violations[0], language) in words
    assert say("hard_mark", language) in words
    assert "uniform (recorded; art. 55)" in words
    assert "80 % in 10 s, answered within 10 s / offered" in words


def test_unknown_figures_are_said_to_be_unknown(samples):
    """Tests that a missing bound, gap or result is not shown as zero."""
    about = samples.sample_about(solve_status="", cost=None, bound=None, gap=None, excess=None)
    report = AuditReport((), (), ())
    book = replace(samples.sample_book(n_days=1), about=about, report=report)
    sheet = samples.opened(book)["Notes"]
    figures = {sheet.cell(r, 1).value: sheet.cell(r, 2).value for r in range(4, 20)}
    for key in ("solve_status", "bound", "gap", "excess"):
        assert figures[say(key, "en")] == "not known"
    assert figures["Cost, points"] == 0, "the audit of the roster knows its cost"
    assert samples.texts(sheet).count("none") == 3


def test_long_lists_of_findings_are_cut_and_counted(samples):
    """Tests that 200 findings are shown and the number of all is said."""
    many = tuple(
        Violation("coverage", False, 1, Unit.AGENT_INTERVALS, 1.0, at=f"t{i}") for i in range(230)
    )
    book = replace(samples.sample_book(n_days=1), report=AuditReport(many, ("coverage",), ()))
    words = samples.texts(samples.opened(book)["Notes"])
    assert "200 of 230 findings, the gravest first" in words
    assert "t199: coverage" in words
    assert "t200: coverage" not in words


def test_words_have_both_languages():
    """Tests that every word has both languages with the same placeholders."""
    for key, (en, zh) in WORDS.items():
        assert en, key
        assert zh, key
        fields = [{f for _, f, _, _ in Formatter().parse(text) if f} for text in (en, zh)]
        assert fields[0] == fields[1], key
    assert set(LEAVE_CODE) == set(LeaveType)
    assert set(UNIT_NAME) == set(Unit)
    assert set(BREAK_LETTER) == set(BreakKind)
    assert set(CLASS_NAME) == set(ShiftClass)
    for language in ("en", "zh"):
        codes = [names[language] for names in LEAVE_CODE.values()]
        assert len(set(codes)) == len(codes)


def test_codes_are_never_ambiguous(samples):
    """Tests that a shared code, or one that means leave or off, gives way to the shift's id."""
    base = samples.sample_problem()
    codes = ("E", "e", "OFF", "al", "年", "ok", "early_7", "", "N2")
    shifts = tuple(replace(s, code_en=c) for s, c in zip(base.shifts, codes, strict=True))
    shown = shift_codes(replace(base, shifts=shifts), "en")
    ids = [s.id for s in base.shifts]
    assert list(shown.values()) == [*ids[:5], "ok", *ids[6:8], "N2"]
    odd = (replace(shifts[0], id="休", code_en="AL"),)
    (only,) = shift_codes(replace(base, shifts=odd), "en").values()
    assert only == "#休"
    assert normal(only) not in {normal(code) for code in day_codes()}
