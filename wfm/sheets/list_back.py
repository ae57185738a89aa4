"""The list of shifts read back: breaks and activities as the workbook was written with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from openpyxl.utils import get_column_letter

from wfm.core.errors import BadInputError, Fault
from wfm.core.problem import Problem
from wfm.core.roster import Activity, Assignment, PlacedActivity, Roster
from wfm.core.shifts import BreakKind, Shift
from wfm.core.time import DAY_MIN, local_instant
from wfm.sheets.activity_names import named_activities
from wfm.sheets.code_book import CodeBook
from wfm.sheets.formulas import unquoted
from wfm.sheets.week_rows import HEAD_SEARCH_ROWS, Row, as_date, sheets_of, text_at, value_at
from wfm.sheets.words import WORDS, normal

NEEDED = ("agent", "date", "shift", "paid_hours")
"""Headings that tell the list from every other sheet."""

SPAN = re.compile(r"(?P<name>.*?)\s*(?P<start>\d{1,2}:\d\d)\s*[–-]\s*(?P<end>\d{1,2}:\d\d)")


def written_roster(content: bytes, problem: Problem, file: str) -> Roster:
    """Roster that a workbook was written from, as its list of shifts tells it.

    Rows of agents, days and codes that the problem does not have are passed over: the week sheets
    name those. An activity whose name means nothing is left out.

    Raises
    ------
    BadInputError
        Naming the cell of every span of time that can't be read.
    """
    reading = _List(problem, file)
    for name, rows in sheets_of(content, file):
        reading.sheet(name, rows)
    if reading.faults:
        raise BadInputError(reading.faults)
    return Roster(tuple(reading.cells.values()))


@dataclass(frozen=True)
class _Columns:
    """Columns of the list by what they hold, counted from 1."""

    agent: int
    date: int
    shift: int
    breaks: Mapping[BreakKind, int]
    activities: int | None


class _List:
    """Cells and faults collected over the sheets of one file."""

    def __init__(self, problem: Problem, file: str) -> None:
        self.problem, self.file = problem, file
        self.codes = CodeBook(problem)
        self.ids = {a.id for a in problem.agents}
        self.agents = {normal(agent_id): agent_id for agent_id in self.ids}
        self.shifts = {s.id: s for s in problem.shifts}
        self.activities = {x.id: x for x in problem.activities}
        self.names = named_activities(problem)
        self.cells: dict[tuple[str, date], Assignment] = {}
        self.faults: list[Fault] = []

    def sheet(self, name: str, rows: Iterator[Row]) -> None:
        """Read one sheet if it is the list."""
        columns = None
        for number, row in enumerate(rows, 1):
            if columns is not None:
                self._row(name, number, row, columns)
                continue
            columns = _columns(row)
            if columns is None and number >= HEAD_SEARCH_ROWS:
                return

    def _row(self, sheet: str, number: int, row: Row, columns: _Columns) -> None:
        label = unquoted(text_at(row, columns.agent))
        agent_id = label if label in self.ids else self.agents.get(normal(label))
        day = as_date(value_at(row, columns.date))
        found = self.codes.shifts(unquoted(text_at(row, columns.shift)))
        if agent_id is None or day is None or len(found) != 1:
            return
        if not 0 <= (day - self.problem.first_day).days < self.problem.n_days:
            return
        shift = self.shifts[next(iter(found))]
        clock = _Clock(day, shift, self.problem.zone)

        def spans(column: int) -> Iterable[tuple[str, int, int]]:
            text = unquoted(text_at(row, column))
            try:
                yield from _spans(text, clock)
            except ValueError:
                self.faults.append(
                    Fault(
                        "this is no list of times inside the shift",
                        "write HH:MM–HH:MM as it was, or give the roster that the sheet was "
                        "written from",
                        file=f"{self.file}, sheet {sheet}",
                        row=number,
                        column=get_column_letter(column),
                        value=text,
                    )
                )

        breaks = [
            Activity(start, length, kind)
            for kind, column in columns.breaks.items()
            for _, start, length in spans(column)
        ]
        placed = []
        for name, start, length in spans(columns.activities) if columns.activities else ():
            activity = self.activities.get(self.names.get(normal(name), ""))
            if activity is not None:
                placed.append(PlacedActivity(start, length, activity.id, activity.kind))
        self.cells[agent_id, day] = Assignment(
            agent_id, day, shift.id, tuple(sorted(breaks)), tuple(sorted(placed))
        )


def _columns(row: Row) -> _Columns | None:
    """Columns of the list's head; None for any other row."""
    heads = {normal(text_at(row, c)): c for c in range(len(row), 0, -1)}
    at = {key: heads[w] for key in (*NEEDED, *BreakKind, "activities") for w in _said(key, heads)}
    if not set(NEEDED) <= at.keys():
        return None
    breaks = {kind: at[kind] for kind in BreakKind if kind in at}
    return _Columns(at["agent"], at["date"], at["shift"], breaks, at.get("activities"))


def _said(key: str, heads: Mapping[str, int]) -> Sequence[str]:
    return [w for w in map(normal, WORDS[str(key)]) if w in heads][:1]


@dataclass(frozen=True)
class _Clock:
    """Wall-clock times of one shift turned back into minutes from its start."""

    day: date
    shift: Shift
    zone: str

    def span_min(self, start: str, end: str) -> tuple[int, int]:
        """Minutes from the shift's start to a span between two clock times, and its length.

        Clocks may change inside the shift: an hour then has no name, or two have the same. Of
        the spans that the times may mean the shortest counts, the first of equals.

        Raises
        ------
        ValueError
            When the shift has no such span.
        """
        spans = [
            (last - first, first)
            for first in self._offsets(start)
            for last in self._offsets(end)
            if first < last
        ]
        if not spans:
            raise ValueError(f"{start}-{end}")
        length, first = min(spans)
        return first, length

    def _offsets(self, text: str) -> list[int]:
        hours, minutes = text.split(":")
        wanted = int(hours) * 60 + int(minutes)
        plain = (wanted - self._minute(0)) % DAY_MIN
        near = (plain + change_min for change_min in (-60, -30, 0, 30, 60))
        return [x for x in near if 0 <= x <= self.shift.length_min and self._minute(x) == wanted]

    def _minute(self, offset_min: int) -> int:
        start = local_instant(self.day, self.shift.start_min, self.zone)
        moment = (start + timedelta(minutes=offset_min)).astimezone(ZoneInfo(self.zone))
        return moment.hour * 60 + moment.minute


def _spans(text: str, clock: _Clock) -> Iterator[tuple[str, int, int]]:
    """Names, starts and lengths of the spans that a cell lists.

    Raises
    ------
    ValueError
        When a part is no span inside the shift.
    """
    for part in filter(None, (p.strip() for p in re.split("[,，]", text))):
        match = SPAN.fullmatch(part)
        if match is None:
            raise ValueError(part)
        yield match["name"], *clock.span_min(match["start"], match["end"])
