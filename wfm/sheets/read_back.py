"""The week sheet read back: what a scheduler changed on it becomes a roster again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from openpyxl.utils import get_column_letter

from wfm.core.errors import BadInputError, Fault
from wfm.core.problem import Problem
from wfm.core.roster import Assignment, Roster
from wfm.sheets.code_book import CodeBook
from wfm.sheets.formulas import unquoted
from wfm.sheets.list_back import written_roster
from wfm.sheets.uploads import is_workbook, load
from wfm.sheets.week_rows import Row, find_head, sheets_of, text_at
from wfm.sheets.words import ABSENT_CODE, LEAVE_CODE, OFF_CODE, WORDS, normal

_COUNT_HEADS = {normal(word) for word in WORDS["on_duty"]}


@dataclass(frozen=True)
class _Place:
    """A cell of the file, for messages."""

    file: str
    sheet: str
    row: int
    column: int

    def fault(self, what: str, mend: str, value: object = "") -> Fault:
        return Fault(
            what,
            mend,
            file=f"{self.file}, sheet {self.sheet}",
            row=self.row,
            column=get_column_letter(self.column),
            value=str(value),
        )


def read_workbook(
    source: Path | bytes,
    problem: Problem,
    previous: Roster | None = None,
    file: str = "",
) -> Roster:
    """Read the week sheets of a workbook back into a roster.

    Rows are found by the agent's id and columns by the date in the head, so rows may be sorted and
    moved; codes may be of either language. Breaks and activities are kept from `previous` where an
    agent's shift of a day is unchanged; a changed shift has none until they are placed.

    Parameters
    ----------
    source : Path or bytes
        The workbook, or an upload of at most 25 MB.
    problem : Problem
        What the sheet was made from.
    previous : Roster, optional
        The roster that the sheet was written from; without it the workbook's own list of shifts
        tells it.
    file : str
        Name of an upload, for messages.

    Raises
    ------
    BadInputError
        Naming sheet, row, column and value of every cell with an unknown code, agent or date, of
        leave that was not granted, of empty cells, and every agent's day that no sheet has.
    """
    name = file or (source.name if isinstance(source, Path) else "week.xlsx")
    content = load(source, name)
    if not is_workbook(content, name):
        raise BadInputError(
            Fault("this is no workbook", "give the .xlsx that wfm sheet wrote", file=name)
        )
    if previous is None:
        previous = written_roster(content, problem, name)
    reading = _Reading(problem, previous, name)
    for sheet, rows in sheets_of(content, name):
        reading.sheet(sheet, rows)
    return reading.roster()


class _Reading:
    """Cells and faults collected over the sheets of one file."""

    def __init__(self, problem: Problem, previous: Roster, file: str) -> None:
        self.problem, self.previous, self.file = problem, previous, file
        self.codes = CodeBook(problem)
        self.agents = {a.id: a for a in problem.agents}
        self.days = {problem.first_day + timedelta(days=d) for d in range(problem.n_days)}
        self.leave = {
            (x.agent_id, day): x.type for x in problem.leave for day in self.days if x.covers(day)
        }
        self.cells: dict[tuple[str, date], Assignment | None] = {}
        self.faults: list[Fault] = []
        self.n_weeks = 0

    def sheet(self, name: str, rows: Iterator[Row]) -> None:
        """Read one sheet if it is a week sheet."""
        head = find_head(rows)
        if head is None:
            return
        self.n_weeks += 1
        at, agent_column, dates = head
        columns = self._dates(name, at, dates)
        seen: set[str] = set()
        for row_number, row in enumerate(rows, at + 1):
            label = text_at(row, agent_column)
            if normal(label) in _COUNT_HEADS:
                return
            agent_id = self._agent(label)
            place = _Place(self.file, name, row_number, agent_column)
            if agent_id is None:
                self._unknown_agent(place, label, [text_at(row, c) for c in columns])
                continue
            if agent_id in seen:
                self.faults.append(
                    place.fault("the agent stands on two rows", "keep one of them", agent_id)
                )
                continue
            seen.add(agent_id)
            for column, day in columns.items():
                self._cell(_Place(self.file, name, row_number, column), agent_id, day, row)

    def roster(self) -> Roster:
        """Roster of every cell read.

        Raises
        ------
        BadInputError
            With every fault found.
        """
        if not self.n_weeks:
            self.faults.append(
                Fault(
                    "no sheet has a row of dates beside the heading of the agents",
                    "give the workbook that wfm sheet wrote, with its week sheets",
                    file=self.file,
                )
            )
        elif not self.faults:
            self._missing()
        if self.faults:
            raise BadInputError(self.faults)
        return Roster(tuple(a for a in self.cells.values() if a is not None))

    def _dates(self, sheet: str, row: int, dates: Mapping[int, date]) -> dict[int, date]:
        columns: dict[int, date] = {}
        for column, day in dates.items():
            place = _Place(self.file, sheet, row, column)
            if day not in self.days:
                first, last = min(self.days), max(self.days)
                mend = f"use a date from {first} to {last}, or the problem of that week"
                self.faults.append(place.fault("the date is not in the problem", mend, day))
            elif day in columns.values():
                self.faults.append(
                    place.fault("the date stands in two columns", "keep one of them", day)
                )
            else:
                columns[column] = day
        return columns

    def _agent(self, label: str) -> str | None:
        if label in self.agents:
            return label
        plain = unquoted(label)
        if plain in self.agents:
            return plain
        # A spreadsheet may trim ids, or take one that is all digits for a number.
        alike = [agent_id for agent_id in self.agents if normal(agent_id) == normal(plain)]
        return alike[0] if len(alike) == 1 else None

    def _unknown_agent(self, place: _Place, label: str, cells: list[str]) -> None:
        example = next(iter(self.agents), "A001")
        if label and any(cells):
            mend = f"write an id of the centre's people, e.g. {example}"
            self.faults.append(place.fault("the agent is unknown", mend, label))
        elif any(self.codes.is_known(text) for text in cells):
            # Weekdays and remarks stand beside no agent too, and are no codes.
            mend = "write the agent's id, or empty the row"
            self.faults.append(place.fault("codes stand beside no agent", mend))

    def _cell(self, place: _Place, agent_id: str, day: date, row: Row) -> None:
        text = text_at(row, place.column)
        key = (agent_id, day)
        if key in self.cells:
            self.faults.append(
                place.fault("the agent's day stands on two sheets", "keep one", f"{agent_id} {day}")
            )
            return
        plain = unquoted(text)
        if not text:
            self.faults.append(
                place.fault(
                    f"the cell of {agent_id} on {day} is empty",
                    f"write a shift code, or {OFF_CODE['en']} or {OFF_CODE['zh']} for a day off",
                )
            )
        elif self.codes.is_day_code(plain):
            self._day_code(place, key, plain)
        else:
            self._shift_code(place, key, plain)

    def _day_code(self, place: _Place, key: tuple[str, date], text: str) -> None:
        self.cells[key] = None
        agent_id, day = key
        kind, granted = self.codes.leave(text), self.leave.get(key)
        if normal(text) == normal(ABSENT_CODE) and self.agents[agent_id].employed_on(day):
            self.faults.append(
                place.fault(
                    f"{agent_id} is employed on {day}",
                    f"write {OFF_CODE['en']} or {OFF_CODE['zh']} for a day off",
                    text,
                )
            )
        elif kind is not None and kind is not granted:
            what = "no leave is granted" if granted is None else "another leave is granted"
            use = OFF_CODE if granted is None else LEAVE_CODE[granted]
            self.faults.append(
                place.fault(
                    f"{what} to {agent_id} on {day}",
                    f"record the leave first, or write {use['en']} or {use['zh']}",
                    text,
                )
            )

    def _shift_code(self, place: _Place, key: tuple[str, date], text: str) -> None:
        found = self.codes.shifts(text)
        if len(found) != 1:
            what = "the code means several shifts" if found else "the code is unknown"
            mend = f"use one of {self.codes.known}, or a code for a day off or leave"
            self.faults.append(place.fault(what, mend, text))
            return
        shift_id = next(iter(found))
        old = self.previous.cells.get(key)
        same = old is not None and old.shift_id == shift_id
        self.cells[key] = old if same else Assignment(*key, shift_id)

    def _missing(self) -> None:
        for day in sorted(self.days):
            absent = [a for a in self.agents if (a, day) not in self.cells]
            if absent:
                shown = ", ".join(absent[:5]) + (", ..." if len(absent) > 5 else "")
                self.faults.append(
                    Fault(
                        f"{day} is missing for {len(absent)} of {len(self.agents)} agents",
                        "put the column or the rows back, with a code for every day",
                        file=self.file,
                        value=shown,
                    )
                )
