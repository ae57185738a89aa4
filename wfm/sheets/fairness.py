"""The fairness sheet: how evenly nights, weekends, holidays, starts and refusals are shared."""

from __future__ import annotations

from dataclasses import replace

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from wfm.sheets import styles
from wfm.sheets.book import Book
from wfm.sheets.fairness_table import FairnessTable, ShareRow
from wfm.sheets.pages import lay_out, title_block, widths
from wfm.sheets.styles import Look, Painter

SPREAD_HEADS = ("shared_out", "compared", "fewest", "mean", "most", "spread", "gini")
PARTS = ("before", "this_roster", "sum")
REFUSED = "refused"
HEADER_ROW = 6
SHARE = replace(styles.HOURS, name="wfm fair share", number_format="0.0")
GINI = replace(styles.HOURS, name="wfm gini", number_format="0.00")


def write_fairness(workbook: Workbook, book: Book, painter: Painter) -> None:
    """Add the sheet, where the workbook is told what to show."""
    table = book.about.fairness
    if table is None:
        return
    sheet = workbook.create_sheet(book.say("fairness"))
    burdens = [x.burden for x in table.spreads]
    last_column = 3 + len(PARTS) * len(burdens) + 2
    title_block(sheet, book, painter, book.say("fairness_title"), last_column)
    note = book.say("fairness_note", weeks=f"{table.weeks:g}")
    painter.put(sheet, 4, 1, note, styles.CAPTION)
    row = _spreads(sheet, book, painter, table)
    head = row + 1
    row = _shares(sheet, book, painter, table, burdens, head)
    sheet.freeze_panes = "B1"
    widths(sheet, [16, 12, 10, *[9] * (last_column - 3)])
    lay_out(sheet, book, last_row=row, last_column=last_column, title_columns=1)


def _spreads(sheet: Worksheet, book: Book, painter: Painter, table: FairnessTable) -> int:
    """Write one row a burden; return the next free row."""
    for column, key in enumerate(SPREAD_HEADS, 1):
        painter.put(sheet, HEADER_ROW, column, book.say(key), styles.HEAD)
    row = HEADER_ROW
    for x in table.spreads:
        row += 1
        values: list[tuple[object, Look]] = [
            (book.say(f"burden_{x.burden}"), styles.NAME),
            (x.compared, styles.COUNT),
            *((value, SHARE) for value in (x.low, x.mean, x.high, x.high - x.low)),
            (x.gini, GINI),
        ]
        for column, (value, look) in enumerate(values, 1):
            painter.put(sheet, row, column, value, look)
    return row + 1


def _shares(
    sheet: Worksheet,
    book: Book,
    painter: Painter,
    table: FairnessTable,
    burdens: list[str],
    head: int,
) -> int:
    """Write one row an agent under two rows of heads; return the last row."""
    for column, key in enumerate(("agent", "team_column", "days_there"), 1):
        painter.put(sheet, head, column, book.say(key), styles.HEAD)
        painter.put(sheet, head + 1, column, None, styles.HEAD)
        sheet.merge_cells(start_row=head, end_row=head + 1, start_column=column, end_column=column)
    column = 4
    for burden in burdens:
        name = book.say(f"burden_{burden}")
        painter.merge(sheet, head, column, column + len(PARTS) - 1, name, styles.HEAD)
        for offset, key in enumerate(PARTS):
            painter.put(sheet, head + 1, column + offset, book.say(key), styles.HEAD)
        column += len(PARTS)
    painter.merge(sheet, head, column, column + 1, book.say("wishes"), styles.HEAD)
    for offset, key in enumerate(("wished", "granted")):
        painter.put(sheet, head + 1, column + offset, book.say(key), styles.HEAD)
    sheet.row_dimensions[head].height = 18
    row = head + 1
    for share in table.shares:
        row += 1
        for at, (value, look) in enumerate(_values(share, burdens), 1):
            painter.put(sheet, row, at, value, look)
    last = get_column_letter(column + 1)
    sheet.auto_filter.ref = f"A{head + 1}:{last}{max(row, head + 2)}"
    return max(row, head + 2)


def _values(share: ShareRow, burdens: list[str]) -> list[tuple[object, Look]]:
    values: list[tuple[object, Look]] = [
        (share.agent_id, styles.NAME),
        (share.team, styles.TEXT),
        (share.days, styles.COUNT),
    ]
    for burden in burdens:
        had, has = share.past[burden], share.now[burden]
        values += [(had, styles.COUNT), (has, styles.COUNT), (had + has, styles.SUM)]
    refused = share.past.get(REFUSED, 0) + share.now.get(REFUSED, 0)
    return [*values, (share.wishes, styles.COUNT), (share.wishes - refused, styles.COUNT)]
