"""Planners' overrides of a centre: kept as one document, in force on every forecast of their days.

A revision is never changed. An entry is added, and may be withdrawn with a reason; it stays in the
list either way.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
from pydantic import TypeAdapter

from wfm.core.errors import BadInputError, ConflictError, Fault
from wfm.core.time import DAY_MIN
from wfm.forecasting.overrides import How, Override, Quantity
from wfm.service import centres
from wfm.service.desk import Desk, Right
from wfm.store.kinds import DocumentKind
from wfm.store.store import UnitOfWork

EDITED = {"volume": Quantity.VOLUME, "aht_s": Quantity.AHT}
"""Columns of a forecast that a day's table lets one edit."""


@dataclass(frozen=True, slots=True)
class OverrideEntry:
    """An override with who made it and why.

    Parameters
    ----------
    id : int
        From 1, in the order in which the entries are applied.
    withdrawn_at : datetime or None
        None while the entry is in force; `withdrawn_by` and `withdrawn_why` go with it.
    """

    id: int
    override: Override
    author: str
    reason: str
    made_at: datetime
    withdrawn_at: datetime | None = None
    withdrawn_by: str = ""
    withdrawn_why: str = ""

    @property
    def in_force(self) -> bool:
        """Whether the entry has not been withdrawn."""
        return self.withdrawn_at is None


@dataclass(frozen=True)
class Overrides:
    """Entries of a centre, oldest first, and the revision that they were read from (0: none)."""

    revision: int = 0
    entries: tuple[OverrideEntry, ...] = ()

    @property
    def in_force(self) -> tuple[OverrideEntry, ...]:
        """Entries that have not been withdrawn."""
        return tuple(entry for entry in self.entries if entry.in_force)


_ENTRIES = TypeAdapter(tuple[OverrideEntry, ...])


def overrides(desk: Desk, centre_id: str) -> Overrides:
    """Overrides of a centre."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        return load(tx, centre_id)


def load(tx: UnitOfWork, centre_id: str) -> Overrides:
    """Overrides of a centre inside a transaction."""
    document = tx.documents.current(centre_id, DocumentKind.OVERRIDES)
    if document is None:
        return Overrides()
    return Overrides(document.info.revision, _ENTRIES.validate_python(document.content))


def add_overrides(
    desk: Desk,
    centre_id: str,
    made: Sequence[Override],
    *,
    reason: str,
    expected_revision: int,
) -> int:
    """Add entries on top of those there are; returns the new revision.

    Raises
    ------
    BadInputError
        When there is none, no reason, or a queue that the centre does not have.
    ConflictError
        When somebody else changed the overrides meanwhile.
    """
    desk.actor.need(Right.FORECAST)
    _need_reason(reason)
    if not made:
        raise BadInputError(Fault("nothing was changed", "change a number, or name days"))
    known = {queue.id for queue in centres.centre(desk, centre_id).queues}
    strange = sorted({queue for one in made for queue in one.queues} - known)
    if strange:
        raise BadInputError(
            [
                Fault("the queue is unknown", f"use one of {', '.join(sorted(known))}", value=queue)
                for queue in strange
            ]
        )
    before = overrides(desk, centre_id)
    now = datetime.now(UTC)
    added = tuple(
        OverrideEntry(len(before.entries) + k, one, desk.actor.name, reason, now)
        for k, one in enumerate(made, 1)
    )
    return _save(desk, centre_id, before.entries + added, expected_revision, reason)


def withdraw_override(
    desk: Desk, centre_id: str, entry_id: int, *, reason: str, expected_revision: int
) -> int:
    """Take an entry out of force; it stays in the list with the reason.

    Raises
    ------
    BadInputError
        When there is no such entry, or no reason.
    ConflictError
        When it is withdrawn already, or somebody else changed the overrides meanwhile.
    """
    desk.actor.need(Right.FORECAST)
    _need_reason(reason)
    entries = {entry.id: entry for entry in overrides(desk, centre_id).entries}
    if entry_id not in entries:
        raise BadInputError(Fault("there is no such override", "choose again", value=str(entry_id)))
    if not entries[entry_id].in_force:
        raise ConflictError("The override is withdrawn already; nothing was changed.")
    entries[entry_id] = dataclasses.replace(
        entries[entry_id],
        withdrawn_at=datetime.now(UTC),
        withdrawn_by=desk.actor.name,
        withdrawn_why=reason,
    )
    return _save(desk, centre_id, tuple(entries.values()), expected_revision, reason)


def edits(before: pd.DataFrame, after: pd.DataFrame, interval_min: int) -> tuple[Override, ...]:
    """Overrides that turn one table of a day's intervals into another.

    Intervals that follow one another and take the same value are one entry.

    Parameters
    ----------
    before, after : DataFrame
        Columns timestamp (local), queue, volume, aht_s: the same rows in the same order.
    interval_min : int
        Length of an interval.
    """
    made: list[Override] = []
    for column, quantity in EDITED.items():
        old, new = before[column].to_numpy(dtype=float), after[column].to_numpy(dtype=float)
        for row in np.flatnonzero(np.isfinite(new) & ~np.isclose(old, new, rtol=1e-9, atol=1e-9)):
            stamp, queue = before["timestamp"].iloc[row], str(before["queue"].iloc[row])
            start = stamp.hour * 60 + stamp.minute
            one = Override(
                quantity,
                How.EACH,
                float(new[row]),
                stamp.date(),
                stamp.date(),
                start,
                min(start + interval_min, DAY_MIN),
                (queue,),
            )
            if made and made[-1] == dataclasses.replace(
                one, start_min=made[-1].start_min, end_min=one.start_min
            ):
                made[-1] = dataclasses.replace(made[-1], end_min=one.end_min)
            else:
                made.append(one)
    return tuple(made)


def touching(found: Overrides, first_day: date, last_day: date) -> tuple[OverrideEntry, ...]:
    """Entries, withdrawn ones too, about days of a span; both ends included."""
    return tuple(
        entry
        for entry in found.entries
        if entry.override.first_day <= last_day and entry.override.last_day >= first_day
    )


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise BadInputError(Fault("an override needs a reason", "say why", column="reason"))


def _save(
    desk: Desk,
    centre_id: str,
    entries: tuple[OverrideEntry, ...],
    expected_revision: int,
    reason: str,
) -> int:
    with desk.store.transaction() as tx:
        saved = tx.documents.save(
            centre_id,
            DocumentKind.OVERRIDES,
            _ENTRIES.dump_python(entries, mode="json"),
            expected_revision=expected_revision,
            author=desk.actor.name,
            reason=reason,
        )
    return saved.revision
