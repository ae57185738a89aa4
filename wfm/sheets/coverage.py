"""The coverage sheet: required, on the phones and the difference per interval, with a chart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from openpyxl.chart import AreaChart, LineChart, Reference, Series
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.layout import Layout, ManualLayout
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText, Text
from openpyxl.chart.title import Title
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.drawing.text import (
    CharacterProperties,
    Paragraph,
    ParagraphProperties,
    RegularTextRun,
)
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from wfm.core.problem import Demand
from wfm.sheets import styles
from wfm.sheets.book import Book
from wfm.sheets.cells import safe_text
from wfm.sheets.days import shortage_rule
from wfm.sheets.pages import lay_out, title_block, widths
from wfm.sheets.styles import Painter
from wfm.sheets.words import day_label

HEADER_ROW = 6
FIRST_GROUP_COLUMN = 3
CHART_ROWS = 19
BLOCK_ROWS = 35
"""Rows of one group's chart and days: the shape of a landscape page."""
SIDE_COLUMNS = 8


def write_coverage(workbook: Workbook, book: Book, painter: Painter) -> None:
    """Add the coverage sheet."""
    sheet = workbook.create_sheet(book.say("coverage"))
    n_groups = len(book.problem.demands)
    last_table = FIRST_GROUP_COLUMN + 3 * n_groups - 1
    side = last_table + 2
    last_column = side + SIDE_COLUMNS - 1
    title_block(sheet, book, painter, book.say("coverage_title"), last_column)
    note = book.say("interval_note", min=book.view.interval_min, zone=book.problem.zone)
    painter.put(sheet, 4, 1, note, styles.CAPTION)
    last_row = _table(sheet, book, painter)
    top, block = HEADER_ROW - 1, max(BLOCK_ROWS, CHART_ROWS + book.view.n_days + 5)
    for g, demand in enumerate(book.problem.demands):
        chart = _chart(sheet, book, demand, FIRST_GROUP_COLUMN + 3 * g, last_row)
        # Held by cells, it is as wide as the columns in every program.
        chart.anchor = TwoCellAnchor(
            _from=AnchorMarker(col=side - 1, row=top - 1),
            to=AnchorMarker(col=last_column, row=top + CHART_ROWS),
        )
        sheet.add_chart(chart)
        _summary(sheet, book, painter, demand, top + CHART_ROWS + 2, side)
        top += block
    sheet.freeze_panes = f"{get_column_letter(FIRST_GROUP_COLUMN)}{HEADER_ROW + 1}"
    widths(sheet, [16, 12, *[12] * (3 * n_groups), 3, 12, *[19] * 4, *[17] * 3])
    lay_out(sheet, book, last_row=last_row, last_column=last_column)
    # On paper the pictures and the days say it; the long table is for the screen.
    first, last = get_column_letter(side), get_column_letter(last_column)
    sheet.print_area = f"{first}{HEADER_ROW - 1}:{last}{top - 1}"
    sheet.page_setup.fitToHeight = n_groups
    sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight = 15, True


def _table(sheet: Worksheet, book: Book, painter: Painter) -> int:
    """Write the table of intervals; return its last row."""
    painter.put(sheet, HEADER_ROW, 1, book.say("timestamp"), styles.HEAD)
    painter.put(sheet, HEADER_ROW, 2, book.say("day"), styles.HEAD)
    view = book.view
    last_row = HEADER_ROW + view.n_intervals
    stamp_look = replace(styles.VALUE, name="wfm stamp", number_format="yyyy-mm-dd hh:mm")
    for t, stamp in enumerate(view.grid.local[: view.n_intervals]):
        row = HEADER_ROW + 1 + t
        painter.put(sheet, row, 1, stamp.to_pydatetime().replace(tzinfo=None), stamp_look)
        label = day_label(stamp.date(), book.language)
        painter.put(sheet, row, 2, label, styles.VALUE)
    for g, demand in enumerate(book.problem.demands):
        column = FIRST_GROUP_COLUMN + 3 * g
        painter.merge(
            sheet, HEADER_ROW - 1, column, column + 2, book.group_name(demand), styles.TEAM
        )
        for offset, key in enumerate(("required", "scheduled", "difference")):
            painter.put(sheet, HEADER_ROW, column + offset, book.say(key), styles.HEAD)
        staffed = book.staffed[demand.group]
        whole = all(s == int(s) for s in staffed)
        plain = styles.COUNT if whole else styles.HOURS
        signed = replace(
            plain, name=f"{plain.name} signed", number_format="+0;-0;0" if whole else "+0.0;-0.0;0"
        )
        for t, scheduled in enumerate(staffed):
            row, required = HEADER_ROW + 1 + t, book.required(demand, t)
            gap = None if required is None else scheduled - required
            painter.put(sheet, row, column, required, styles.COUNT)
            painter.put(sheet, row, column + 1, scheduled, plain)
            painter.put(sheet, row, column + 2, gap, signed)
        letter = get_column_letter(column + 2)
        sheet.conditional_formatting.add(
            f"{letter}{HEADER_ROW + 1}:{letter}{last_row}", shortage_rule()
        )
    return last_row


def _chart(sheet: Worksheet, book: Book, demand: Demand, column: int, last_row: int) -> Any:
    """Agents on the phones as an area, the requirement as a line over it."""
    labels = f"{quote_sheetname(sheet.title)}!$B${HEADER_ROW + 1}:$B${last_row}"
    # The library's types do not know its own chart attributes.
    area: Any = AreaChart()
    line: Any = LineChart()
    first_row = HEADER_ROW + 1
    scheduled: Any = Series(
        Reference(sheet, column + 1, first_row, column + 1, last_row), title=book.say("scheduled")
    )
    scheduled.graphicalProperties = GraphicalProperties(solidFill="A9D1BC")
    scheduled.graphicalProperties.line.solidFill = "6FAF8D"
    required: Any = Series(
        Reference(sheet, column, first_row, column, last_row), title=book.say("required")
    )
    required.graphicalProperties = GraphicalProperties()
    required.graphicalProperties.line.solidFill = "9B1C1C"
    required.graphicalProperties.line.width = 19_050  # 1.5 pt in EMU
    required.smooth = False
    for series in (scheduled, required):
        series.cat = AxDataSource(strRef=StrRef(f=labels))
    area.series.append(scheduled)
    line.series.append(required)
    area.title = _title(book.group_name(demand), 1200)
    area.legend.position = "b"
    per_day = 24 * 60 // book.view.interval_min
    step = per_day * (1 if book.view.n_days <= 10 else 7)
    for chart in (area, line):
        # Both share one pair of axes; without `delete` spreadsheets hide them.
        chart.x_axis.delete = chart.y_axis.delete = False
        chart.x_axis.tickLblSkip = chart.x_axis.tickMarkSkip = step
        chart.x_axis.tickLblPos = "low"
        chart.x_axis.noMultiLvlLbl = True
        chart.y_axis.title = _title(book.say("agents_axis"), 900)
        chart.y_axis.number_format = "0"
        chart.x_axis.txPr = chart.y_axis.txPr = _text(None, 800)
        chart.y_axis.scaling.min = 0
        chart.y_axis.majorGridlines.spPr = GraphicalProperties()
        chart.y_axis.majorGridlines.spPr.line.solidFill = styles.LINE
    area.layout = Layout(manualLayout=ManualLayout(x=0.02, y=0.1, w=0.96, h=0.74))
    area += line
    return area


def _title(text: str, size: int) -> Title:
    """Title of a chart or an axis, `size` in hundredths of a point."""
    return Title(tx=Text(rich=_text(text, size)), overlay=False)


def _text(text: str | None, size: int) -> RichText:
    """Text of a chart; without words only the face of what the program writes."""
    face = CharacterProperties(sz=size, b=text is not None, solidFill=styles.INK)
    runs = [] if text is None else [RegularTextRun(rPr=face, t=safe_text(text))]
    end = face if text is None else None
    paragraph = Paragraph(pPr=ParagraphProperties(defRPr=face), r=runs, endParaRPr=end)
    return RichText(p=[paragraph])


def _summary(
    sheet: Worksheet, book: Book, painter: Painter, demand: Demand, row: int, column: int
) -> None:
    """Write a line a day with hours and shortages."""
    view, hours = book.view, book.view.interval_min / 60
    keys = ("day", "required_hours", "scheduled_hours", "short_hours", "short_intervals")
    for offset, key in enumerate(keys):
        painter.put(sheet, row, column + offset, book.say(key), styles.HEAD)
    staffed = book.staffed[demand.group]
    totals = [0.0, 0.0, 0.0, 0]
    for d, day in enumerate(view.days):
        row += 1
        span = view.grid.day_slice(d)
        scored = range(span.start, min(span.stop, len(demand.required)))
        need = [demand.required[t] for t in scored]
        gaps = [max(0.0, r - staffed[t]) for t, r in zip(scored, need, strict=True)]
        values = [
            sum(need) * hours,
            sum(staffed[t] for t in scored) * hours,
            sum(gaps) * hours,
            sum(gap > 0 for gap in gaps),
        ]
        totals = [a + b for a, b in zip(totals, values, strict=True)]
        _summary_row(sheet, painter, row, column, day_label(day, book.language), values)
    _summary_row(sheet, painter, row + 1, column, book.say("sum"), totals)


def _summary_row(
    sheet: Worksheet, painter: Painter, row: int, column: int, label: str, values: list[float]
) -> None:
    painter.put(sheet, row, column, label, styles.TEXT)
    for offset, value in enumerate(values, 1):
        look = styles.COUNT if offset == len(values) else styles.HOURS
        painter.put(sheet, row, column + offset, value, look)
