"""Entries of agents' wishes as a centre keeps them: one document, never changed, added to."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from pydantic import TypeAdapter

from wfm.core.wishes import AgentWish
from wfm.store.kinds import DocumentKind
from wfm.store.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class WishEntry:
    """A wish with who asked for it.

    Parameters
    ----------
    id : int
        From 1, in the order of asking.
    reason : str
        What the agent says; may be empty.
    withdrawn_at : datetime or None
        None while the wish stands; `withdrawn_by` and `withdrawn_why` go with it.
    kept_until : date or None
        Last day of the wish that was published when it was withdrawn: what a published roster
        granted or refused stays counted.
    """

    id: int
    wish: AgentWish
    asked_by: str
    asked_at: datetime
    reason: str = ""
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""
    withdrawn_why: str = ""
    kept_until: date | None = None

    @property
    def in_force(self) -> AgentWish | None:
        """What is left of the wish; None when it is withdrawn whole."""
        if self.withdrawn_at is None:
            return self.wish
        if self.kept_until is None:
            return None
        return dataclasses.replace(self.wish, last_day=self.kept_until)


@dataclass(frozen=True)
class Wishes:
    """Entries of a centre, oldest first, and the revision that they were read from (0: none)."""

    revision: int = 0
    entries: tuple[WishEntry, ...] = ()

    @property
    def in_force(self) -> tuple[AgentWish, ...]:
        """Wishes that stand."""
        return tuple(w for entry in self.entries if (w := entry.in_force) is not None)


_ENTRIES = TypeAdapter(tuple[WishEntry, ...])


def load(tx: UnitOfWork, centre_id: str) -> Wishes:
    """Wishes of a centre inside a transaction."""
    document = tx.documents.current(centre_id, DocumentKind.WISHES)
    if document is None:
        return Wishes()
    return Wishes(document.info.revision, _ENTRIES.validate_python(document.content))


def added(
    entries: tuple[WishEntry, ...], fresh: Sequence[AgentWish], author: str, reason: str
) -> tuple[WishEntry, ...]:
    """Entries with new wishes after them."""
    now = datetime.now(UTC)
    made = (
        WishEntry(len(entries) + k, wish, author, now, reason) for k, wish in enumerate(fresh, 1)
    )
    return (*entries, *made)


def save(
    tx: UnitOfWork,
    centre_id: str,
    entries: tuple[WishEntry, ...],
    *,
    expected_revision: int,
    author: str,
    reason: str,
) -> int:
    """Save the next revision inside a transaction; returns its number."""
    return tx.documents.save(
        centre_id,
        DocumentKind.WISHES,
        _ENTRIES.dump_python(entries, mode="json"),
        expected_revision=expected_revision,
        author=author,
        reason=reason,
    ).revision


def bring_in(
    tx: UnitOfWork, centre_id: str, found: Iterable[AgentWish], *, author: str, reason: str
) -> None:
    """Add the wishes of a centre folder that are not there yet."""
    before = load(tx, centre_id)
    fresh = [w for w in found if w not in before.in_force]
    if fresh:
        save(
            tx,
            centre_id,
            added(before.entries, fresh, author, reason),
            expected_revision=before.revision,
            author=author,
            reason=reason,
        )
