"""One row's texts turned into values; every fault is noted and reading goes on."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from wfm.core.errors import BadInputError, Fault
from wfm.core.time import parse_clock
from wfm.sheets.tables import Row

E = TypeVar("E", bound=StrEnum)

SEPARATORS = re.compile(r"[;；、|]")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
_YES = frozenset({"yes", "y", "true", "1", "是"})
_NO = frozenset({"no", "n", "false", "0", "否"})


def parse_day(text: str) -> date | None:
    """Read a day written year first; None when the text is none.

    Examples
    --------
    >>> parse_day("2026/1/5"), parse_day("2026年1月5日"), parse_day("5.1.2026")
    (datetime.date(2026, 1, 5), datetime.date(2026, 1, 5), None)
    """
    match = _DAY.fullmatch(text.strip())
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None


class RowReader:
    """Reads the cells of one row and notes what is wrong with them.

    Parameters
    ----------
    row : Row
    file : str
        Name for messages.
    faults : list of Fault
        Faults are added to it.
    """

    def __init__(self, row: Row, file: str, faults: list[Fault]) -> None:
        self.row = row
        self.file = file
        self.faults = faults

    def fault(self, what: str, mend: str, column: str = "", value: str | None = None) -> None:
        """Note a fault of a column; its value is the cell's text unless given."""
        text = self.row.values.get(column, "") if value is None else value
        self.faults.append(Fault(what, mend, self.file, self.row.number, column, text))

    def text(self, column: str) -> str:
        """Text of a cell that may be empty."""
        return self.row.values.get(column, "")

    def needed(self, column: str) -> str:
        """Text of a cell that must not be empty."""
        text = self.text(column)
        if not text:
            self.fault("the cell is empty", "fill it in", column)
        return text

    def list(self, column: str) -> tuple[str, ...]:
        """Texts of a cell separated by ``;`` (also ；、|), each once, in order."""
        parts = (part.strip() for part in SEPARATORS.split(self.text(column)))
        return tuple(dict.fromkeys(part for part in parts if part))

    def one_of(self, column: str, text: str, known: Collection[str] | None, noun: str) -> str:
        """Check that a text is known; None for `known` checks nothing."""
        if text and known is not None and text not in known:
            choices = ", ".join(sorted(known)[:12]) or "none is declared"
            self.fault(
                f"the {noun} is unknown", f"declare it or use one of: {choices}", column, text
            )
        return text

    def choice(self, column: str, text: str, kind: type[E], aliases: Mapping[str, E]) -> E | None:
        """Read a text as a member of an enum, by its value or an alias in any case."""
        key = text.casefold().replace(" ", "_").replace("-", "_")
        for member in kind:
            if key == member.value:
                return member
        if key in aliases:
            return aliases[key]
        if text:
            choices = ", ".join(member.value for member in kind)
            self.fault("the word is unknown", f"use one of: {choices}", column, text)
        return None

    def day(self, column: str, *, needed: bool = False) -> date | None:
        """Read a day; None when the cell is empty or wrong."""
        text = self.needed(column) if needed else self.text(column)
        if not text:
            return None
        found = parse_day(text)
        if found is None:
            self.fault("this is no day", "write it year first, e.g. 2026-11-23", column)
        return found

    def days(
        self, first: str, last: str, *, needed: bool = False
    ) -> tuple[date | None, date | None]:
        """Read a first and a last day in order."""
        start, end = self.day(first, needed=needed), self.day(last, needed=needed)
        if start and end and end < start:
            self.fault("the end lies before the start", f"give a day from {start} on", last)
        return start, end

    def whole(self, column: str, *, low: int, high: int, default: int) -> int:
        """Read a whole number within limits, both included; a percent sign is allowed."""
        text = self.text(column)
        if not text:
            return default
        digits = text.removesuffix("%").strip()
        if re.fullmatch(r"-?\d{1,9}", digits) and low <= int(digits) <= high:
            return int(digits)
        self.fault("the number is out of range", f"give a whole number {low} to {high}", column)
        return default

    def yes(self, column: str, *, default: bool) -> bool:
        """Read yes or no."""
        text = self.text(column).casefold()
        if text and text not in _YES | _NO:
            self.fault("this is neither yes nor no", "write yes or no", column)
        return default if text not in _YES | _NO else text in _YES

    def minute(self, column: str, text: str | None = None) -> int | None:
        """Read a time of day as minutes after midnight; None when it is empty or wrong."""
        text = self.text(column) if text is None else text
        if not text:
            return None
        try:
            return parse_clock(text)
        except BadInputError as error:
            fault = error.faults[0]
            self.fault(fault.what, fault.mend, column, text)
            return None
