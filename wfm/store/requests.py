"""Requests for leave and swaps: asked, then approved, refused or withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from wfm.core.errors import BadInputError, Fault
from wfm.core.people import Leave, LeaveType
from wfm.core.problem import SwapRecord
from wfm.store.errors import unknown
from wfm.store.kinds import Action, Entity, RequestKind, RequestStatus
from wfm.store.repository import Repository, check_decidable, columns_of, read_as
from wfm.store.tables import REQUESTS


@dataclass(frozen=True, slots=True)
class SwapWish:
    """A swap as it is asked for: the two days' shifts change hands.

    `own_initiative` is False for moves by the centre (art. 33), which never count.
    """

    initiator: str
    partner: str
    initiator_day: date
    partner_day: date
    own_initiative: bool = True


@dataclass(frozen=True, slots=True)
class Request:
    """A request and what became of it.

    Parameters
    ----------
    agent_id, partner_id
        Who asks; the partner of a swap, None for leave.
    first_day, last_day : date
        The leave, or the earlier and the later day of a swap.
    wish : Leave or SwapWish
    details : mapping
        Anything else the form holds, e.g. the evidence for sick leave.
    findings : sequence of mapping
        What the rules said, when it was asked or, once decided, when it was decided.
    reason : str
        Of who asked; `decision_reason` of who decided.
    override_reason : str
        Why an "in principle" rule was passed; empty when none was.
    roster_id : int or None
        The revision that the approval made.
    """

    id: int
    centre: str
    kind: RequestKind
    status: RequestStatus
    agent_id: str
    partner_id: str | None
    first_day: date
    last_day: date
    wish: Leave | SwapWish
    details: Mapping[str, Any]
    findings: Sequence[Mapping[str, Any]]
    asked_by: str
    asked_at: datetime
    reason: str
    decided_by: str
    decided_at: datetime | None
    decision_reason: str
    override_reason: str
    roster_id: int | None


class RequestRepository(Repository):
    """Requests of a centre; each is decided once."""

    def ask(
        self,
        centre: str,
        wish: Leave | SwapWish,
        *,
        author: str,
        reason: str,
        findings: Sequence[Mapping[str, Any]] = (),
        details: Mapping[str, Any] | None = None,
    ) -> Request:
        """Ask for leave or a swap.

        Raises
        ------
        BadInputError
            When the leave ends before it begins, an agent swaps with itself, the centre is
            unknown or nobody is named.
        """
        self._require_centre(centre)
        made = self._made(author, reason)
        key = self._insert(
            REQUESTS,
            {
                "centre": centre,
                "status": RequestStatus.ASKED,
                **_columns(wish),
                "details": dict(details or {}),
                "findings": list(findings),
                "asked_by": author,
                "asked_at": made["created_at"],
                "reason": reason,
                "decided_by": "",
                "decision_reason": "",
                "override_reason": "",
            },
        )
        self._record(
            *(Action.ASKED, Entity.REQUEST, key),
            author=author,
            reason=reason,
            centre=centre,
            after=_columns(wish),
        )
        return self.get(key)

    def approve(
        self,
        request_id: int,
        *,
        author: str,
        reason: str,
        override_reason: str = "",
        roster_id: int | None = None,
        findings: Sequence[Mapping[str, Any]] | None = None,
    ) -> Request:
        """Approve a request; the new roster revision is saved in the same transaction.

        Raises
        ------
        ConflictError
            When it is decided already.
        BadInputError
            When there is no such request or nobody is named.
        """
        more: dict[str, Any] = {"override_reason": override_reason, "roster_id": roster_id}
        if findings is not None:
            more["findings"] = list(findings)
        return self._decide(request_id, RequestStatus.APPROVED, author, reason, more)

    def refuse(
        self,
        request_id: int,
        *,
        author: str,
        reason: str,
        findings: Sequence[Mapping[str, Any]] | None = None,
    ) -> Request:
        """Refuse a request, with a reason.

        Raises
        ------
        ConflictError
            When it is decided already.
        BadInputError
            When there is no such request, no reason, or nobody is named.
        """
        if not reason.strip():
            raise BadInputError(Fault("there is no reason", "say why the request is refused"))
        more = {} if findings is None else {"findings": list(findings)}
        return self._decide(request_id, RequestStatus.REFUSED, author, reason, more)

    def withdraw(self, request_id: int, *, author: str, reason: str) -> Request:
        """Withdraw a request that is not decided yet.

        Raises
        ------
        ConflictError
            When it is decided already.
        BadInputError
            When there is no such request or nobody is named.
        """
        return self._decide(request_id, RequestStatus.WITHDRAWN, author, reason, {})

    def get(self, request_id: int) -> Request:
        """Return a request.

        Raises
        ------
        BadInputError
            When there is none.
        """
        rows = self._rows(REQUESTS.c.id == request_id)
        if not rows:
            raise unknown("request", request_id)
        return rows[0]

    def all(
        self,
        centre: str,
        *,
        status: RequestStatus | None = None,
        kind: RequestKind | None = None,
        agent_id: str | None = None,
    ) -> tuple[Request, ...]:
        """Requests of a centre, newest first; `agent_id` finds swap partners too."""
        where = [REQUESTS.c.centre == centre]
        if status is not None:
            where.append(REQUESTS.c.status == status)
        if kind is not None:
            where.append(REQUESTS.c.kind == kind)
        if agent_id is not None:
            where.append(sa.or_(REQUESTS.c.agent_id == agent_id, REQUESTS.c.partner_id == agent_id))
        return self._rows(*where)

    def swaps(self, centre: str, first_day: date, last_day: date) -> tuple[SwapRecord, ...]:
        """Swap ledger of a span, in the order asked: every approved swap with a day in it.

        Swaps that were asked for in the span are in it too (with a day to spare on both sides for
        the zone), because a month's count may go by either date.
        """
        spare = timedelta(days=1)
        since = datetime.combine(first_day - spare, time(), UTC)
        until = datetime.combine(last_day + 2 * spare, time(), UTC)
        rows = self._rows(
            REQUESTS.c.centre == centre,
            REQUESTS.c.kind == RequestKind.SWAP,
            REQUESTS.c.status == RequestStatus.APPROVED,
            sa.or_(
                REQUESTS.c.first_day.between(first_day, last_day),
                REQUESTS.c.last_day.between(first_day, last_day),
                sa.and_(REQUESTS.c.asked_at >= since, REQUESTS.c.asked_at < until),
            ),
        )
        return tuple(
            SwapRecord(
                initiator=row.wish.initiator,
                partner=row.wish.partner,
                initiator_day=row.wish.initiator_day,
                partner_day=row.wish.partner_day,
                asked_at=row.asked_at,
                own_initiative=row.wish.own_initiative,
                approved_by=row.decided_by,
                override_reason=row.override_reason,
            )
            for row in reversed(rows)
            if isinstance(row.wish, SwapWish)
        )

    def _decide(
        self,
        request_id: int,
        status: RequestStatus,
        author: str,
        reason: str,
        more: Mapping[str, Any],
    ) -> Request:
        now = self._made(author, reason)["created_at"]
        old = self.get(request_id)
        check_decidable(f"Request {request_id}", old.status.value, [RequestStatus.ASKED])
        self._connection.execute(
            sa.update(REQUESTS)
            .where(REQUESTS.c.id == request_id)
            .values(
                status=status, decided_by=author, decided_at=now, decision_reason=reason, **more
            )
        )
        self._record(
            *(Action(status.value), Entity.REQUEST, request_id),
            author=author,
            reason=reason,
            centre=old.centre,
            before={"status": old.status},
            after={"status": status, **{k: v for k, v in more.items() if k != "findings"}},
        )
        return self.get(request_id)

    def _rows(self, *where: sa.ColumnElement[bool]) -> tuple[Request, ...]:
        statement = sa.select(*columns_of(Request, REQUESTS), REQUESTS.c.payload).where(*where)
        rows = self._all(statement.order_by(REQUESTS.c.id.desc()))
        return tuple(read_as(Request, row, wish=_wish(row)) for row in rows)


def _columns(wish: Leave | SwapWish) -> dict[str, Any]:
    if isinstance(wish, Leave):
        if wish.last_day < wish.first_day:
            raise BadInputError(Fault("the leave ends before it begins", "mend one of the days"))
        return {
            "kind": RequestKind.LEAVE,
            "agent_id": wish.agent_id,
            "partner_id": None,
            "first_day": wish.first_day,
            "last_day": wish.last_day,
            "payload": {"type": wish.type},
        }
    if wish.initiator == wish.partner:
        raise BadInputError(
            Fault("an agent can't swap with itself", "choose a partner", value=wish.partner)
        )
    days = sorted((wish.initiator_day, wish.partner_day))
    return {
        "kind": RequestKind.SWAP,
        "agent_id": wish.initiator,
        "partner_id": wish.partner,
        "first_day": days[0],
        "last_day": days[1],
        "payload": {
            "initiator_day": wish.initiator_day.isoformat(),
            "partner_day": wish.partner_day.isoformat(),
            "own_initiative": wish.own_initiative,
        },
    }


def _wish(row: Mapping[str, Any]) -> Leave | SwapWish:
    payload = row["payload"]
    if row["kind"] is RequestKind.LEAVE:
        return Leave(row["agent_id"], LeaveType(payload["type"]), row["first_day"], row["last_day"])
    return SwapWish(
        row["agent_id"],
        row["partner_id"],
        date.fromisoformat(payload["initiator_day"]),
        date.fromisoformat(payload["partner_day"]),
        payload["own_initiative"],
    )
