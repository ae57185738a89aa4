"""Text that goes into a workbook's cells."""

from __future__ import annotations

from wfm.sheets.formulas import quoted

TEXT_MAX = 32_767
"""Characters that one cell can hold."""


def safe_text(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula and every workbook can hold.

    Control characters are left out, half characters become a question mark, and what is too long
    for a cell is cut.

    Examples
    --------
    >>> safe_text("=HYPERLINK(1)"), safe_text("A001")
    ("'=HYPERLINK(1)", 'A001')
    """
    return quoted(text)[:TEXT_MAX]
