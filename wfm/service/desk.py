"""Who acts, on which store, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from wfm.core.errors import NotAllowedError
from wfm.store.store import Store


class Role(StrEnum):
    """Roles of a service centre (DESIGN.md 8)."""

    AGENT = "agent"
    SHIFT_LEADER = "shift_leader"
    SCHEDULER = "scheduler"
    PLANNER = "planner"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """What a use case needs."""

    READ = "read"
    ASK = "ask"  # leave and swaps
    FORECAST = "forecast"  # history, forecasts, scenarios
    ROSTER = "roster"  # make, edit, publish
    DECIDE = "decide"  # approve and refuse requests
    REPAIR = "repair"  # repair the published roster, and publish the repair
    TODAY = "today"  # counts of the running day
    PEOPLE = "people"  # people, shifts, leave, past rosters, centres


_EVERYONE = {Right.READ, Right.ASK}
RIGHTS: dict[Role, set[Right]] = {
    Role.AGENT: _EVERYONE,
    Role.SHIFT_LEADER: _EVERYONE | {Right.DECIDE, Right.REPAIR, Right.TODAY},
    Role.SCHEDULER: _EVERYONE
    | {Right.ROSTER, Right.DECIDE, Right.REPAIR, Right.TODAY, Right.PEOPLE},
    Role.PLANNER: _EVERYONE | {Right.FORECAST, Right.TODAY},
    Role.MANAGER: set(Right),
    Role.ADMINISTRATOR: _EVERYONE | {Right.PEOPLE},
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts; the name goes to the audit trail."""

    name: str
    role: Role

    def may(self, right: Right) -> bool:
        """Whether the role has a right."""
        return right in RIGHTS[self.role]

    def need(self, right: Right) -> None:
        """Raise NotAllowedError unless the role has a right."""
        if not self.may(right):
            raise NotAllowedError(
                f"{self.name} ({self.role}) may not do this: it needs the right to {right}. "
                "Ask somebody whose role has it."
            )


ACTORS: tuple[Actor, ...] = (
    Actor("Manager on duty", Role.MANAGER),
    Actor("Scheduler on duty", Role.SCHEDULER),
    Actor("Planner on duty", Role.PLANNER),
    Actor("Shift leader on duty", Role.SHIFT_LEADER),
    Actor("Agent", Role.AGENT),
)
"""Who one can act as until accounts come; loopback use only, and labelled unauthenticated."""


@dataclass(frozen=True)
class Desk:
    """A store and who acts on it; the first argument of every use case."""

    store: Store
    actor: Actor


def open_desk(where: str | Path, actor: Actor = ACTORS[0]) -> Desk:
    """Open (and bring up to date) the database at an URL, or the one in a folder."""
    if isinstance(where, Path):
        return Desk(Store.in_folder(where), actor)
    if where.startswith("sqlite:///"):
        Path(where.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    return Desk(Store.open(where), actor)
