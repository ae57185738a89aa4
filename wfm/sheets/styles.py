"""Looks of the shift sheet: every style has a name, so that a spreadsheet can restyle it too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from wfm.core.problem import Problem
from wfm.core.shifts import BreakKind
from wfm.sheets.cells import safe_text
from wfm.sheets.words import ShiftClass, shift_class

FONTS = {"en": "Arial", "zh": "Microsoft YaHei"}
"""Both are on every office machine; programs without them fall back to a face with both scripts."""

INK = "1F2933"
MUTED = "7B8794"
LINE = "D5DBE1"
STRONG_LINE = "8A97A6"
BRAND = "14532D"
PAPER = "FFFFFF"
PANEL = "EEF2F5"
WEEKEND = "E4E9EE"
HOLIDAY = "F9D9D6"
HOLIDAY_INK = "9B1C1C"
SHORT = "F8B4B4"

CLASS_FILLS: dict[ShiftClass, tuple[str, ...]] = {
    ShiftClass.EARLY: ("FFF3CF", "FFE8A6", "FFDB7A", "FACB4E"),
    ShiftClass.MIDDLE: ("E1F3E0", "C8E8C6", "ABDBA8", "8CCB89"),
    ShiftClass.LATE: ("DDEBFA", "C0DAF4", "A0C7ED", "7FB2E4"),
    ShiftClass.NIGHT: ("565E9B", "4A5189", "3F4576", "353A63"),
}
"""From the earliest start of a class to its latest; light enough for a printer, nights apart."""
CLASS_INK: dict[ShiftClass, str] = {
    ShiftClass.EARLY: "533A00",
    ShiftClass.MIDDLE: "17401A",
    ShiftClass.LATE: "0D2F4F",
    ShiftClass.NIGHT: "FFFFFF",
}
BREAK_FILLS: dict[BreakKind, tuple[str, str]] = {
    BreakKind.MEAL: ("F4B183", "5A2500"),
    BreakKind.REST: ("FFFFFF", "5B6672"),
    BreakKind.NURSING: ("E6C7EE", "4A1259"),
}
"""Fill and ink of each break on the day sheet."""
ACTIVITY_FILL = ("FFF2A8", "4D3B00")
"""Fill and ink of activities there; their letters tell them apart."""


@dataclass(frozen=True)
class Look:
    """How a cell looks; `name` is the style's name in the workbook.

    `border` is one of ``none``, ``all``, ``strong``, ``top``, ``bottom``, ``left``.
    """

    name: str
    fill: str = ""
    ink: str = INK
    size: float = 9
    bold: bool = False
    align: str = "center"
    wrap: bool = False
    shrink: bool = False
    border: str = "none"
    number_format: str = "General"


TITLE = Look("wfm title", ink=BRAND, size=16, bold=True, align="left")
SUBTITLE = Look("wfm subtitle", size=11, bold=True, align="left")
CAPTION = Look("wfm caption", ink=MUTED, size=8, align="left")
DRAFT = Look("wfm draft", fill="FDE68A", ink="713F12", size=11, bold=True)
PUBLISHED = Look("wfm published", fill=BRAND, ink=PAPER, size=11, bold=True)
HEAD = Look("wfm head", fill=PANEL, bold=True, border="all", wrap=True)
HEAD_WEEKEND = replace(HEAD, name="wfm head weekend", fill=WEEKEND)
HEAD_HOLIDAY = replace(HEAD, name="wfm head holiday", fill=HOLIDAY, ink=HOLIDAY_INK)
TEAM = Look("wfm team", fill="DCE7E0", ink=BRAND, bold=True, align="left", border="bottom")
NAME = Look("wfm agent", bold=True, align="left", border="all")
TEXT = Look("wfm text", align="left", border="all")
ROLE = Look("wfm role", ink=MUTED, size=8, border="all")
VALUE = Look("wfm value", border="all")
HOURS = Look("wfm hours", border="all", number_format="0.0")
COUNT = Look("wfm count", border="all", number_format="0")
SUM = Look("wfm sum", fill=PANEL, bold=True, border="all", number_format="0")
SUM_NAME = Look("wfm sum name", fill=PANEL, bold=True, align="left", border="all")
OFF = Look("wfm off", ink="8C96A1", border="all")
OFF_WEEKEND = replace(OFF, name="wfm off weekend", fill="F6F8F9")
LEAVE = Look("wfm leave", fill="F3DCE6", ink="7A1F46", bold=True, border="all")
PLAIN = Look("wfm plain", align="left")
PLAIN_WRAP = Look("wfm plain wrapped", align="left", wrap=True)
SECTION = Look("wfm section", ink=BRAND, size=11, bold=True, align="left", border="bottom")
PINNED_FORMAT = '@" ◆"'
"""Shows the mark of a fixed cell and leaves its value the bare code."""


def _box(side: Side) -> Border:
    return Border(left=side, right=side, top=side, bottom=side)


_SIDES = {
    "none": Border(),
    "all": _box(Side("thin", color=LINE)),
    "strong": _box(Side("medium", color=INK)),
    "top": Border(top=Side("thin", color=STRONG_LINE)),
    "bottom": Border(bottom=Side("thin", color=STRONG_LINE)),
    "left": Border(left=Side("thin", color=LINE)),
}


def shift_looks(problem: Problem, codes: Mapping[str, str]) -> dict[str, Look]:
    """Look of each shift id: hue by class, depth by start."""
    looks = {}
    for kind in ShiftClass:
        shifts = [s for s in problem.shifts if shift_class(s) is kind]
        # A night that starts after midnight comes after one that starts before it.
        starts = sorted({(s.start_min + 720) % 1440 if s.night else s.start_min for s in shifts})
        fills = CLASS_FILLS[kind]
        for shift in shifts:
            start = (shift.start_min + 720) % 1440 if shift.night else shift.start_min
            depth = starts.index(start) * len(fills) // max(len(starts), 1)
            looks[shift.id] = Look(
                f"wfm shift {codes[shift.id]}",
                fill=fills[depth],
                ink=CLASS_INK[kind],
                bold=True,
                border="all",
                number_format="@",
            )
    return looks


def pinned(look: Look) -> Look:
    """Look of a fixed cell: a mark behind the code and a strong border, never colour alone."""
    return replace(
        look, name=f"{look.name} fixed", border="strong", number_format=PINNED_FORMAT, size=8.5
    )


class Painter:
    """Writes styled cells; every look becomes a named style the first time it is used."""

    def __init__(self, workbook: Workbook, language: str) -> None:
        self._workbook = workbook
        self._font = FONTS[language]
        self._names: dict[Look, str] = {}
        # Columns are measured in digits of this style's font; there is no public way to it.
        normal: NamedStyle = workbook._named_styles["Normal"]  # type: ignore[attr-defined]  # noqa: SLF001
        normal.font = Font(name=FONTS["en"], sz=10)

    def style(self, look: Look) -> str:
        """Name of the style of a look."""
        name = self._names.get(look)
        if name is None:
            name = self._add(look)
        return name

    def put(self, sheet: Worksheet, row: int, column: int, value: object, look: Look) -> None:
        """Write a value with a look; text is made safe first."""
        cell = sheet.cell(row, column)
        cell.style = self.style(look)
        if isinstance(value, str):
            cell.value = safe_text(value)
            cell.data_type = "s"
        else:
            cell.value = value  # type: ignore[assignment]

    def merge(
        self, sheet: Worksheet, row: int, first: int, last: int, value: object, look: Look
    ) -> None:
        """Write a value over some columns of a row."""
        for column in range(first + 1, last + 1):
            self.put(sheet, row, column, None, look)
        self.put(sheet, row, first, value, look)
        if last > first:
            sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)

    def _add(self, look: Look) -> str:
        # Spreadsheets compare the names of styles without case and cap their length.
        name = safe_text(look.name)[:200]
        taken = {other.casefold() for other in self._names.values()}
        while name.casefold() in taken:
            name += " +"
        self._workbook.add_named_style(
            NamedStyle(
                name=name,
                font=Font(name=self._font, sz=look.size, b=look.bold, color=look.ink),
                fill=PatternFill("solid", fgColor=look.fill) if look.fill else PatternFill(),
                border=_SIDES[look.border],
                alignment=Alignment(
                    horizontal=look.align,
                    vertical="center",
                    wrap_text=look.wrap,
                    shrink_to_fit=look.shrink,
                    indent=1 if look.align == "left" and (look.border == "all" or look.fill) else 0,
                ),
                number_format=look.number_format,
            )
        )
        self._names[look] = name
        return name
