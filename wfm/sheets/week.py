"""The week sheet: agents by team, a code per day, totals, counts and the legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from wfm.core.people import SHIFT_LEADER, Agent
from wfm.core.shifts import Shift
from wfm.sheets import styles
from wfm.sheets.book import Book
from wfm.sheets.pages import lay_out, title_block, widths
from wfm.sheets.styles import Look, Painter
from wfm.sheets.words import (
    ABSENT_CODE,
    BREAK_NAME,
    CLASS_NAME,
    LEAVE_CODE,
    LEAVE_NAME,
    OFF_CODE,
    ShiftClass,
    shift_class,
    weekday,
)

HEADER_ROW = 5
FIRST_DAY_COLUMN = 3


@dataclass(frozen=True)
class _Grid:
    """One week sheet while it is written."""

    sheet: Worksheet
    book: Book
    painter: Painter
    days: tuple[date, ...]
    looks: dict[str, Look]

    @property
    def first_total(self) -> int:
        return FIRST_DAY_COLUMN + len(self.days)

    @property
    def last_column(self) -> int:
        return self.first_total + 3

    def put(self, row: int, column: int, value: object, look: Look) -> None:
        self.painter.put(self.sheet, row, column, value, look)


def write_weeks(workbook: Workbook, book: Book, painter: Painter) -> None:
    """Add one sheet for each calendar week that the horizon touches."""
    looks = styles.shift_looks(book.problem, book.codes)
    for week in book.view.weeks:
        days = tuple(book.view.day(d) for d in week if 0 <= d < book.view.n_days)
        sheet = workbook.create_sheet(book.say("week_sheet", day=days[0].isoformat()))
        _write(_Grid(sheet, book, painter, days, looks))


def _write(grid: _Grid) -> None:
    sheet, book, days = grid.sheet, grid.book, grid.days
    first, last = (f"{d:%Y-%m-%d} {weekday(d, book.language)}" for d in (days[0], days[-1]))
    title_block(
        sheet,
        book,
        grid.painter,
        book.say("week_title", first=first, last=last),
        grid.last_column,
        badge=3,
    )
    _header(grid)
    row = HEADER_ROW + 2
    for team, agents in book.teams.items():
        label = book.say("team", team=team) + " · " + book.say("team_size", n=len(agents))
        grid.painter.merge(sheet, row, 1, grid.last_column, label, styles.TEAM)
        sheet.row_dimensions[row].height = 16
        row += 1
        for agent in agents:
            _agent_row(grid, row, agent)
            row += 1
    row = _counts(grid, row + 1)
    last_row = _legend(grid, row + 1)
    sheet.freeze_panes = f"{get_column_letter(FIRST_DAY_COLUMN)}{HEADER_ROW + 2}"
    widths(sheet, [12, 10, *[12] * len(days), 9, 9, 9, 9])
    lay_out(
        sheet,
        book,
        last_row=last_row,
        last_column=grid.last_column,
        header_rows=(HEADER_ROW, HEADER_ROW + 1),
    )


def _header(grid: _Grid) -> None:
    sheet, book = grid.sheet, grid.book
    totals = [book.say(key) for key in ("hours", "nights", "days_off", "leave")]
    for column, word in (
        (1, book.say("agent")),
        (2, book.say("role")),
        *enumerate(totals, grid.first_total),
    ):
        grid.put(HEADER_ROW, column, word, styles.HEAD)
        grid.put(HEADER_ROW + 1, column, None, styles.HEAD)
        sheet.merge_cells(
            start_row=HEADER_ROW, end_row=HEADER_ROW + 1, start_column=column, end_column=column
        )
    for column, day in enumerate(grid.days, FIRST_DAY_COLUMN):
        look, name = styles.HEAD, weekday(day, book.language)
        if day in book.problem.holidays:
            look, name = styles.HEAD_HOLIDAY, f"{name} · {book.say('holiday')}"
        elif day.weekday() >= 5:
            look = styles.HEAD_WEEKEND
        dated = replace(look, name=f"{look.name} date", size=11, number_format="mm-dd")
        grid.put(HEADER_ROW, column, day, dated)
        grid.put(HEADER_ROW + 1, column, name, replace(look, name=f"{look.name} day", size=8))
    sheet.row_dimensions[HEADER_ROW - 1].height = 5
    sheet.row_dimensions[HEADER_ROW].height = 18
    sheet.row_dimensions[HEADER_ROW + 1].height = 15


def _agent_row(grid: _Grid, row: int, agent: Agent) -> None:
    book, days = grid.book, grid.days
    grid.sheet.row_dimensions[row].height = 16
    grid.put(row, 1, agent.id, styles.NAME)
    grid.put(row, 2, _role(book, agent), styles.ROLE)
    worked = [book.shifts[a.shift_id] for d in days if (a := book.roster.get(agent.id, d))]
    away = off = 0
    for column, day in enumerate(days, FIRST_DAY_COLUMN):
        code, look = _cell(grid, agent, day)
        grid.put(row, column, code, look)
        if book.roster.get(agent.id, day) is None:
            on_leave = (agent.id, day) in book.leave
            away += on_leave
            off += not on_leave and agent.employed_on(day)
    nights = sum(shift.night for shift in worked)
    hours = sum(shift.paid_min for shift in worked) / 60
    grid.put(row, grid.first_total, hours, styles.HOURS)
    for offset, value in enumerate((nights, off, away), 1):
        grid.put(row, grid.first_total + offset, value, styles.COUNT)


def _cell(grid: _Grid, agent: Agent, day: date) -> tuple[str, Look]:
    book = grid.book
    assignment = book.roster.get(agent.id, day)
    leave = book.leave.get((agent.id, day))
    if assignment is not None:
        code, look = book.codes[assignment.shift_id], grid.looks[assignment.shift_id]
        if leave is not None:
            mark = LEAVE_CODE[leave.type][book.language]
            look = replace(
                look, name=f"{look.name} over {mark}", number_format=f'@" / {mark}"', size=8
            )
    elif leave is not None:
        code, look = LEAVE_CODE[leave.type][book.language], styles.LEAVE
    elif not agent.employed_on(day):
        code, look = ABSENT_CODE, styles.OFF
    else:
        weekend = day.weekday() >= 5 or day in book.problem.holidays
        code, look = OFF_CODE[book.language], styles.OFF_WEEKEND if weekend else styles.OFF
    return code, styles.pinned(look) if (agent.id, day) in book.pins else look


def _role(book: Book, agent: Agent) -> str:
    if SHIFT_LEADER in agent.skills:
        return book.say("leader")
    return book.say("trainee") if agent.mentor or agent.productivity_pct < 100 else ""


def _counts(grid: _Grid, row: int) -> int:
    """Write how many agents start work per day and class; return the next free row."""
    book = grid.book
    grid.painter.merge(grid.sheet, row, 1, grid.last_column, book.say("on_duty"), styles.TEAM)
    row += 1
    per_day = [[book.shifts[a.shift_id] for a in book.roster if a.day == day] for day in grid.days]
    for kind in ShiftClass:
        if any(shift_class(s) is kind for s in book.problem.shifts):
            counts = [sum(shift_class(s) is kind for s in shifts) for shifts in per_day]
            _count_row(grid, row, CLASS_NAME[kind][book.language], counts, styles.COUNT)
            row += 1
    total = [len(shifts) for shifts in per_day]
    _count_row(grid, row, book.say("total"), total, styles.SUM)
    away = [
        sum(on == day and book.roster.get(agent_id, on) is None for agent_id, on in book.leave)
        for day in grid.days
    ]
    _count_row(grid, row + 1, book.say("on_leave"), away, styles.COUNT)
    return row + 2


def _count_row(grid: _Grid, row: int, label: str, counts: Sequence[int], look: Look) -> None:
    total = look is styles.SUM
    name = styles.SUM_NAME if total else replace(styles.TEXT, name="wfm count name", size=8)
    grid.painter.merge(grid.sheet, row, 1, 2, label, name)
    for column, count in enumerate(counts, FIRST_DAY_COLUMN):
        grid.put(row, column, count, look)
    grid.put(row, grid.first_total, sum(counts), styles.SUM)
    grid.sheet.row_dimensions[row].height = 16


def _legend(grid: _Grid, row: int) -> int:
    """Write what every code means; return the last row used."""
    book, painter = grid.book, grid.painter
    painter.merge(grid.sheet, row, 1, grid.last_column, book.say("legend"), styles.TEAM)
    row += 1
    blocks = 2 if len(grid.days) >= 5 else 1
    width = grid.last_column // blocks
    per_block = -(-len(book.problem.shifts) // blocks)
    for i, shift in enumerate(sorted(book.problem.shifts, key=_legend_order)):
        at, block = row + i % per_block, i // per_block
        first = 1 + block * width
        last = grid.last_column if block == blocks - 1 else first + width - 1
        grid.put(at, first, book.codes[shift.id], grid.looks[shift.id])
        text = replace(styles.PLAIN, name="wfm legend", size=8, shrink=True, border="all")
        painter.merge(grid.sheet, at, first + 1, last, _meaning(book, shift), text)
        grid.sheet.row_dimensions[at].height = 15
    row += per_block
    leave = "   ".join(
        f"{LEAVE_CODE[kind][book.language]} {LEAVE_NAME[kind][book.language]}"
        for kind in LEAVE_CODE
    )
    for caption in (leave, f"{book.say('pinned')} · {book.say('clash')}"):
        grid.put(row, 1, caption, styles.CAPTION)
        row += 1
    return row - 1


def _legend_order(shift: Shift) -> tuple[int, int, int, str]:
    return (
        list(ShiftClass).index(shift_class(shift)),
        (shift.start_min + 720) % 1440 if shift.night else shift.start_min,
        shift.length_min,
        shift.id,
    )


def _meaning(book: Book, shift: Shift) -> str:
    breaks = ", ".join(
        book.say(
            "break_paid" if b.paid else "break_unpaid",
            kind=BREAK_NAME[b.kind][book.language],
            min=b.length_min,
        )
        for b in shift.breaks
    )
    parts = [
        shift.span.replace("-", "–"),
        book.say("paid", hours=f"{shift.paid_min / 60:g}"),
        breaks or book.say("no_breaks"),
    ]
    if shift.before_min:
        parts.append(book.say("handover", min=shift.before_min))
    return " · ".join(parts)
