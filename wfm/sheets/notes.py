"""The notes sheet: status, cost, bound, findings in words, what was not checked, terms."""

from __future__ import annotations

from dataclasses import replace

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from wfm.core.interchange import fingerprint
from wfm.core.score import Violation
from wfm.sheets import styles
from wfm.sheets.book import Book
from wfm.sheets.pages import lay_out, title_block, widths
from wfm.sheets.styles import Look, Painter
from wfm.sheets.words import unit_name

FINDINGS_SHOWN = 200
LAST_COLUMN = 6
LABEL = replace(styles.TEXT, name="wfm label", bold=True, ink=styles.BRAND)
SENTENCE = replace(styles.TEXT, name="wfm sentence", wrap=True)
HARD = replace(styles.VALUE, name="wfm hard", fill=styles.SHORT, ink=styles.HOLIDAY_INK, bold=True)
POINTS = replace(styles.VALUE, name="wfm points", number_format="#,##0.##")
TERMS = ("required", "phones", "hours", "off", "day", "bound", "gap", "excess")


class _Page:
    """The notes sheet while it is written, row by row."""

    def __init__(self, sheet: Worksheet, book: Book, painter: Painter) -> None:
        self.sheet, self.book, self.painter = sheet, book, painter
        self.row = 4

    def section(self, title: str) -> None:
        self.row += 1
        self.painter.merge(self.sheet, self.row, 1, LAST_COLUMN, title, styles.SECTION)
        self.sheet.row_dimensions[self.row].height = 20
        self.row += 1

    def line(self, label: str, value: object, look: Look = SENTENCE) -> None:
        self.painter.put(self.sheet, self.row, 1, label, LABEL)
        self.painter.merge(self.sheet, self.row, 2, LAST_COLUMN, value, look)
        self._grow(str(value), 110)
        self.row += 1

    def text(self, text: str) -> None:
        self.painter.merge(self.sheet, self.row, 1, LAST_COLUMN, text, styles.PLAIN_WRAP)
        self._grow(text, 130)
        self.row += 1

    def table(self, cells: list[tuple[object, Look]]) -> None:
        for column, (value, look) in enumerate(cells, 1):
            last = LAST_COLUMN if column == LAST_COLUMN - 1 else column
            self.painter.merge(self.sheet, self.row, column, last, value, look)
        self._grow(str(cells[-1][0]), 78)
        self.row += 1

    def _grow(self, text: str, characters: int) -> None:
        # Merged and wrapped cells do not grow by themselves; wide letters take two places.
        length = sum(2 if ord(c) > 0x2E7F else 1 for c in text)
        self.sheet.row_dimensions[self.row].height = 14.5 * max(1, -(-length // characters))


def write_notes(workbook: Workbook, book: Book, painter: Painter) -> None:
    """Add the notes sheet."""
    sheet = workbook.create_sheet(book.say("notes"))
    title_block(sheet, book, painter, book.say("notes_title"), LAST_COLUMN, badge=1)
    widths(sheet, [30, 17, 12, 18, 58, 16])
    page = _Page(sheet, book, painter)
    _status(page)
    _costs(page)
    _findings(page)
    page.section(book.say("unchecked"))
    for name in book.report.unchecked or (book.say("none"),):
        page.text(name)
    if book.about.sl_definition:
        page.section(book.say("sl_definition"))
        page.text(book.about.sl_definition)
    if book.about.notes:
        page.section(book.say("remarks"))
        for note in book.about.notes:
            page.text(note)
    page.section(book.say("terms"))
    for term in TERMS:
        page.text(book.say(f"term_{term}"))
    page.section(book.say("provenance"))
    page.line("problem.json", f"{book.problem.name} · {fingerprint(book.problem)}")
    for key, value in book.problem.provenance.items():
        page.line(key, value)
    sheet.freeze_panes = "A4"
    lay_out(sheet, book, last_row=page.row - 1, last_column=LAST_COLUMN, header_rows=(1, 3))


def _status(page: _Page) -> None:
    book, about = page.book, page.book.about
    unknown = book.say("unknown")
    page.section(book.say("status"))
    page.line(book.say("status"), book.say(about.status.value))
    page.line(book.say("solve_status"), about.solve_status or unknown)
    hard = len(book.report.hard)
    number = replace(SENTENCE, name="wfm figure", number_format="#,##0.##")
    page.line(
        book.say("hard"),
        hard,
        replace(HARD, name="wfm hard figure", align="left", border="all") if hard else number,
    )
    cost = book.report.cost if about.cost is None else about.cost
    page.line(book.say("cost"), cost, number)
    page.line(book.say("bound"), unknown if about.bound is None else about.bound, number)
    share = replace(SENTENCE, name="wfm share", number_format="0.00%")
    page.line(book.say("gap"), unknown if about.gap is None else about.gap, share)
    page.line(book.say("excess"), unknown if about.excess is None else about.excess, share)


def _costs(page: _Page) -> None:
    book = page.book
    page.section(book.say("costs"))
    heads = ("rule", "amount", "unit", "points")
    page.table([(book.say(key), styles.HEAD) for key in heads])
    penalties = book.report.penalties
    for rule, penalty in penalties.items():
        title = book.about.rule_titles.get(rule, rule)
        unit = unit_name(penalty.unit, book.language)
        page.table(
            [
                (title, LABEL),
                (penalty.amount, POINTS),
                (unit, styles.VALUE),
                (penalty.cost, POINTS),
            ]
        )
    if not penalties:
        page.text(book.say("none"))


def _findings(page: _Page) -> None:
    book = page.book
    violations = book.report.violations
    page.section(book.say("findings"))
    if not violations:
        page.text(book.say("none"))
        return
    shown = violations[:FINDINGS_SHOWN]
    page.text(book.say("findings_shown", shown=len(shown), n=len(violations)))
    heads = ("rule", "article", "points", "amount", "finding")
    page.table([(book.say(key), styles.HEAD) for key in heads])
    for violation in shown:
        page.table(_finding(book, violation))


def _finding(book: Book, violation: Violation) -> list[tuple[object, Look]]:
    amount = f"{violation.amount:g} {unit_name(violation.unit, book.language)}"
    cost: tuple[object, Look] = (violation.cost, POINTS)
    if violation.hard:
        cost = (book.say("hard_mark"), HARD)
    return [
        (book.about.rule_titles.get(violation.rule, violation.rule), LABEL),
        (violation.source, SENTENCE),
        cost,
        (amount, styles.VALUE),
        (book.describe(violation, book.language), SENTENCE),
    ]
