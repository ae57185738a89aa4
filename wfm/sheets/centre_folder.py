"""A centre folder read whole: every file's faults in one message, or everything.

History and scenarios are only found here; the forecasting room reads what is in them.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from wfm.core.activities import ActivityPlan
from wfm.core.centre import Centre, CentreData, CentreFiles
from wfm.core.errors import BadInputError, Fault
from wfm.core.people import Agent, Leave
from wfm.core.shifts import Shift, concrete, names_of
from wfm.core.time import INTERVALS_MIN
from wfm.core.wishes import AgentWish
from wfm.sheets.activities_table import parse_activities
from wfm.sheets.centre_toml import read_centre_toml
from wfm.sheets.leave_table import parse_leave
from wfm.sheets.parsed import Known, Parsed
from wfm.sheets.past_roster_table import PastRows, parse_past_roster
from wfm.sheets.people_table import parse_people
from wfm.sheets.shifts_table import parse_shifts
from wfm.sheets.shifts_toml import parse_shifts_toml
from wfm.sheets.tables import read_table
from wfm.sheets.toml_files import read_toml
from wfm.sheets.wishes_table import parse_wishes

T = TypeVar("T")

TABLE_SUFFIXES = (".csv", ".xlsx")
HISTORY_SUFFIXES = (".csv", ".csv.gz")


def read_centre(folder: Path | str) -> CentreData:
    """Read a centre folder (docs/formats.md).

    Parameters
    ----------
    folder : Path or str
        Holds centre.toml, people.csv, shifts.toml and, if there are any, leave.csv,
        past_roster.csv, activities.csv, wishes.csv, history/, scenarios/, provenance.toml;
        tables may be .xlsx instead.

    Raises
    ------
    BadInputError
        With every fault of every file.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise BadInputError(
            Fault("there is no such centre folder", "check the path", value=folder.name)
        )
    reader = _Folder(folder)
    data = reader.read()
    if reader.faults or data is None:
        raise BadInputError(reader.faults)
    return data


def folder_fingerprint(folder: Path) -> str:
    """First 16 hexadecimal digits of a SHA-256 over the names and contents of all files."""
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        if any(part.startswith((".", "~")) for part in name.split("/")):
            continue
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        total.update(f"{name}\0{digest}\n".encode())
    return total.hexdigest()[:16]


class _Folder:
    """Reads the files of one folder and gathers their faults."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []

    def read(self) -> CentreData | None:
        """Read every file; None when anything is wrong."""
        centre = self._centre()
        shifts = self._shifts()
        step = centre.interval_min if centre else min(INTERVALS_MIN)
        opened = None if shifts is None else concrete(shifts, step)
        known = Known(
            skills=_ids(centre.skills if centre else None),
            teams=_ids(centre.teams if centre else None),
            contracts=_ids(centre.contracts if centre else None),
            shifts=None if opened is None else names_of(opened),
        )
        agents, ids = self._people(known)
        shift_names = known.shifts
        known = Known(skills=known.skills, teams=known.teams, agents=ids)
        leave = self._leave(known)
        past = self._past(opened, known)
        activities = self._activities(known)
        wishes = self._wishes(dataclasses.replace(known, shifts=shift_names))
        provenance = self._attempt(self._provenance)
        if self.faults or centre is None or shifts is None:
            return None
        self._employed(agents, past)
        return CentreData(
            centre=centre,
            agents=agents,
            shifts=shifts,
            leave=leave,
            past=past.values,
            past_first_day=past.first_day,
            past_last_day=past.last_day,
            files=self._files(),
            fingerprint=folder_fingerprint(self.folder),
            provenance=provenance or {},
            activities=activities,
            wishes=wishes,
        )

    def _attempt(self, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except BadInputError as error:
            self.faults += error.faults
            return None

    def _parsed(self, read: Callable[[], Parsed[T]]) -> Parsed[T] | None:
        parsed = self._attempt(read)
        if parsed is not None:
            self.faults += parsed.faults
        return parsed

    def _file(self, stem: str, suffixes: tuple[str, ...], *, needed: bool = False) -> Path | None:
        """Find the file of a name; two of them are a fault: which one counts?"""
        found = [p for p in (self.folder / f"{stem}{s}" for s in suffixes) if p.is_file()]
        if len(found) > 1:
            names = " and ".join(p.name for p in found)
            self.faults.append(Fault(f"there are {names}", "keep one of them", found[0].name))
        if not found and needed:
            self.faults.append(
                Fault("the file is missing", "add it (docs/formats.md)", f"{stem}{suffixes[0]}")
            )
        return found[0] if found else None

    def _centre(self) -> Centre | None:
        path = self._file("centre", (".toml",), needed=True)
        if path is None:
            return None
        return self._attempt(lambda: read_centre_toml(path, self.folder.resolve().name))

    def _shifts(self) -> tuple[Shift, ...] | None:
        path = self._file("shifts", (".toml", *TABLE_SUFFIXES), needed=True)
        if path is None:
            return None
        if path.suffix == ".toml":
            parsed = self._parsed(lambda: parse_shifts_toml(path))
        else:
            parsed = self._parsed(lambda: parse_shifts(read_table(path, "shifts")))
        # Half a catalogue would make good rows of other files look wrong.
        return None if parsed is None or parsed.faults else parsed.values

    def _people(self, known: Known) -> tuple[tuple[Agent, ...], frozenset[str] | None]:
        """Agents, and the ids of all rows: other files may name one whose row has a fault."""
        path = self._file("people", TABLE_SUFFIXES, needed=True)
        table = path and self._attempt(lambda: read_table(path, "people"))
        if not table:
            return (), None
        parsed = parse_people(table, known)
        self.faults += parsed.faults
        if not table.rows:
            self.faults.append(Fault("there is no agent", "give one row an agent", table.file))
        return parsed.values, frozenset(row.values["id"] for row in table.rows)

    def _leave(self, known: Known) -> tuple[Leave, ...]:
        path = self._file("leave", TABLE_SUFFIXES)
        parsed = path and self._parsed(lambda: parse_leave(read_table(path, "leave"), known))
        return parsed.values if parsed else ()

    def _activities(self, known: Known) -> tuple[ActivityPlan, ...]:
        path = self._file("activities", TABLE_SUFFIXES)
        parsed = path and self._parsed(
            lambda: parse_activities(read_table(path, "activities"), known)
        )
        return parsed.values if parsed else ()

    def _wishes(self, known: Known) -> tuple[AgentWish, ...]:
        path = self._file("wishes", TABLE_SUFFIXES)
        parsed = path and self._parsed(lambda: parse_wishes(read_table(path, "wishes"), known))
        return parsed.values if parsed else ()

    def _past(self, shifts: tuple[Shift, ...] | None, known: Known) -> PastRows:
        path = self._file("past_roster", TABLE_SUFFIXES)
        if path is None:
            return PastRows(())
        catalogue = None if shifts is None else {s.id: s for s in shifts}
        parsed = self._attempt(
            lambda: parse_past_roster(read_table(path, "past_roster"), catalogue, known)
        )
        if parsed is None:
            return PastRows(())
        self.faults += parsed.faults
        return parsed

    def _employed(self, agents: tuple[Agent, ...], past: PastRows) -> None:
        by_id = {agent.id: agent for agent in agents}
        for a in past.values:
            if not by_id[a.agent_id].employed_on(a.day):
                self.faults.append(
                    Fault(
                        "the agent was not employed on that day",
                        "mend the day, or first_day and last_day in the people table",
                        next(self.folder.glob("past_roster.*")).name,
                        column="day",
                        value=f"{a.agent_id} {a.day}",
                    )
                )

    def _provenance(self) -> dict[str, object]:
        path = self._file("provenance", (".toml",))
        return read_toml(path) if path else {}

    def _files(self) -> CentreFiles:
        return CentreFiles(
            folder=self.folder,
            history=self._inside("history", HISTORY_SUFFIXES),
            scenarios=self._inside("scenarios", (".toml",)),
            provenance=self._file("provenance", (".toml",)),
        )

    def _inside(self, name: str, suffixes: tuple[str, ...]) -> tuple[Path, ...]:
        inside = self.folder / name
        paths = sorted(inside.iterdir()) if inside.is_dir() else []
        return tuple(p for p in paths if p.name.endswith(suffixes) and not p.name.startswith("."))


def _ids(entries: tuple[object, ...] | None) -> frozenset[str] | None:
    return None if entries is None else frozenset(str(getattr(e, "id")) for e in entries)  # noqa: B009
