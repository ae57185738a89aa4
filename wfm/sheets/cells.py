"""Text that goes into a workbook's cells."""

from __future__ import annotations

from wfm.sheets.formulas import quoted


def safe_text(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula, without control characters."""
    return quoted(text)
