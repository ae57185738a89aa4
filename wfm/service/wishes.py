"""Wishes of agents: asked, withdrawn, part of every problem, granted or not once published.

They are kept as one document of a centre. An entry is added, and may be withdrawn with a reason;
it stays in the list either way.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from wfm.core.centre import CentreData
from wfm.core.errors import BadInputError, ConflictError, Fault, NotAllowedError
from wfm.core.shifts import concrete, names_of
from wfm.core.wishes import AgentWish, of_problem, wish_faults
from wfm.service import centres
from wfm.service.desk import Desk, Right, Role
from wfm.service.wish_entries import WishEntry, Wishes, added, bring_in, load, save
from wfm.sheets.parsed import Known
from wfm.sheets.table_writing import table_bytes
from wfm.sheets.tables import read_table
from wfm.sheets.wishes_table import parse_wishes, wish_rows
from wfm.store.store import UnitOfWork


class WishStatus(StrEnum):
    """What became of a wish."""

    OPEN = "open"  # nothing of it is published
    GRANTED = "granted"
    PARTLY = "partly"  # some days granted, some not
    REFUSED = "refused"
    VOID = "void"  # leave or no employment on every day
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Outcome:
    """Days of a wish that published rosters granted or refused, that are void, and still open."""

    granted: int = 0
    refused: int = 0
    void: int = 0
    open: int = 0
    withdrawn: bool = False

    @property
    def status(self) -> WishStatus:
        """One word for all days."""
        if self.granted and self.refused:
            return WishStatus.PARTLY
        if self.granted or self.refused:
            return WishStatus.GRANTED if self.granted else WishStatus.REFUSED
        if self.withdrawn:
            return WishStatus.WITHDRAWN
        return WishStatus.OPEN if self.open else WishStatus.VOID


def wishes(desk: Desk, centre_id: str, agent_id: str | None = None) -> Wishes:
    """Wishes of a centre, or of one agent.

    Raises
    ------
    NotAllowedError
        When somebody acts as an agent and names none: agents see their own only.
    """
    desk.actor.need(Right.READ)
    if desk.actor.role is Role.AGENT and agent_id is None:
        raise NotAllowedError("Agents see their own wishes only. Choose the agent.")
    with desk.store.read() as tx:
        found = load(tx, centre_id)
    if agent_id is None:
        return found
    return Wishes(found.revision, tuple(e for e in found.entries if e.wish.agent_id == agent_id))


def add_wish(
    desk: Desk, centre_id: str, wish: AgentWish, *, reason: str = "", expected_revision: int
) -> int:
    """Ask for something; returns the new revision.

    Raises
    ------
    BadInputError
        When the wish is wrong, contradicts another of the agent's, names somebody or something
        unknown, or speaks of a day that is published.
    ConflictError
        When somebody else changed the wishes meanwhile.
    """
    desk.actor.need(Right.ASK)
    with desk.store.transaction() as tx:
        before = load(tx, centre_id)
        faults = _faults(tx, centres.load(tx, centre_id), [wish], before.in_force)
        if faults:
            raise BadInputError(faults)
        author, why = desk.actor.name, reason or "wish"
        entries = added(before.entries, [wish], author, reason)
        return save(
            tx,
            centre_id,
            entries,
            expected_revision=expected_revision,
            author=author,
            reason=why,
        )


def withdraw_wish(
    desk: Desk, centre_id: str, entry_id: int, *, reason: str, expected_revision: int
) -> int:
    """Withdraw what is not published yet of a wish; returns the new revision.

    Raises
    ------
    BadInputError
        When there is no such wish.
    NotAllowedError
        When somebody else asked, unless the actor makes rosters or decides on requests.
    ConflictError
        When nothing of it is left to withdraw, or somebody else changed the wishes meanwhile.
    """
    desk.actor.need(Right.ASK)
    with desk.store.transaction() as tx:
        entries = {entry.id: entry for entry in load(tx, centre_id).entries}
        entry = entries.get(entry_id)
        if entry is None:
            raise BadInputError(Fault("there is no such wish", "choose again", value=str(entry_id)))
        may = desk.actor.may(Right.DECIDE) or desk.actor.may(Right.ROSTER)
        if entry.asked_by != desk.actor.name and not may:
            raise NotAllowedError(
                f"{entry.asked_by} asked for this; only they, or somebody who makes rosters, may "
                "withdraw it."
            )
        kept = max(published_days(tx, centre_id, entry.wish), default=None)
        if entry.withdrawn_at is not None or kept == entry.wish.last_day:
            raise ConflictError("Nothing of the wish is left to withdraw; nothing was changed.")
        entries[entry_id] = dataclasses.replace(
            entry,
            withdrawn_at=datetime.now(UTC),
            withdrawn_by=desk.actor.name,
            withdrawn_why=reason,
            kept_until=kept,
        )
        return save(
            tx,
            centre_id,
            tuple(entries.values()),
            expected_revision=expected_revision,
            author=desk.actor.name,
            reason=reason or "withdrawn",
        )


def outcomes(desk: Desk, centre_id: str, entries: Sequence[WishEntry]) -> dict[int, Outcome]:
    """What published rosters made of wishes, by the entries' ids."""
    desk.actor.need(Right.READ)
    if not entries:
        return {}
    first = min(e.wish.first_day for e in entries)
    last = max(e.wish.last_day for e in entries)
    with desk.store.read() as tx:
        data = centres.load(tx, centre_id)
        infos = tx.rosters.published_between(centre_id, first, last)
        covered = {
            i.first_day + timedelta(days=k)
            for i in infos
            for k in range((i.last_day - i.first_day).days + 1)
        }
        had = {
            (a.agent_id, a.day): a.shift_id
            for a in tx.rosters.published_roster(centre_id, first, last)
        }
    return {e.id: _outcome(e, data, covered, had) for e in entries}


def published_days(tx: UnitOfWork, centre_id: str, wish: AgentWish) -> tuple[date, ...]:
    """Days of a wish that a published roster covers."""
    infos = tx.rosters.published_between(centre_id, wish.first_day, wish.last_day)
    return tuple(d for d in wish.days if any(i.first_day <= d <= i.last_day for i in infos))


def import_wishes(desk: Desk, centre_id: str, filename: str, content: bytes) -> tuple[int, int]:
    """Add the wishes of a table: all of them, or nothing.

    Returns
    -------
    tuple of int
        How many were added, and how many were there already.

    Raises
    ------
    BadInputError
        With every fault.
    """
    desk.actor.need(Right.PEOPLE)
    with desk.store.transaction() as tx:
        data, before = centres.load(tx, centre_id), load(tx, centre_id)
        known = Known(agents=frozenset(a.id for a in data.agents), shifts=_shift_names(data))
        read = parse_wishes(read_table(content, "wishes", file=filename), known).checked()
        fresh = [w for w in read if w not in before.in_force]
        faults = _faults(tx, data, fresh, before.in_force)
        if faults:
            raise BadInputError(faults)
        bring_in(tx, centre_id, fresh, author=desk.actor.name, reason=f"import of {filename}")
    return len(fresh), len(read) - len(fresh)


def wishes_file(desk: Desk, centre_id: str, format: str = "csv", *, language: str = "en") -> bytes:
    """Wishes that stand as a table that can be read again."""
    return table_bytes(
        "wishes", wish_rows(wishes(desk, centre_id).in_force), format, language=language
    )


# -- inside ----------------------------------------------------------------------------------------


def _faults(
    tx: UnitOfWork, data: CentreData, fresh: Sequence[AgentWish], standing: Sequence[AgentWish]
) -> list[Fault]:
    agents, shifts = {a.id: a for a in data.agents}, _shift_names(data)
    found = []
    for n, wish in enumerate(fresh):
        value = f"{wish.agent_id} {wish.first_day}"
        found += [Fault(what, mend, value=value) for what, mend in wish_faults(wish)]
        agent = agents.get(wish.agent_id)
        if agent is None:
            found.append(
                Fault("the agent is unknown", "name an agent of the centre", value=wish.agent_id)
            )
        elif not any(agent.employed_on(day) for day in wish.days):
            found.append(
                Fault("the agent is not employed on those days", "mend the days", value=value)
            )
        found += [
            Fault("the shift is unknown", "use an id of the catalogue", value=name)
            for name in wish.shift_ids
            if name not in shifts
        ]
        if any(wish.clashes_with(other) for other in (*standing, *fresh[:n])):
            found.append(
                Fault(
                    "the agent has another wish for some of these days",
                    "withdraw that one first, or choose other days",
                    value=value,
                )
            )
        done = published_days(tx, data.centre.id, wish)
        if done:
            found.append(
                Fault(
                    f"the roster of {done[-1]} is published",
                    f"begin after {done[-1]}, or ask for a swap or leave",
                    value=value,
                )
            )
    return found


def _shift_names(data: CentreData) -> frozenset[str]:
    return names_of(concrete(data.shifts, data.centre.interval_min))


def _outcome(
    entry: WishEntry, data: CentreData, covered: set[date], had: dict[tuple[str, date], str]
) -> Outcome:
    left = entry.in_force
    if left is None:
        return Outcome(withdrawn=True)
    agent = next((a for a in data.agents if a.id == left.agent_id), None)
    counts = {"granted": 0, "refused": 0, "void": 0, "open": 0}
    shifts = concrete(data.shifts, data.centre.interval_min)
    for one in of_problem([left], shifts, left.first_day, left.last_day):
        gone = agent is None or not agent.employed_on(one.day)
        gone = gone or any(x.agent_id == one.agent_id and x.covers(one.day) for x in data.leave)
        shift_id = had.get((one.agent_id, one.day))
        given = shift_id is not None and (not one.shift_ids or shift_id in one.shift_ids)
        if gone:
            counts["void"] += 1
        elif one.day not in covered:
            counts["open"] += 1
        else:
            counts["granted" if given is one.wanted else "refused"] += 1
    return Outcome(**counts, withdrawn=entry.withdrawn_at is not None)
