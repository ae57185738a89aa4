"""The day sheets: each interval of each agent, against the requirement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from wfm.core.activities import ActivityKind
from wfm.core.roster import Activity, Assignment, PlacedActivity, Roster
from wfm.core.shifts import BreakKind

pytestmark = pytest.mark.unit

FIRST = 4  # column of the first interval


def letters(sheet, row, n):
    return [sheet.cell(row, FIRST + t).value for t in range(n)]


def test_bar_of_one_shift(samples):
    """Tests that work, rest and meal stand in their intervals and nothing stands outside."""
    book, workbook = samples.standard()
    sheet = workbook["Mon 10-05"]
    row = samples.row_of(sheet, "A002")  # early_8, rest after 2 h, meal after 4 h
    assert (sheet.cell(row, 2).value, sheet.cell(row, 3).value) == ("E2", "08:00–16:30")
    assignment = book.roster.get("A002", samples.MONDAY)
    expected = [None] * 48
    expected[16:33] = ["w"] * 17
    for pause in assignment.breaks:
        expected[16 + pause.start_min // 30] = {"meal": "M", "rest": "R"}[pause.kind.value]
    assert letters(sheet, row, 48) == expected


def test_tail_of_last_night_and_start_of_tonight(samples):
    """Tests that a night shift's tail opens the next day, first the past roster's."""
    _, workbook = samples.standard("en", 20)
    monday, tuesday = workbook["Mon 10-05"], workbook["Tue 10-06"]
    tail = samples.row_of(monday, "← 22:00–06:30", column=3)
    assert monday.cell(tail, 1).value == "A006"
    assert letters(monday, tail, 14) == [*"wwwMwwwwwwwww", None]
    tonight = samples.row_of(monday, "22:00–06:30 →", column=3)
    assert letters(monday, tonight, 48)[43:45] == [None, "w"]
    agent = monday.cell(tonight, 1).value
    tails = [
        tuesday.cell(r, 1).value
        for r in range(1, tuesday.max_row + 1)
        if tuesday.cell(r, 3).value == "← 22:00–06:30"
    ]
    assert agent in tails


def test_agents_are_sorted_by_start(samples):
    """Tests that the lines run from the earliest start to the latest."""
    book, workbook = samples.standard("en", 20)
    sheet = workbook["Wed 10-07"]
    first_row = int(sheet.freeze_panes[1:])
    rows = range(first_row, sheet.max_row + 1)
    spans = [sheet.cell(r, 3).value for r in rows]
    keys = [(not span.startswith("←"), span.removeprefix("← ")) for span in spans]
    assert keys == sorted(keys)
    today = samples.MONDAY + timedelta(days=2)
    assert sum(not span.startswith("←") for span in spans) == sum(
        a.day == today for a in book.roster
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_sums_equal_the_bars(samples, language):
    """Tests that on phones is what the bars show, trainees at their share, less required."""
    book, workbook = samples.standard(language, 20)
    words = {
        "en": ("On the phones", "Required", "Difference", "w"),
        "zh": ("在线", "需求", "差额", "工"),
    }
    on, required, difference, work = words[language]
    share = {a.id: a.productivity_pct / 100 for a in book.problem.agents}
    for d, sheet in enumerate(workbook.worksheets[1:8]):
        rows = range(int(sheet.freeze_panes[1:]), sheet.max_row + 1)
        top = samples.row_of(sheet, on)
        assert sheet.cell(top + 1, 1).value == required
        assert sheet.cell(top + 2, 1).value == difference
        for t in range(48):
            shown = sum(
                share[sheet.cell(r, 1).value]
                for r in rows
                if sheet.cell(r, FIRST + t).value == work
            )
            need = book.problem.demands[0].required[48 * d + t]
            assert sheet.cell(top, FIRST + t).value == pytest.approx(shown)
            assert sheet.cell(top + 1, FIRST + t).value == need
            assert sheet.cell(top + 2, FIRST + t).value == pytest.approx(shown - need)


def test_nursing_hour_and_break_over_midnight(samples):
    """Tests that a nursing hour has its letter and a break after midnight is on the next day."""
    problem = samples.sample_problem()
    night = Assignment("A006", samples.MONDAY, "night_22", (Activity(150, 30, BreakKind.MEAL),))
    early = Assignment("A001", samples.MONDAY, "early_7", (Activity(450, 60, BreakKind.NURSING),))
    book = replace(samples.sample_book(), problem=problem, roster=Roster((night, early)))
    workbook = samples.opened(book)
    monday, tuesday = workbook["Mon 10-05"], workbook["Tue 10-06"]
    row = samples.row_of(monday, "A001")
    assert letters(monday, row, 48)[28:32] == ["w", "N", "N", None]
    row = samples.row_of(tuesday, "A006")
    assert letters(tuesday, row, 3) == ["w", "M", "w"]


@pytest.mark.parametrize(
    ("day", "n_intervals", "hours"),
    [(date(2026, 3, 29), 46, ["00", "01", "03"]), (date(2026, 10, 25), 50, ["00", "01", "02"])],
)
def test_clock_change_days(samples, day, n_intervals, hours):
    """Tests that a day of 23 or 25 hours has its own number of intervals and the right hours."""
    problem = replace(
        samples.sample_problem(n_days=2),
        zone="Europe/Berlin",
        first_day=day,
        past=(),
        past_first_day=None,
        leave=(),
        pins=(),
    )
    roster = Roster((samples.worked("A001", day, "early_7"),))
    book = replace(samples.sample_book(), problem=problem, roster=roster)
    sheet = samples.opened(book).worksheets[2]  # after two week sheets
    assert [sheet.cell(5, FIRST + 2 * k).value for k in range(3)] == hours
    assert sheet.cell(6, FIRST + n_intervals - 1).value == "30"
    assert sheet.max_column == FIRST + n_intervals - 1
    row = samples.row_of(sheet, "A001")
    start = letters(sheet, row, n_intervals).index("w")
    assert start == 14 + (n_intervals - 48)


@pytest.mark.parametrize(("interval_min", "wide"), [(60, 1), (15, 1), (10, 2)])
def test_other_grids(samples, interval_min, wide):
    """Tests that finer and coarser grids have a column an interval, on paper that fits."""
    book = samples.sample_book(n_agents=6, n_days=1, interval_min=interval_min)
    sheet = samples.opened(book)["Mon 10-05"]
    assert sheet.max_column == FIRST + 24 * 60 // interval_min - 1
    assert sheet.page_setup.fitToWidth == wide
    row = samples.row_of(sheet, "A002")
    shown = letters(sheet, row, 24 * 60 // interval_min)
    first = 8 * 60 // interval_min
    assert shown[first - 1] is None
    assert shown[first] == "w"


def test_empty_roster_has_sums_only(samples):
    """Tests that a day without anybody still shows the requirement as missing."""
    book = replace(
        samples.sample_book(), roster=Roster(), problem=replace(samples.sample_problem(), past=())
    )
    sheet = samples.opened(book)["Mon 10-05"]
    row = samples.row_of(sheet, "Difference")
    required = book.problem.demands[0].required
    assert letters(sheet, row, 48) == [-r for r in required[:48]]
    assert sheet.conditional_formatting


@pytest.mark.parametrize(("language", "letters_shown"), [("en", "ME"), ("zh", "会")])
def test_activity_has_its_code(samples, language, letters_shown):
    """Tests that a meeting has its letters in its intervals, in the list and in the legend."""
    book, _ = samples.standard(language)
    cell = book.roster.get("A002", samples.MONDAY)
    meeting = PlacedActivity(30, 60, "M", ActivityKind.MEETING)
    roster = book.roster.with_cells(
        [(("A002", samples.MONDAY), replace(cell, activities=(meeting,)))]
    )
    workbook = samples.opened(replace(book, roster=roster))
    days = [s for s in workbook.worksheets if s.title.endswith(" 10-05")]
    row = samples.row_of(days[0], "A002")
    assert letters(days[0], row, 48)[16:20] == [
        {"en": "w", "zh": "工"}[language],
        letters_shown,
        letters_shown,
        letters(days[0], row, 48)[19],
    ]
    assert letters_shown in days[0].cell(4, 1).value
    texts = {str(c.value) for s in workbook.worksheets for r in s.iter_rows() for c in r}
    assert "M 08:30–09:30" in texts  # the list names it
