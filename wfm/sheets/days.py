"""A sheet a day: who does what in each interval, against the requirement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from wfm.core.activities import ActivityKind
from wfm.core.roster import Assignment
from wfm.core.shifts import BreakKind
from wfm.sheets import styles
from wfm.sheets.book import Book
from wfm.sheets.pages import A3, A4, lay_out, title_block, widths
from wfm.sheets.styles import Look, Painter
from wfm.sheets.words import (
    ACTIVITY_LETTER,
    ACTIVITY_NAME,
    BREAK_LETTER,
    WORK_LETTER,
    ShiftClass,
    shift_class,
    weekday,
)

HEADER_ROW = 5
FIRST_INTERVAL_COLUMN = 4

BLANK = Look("wfm interval free", size=7)
BLANK_HOUR = replace(BLANK, name="wfm interval free hour", border="left")
TICK = Look("wfm interval minute", ink=styles.MUTED, size=6, shrink=True, border="bottom")
HOUR = Look("wfm interval hour", fill=styles.PANEL, bold=True, align="left", border="left")
TALLY = Look("wfm interval sum", size=7.5, shrink=True, border="all")
TALLY_NAME = Look("wfm interval sum name", fill=styles.PANEL, bold=True, align="left", border="all")


Doing = BreakKind | ActivityKind | None
"""What an agent does in an interval of a shift; None is on the phones."""

LETTERS: dict[str, dict[str, str]] = {
    str(kind): letters for kind, letters in (*BREAK_LETTER.items(), *ACTIVITY_LETTER.items())
}


@dataclass(frozen=True)
class _Day:
    """One day sheet while it is written."""

    sheet: Worksheet
    book: Book
    painter: Painter
    day: date
    intervals: range
    bars: dict[str, dict[Doing, Look]]

    @cached_property
    def hours(self) -> frozenset[int]:
        """Intervals at which a clock hour begins."""
        local = self.book.view.grid.local
        return frozenset(t for t in self.intervals if local[t].minute == 0)

    @property
    def last_column(self) -> int:
        return FIRST_INTERVAL_COLUMN + len(self.intervals) - 1

    def put(self, row: int, column: int, value: object, look: Look) -> None:
        self.painter.put(self.sheet, row, column, value, look)


def write_days(workbook: Workbook, book: Book, painter: Painter) -> None:
    """Add one sheet for each day of the horizon."""
    looks = styles.shift_looks(book.problem, book.codes)
    bars = {
        shift.id: _bar_looks(looks[shift.id], shift_class(shift)) for shift in book.problem.shifts
    }
    for d, day in enumerate(book.view.days):
        name = book.say("day_sheet", weekday=weekday(day, book.language), day=f"{day:%m-%d}")
        span = book.view.grid.day_slice(d)
        intervals = range(span.start, span.stop)
        _write(_Day(workbook.create_sheet(name), book, painter, day, intervals, bars))


def on_duty(book: Book, intervals: range) -> Iterator[tuple[Assignment, int, int]]:
    """Assignments that touch a day by start and agent, last night's tails first.

    Yields the assignment with its half-open span of intervals, not clipped to the day.
    """
    spans = [(*book.view.span(a), a) for a in (*book.problem.past, *book.roster)]
    touching = [x for x in spans if x[0] < intervals.stop and x[1] > intervals.start]
    for start, end, assignment in sorted(touching, key=lambda x: (x[0], x[1], x[2].agent_id)):
        yield assignment, start, end


def activities(book: Book, assignment: Assignment, start: int, end: int) -> list[Doing]:
    """What an agent does in each interval of a shift; None is work on the phones."""
    doing: list[Doing] = [None] * (end - start)
    step = book.view.interval_min
    for pause in assignment.inside:
        first, last = pause.start_min // step, -(-pause.end_min // step)
        for t in range(max(0, first), min(last, len(doing))):
            doing[t] = pause.kind
    return doing


def _bar_looks(look: Look, kind: ShiftClass) -> dict[Doing, Look]:
    tints = styles.CLASS_FILLS[kind]
    ink = "B9BDE4" if kind is ShiftClass.NIGHT else styles.CLASS_INK[kind]
    work = Look(f"wfm work {kind.value}", fill=tints[1], ink=ink, size=6, shrink=True)
    bars: dict[Doing, Look] = {None: work}
    for pause, (fill, letters) in styles.BREAK_FILLS.items():
        bars[pause] = Look(
            f"wfm {pause.value}", fill=fill, ink=letters, size=7, bold=True, border="all"
        )
    fill, letters = styles.ACTIVITY_FILL
    for planned in ActivityKind:
        bars[planned] = Look(
            "wfm activity", fill=fill, ink=letters, size=7, bold=True, border="all", shrink=True
        )
    return bars


def _write(day: _Day) -> None:
    sheet, book = day.sheet, day.book
    name = weekday(day.day, book.language)
    title_block(
        sheet,
        book,
        day.painter,
        book.say("day_title", weekday=name, day=day.day.isoformat()),
        day.last_column,
        badge=max(2, len(day.intervals) // 6),
    )
    language = book.language
    legend = book.say(
        "day_legend",
        work=WORK_LETTER[language],
        **{k.value: letters[language] for k, letters in BREAK_LETTER.items()},
    )
    kinds = {x.kind for cell, _, _ in on_duty(book, day.intervals) for x in cell.activities}
    extra = [f"{ACTIVITY_LETTER[k][language]} {ACTIVITY_NAME[k][language]}" for k in sorted(kinds)]
    day.put(4, 1, " · ".join([legend, *extra]), styles.CAPTION)
    _clock(day)
    first_row = _tallies(day, HEADER_ROW + 2)
    row = first_row
    for assignment, start, end in on_duty(book, day.intervals):
        _bar(day, row, assignment, start, end)
        row += 1
    sheet.freeze_panes = f"{get_column_letter(FIRST_INTERVAL_COLUMN)}{first_row}"
    per_hour = max(1, 60 // book.view.interval_min)
    widths(sheet, [10, 8, 15, *[max(6 / per_hour, 1.1)] * len(day.intervals)])
    lay_out(
        sheet,
        book,
        last_row=max(row - 1, first_row),
        last_column=day.last_column,
        header_rows=(HEADER_ROW, first_row - 1),
        title_columns=3,
        paper=A4 if per_hour <= 2 else A3,
        pages_wide=1 if per_hour <= 4 else 2,
    )


def _clock(day: _Day) -> None:
    """Write the hours over the minutes of every interval."""
    sheet, local = day.sheet, day.book.view.grid.local
    for column, key in ((1, "agent"), (2, "shift"), (3, "span")):
        day.put(HEADER_ROW, column, day.book.say(key), styles.HEAD)
        day.put(HEADER_ROW + 1, column, None, styles.HEAD)
        sheet.merge_cells(
            start_row=HEADER_ROW, end_row=HEADER_ROW + 1, start_column=column, end_column=column
        )
    starts: list[int] = []
    for column, t in enumerate(day.intervals, FIRST_INTERVAL_COLUMN):
        stamp = local[t]
        day.put(HEADER_ROW + 1, column, f"{stamp:%M}", TICK)
        if stamp.minute == 0 or t == day.intervals.start:
            starts.append(column)
            day.put(HEADER_ROW, column, f"{stamp:%H}", HOUR)
        else:
            day.put(HEADER_ROW, column, None, HOUR)
    for first, stop in zip(starts, [*starts[1:], day.last_column + 1], strict=True):
        if stop - first > 1:
            sheet.merge_cells(
                start_row=HEADER_ROW, end_row=HEADER_ROW, start_column=first, end_column=stop - 1
            )
    sheet.row_dimensions[HEADER_ROW].height = 15
    sheet.row_dimensions[HEADER_ROW + 1].height = 10


def _tallies(day: _Day, row: int) -> int:
    """Write on phones, required and difference above the bars; return the next free row."""
    book = day.book
    for demand in book.problem.demands:
        staffed = book.staffed[demand.group]
        on_phones = [staffed[t] for t in day.intervals]
        required = [book.required(demand, t) for t in day.intervals]
        gaps = [None if r is None else s - r for s, r in zip(on_phones, required, strict=True)]
        if demand.skill is None:
            _tally(day, row, book.say("on_phones"), on_phones, "0")
            _tally(day, row + 1, book.say("required"), required, "0")
            row += 2
        group = book.group_name(demand)
        pooled = demand.skill is None
        label = book.say("difference") if pooled else book.say("difference_of", group=group)
        _tally(day, row, label, gaps, "+0;-0;0")
        cells = f"{get_column_letter(FIRST_INTERVAL_COLUMN)}{row}"
        cells += f":{get_column_letter(day.last_column)}{row}"
        day.sheet.conditional_formatting.add(cells, shortage_rule())
        row += 1
    return row


def shortage_rule() -> Rule:
    """Fill for a difference below zero; the minus sign says it too."""
    look = DifferentialStyle(
        font=Font(b=True, color=styles.HOLIDAY_INK),
        fill=PatternFill("solid", bgColor=styles.SHORT, fgColor=styles.SHORT),
    )
    return Rule(type="cellIs", operator="lessThan", formula=["0"], dxf=look)


def _tally(
    day: _Day, row: int, label: str, values: Sequence[float | None], number_format: str
) -> None:
    day.painter.merge(day.sheet, row, 1, FIRST_INTERVAL_COLUMN - 1, label, TALLY_NAME)
    if any(v is not None and v != int(v) for v in values):
        number_format = number_format.replace("0", "0.0")
    look = replace(TALLY, name=f"{TALLY.name} {number_format}", number_format=number_format)
    for column, value in enumerate(values, FIRST_INTERVAL_COLUMN):
        day.put(row, column, value, look)
    day.sheet.row_dimensions[row].height = 14


def _bar(day: _Day, row: int, assignment: Assignment, start: int, end: int) -> None:
    """Write one agent's line."""
    book = day.book
    shift = book.shifts[assignment.shift_id]
    span = shift.span.replace("-", "–")
    if start < day.intervals.start:
        span = f"← {span}"
    if end > day.intervals.stop:
        span = f"{span} →"
    looks = day.bars[shift.id]
    day.put(row, 1, assignment.agent_id, styles.NAME)
    day.put(row, 2, book.codes[shift.id], styles.VALUE)
    day.put(row, 3, span, replace(styles.VALUE, name="wfm span", size=8))
    day.sheet.row_dimensions[row].height = 13
    doing = activities(book, assignment, start, end)
    parts = book.view.shift_parts[book.view.shift_index[shift.id]]
    for column, t in enumerate(day.intervals, FIRST_INTERVAL_COLUMN):
        if any(start + first <= t < start + last for first, last in parts):
            kind = doing[t - start]
            letters = WORK_LETTER if kind is None else LETTERS[kind]
            day.put(row, column, letters[book.language], looks[kind])
        elif t in day.hours:
            day.put(row, column, None, BLANK_HOUR)
