"""How a table of counted contacts is laid out: which columns say what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from wfm.core.errors import BadInputError, Fault
from wfm.sheets.clock_texts import AhtUnit, DayOrder, plain, read_clock
from wfm.sheets.free_table import FreeTable

IGNORED = ""
"""What a queue of the file is mapped to when its rows are to be left out."""
_SUMMARY = ("total", "totals", "grand total", "sum", "average", "合计", "总计", "小计", "平均")


class Shape(StrEnum):
    """What a row is."""

    INTERVALS = "intervals"
    """A row an interval and queue."""
    DAYS = "days"
    """A row a day and queue, a column for each interval."""


class HandleIs(StrEnum):
    """What the handle-time columns hold."""

    AVERAGE = "average"
    TOTAL = "total"


@dataclass(frozen=True)
class HistoryLayout:
    """Which columns of a table say what; an empty name: there is none.

    Parameters
    ----------
    shape : Shape
    timestamp : str
        Day and time (or the interval's start and end) in one column.
    date, time : str
        The same in two columns; with `Shape.DAYS` the date alone.
    day_order : DayOrder
        Of days that do not start with the year.
    ends : bool
        Whether the time given is the interval's end.
    queue : str
    all_queue : str
        Queue of every row where no column names one.
    queues : mapping of str to str
        Queue of the centre for each name of the file; an empty one leaves the rows out. Several
        names may be put together: their contacts are added.
    offered, answered, abandoned : str
        Contacts; without `offered`, the sum of the two others.
    handle : tuple of str
        Handle time, or its parts (talk, hold, after-call work), which are added.
    handle_is : HandleIs
        A total is divided by the contacts answered.
    handle_unit : AhtUnit
        Of plain numbers.
    """

    shape: Shape = Shape.INTERVALS
    timestamp: str = ""
    date: str = ""
    time: str = ""
    day_order: DayOrder = DayOrder.DAY_FIRST
    ends: bool = False
    queue: str = ""
    all_queue: str = ""
    queues: Mapping[str, str] = field(default_factory=dict)
    offered: str = ""
    answered: str = ""
    abandoned: str = ""
    handle: tuple[str, ...] = ()
    handle_is: HandleIs = HandleIs.AVERAGE
    handle_unit: AhtUnit = AhtUnit.SECONDS

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the file that are read, each once."""
        named = (
            *(self.timestamp, self.date, self.time, self.queue),
            *(self.offered, self.answered, self.abandoned, *self.handle),
        )
        return tuple(dict.fromkeys(name for name in named if name))


def is_summary(text: str) -> bool:
    """Whether a cell names a row of sums.

    Examples
    --------
    >>> is_summary("Total"), is_summary("合计："), is_summary("Totally")
    (True, True, False)
    """
    return plain(text).rstrip(" :：") in _SUMMARY


def check_layout(table: FreeTable, layout: HistoryLayout) -> None:
    """Check that a layout's columns are there and say when and how many.

    Raises
    ------
    BadInputError
        With everything that is not so.
    """
    faults = [
        Fault("the column is not there", "choose another", table.file, table.header_row, name)
        for name in layout.columns
        if name not in table.header
    ]
    wide = layout.shape is Shape.DAYS
    if not (layout.timestamp or (layout.date and (layout.time or wide))):
        faults.append(
            Fault(
                "no column says when",
                "choose one with day and time, or one with the day and one with the time",
                table.file,
                table.header_row,
            )
        )
    if not wide and not layout.offered and not (layout.answered and layout.abandoned):
        faults.append(
            Fault(
                "no column says how many contacts were offered",
                "choose one, or those of answered and abandoned contacts",
                table.file,
                table.header_row,
            )
        )
    if wide and not interval_columns(table.header):
        faults.append(
            Fault(
                "no column is named by its interval",
                "name them by their start, e.g. 08:30, or choose a row an interval",
                table.file,
                table.header_row,
            )
        )
    if faults:
        raise BadInputError(faults)


def interval_columns(header: tuple[str, ...]) -> dict[str, int]:
    """Columns whose name is a time of day, with its minute after midnight."""
    found = {}
    for name in header:
        clock = read_clock(name) if any(sign in name for sign in ":：点时") else None
        if clock is not None:
            found[name] = clock[0]
    return found
