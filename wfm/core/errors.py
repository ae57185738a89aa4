"""Errors that tell a person what is wrong, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class WfmError(Exception):
    """Base of every error a user may see; its text is a whole sentence in plain words."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in what a user gave us.

    Parameters
    ----------
    what : str
        What is wrong, e.g. ``"volume is negative"``.
    mend : str
        What to do about it, e.g. ``"write the number of calls offered, 0 or more"``.
    file, column, value : str
        Where it stands; empty when it does not apply.
    row : int or None
        Row in the file as a spreadsheet numbers it (the header is row 1).
    what_zh : str
        What is wrong in Chinese, where a rule says it; otherwise pages look `what` up.
    """

    what: str
    mend: str
    file: str = ""
    row: int | None = None
    column: str = ""
    value: str = ""
    what_zh: str = ""

    def __str__(self) -> str:
        place = [self.file] if self.file else []
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column:
            place.append(f"column {self.column}")
        where = ", ".join(place)
        value = f" (value: {self.value!r})" if self.value else ""
        return f"{where + ': ' if where else ''}{self.what}{value}. Mend: {self.mend}."


class BadInputError(WfmError):
    """What a user gave can't be used; lists every fault found, first the first ones.

    Parameters
    ----------
    faults : sequence of Fault
        At least one.
    """

    SHOWN = 20

    def __init__(self, faults: Fault | Sequence[Fault]) -> None:
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        if not self.faults:
            raise ValueError("BadInputError needs at least one fault")
        lines = [str(fault) for fault in self.faults[: self.SHOWN]]
        hidden = len(self.faults) - self.SHOWN
        if hidden > 0:
            lines.append(f"... and {hidden} more")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[type[BadInputError], tuple[tuple[Fault, ...]]]:
        return (type(self), (self.faults,))


class NotAllowedError(WfmError):
    """The person who acts may not do this, or the state of things forbids it.

    Parameters
    ----------
    text : str
        What is not allowed and why.
    said : sequence of (English, Chinese)
        Sentences of rules inside the text, which is English, with what a Chinese reader gets.
    """

    def __init__(self, text: str, said: Sequence[tuple[str, str]] = ()) -> None:
        self.said = tuple(said)
        super().__init__(text)

    def __reduce__(self) -> tuple[type[NotAllowedError], tuple[str, tuple[tuple[str, str], ...]]]:
        return (type(self), (str(self), self.said))


class ConflictError(WfmError):
    """Somebody else changed the same thing meanwhile; nothing was saved."""
