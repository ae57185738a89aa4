"""The list of shifts agent by agent: start, meal, rest break, end, paid hours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from wfm.core.people import Agent
from wfm.core.roster import Assignment
from wfm.core.shifts import BreakKind
from wfm.core.time import DAY_MIN
from wfm.sheets import styles
from wfm.sheets.book import Book
from wfm.sheets.pages import lay_out, title_block, widths
from wfm.sheets.styles import Look, Painter
from wfm.sheets.words import LEAVE_CODE, weekday

HEADER_ROW = 5

DATE = replace(styles.VALUE, name="wfm date", number_format="yyyy-mm-dd")
CLOCK = replace(styles.VALUE, name="wfm clock", number_format="hh:mm")
CLOCK_NEXT = replace(styles.VALUE, name="wfm clock next day", number_format='hh:mm" +1"')
PAID = replace(styles.HOURS, name="wfm paid hours", number_format="0.00")


def write_agents(workbook: Workbook, book: Book, painter: Painter) -> None:
    """Add the list: a row for each shift and each day of leave, with a filter."""
    sheet = workbook.create_sheet(book.say("list"))
    kinds = [BreakKind.MEAL, BreakKind.REST]
    if any(b.kind is BreakKind.NURSING for a in book.roster for b in a.breaks):
        kinds.append(BreakKind.NURSING)
    heads = [book.say(k) for k in ("agent", "team_column", "date", "weekday", "shift", "start")]
    heads += [book.say(kind.value) for kind in kinds]
    split = any(book.shifts[a.shift_id].gap is not None for a in book.roster)
    busy = any(a.activities for a in book.roster)
    inside = _Inside(kinds, split, busy)
    heads += [book.say("split_gap")] * split
    heads += [book.say("activities")] * busy
    heads += [book.say("end"), book.say("paid_hours")]
    title_block(sheet, book, painter, book.say("list_title"), len(heads))
    for column, head in enumerate(heads, 1):
        painter.put(sheet, HEADER_ROW, column, head, styles.HEAD)
    sheet.row_dimensions[HEADER_ROW].height = 18
    looks = styles.shift_looks(book.problem, book.codes)
    row = HEADER_ROW
    for team in book.teams.values():
        for agent in team:
            for values in _rows(book, agent, inside, looks):
                row += 1
                for column, (value, look) in enumerate(values, 1):
                    painter.put(sheet, row, column, value, look)
    last = get_column_letter(len(heads))
    sheet.auto_filter.ref = f"A{HEADER_ROW}:{last}{max(row, HEADER_ROW + 1)}"
    sheet.freeze_panes = f"B{HEADER_ROW + 1}"
    inner = [*[14] * (len(kinds) + split), *[24] * busy]
    widths(sheet, [11, 10, 12, 10, 9, 9, *inner, 10, 11])
    lay_out(
        sheet,
        book,
        last_row=max(row, HEADER_ROW + 1),
        last_column=len(heads),
        header_rows=(HEADER_ROW, HEADER_ROW),
        landscape=False,
    )


@dataclass(frozen=True)
class _Inside:
    """Columns of what lies inside a shift: breaks, the gap of split shifts, activities."""

    kinds: list[BreakKind]
    split: bool
    busy: bool

    def __len__(self) -> int:
        return len(self.kinds) + self.split + self.busy


def _rows(
    book: Book, agent: Agent, inside: _Inside, looks: dict[str, Look]
) -> list[list[tuple[object, Look]]]:
    rows = []
    for day in book.view.days:
        assignment = book.roster.get(agent.id, day)
        leave = book.leave.get((agent.id, day))
        if assignment is None and leave is None:
            continue
        row: list[tuple[object, Look]] = [
            (agent.id, styles.NAME),
            (agent.team, styles.TEXT),
            (day, DATE),
            (weekday(day, book.language), styles.VALUE),
        ]
        if assignment is not None:
            row += _shift(book, assignment, inside, looks)
        elif leave is not None:
            blank: list[tuple[object, Look]] = [(None, styles.VALUE)] * (len(inside) + 3)
            row += [(LEAVE_CODE[leave.type][book.language], styles.LEAVE), *blank]
        rows.append(row)
    return rows


def _shift(
    book: Book,
    assignment: Assignment,
    inside: _Inside,
    looks: dict[str, Look],
) -> list[tuple[object, Look]]:
    shift = book.shifts[assignment.shift_id]
    over_midnight = shift.end_min >= DAY_MIN
    moment = partial(book.moment, assignment)
    breaks = [
        ", ".join(
            f"{moment(b.start_min):%H:%M}–{moment(b.end_min):%H:%M}"
            for b in assignment.breaks
            if b.kind is kind
        )
        for kind in inside.kinds
    ]
    if inside.split:
        gap = shift.gap
        breaks.append(f"{moment(gap.start_min):%H:%M}–{moment(gap.end_min):%H:%M}" if gap else "")
    if inside.busy:
        breaks.append(
            ", ".join(
                f"{book.activity_names.get(x.activity_id, x.activity_id)} "
                f"{moment(x.start_min):%H:%M}–{moment(x.end_min):%H:%M}"
                for x in assignment.activities
            )
        )
    return [
        (book.codes[shift.id], looks[shift.id]),
        (moment(0), CLOCK),
        *((text or None, styles.VALUE) for text in breaks),
        (moment(shift.length_min), CLOCK_NEXT if over_midnight else CLOCK),
        (shift.paid_min / 60, PAID),
    ]
