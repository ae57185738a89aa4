"""A roster as the board draws it: cells with codes, tones and what a reader hears."""

from __future__ import annotations

from datetime import date

from wfm.service import boards, centres
from wfm.service.boards import Board
from wfm.service.rosters import RosterState
from wfm.service.sizing_choices import is_joint
from wfm.web.components.board import BoardCell, BoardDay, BoardRow, LegendEntry
from wfm.web.frame import Frame
from wfm.web.words import Words
from wfm.web.words.terms import LEAVE, term

SATURDAY = 5
Broken = set[tuple[str | None, date | None]]
"""Cells with a hard finding."""


def board_of(
    state: RosterState, frame: Frame
) -> tuple[list[BoardDay], list[BoardRow], list[LegendEntry]]:
    """Days, rows and legend of the board."""
    words = frame.words
    board = boards.board(state, words.language)
    centre = centres.centre(frame.desk, str(frame.centre_id))
    teams = {team.id: team.name(words.language) for team in centre.teams}
    skills = {skill.id: skill.name(words.language) for skill in centre.skills}
    spans = {s.id: s.span for s in state.problem.shifts}
    days = [
        BoardDay(
            day.isoformat(),
            words.weekday(day),
            words.short_day(day),
            words.day(day),
            day.weekday() >= SATURDAY or day in board.holidays,
        )
        for day in board.days
    ]
    hard = {(v.agent_id, v.day) for v in state.report.hard}
    rows = [_row(row, teams, skills, spans, hard, words) for row in board.rows]
    return days, rows, _legend(board, spans, state, words)


def _row(
    row: boards.BoardRow,
    teams: dict[str, str],
    skills: dict[str, str],
    spans: dict[str, str],
    hard: Broken,
    words: Words,
) -> BoardRow:
    named = [skills.get(s, s) for s in row.skills if not is_joint(s)]
    return BoardRow(
        agent=row.agent_id,
        team=row.team,
        teamLabel=teams.get(row.team, row.team),
        skills=words.join(named),
        marks="★" if "shift_leader" in row.skills else "",
        hours=words.number(row.hours, 1),
        nights=words.number(row.nights),
        off=words.number(row.days_off),
        bad=any((row.agent_id, cell.day) in hard for cell in row.cells),
        cells=tuple(_cell(row.agent_id, cell, spans, hard, words) for cell in row.cells),
    )


def _cell(
    agent: str, cell: boards.BoardCell, spans: dict[str, str], hard: Broken, words: Words
) -> BoardCell:
    parts = [agent, words.day(cell.day)]
    if cell.kind == "shift":
        parts.append(f"{cell.code} {spans.get(cell.shift_id or '', '')}")
        parts += cell.activities
    elif cell.kind == "leave":
        parts.append(term(words, LEAVE, cell.leave_type))
    elif cell.kind == "off":
        parts.append(words("Day off"))
    else:
        parts.append(words("Not employed"))
    if cell.swapped:
        parts.append(words("swapped"))
    elif cell.pinned:
        parts.append(words("pinned"))
    if cell.findings:
        parts.append(words.count("{n} finding", "{n} findings", cell.findings))
    return BoardCell(
        cell.code,
        cell.css,
        " · ".join(parts),
        cell.pinned and not cell.swapped,
        cell.swapped,
        (agent, cell.day) in hard,
    )


def _legend(
    board: Board, spans: dict[str, str], state: RosterState, words: Words
) -> list[LegendEntry]:
    """Codes on this board in order of their start, then leave, then the marks."""
    seen: dict[str, LegendEntry] = {}
    order = {s.id: s.start_min for s in state.problem.shifts}
    cells = [cell for row in board.rows for cell in row.cells]
    worked = [c for c in cells if c.shift_id is not None]
    for cell in sorted(worked, key=lambda c: (order.get(c.shift_id or "", 0), c.code)):
        seen.setdefault(
            cell.code, LegendEntry(cell.code, cell.css, spans.get(cell.shift_id or "", ""))
        )
    for cell in cells:
        if cell.kind == "leave":
            seen.setdefault(
                cell.code, LegendEntry(cell.code, cell.css, term(words, LEAVE, cell.leave_type))
            )
        elif cell.kind == "off":
            seen.setdefault(cell.code, LegendEntry(cell.code, cell.css, words("Day off")))
    marks = [
        LegendEntry("●", "", words("pinned")),
        LegendEntry("⇄", "", words("swapped")),
        LegendEntry("!", "", words("hard finding")),
        LegendEntry("★", "", words("Shift leader")),
    ]
    return [*seen.values(), *marks]
