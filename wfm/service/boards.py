"""The roster board: agents x days in codes, and a day's bars with breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from wfm.core.problem import Pin, PinSource
from wfm.core.roster import Assignment, Cell
from wfm.core.shifts import Shift
from wfm.core.time import clock
from wfm.core.view import ProblemView
from wfm.rules.activities_placed import title_of
from wfm.service.rosters import RosterState
from wfm.sheets.words import ABSENT_CODE, LEAVE_CODE, OFF_CODE


@dataclass(frozen=True, slots=True)
class BoardCell:
    """A cell of the board.

    Parameters
    ----------
    kind : str
        shift, off, leave or away (not employed).
    code : str
        What is shown, in the language asked for.
    css : str
        Colour class: early, day, middle, late, night, off, leave, away.
    activities : tuple of str
        Titles and clock times of training, meetings and the like inside the shift.
    """

    day: date
    kind: str
    code: str
    css: str
    shift_id: str | None = None
    leave_type: str | None = None
    pinned: bool = False
    swapped: bool = False
    findings: int = 0
    tooltip: str = ""
    activities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BoardRow:
    """An agent's row of the board."""

    agent_id: str
    team: str
    skills: tuple[str, ...]
    cells: tuple[BoardCell, ...]
    hours: float
    nights: int
    days_off: int
    findings: int


@dataclass(frozen=True)
class Board:
    """Agents x days, grouped by team."""

    days: tuple[date, ...]
    holidays: tuple[date, ...]
    rows: tuple[BoardRow, ...]


def board(state: RosterState, language: str = "en") -> Board:
    """Roster as agents x days."""
    problem = state.problem
    view = ProblemView(problem)
    shifts = {s.id: s for s in problem.shifts}
    pins = {(p.agent_id, p.day): p for p in state.pins}
    marks: Counter[tuple[str | None, date | None]] = Counter(
        (v.agent_id, v.day) for v in state.report.violations if v.agent_id
    )
    rows = []
    for a, agent in sorted(enumerate(problem.agents), key=lambda item: (item[1].team, item[1].id)):
        cells = tuple(
            _cell(view, state, shifts, pins, marks, a, day, language) for day in view.days
        )
        mine = [shifts[c.shift_id] for c in cells if c.shift_id is not None]
        rows.append(
            BoardRow(
                agent.id,
                agent.team,
                agent.skills,
                cells,
                sum(s.paid_min for s in mine) / 60,
                sum(s.night for s in mine),
                sum(c.kind == "off" for c in cells),
                sum(1 for v in state.report.violations if v.agent_id == agent.id),
            )
        )
    return Board(view.days, problem.holidays, tuple(rows))


def day_bars(state: RosterState, day: date) -> pd.DataFrame:
    """Bars of a day for a Gantt: agent_id, team, shift, kind (work, break, activity), start, end.

    Shifts that began the day before and last into the day are there too; times are local.
    """
    problem = state.problem
    view = ProblemView(problem)
    start = pd.Timestamp(day).tz_localize(problem.zone)
    end = pd.Timestamp(day + timedelta(days=1)).tz_localize(problem.zone)
    teams = {a.id: a.team for a in problem.agents}
    bars = []
    near = {day, day - timedelta(days=1)}
    for a in (*problem.past, *state.roster):
        if a.day not in near:
            continue
        first, _ = view.span(a)
        begin = view.grid.instants[0] + pd.Timedelta(minutes=first * problem.interval_min)
        edges = [
            (begin + pd.Timedelta(minutes=x), begin + pd.Timedelta(minutes=y), "work")
            for x, y in view.shifts[view.shift_index[a.shift_id]].parts
        ]
        for pause in a.inside:
            s = begin + pd.Timedelta(minutes=pause.start_min)
            e = begin + pd.Timedelta(minutes=pause.end_min)
            edges.append((s, e, str(pause.kind)))
        for s, e, kind in edges:
            if e > start and s < end:
                bars.append(
                    (
                        a.agent_id,
                        teams.get(a.agent_id, ""),
                        a.shift_id,
                        kind,
                        max(s, start.tz_convert("UTC")).tz_convert(problem.zone),
                        min(e, end.tz_convert("UTC")).tz_convert(problem.zone),
                    )
                )
    return pd.DataFrame(bars, columns=["agent_id", "team", "shift", "kind", "start", "end"])


def _activities(
    view: ProblemView, shift: Shift, assignment: Assignment, language: str
) -> tuple[str, ...]:
    titles = {x.id: title_of(x).fill(language) for x in view.problem.activities}
    return tuple(
        f"{titles.get(x.activity_id, x.activity_id)} {clock(shift.start_min + x.start_min)}"
        for x in assignment.activities
    )


def _cell(
    view: ProblemView,
    state: RosterState,
    shifts: Mapping[str, Shift],
    pins: Mapping[Cell, Pin],
    marks: Mapping[tuple[str | None, date | None], int],
    a: int,
    day: date,
    language: str,
) -> BoardCell:
    tongue = "zh" if language.startswith("zh") else "en"
    agent = view.agents[a]
    pin = pins.get((agent.id, day))
    more: dict[str, Any] = {
        "pinned": pin is not None,
        "swapped": pin is not None and pin.source is PinSource.SWAP,
        "findings": marks[agent.id, day],
    }
    assignment = state.roster.get(agent.id, day)
    if assignment is not None:
        shift = shifts[assignment.shift_id]
        code = shift.code_zh if tongue == "zh" else shift.code_en
        pauses = ", ".join(
            f"{x.kind} +{x.start_min // 60}:{x.start_min % 60:02d}" for x in assignment.inside
        )
        tip = f"{agent.id} {day} {shift.span} {pauses}"
        if assignment.activities:
            more["activities"] = _activities(view, shift, assignment, tongue)
        return BoardCell(day, "shift", code, band(shift), shift.id, tooltip=tip, **more)
    leave = view.leave_on(a, day)
    if leave is not None:
        code = LEAVE_CODE[leave.type][tongue]
        return BoardCell(day, "leave", code, "leave", leave_type=str(leave.type), **more)
    if not agent.employed_on(day):
        return BoardCell(day, "away", ABSENT_CODE, "away", **more)
    return BoardCell(day, "off", OFF_CODE[tongue], "off", **more)


def band(shift: Shift) -> str:
    """Colour class of a shift: by night flag and start."""
    if shift.night:
        return "night"
    hour = shift.start_min / 60
    if hour < 8:
        return "early"
    if hour < 11:
        return "day"
    return "middle" if hour < 14 else "late"
