"""Changes of a history with what was decided about them, as they are kept."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import pandas as pd

from wfm.forecasting.cleaning import Change, ChangeKind
from wfm.service.codec import from_json, to_json
from wfm.sheets.formulas import quoted

OWN = (ChangeKind.CORRECTION, ChangeKind.STATE)


class Status(StrEnum):
    """Where a change stands; only accepted ones are put on."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    REVERSED = "reversed"


@dataclass(frozen=True)
class Item:
    """A change with what was decided about it.

    Parameters
    ----------
    id : str
        Stays the same when the history is looked at again.
    change : Change
    status : Status
    author : str
        Who decided last; empty while nobody has.
    at : datetime or None
        When.
    note : str
        Why, in their words.
    """

    id: str
    change: Change
    status: Status = Status.PROPOSED
    author: str = ""
    at: datetime | None = None
    note: str = ""

    @property
    def own(self) -> bool:
        """Whether a planner made it rather than the detector."""
        return self.change.kind in OWN


@dataclass(frozen=True)
class Cleaning:
    """A revision of a centre's cleaning.

    Parameters
    ----------
    revision : int
        0 while there is none.
    history_revision : int
        Revision of the history that was looked at last; 0 when none was.
    items : tuple of Item
        Ordered by start and queue.
    """

    revision: int = 0
    history_revision: int = 0
    items: tuple[Item, ...] = ()

    @property
    def accepted(self) -> tuple[Change, ...]:
        """Changes to put on, a planner's own last: they know better."""
        chosen = [item for item in self.items if item.status is Status.ACCEPTED]
        chosen.sort(key=lambda item: (item.own, item.at or datetime.min.replace(tzinfo=UTC)))
        return tuple(item.change for item in chosen)


def changes_table(items: Iterable[Item]) -> pd.DataFrame:
    """Changes interval by interval, with volumes before and after, score, reason and status.

    Texts that a spreadsheet would run are quoted.
    """
    rows = []
    for item in items:
        change = item.change
        start = pd.Timestamp(change.start)
        step = (pd.Timestamp(change.end) - start) / max(1, len(change.raw))
        for k, (raw, cleaned) in enumerate(zip(change.raw, change.cleaned, strict=True)):
            rows.append(
                (
                    item.id,
                    str(change.kind),
                    (start + k * step).isoformat(),
                    change.queue,
                    raw,
                    cleaned,
                    change.state,
                    quoted(change.reason),
                    change.score,
                    str(item.status),
                    quoted(item.author),
                )
            )
    columns = ["change", "kind", "timestamp", "queue", "raw", "cleaned", "state", "reason", "score"]
    return pd.DataFrame(rows, columns=[*columns, "status", "author"])


def item_to_json(item: Item) -> dict[str, Any]:
    """JSON-ready values of a change and its decision."""
    return {
        "id": item.id,
        "change": to_json("change", item.change),
        "zone": str(item.change.start.tzinfo),
        "status": str(item.status),
        "author": item.author,
        "at": None if item.at is None else item.at.isoformat(),
        "note": item.note,
    }


def item_from_json(value: dict[str, Any]) -> Item:
    """Read a change and its decision back, in the zone it was made in."""
    change: Change = from_json("change", value["change"])
    start, end = (
        pd.Timestamp(moment).tz_convert(value["zone"]).to_pydatetime()
        for moment in (change.start, change.end)
    )
    return Item(
        value["id"],
        dataclasses.replace(change, start=start, end=end),
        Status(value["status"]),
        value["author"],
        None if value["at"] is None else datetime.fromisoformat(value["at"]),
        value["note"],
    )


def item_id(change: Change, taken: Collection[str] = ()) -> str:
    """Short mark of what a change is known by; numbered where it is taken."""
    queue, start, end, kind = change.key
    instants = "|".join(moment.astimezone(UTC).isoformat() for moment in (start, end))
    n = 0
    while True:
        text = f"{queue}|{instants}|{kind}|{n or ''}"
        mark = hashlib.sha256(text.encode()).hexdigest()[:12]
        if mark not in taken:
            return mark
        n += 1
