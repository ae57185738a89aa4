"""Leave and swaps on the published roster: asked, checked, decided, published anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd

from wfm.core.errors import BadInputError, Fault, NotAllowedError
from wfm.core.people import Leave
from wfm.core.problem import PinSource, Problem
from wfm.core.roster import Roster
from wfm.core.view import ProblemView
from wfm.operations.asks import Desktop, Finding, LeaveAsk, SwapAsk
from wfm.operations.leave import check_leave
from wfm.operations.swaps import check_swap, pins_of, settled
from wfm.rostering.carried import carry
from wfm.rules.auditing import audit
from wfm.rules.contract import Words
from wfm.rules.modelling import Modeller
from wfm.service import centres, known_days, weeks
from wfm.service.desk import Desk, Right
from wfm.store import LeaveSource, RequestStatus, RosterOrigin
from wfm.store.requests import Request, SwapWish
from wfm.store.rosters import SavedRoster
from wfm.store.store import UnitOfWork

Ask = LeaveAsk | SwapAsk


@dataclass(frozen=True)
class RequestInfo:
    """A request as a page shows it."""

    id: int
    kind: str
    status: str
    ask: Ask
    findings: tuple[Finding, ...]
    asked_by: str
    asked_at: datetime
    reason: str
    decided_by: str
    decided_at: datetime | None
    decision_reason: str
    override_reason: str


def requests(desk: Desk, centre_id: str, status: str | None = None) -> tuple[RequestInfo, ...]:
    """Requests of a centre, newest first."""
    desk.actor.need(Right.READ)
    wanted = None if status is None else RequestStatus(status)
    with desk.store.read() as tx:
        return tuple(_info(row) for row in tx.requests.all(centre_id, status=wanted))


def check_request(desk: Desk, centre_id: str, ask_: Ask) -> tuple[Finding, ...]:
    """What every rule says of an ask as things stand now; nothing is saved."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        return _check(tx, centre_id, ask_)


def ask(desk: Desk, centre_id: str, ask_: Ask) -> int:
    """Save a request; returns its id.

    Raises
    ------
    BadInputError
        When the facts forbid it (no such agent, no such shift): nobody could approve it.
    """
    desk.actor.need(Right.ASK)
    with desk.store.transaction() as tx:
        found = _check(tx, centre_id, ask_)
        facts = [f for f in found if f.rule == "facts" and not f.ok]
        if facts:
            raise BadInputError(
                [Fault(f.words.en, "change the request", what_zh=f.words.zh) for f in facts]
            )
        details: dict[str, Any] = {}
        wish: Leave | SwapWish
        if isinstance(ask_, LeaveAsk):
            wish = ask_.granted()
            details = {"retrospective": ask_.retrospective, "evidence": ask_.evidence}
        else:
            wish = SwapWish(
                ask_.initiator,
                ask_.partner,
                ask_.initiator_day,
                ask_.partner_day,
                ask_.own_initiative,
            )
        saved = tx.requests.ask(
            centre_id,
            wish,
            author=desk.actor.name,
            reason=ask_.reason,
            findings=[_finding_json(f) for f in found],
            details=details,
        )
    return saved.id


def approve(desk: Desk, request_id: int, reason: str, override_reason: str = "") -> int | None:
    """Approve a request; the roster that it changes gets a new published revision.

    Everything is checked again as it stands now. Leave takes the agent's shifts of those days out
    of the published roster; a swap moves both shifts and pins them. What the rules forbid "in
    principle" needs `override_reason`.

    Returns
    -------
    int or None
        Id of the new roster revision; None when no published roster is touched.

    Raises
    ------
    NotAllowedError
        When a rule that can't be passed forbids it, or one that can and no reason is given.
    ConflictError
        When it was decided already.
    """
    desk.actor.need(Right.DECIDE)
    who = {"author": desk.actor.name, "reason": reason}
    with desk.store.transaction() as tx:
        row = tx.requests.get(request_id)
        ask_ = _ask_of(row)
        found = _check(tx, row.centre, ask_, asked_at=row.asked_at)
        _refuse_unless_passable(found, override_reason)
        if isinstance(ask_, LeaveAsk):
            tx.leave.grant(
                row.centre,
                ask_.granted(),
                source=LeaveSource.REQUEST,
                request_id=request_id,
                **who,
            )
            release_pins(tx, row.centre, ask_.granted(), **who)
            made = [
                _publish(desk, tx, saved, roster, reason)
                for saved, roster in _without_leave(tx, row.centre, ask_)
            ]
        else:
            saved = _published_week(tx, row.centre, ask_.initiator_day)
            assert saved is not None
            after = settled(_as_it_stands(tx, saved), saved.roster, ask_).roster
            tx.pins.set(row.centre, pins_of(after, ask_), **who)
            made = [_publish(desk, tx, saved, after, reason)]
        tx.requests.approve(
            request_id,
            **who,
            override_reason=override_reason,
            roster_id=made[0] if made else None,
            findings=[_finding_json(f) for f in found],
        )
    return made[0] if made else None


def refuse(desk: Desk, request_id: int, reason: str) -> None:
    """Refuse a request; an agent is owed the reason.

    Raises
    ------
    BadInputError
        When no reason is given.
    """
    desk.actor.need(Right.DECIDE)
    if not reason.strip():
        raise BadInputError(Fault("a refusal needs a reason", "say why"))
    with desk.store.transaction() as tx:
        tx.requests.refuse(request_id, author=desk.actor.name, reason=reason)


def withdraw(desk: Desk, request_id: int, reason: str = "") -> None:
    """Withdraw a request that is not decided yet.

    Raises
    ------
    NotAllowedError
        When somebody else asked, unless the actor decides on requests.
    ConflictError
        When it was decided already.
    """
    desk.actor.need(Right.ASK)
    with desk.store.transaction() as tx:
        asked_by = tx.requests.get(request_id).asked_by
        if asked_by != desk.actor.name and not desk.actor.may(Right.DECIDE):
            raise NotAllowedError(
                f"{asked_by} asked for this; only they, or somebody who decides on requests, may "
                "withdraw it."
            )
        tx.requests.withdraw(request_id, author=desk.actor.name, reason=reason or "withdrawn")


def audit_trail(desk: Desk, centre_id: str, limit: int = 100) -> pd.DataFrame:
    """Who did what when and why: at, who, action, entity, what, why; newest first."""
    desk.actor.need(Right.READ)
    zone = ZoneInfo(centres.centre(desk, centre_id).zone)
    with desk.store.read() as tx:
        rows = [
            (
                e.at.astimezone(zone),
                e.who,
                str(e.action),
                str(e.entity),
                ", ".join(f"{k} = {v}" for k, v in (e.after or {}).items()),
                e.why,
            )
            for e in tx.trail.entries(centre=centre_id, limit=limit)
        ]
    return pd.DataFrame(rows, columns=["at", "who", "action", "entity", "what", "why"])


def release_pins(tx: UnitOfWork, centre_id: str, leave: Leave, *, author: str, reason: str) -> None:
    """Release pins of shifts on days of leave, those of swaps too: both could never hold."""
    held = [
        (p.agent_id, p.day)
        for p in tx.pins.active(centre_id, leave.first_day, leave.last_day)
        if p.agent_id == leave.agent_id and p.shift_id is not None
    ]
    tx.pins.release(
        centre_id, held, author=author, reason=reason or "leave approved", sources=tuple(PinSource)
    )


# -- inside ----------------------------------------------------------------------------------------


def _check(
    tx: UnitOfWork, centre_id: str, ask_: Ask, asked_at: datetime | None = None
) -> tuple[Finding, ...]:
    first, last = _days(ask_)
    data = centres.load(tx, centre_id)
    zone = ZoneInfo(data.centre.zone)
    now = (asked_at or datetime.now(zone)).astimezone(zone)
    saved = _published_week(tx, centre_id, first)
    problem = roster = following = None
    if saved is not None and last <= saved.info.last_day:
        problem, roster = _as_it_stands(tx, saved), saved.roster
        later = _published_week(tx, centre_id, saved.info.last_day + timedelta(days=1))
        following = None if later is None else (_as_it_stands(tx, later), later.roster)
    # A month to spare on both sides: notice is counted back over a new year's holidays.
    spare = timedelta(days=31)
    calendar = known_days.calendar_of(
        data.centre, min(now.date(), first) - spare, max(now.date(), last) + spare
    )
    month = first.replace(day=1)
    desk = Desktop(
        now=now,
        rules=centres.load_rules(tx, centre_id).entries,
        agents=data.agents,
        leave=data.leave,
        swaps=tx.requests.swaps(centre_id, month, last + timedelta(days=31)),
        is_workday=calendar.is_workday,
        problem=problem,
        roster=roster,
        following=following,
    )
    found = check_leave(desk, ask_) if isinstance(ask_, LeaveAsk) else check_swap(desk, ask_)
    return tuple(found)


def _days(ask_: Ask) -> tuple[date, date]:
    if isinstance(ask_, LeaveAsk):
        return ask_.first_day, ask_.last_day
    return (
        min(ask_.initiator_day, ask_.partner_day),
        max(ask_.initiator_day, ask_.partner_day),
    )


def _refuse_unless_passable(found: Sequence[Finding], override_reason: str) -> None:
    wrong = [f for f in found if not f.ok]
    final = [f for f in wrong if not f.overridable]
    if final:
        raise NotAllowedError("The rules forbid it: " + _listed(final), _said(final))
    if wrong and not override_reason.strip():
        raise NotAllowedError("Only with a reason: " + _listed(wrong), _said(wrong))


def _listed(found: Sequence[Finding]) -> str:
    return "; ".join(f"{f.words.en} [{f.source}]" for f in found)


def _said(found: Sequence[Finding]) -> tuple[tuple[str, str], ...]:
    return tuple((f.words.en, f.words.zh) for f in found)


def _published_week(tx: UnitOfWork, centre_id: str, day: date) -> SavedRoster | None:
    for info in tx.rosters.published_between(centre_id, day, day):
        return tx.rosters.get(info.id)
    return None


def _as_it_stands(tx: UnitOfWork, saved: SavedRoster) -> Problem:
    """Problem of a published roster with what was decided since."""
    info = saved.info
    assert info.problem_id is not None
    around = weeks.surroundings(tx, info.centre, info.first_day, info.n_days)
    return weeks.refreshed(tx.problems.get(info.problem_id).problem, around)


def _without_leave(
    tx: UnitOfWork, centre_id: str, ask_: LeaveAsk
) -> list[tuple[SavedRoster, Roster]]:
    """Published rosters that the leave touches, without the agent's shifts of those days.

    Activities of those shifts that are due all the same go into other shifts where they can.
    """
    touched = []
    for info in tx.rosters.published_between(centre_id, ask_.first_day, ask_.last_day):
        saved = tx.rosters.get(info.id)
        freed = [
            (cell.agent_id, cell.day)
            for cell in saved.roster
            if cell.agent_id == ask_.agent_id and ask_.granted().covers(cell.day)
        ]
        if freed:
            after = saved.roster.with_cells((c, None) for c in freed)
            modeller = Modeller(ProblemView(_as_it_stands(tx, saved)))
            touched.append((saved, carry(modeller, saved.roster, after).roster))
    return touched


def _publish(desk: Desk, tx: UnitOfWork, old: SavedRoster, roster: Roster, reason: str) -> int:
    """Save and publish a revision inside the transaction of the decision."""
    info = old.info
    problem = _as_it_stands(tx, old)
    newest = tx.rosters.newest_revision(info.centre, info.first_day)
    who = {"author": desk.actor.name, "reason": reason or "request approved"}
    saved = tx.rosters.save_revision(
        info.centre,
        roster,
        first_day=info.first_day,
        n_days=info.n_days,
        origin=RosterOrigin.REQUEST,
        expected_revision=newest,
        problem_id=info.problem_id,
        parent_id=info.id,
        score={**info.score, "objective": audit(problem, roster).cost},
        **who,
    )
    return tx.rosters.publish(saved.id, expected_revision=saved.revision, **who).id


def _ask_of(row: Request) -> Ask:
    if isinstance(row.wish, Leave):
        return LeaveAsk(
            row.wish.agent_id,
            row.wish.type,
            row.wish.first_day,
            row.wish.last_day,
            row.reason,
            bool(row.details.get("retrospective")),
            bool(row.details.get("evidence")),
        )
    w = row.wish
    return SwapAsk(
        w.initiator, w.partner, w.initiator_day, w.partner_day, row.reason, w.own_initiative
    )


def _info(row: Request) -> RequestInfo:
    return RequestInfo(
        row.id,
        str(row.kind),
        str(row.status),
        _ask_of(row),
        tuple(_finding(f) for f in row.findings),
        row.asked_by,
        row.asked_at,
        row.reason,
        row.decided_by,
        row.decided_at,
        row.decision_reason,
        row.override_reason,
    )


def _finding_json(f: Finding) -> dict[str, Any]:
    return {
        "rule": f.rule,
        "source": f.source,
        "ok": f.ok,
        "overridable": f.overridable,
        "en": f.words.en,
        "zh": f.words.zh,
    }


def _finding(value: Mapping[str, Any]) -> Finding:
    return Finding(
        value["rule"],
        value["source"],
        value["ok"],
        value["overridable"],
        Words(value["en"], value["zh"]),
    )
