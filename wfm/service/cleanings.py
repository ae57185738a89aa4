"""Cleaning of a centre's history: proposed, decided by a planner, kept beside the raw counts."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from wfm.core.errors import BadInputError, ConflictError, Fault
from wfm.forecasting.cleaned import Cleaner
from wfm.forecasting.cleaning import (
    Change,
    apply_changes,
    correction,
    propose,
    stale_changes,
    state_mark,
)
from wfm.runs.context import RunContext
from wfm.runs.executor import LocalQueue
from wfm.service import centres, histories, known_days
from wfm.service.cleaning_items import (
    Cleaning,
    Item,
    Status,
    item_from_json,
    item_id,
    item_to_json,
)
from wfm.service.desk import Actor, Desk, Right, Role
from wfm.store.kinds import DocumentKind

KIND = "cleaning"
"""Kind of run."""


@dataclass(frozen=True, eq=False)
class Training:
    """What a forecast learns from.

    Parameters
    ----------
    raw : DataFrame
        As counted; back-tests score against it.
    history : DataFrame
        With the accepted changes; the raw one when there are none or they are not wanted.
    cleaner : Cleaner or None
        Cleans at each origin of a back-test; None without changes.
    provenance : dict
        cleaning_revision and cleaning_changes; empty without changes.
    """

    raw: pd.DataFrame
    history: pd.DataFrame
    cleaner: Cleaner | None
    provenance: dict[str, int]


def cleaning(desk: Desk, centre_id: str) -> Cleaning:
    """Newest cleaning of a centre; an empty one when there is none."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        document = tx.documents.current(centre_id, DocumentKind.CLEANING)
    if document is None:
        return Cleaning()
    items = tuple(item_from_json(value) for value in document.content["items"])
    return Cleaning(document.info.revision, int(document.content["history_revision"]), items)


def stale(items: Iterable[Item], history: pd.DataFrame) -> frozenset[str]:
    """Ids of changes that were made for other counts than the history has now."""
    items = tuple(items)
    old = stale_changes(history, [item.change for item in items])
    return frozenset(item.id for item, is_old in zip(items, old, strict=True) if is_old)


def training(desk: Desk, centre_id: str, *, cleaned: bool = True) -> Training:
    """History that a forecast learns from, with its accepted changes unless raw is asked for.

    Raises
    ------
    BadInputError
        When the centre has no history.
    """
    raw = _history(desk, centre_id)
    found = cleaning(desk, centre_id) if cleaned else Cleaning()
    changes = found.accepted
    if not changes:
        return Training(raw, raw, None, {})
    return Training(
        raw,
        apply_changes(raw, changes),
        Cleaner(changes),
        {"cleaning_revision": found.revision, "cleaning_changes": len(changes)},
    )


def start_cleaning(desk: Desk, centre_id: str) -> str:
    """Queue a look for outliers; returns the run's id."""
    desk.actor.need(Right.FORECAST)
    _history(desk, centre_id)
    return LocalQueue(desk.store).submit(
        KIND, {}, author=desk.actor.name, reason="look for outliers", centre=centre_id
    )


def run_cleaning(ctx: RunContext) -> dict[str, Any]:
    """Do a queued look for outliers (a handler of the worker)."""
    desk = Desk(ctx.store, Actor(ctx.author, Role.MANAGER))
    ctx.progress({"phase": "cleaning"})
    return {"cleaning_revision": look(desk, str(ctx.centre))}


def look(desk: Desk, centre_id: str) -> int:
    """Propose what to clean (`start_cleaning` leaves it to a worker); nothing is put on.

    What was decided stays decided as long as the counts are the same; a proposal that is not
    found any more is dropped, an accepted change stays until it is reversed.

    Returns
    -------
    int
        Revision in force; looking twice at the same history makes no new one.
    """
    desk.actor.need(Right.FORECAST)
    history = _history(desk, centre_id)
    history_revision = histories.history_revision(desk, centre_id)
    centre = centres.centre(desk, centre_id)
    stamps = history["timestamp"]
    calendar = known_days.calendar_of(centre, stamps.min().date(), stamps.max().date())
    old = cleaning(desk, centre_id)
    known = {item.id: item for item in old.items}
    found = {item_id(change): change for change in propose(history, calendar)}
    items = [
        item
        for item in old.items
        if item.id not in found and (item.own or item.status is Status.ACCEPTED)
    ]
    for key, change in found.items():
        before = known.get(key)
        same = before is not None and before.change.raw == change.raw
        items.append(before if same and before is not None else Item(key, change))
    reason = f"{len(found)} proposals"
    return _save(desk, centre_id, old, items, history_revision, reason)


def decide(
    desk: Desk,
    centre_id: str,
    ids: Collection[str],
    status: Status,
    *,
    expected_revision: int,
    note: str = "",
) -> int:
    """Accept, reject or reverse changes; the raw counts stay as they are.

    Parameters
    ----------
    ids : collection of str
        Of the cleaning's items.
    status : Status
        Accepted or rejected for a proposal, reversed for one that was accepted; everything that
        was decided can be decided again.
    expected_revision : int
        The cleaning that the planner saw.

    Raises
    ------
    BadInputError
        When an id is unknown, or something is reversed that was not accepted.
    ConflictError
        When somebody else decided meanwhile.
    """
    desk.actor.need(Right.FORECAST)
    old = cleaning(desk, centre_id)
    if old.revision != expected_revision:
        raise ConflictError(
            f"Somebody else changed cleaning of {centre_id} meanwhile: you worked on revision "
            f"{expected_revision}, the newest is {old.revision}. Nothing was saved; look at the "
            "newest and try again."
        )
    known = {item.id: item for item in old.items}
    unknown = [key for key in ids if key not in known]
    if unknown or not ids or status is Status.PROPOSED:
        raise BadInputError(
            Fault("there is no such change", "choose from the list", value=", ".join(unknown))
        )
    if status is Status.REVERSED and any(known[k].status is not Status.ACCEPTED for k in ids):
        raise BadInputError(
            Fault("only accepted changes can be reversed", "reject a proposal instead")
        )
    now = datetime.now(UTC)
    items = [
        dataclasses.replace(item, status=status, author=desk.actor.name, at=now, note=note)
        if item.id in ids and item.status is not status
        else item
        for item in old.items
    ]
    return _save(desk, centre_id, old, items, old.history_revision, f"{status}: {len(ids)} changes")


def add_correction(
    desk: Desk,
    centre_id: str,
    queues: Collection[str],
    start: datetime,
    end: datetime,
    *,
    volume: float | None = None,
    factor: float | None = None,
    reason: str,
) -> int:
    """Put a planner's own numbers on a span: a volume for each interval, or a factor.

    Raises
    ------
    BadInputError
        When there is no reason, or the correction makes no sense.
    """
    history = _wanted(desk, centre_id, reason)
    changes = [
        correction(history, queue, start, end, volume=volume, factor=factor, reason=reason)
        for queue in queues
    ]
    return _add(desk, centre_id, changes, reason)


def add_state(
    desk: Desk,
    centre_id: str,
    queues: Collection[str],
    start: datetime,
    end: datetime,
    state: str,
    *,
    reason: str,
) -> int:
    """Mark a span as an outage, missing or closed.

    Raises
    ------
    BadInputError
        When there is no reason, no such state, or no interval in the span.
    """
    history = _wanted(desk, centre_id, reason)
    return _add(
        desk,
        centre_id,
        [state_mark(history, queue, start, end, state, reason) for queue in queues],
        reason,
    )


def _wanted(desk: Desk, centre_id: str, reason: str) -> pd.DataFrame:
    desk.actor.need(Right.FORECAST)
    if not reason.strip():
        raise BadInputError(Fault("a change needs a reason", "say why", column="reason"))
    return _history(desk, centre_id)


def _add(desk: Desk, centre_id: str, changes: Collection[Change], reason: str) -> int:
    if not changes:
        raise BadInputError(Fault("no queue is named", "choose at least one", column="queue"))
    old = cleaning(desk, centre_id)
    now = datetime.now(UTC)
    taken = {item.id for item in old.items}
    keys = {change.key for change in changes}
    # The newest word on a span is the one that counts.
    items = [
        dataclasses.replace(item, status=Status.REVERSED, author=desk.actor.name, at=now)
        if item.change.key in keys and item.status is Status.ACCEPTED
        else item
        for item in old.items
    ]
    for change in changes:
        items.append(
            Item(item_id(change, taken), change, Status.ACCEPTED, desk.actor.name, now, reason)
        )
    return _save(desk, centre_id, old, items, old.history_revision, reason)


def _history(desk: Desk, centre_id: str) -> pd.DataFrame:
    history = histories.history(desk, centre_id)
    if history is None:
        raise BadInputError(Fault("the centre has no history", "import one first"))
    return history


def _save(
    desk: Desk,
    centre_id: str,
    old: Cleaning,
    items: Iterable[Item],
    history_revision: int,
    reason: str,
) -> int:
    ordered = tuple(sorted(items, key=lambda i: (i.change.start, i.change.queue, i.id)))
    if ordered == old.items and history_revision == old.history_revision:
        return old.revision
    content = {
        "history_revision": history_revision,
        "items": [item_to_json(item) for item in ordered],
    }
    with desk.store.transaction() as tx:
        saved = tx.documents.save(
            centre_id,
            DocumentKind.CLEANING,
            content,
            expected_revision=old.revision,
            author=desk.actor.name,
            reason=reason,
        )
    return saved.revision
