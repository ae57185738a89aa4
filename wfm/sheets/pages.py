"""How a sheet comes out of the printer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from wfm.sheets.book import Book, SheetStatus
from wfm.sheets.cells import safe_text
from wfm.sheets.styles import CAPTION, DRAFT, FONTS, PUBLISHED, SUBTITLE, TITLE, Painter

A3, A4 = 8, 9


def lay_out(
    sheet: Worksheet,
    book: Book,
    *,
    last_row: int,
    last_column: int,
    header_rows: tuple[int, int] | None = None,
    title_columns: int = 0,
    paper: int = A4,
    landscape: bool = True,
    pages_wide: int = 1,
) -> None:
    """Set print area, paper, repeated headers, margins and the footer with page numbers."""
    sheet.print_area = f"A1:{get_column_letter(last_column)}{last_row}"
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = str(paper)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth = pages_wide
    sheet.page_setup.fitToHeight = 0
    if header_rows:
        sheet.print_title_rows = f"{header_rows[0]}:{header_rows[1]}"
    if title_columns:
        sheet.print_title_cols = f"A:{get_column_letter(title_columns)}"
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top, margins.bottom = 0.45, 0.6
    margins.header = margins.footer = 0.3
    sheet.print_options.horizontalCentered = True
    sheet.sheet_view.showGridLines = False
    about = book.about
    footer: Any = sheet.oddFooter
    footer.left.text = _footer(f"{about.centre_name} · {sheet.title}", 45)
    footer.center.text = _footer(book.standing(), 95)
    footer.right.text = book.say("page")
    for part in (footer.left, footer.center, footer.right):
        part.font, part.size = f"{FONTS[book.language]},Regular", 8


def title_block(
    sheet: Worksheet, book: Book, painter: Painter, headline: str, last_column: int, badge: int = 2
) -> None:
    """Write rows 1 to 3: centre and status, what the sheet is, by which rules and when made.

    `badge` is the number of columns at the right that the status takes.
    """
    about = book.about
    first_badge = max(2, last_column - badge + 1)
    painter.put(sheet, 1, 1, about.centre_name, TITLE)
    published = about.status is SheetStatus.PUBLISHED
    painter.merge(
        sheet,
        1,
        first_badge,
        last_column,
        book.say(about.status.value),
        PUBLISHED if published else DRAFT,
    )
    painter.put(sheet, 2, 1, headline, SUBTITLE)
    painter.put(sheet, 3, 1, book.standing(), CAPTION)
    sheet.row_dimensions[1].height = 27
    sheet.row_dimensions[2].height = 18
    sheet.row_dimensions[3].height = 15


def widths(sheet: Worksheet, sizes: Sequence[float]) -> None:
    """Set the widths of the first columns, in characters."""
    for column, size in enumerate(sizes, 1):
        sheet.column_dimensions[get_column_letter(column)].width = size


def _footer(text: str, room: int) -> str:
    # In footers & begins a code, and all three parts with their codes hold 255 characters.
    text = safe_text(text)
    while len(text.replace("&", "&&")) > room:
        text = text[:-1]
    return text.replace("&", "&&")
