"""Fixed cells: no solve may change them until they are released."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from wfm.core.errors import NotAllowedError
from wfm.core.problem import Pin, PinSource
from wfm.core.roster import Cell
from wfm.store.kinds import Action, Entity
from wfm.store.repository import Repository, columns_of, read_as
from wfm.store.tables import PINS


@dataclass(frozen=True, slots=True)
class SavedPin:
    """A pin with its history; `shift_id` None pins a day off."""

    id: int
    centre: str
    agent_id: str
    day: date
    shift_id: str | None
    source: PinSource
    active: bool
    author: str
    reason: str
    created_at: datetime
    released_at: datetime | None
    released_by: str | None

    @property
    def pin(self) -> Pin:
        """The pin as a problem holds it."""
        return Pin(self.agent_id, self.day, self.shift_id, self.source)


class PinRepository(Repository):
    """Pins of a centre; at most one is active on a cell, released ones are kept."""

    def set(self, centre: str, pins: Iterable[Pin], *, author: str, reason: str) -> None:
        """Pin cells; a pin that is there already gives way to the new one.

        Raises
        ------
        NotAllowedError
            When a scheduler's pin would replace an approved swap with another shift.
        BadInputError
            When the centre is unknown or nobody is named.
        """
        self._require_centre(centre)
        made = self._made(author, reason)
        for pin in pins:
            old = self._active_on(centre, (pin.agent_id, pin.day))
            if old is not None:
                if old.pin == pin:
                    continue
                if old.source is PinSource.SWAP and pin.source is not PinSource.SWAP:
                    if old.shift_id == pin.shift_id:
                        continue
                    raise NotAllowedError(
                        f"{pin.agent_id} on {pin.day} is fixed by an approved swap: release that "
                        "first. Nothing was saved."
                    )
                self._release(old, author, made["created_at"])
            key = self._insert(
                PINS,
                {
                    "centre": centre,
                    "agent_id": pin.agent_id,
                    "day": pin.day,
                    "shift_id": pin.shift_id,
                    "source": pin.source,
                    "active": True,
                    **made,
                },
            )
            self._record(
                *(Action.SET, Entity.PIN, key),
                author=author,
                reason=reason,
                centre=centre,
                before=_summary(old) if old else None,
                after={"agent": pin.agent_id, "day": pin.day, "shift": pin.shift_id},
            )

    def release(
        self,
        centre: str,
        cells: Iterable[Cell],
        *,
        author: str,
        reason: str,
        sources: Sequence[PinSource] = (PinSource.SCHEDULER,),
    ) -> int:
        """Release the pins on some cells; return how many there were.

        Pins of approved swaps stay unless `sources` names them.

        Raises
        ------
        BadInputError
            When nobody is named.
        """
        now = self._made(author, reason)["created_at"]
        released = 0
        for cell in cells:
            pin = self._active_on(centre, cell)
            if pin is None or pin.source not in sources:
                continue
            self._release(pin, author, now)
            self._record(
                *(Action.RELEASED, Entity.PIN, pin.id),
                author=author,
                reason=reason,
                centre=centre,
                before=_summary(pin),
            )
            released += 1
        return released

    def active(self, centre: str, first_day: date, last_day: date) -> tuple[SavedPin, ...]:
        """Active pins of a span, both ends included, by agent and day."""
        return self._pins(
            PINS.c.centre == centre, PINS.c.active, PINS.c.day.between(first_day, last_day)
        )

    def history(self, centre: str, cell: Cell) -> tuple[SavedPin, ...]:
        """Every pin that a cell ever had, oldest first."""
        return self._pins(
            PINS.c.centre == centre, PINS.c.agent_id == cell[0], PINS.c.day == cell[1]
        )

    def _active_on(self, centre: str, cell: Cell) -> SavedPin | None:
        rows = self._pins(
            PINS.c.centre == centre,
            PINS.c.active,
            PINS.c.agent_id == cell[0],
            PINS.c.day == cell[1],
        )
        return rows[0] if rows else None

    def _release(self, pin: SavedPin, author: str, now: datetime) -> None:
        self._connection.execute(
            sa.update(PINS)
            .where(PINS.c.id == pin.id)
            .values(active=False, released_at=now, released_by=author)
        )

    def _pins(self, *where: sa.ColumnElement[bool]) -> tuple[SavedPin, ...]:
        statement = sa.select(*columns_of(SavedPin, PINS)).where(*where)
        rows = self._all(statement.order_by(PINS.c.agent_id, PINS.c.day, PINS.c.id))
        return tuple(read_as(SavedPin, row) for row in rows)


def _summary(pin: SavedPin) -> dict[str, Any]:
    return {
        "agent": pin.agent_id,
        "day": pin.day,
        "shift": pin.shift_id,
        "source": pin.source,
    }
