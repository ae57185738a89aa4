"""Agents x days board in colours: picks cells, agents or days, by mouse or keyboard.

Names and codes are data: the browser side writes them by textContent alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st

from wfm.core.roster import Cell as RosterCell
from wfm.web.words import Words

FOLDER = Path(__file__).parent
MAX_ROWS = 100
"""Most agents drawn at once; more would take the browser seconds."""
ROW_PX = 35
MAX_HEIGHT_PX = 570

HTML = """<div class="wrap"></div>
<div class="legend"></div>
<div class="hint"></div>"""

_BOARD = st.components.v2.component(
    "wfm_roster_board",
    html=HTML,
    css=(FOLDER / "board.css").read_text(encoding="utf-8"),
    js=(FOLDER / "board.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True, slots=True)
class BoardCell:
    """One agent's day: a code, a tone (CSS class), what a reader hears, and marks."""

    code: str
    tone: str
    label: str
    pinned: bool = False
    swapped: bool = False
    fault: bool = False


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One agent: `marks` stands beside the id, `hours`, `nights` and `off` at the right."""

    agent: str
    team: str
    teamLabel: str  # noqa: N815 - read by the browser
    skills: str
    marks: str
    hours: str
    nights: str
    off: str
    bad: bool
    cells: tuple[BoardCell, ...]


@dataclass(frozen=True, slots=True)
class BoardDay:
    """One column; `rest` marks weekends and holidays."""

    iso: str
    weekday: str
    date: str
    label: str
    rest: bool


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """What a code means."""

    code: str
    tone: str
    text: str


def payload(
    days: Sequence[BoardDay],
    rows: Sequence[BoardRow],
    legend: Sequence[LegendEntry],
    revision: str,
    words: Words,
    picked: Sequence[RosterCell] = (),
    dark: bool = False,
) -> dict[str, Any]:
    """What the browser gets; at most MAX_ROWS rows.

    Raises
    ------
    ValueError
        When there are more rows than one view may hold.
    """
    if len(rows) > MAX_ROWS:
        raise ValueError(f"a board shows at most {MAX_ROWS} agents")
    teams = len({row.team for row in rows})
    return {
        "language": words.language,
        "dark": dark,
        "revision": revision,
        "days": [asdict(day) for day in days],
        "rows": [asdict(row) for row in rows],
        "legend": [asdict(entry) for entry in legend],
        "picked": [[agent, day.isoformat()] for agent, day in picked],
        "height": min(MAX_HEIGHT_PX, 48 + ROW_PX * len(rows) + 31 * teams),
        "words": {
            "title": words("Roster board"),
            "agent": words("Agent"),
            "hours": words("Hours"),
            "nights": words("Nights"),
            "off": words("Days off"),
            "hint": words(
                "Click a cell, an agent or a day; Ctrl adds a cell, Shift spans. Keyboard: "
                "arrow keys move, Enter picks."
            ),
        },
    }


def picked_cells(value: Any, revision: str) -> tuple[RosterCell, ...]:
    """Cells picked in the browser; none when they were picked on another revision or are odd."""
    if not isinstance(value, dict) and not hasattr(value, "get"):
        return ()
    if value.get("revision") != revision:
        return ()
    pairs = value.get("cells")
    if not isinstance(pairs, list | tuple):
        return ()
    cells = []
    for pair in pairs:
        try:
            agent, iso = pair
            cells.append((str(agent), date.fromisoformat(str(iso))))
        except (TypeError, ValueError):
            return ()
    return tuple(cells)


def draw(
    days: Sequence[BoardDay],
    rows: Sequence[BoardRow],
    legend: Sequence[LegendEntry],
    revision: str,
    words: Words,
    *,
    key: str,
    dark: bool = False,
) -> tuple[RosterCell, ...]:
    """Draw the board and return the cells that are picked on this revision."""
    known = st.session_state.get(key) or {}
    picked = picked_cells(known.get("picked"), revision)
    result = _BOARD(
        data=payload(days, rows, legend, revision, words, picked, dark),
        key=key,
        on_picked_change=_noted,
    )
    return picked_cells(getattr(result, "picked", None), revision)


def _noted() -> None:
    """Picking alone changes nothing; the fragment runs again and shows the form."""
