"""Text that a spreadsheet would run as a formula leaves the house quoted, and comes back plain."""

from __future__ import annotations

import re

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that no XLSX cell can hold."""

_LINE_END = re.compile(r"\r\n?")
"""A lone carriage return would begin a row of its own in a CSV."""

_HOLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
"""Half characters and others that neither CSV nor XLSX can carry."""


def quoted(text: str) -> str:
    """Quote a text that a spreadsheet could take for a formula; `unquoted` undoes it.

    Line ends become newlines, and what no file can carry is left out or becomes a question mark.

    Examples
    --------
    >>> quoted("=1+1"), quoted("A001")
    ("'=1+1", 'A001')
    """
    text = _CONTROL.sub("", _HOLE.sub("?", _LINE_END.sub("\n", text)))
    return f"'{text}" if _dangerous(text) else text


def unquoted(text: str) -> str:
    """Remove the quote that `quoted` put in front."""
    return text[1:] if text.startswith("'") and _dangerous(text) else text


def _dangerous(text: str) -> bool:
    # Quotes in front count too, so that quoting twice can be undone twice.
    return text.lstrip("'").startswith(FORMULA_STARTS)
