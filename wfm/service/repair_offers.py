"""What is done with a repair's proposal: looked at, accepted in whole or in part, rejected.

A proposal is the result of its run and nothing else: rejected, it leaves only the trail; accepted,
it becomes the next revision in one transaction, once, whatever process dies in between.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

import pandas as pd

from wfm.core.errors import BadInputError, ConflictError, Fault
from wfm.core.interchange import roster_from_dict
from wfm.core.people import Leave
from wfm.core.problem import Pin, PinSource
from wfm.core.roster import Cell, Roster
from wfm.core.score import AuditReport
from wfm.rostering.proposal import Effect
from wfm.rules.comparing import worse
from wfm.rules.wording import sentence, sentences
from wfm.service import editing, repair_effects, requests, rosters
from wfm.service.codec import from_json
from wfm.service.desk import Desk, Right
from wfm.service.repair_asks import RepairAsk
from wfm.service.repair_effects import OfferedChange, chosen_roster
from wfm.service.repair_facts import Setting, absent_cells
from wfm.service.repair_runs import KIND
from wfm.service.repair_settings import base_of, setting_of
from wfm.service.rosters import RosterState
from wfm.store import Action, Entity, LeaveSource, RosterOrigin
from wfm.store.runs import Run
from wfm.store.store import UnitOfWork

LOOKED_AT = 10
"""Newest repair runs of a centre among which a week's proposal is looked for."""


class OfferState(StrEnum):
    """Where a proposal stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    STALE = "stale"  # the roster has changed since


@dataclass(frozen=True)
class Offer:
    """A proposal as a page shows it.

    Parameters
    ----------
    run_id, author, made_at
    base_id, base_revision : int
        The revision that it repairs.
    ask : RepairAsk
    state : OfferState
    changes : tuple of OfferedChange
        Facts first. Empty, with `conflicts`, when there is no legal roster.
    moved : tuple of cells
        Shifts that stay and get other breaks.
    effects : mapping of str to mapping
        published, unmended, mended: cost, missing and short per group, hard, service_level.
    curve : DataFrame
        timestamp, required, unmended, mended, and service_unmended, service_mended when known.
    conflicts : mapping of str to list of str
        By language: what contradicts what.
    """

    run_id: str
    author: str
    made_at: datetime
    week: date
    base_id: int
    base_revision: int
    ask: RepairAsk
    state: OfferState
    changes: tuple[OfferedChange, ...]
    moved: tuple[Cell, ...]
    effects: Mapping[str, Mapping[str, Any]]
    curve: pd.DataFrame
    conflicts: Mapping[str, Sequence[str]]
    made: Mapping[str, Any]

    @property
    def proposed(self) -> bool:
        """Whether there is a roster to accept."""
        return not self.conflicts


@dataclass(frozen=True)
class OfferPreview:
    """What accepting some of the changes would give: nothing is saved."""

    effect: Effect
    new_hard: tuple[str, ...]
    hard: int


def offer(desk: Desk, centre_id: str, week: date) -> Offer | None:
    """Return the newest repair of a week with a result; None when there is none."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        for run in tx.runs.all(centre=centre_id, kind=KIND, limit=LOOKED_AT):
            if run.payload["week"] == week.isoformat() and run.result:
                return _offer(tx, run)
    return None


def preview(
    desk: Desk,
    offer: Offer,
    cells: Sequence[Cell] | None = None,
    *,
    breaks: bool = True,
    language: str = "en",
) -> OfferPreview:
    """Audit what would stand if some of the changes were accepted; None takes them all."""
    desk.actor.need(Right.READ)
    kept = _rebuilt(desk, offer)
    roster = chosen_roster(kept.at.start, kept.roster, cells, breaks=breaks)
    found, report = repair_effects.effect(kept.at.settled, roster)
    new = tuple(sentence(v, language) for v in worse(report, kept.unmended) if v.hard)
    return OfferPreview(found, new, len(report.hard))


def accept(
    desk: Desk,
    run_id: str,
    cells: Sequence[Cell] | None = None,
    *,
    breaks: bool = True,
    reason: str,
    publish: bool = True,
) -> RosterState:
    """Make the next revision of a proposal, or of some of its changes.

    Absences of whole days become sick leave, added leave is granted, cells of agents who were
    away for part of a day are pinned as they now stand, and the demand that was met is kept with
    the revision: all in one transaction. No swap is counted for anybody (art. 33).

    Parameters
    ----------
    cells : sequence of cells, optional
        Changes to take; what happened itself is always taken. None takes all.
    publish : bool
        Publish it at once; otherwise it is a draft.

    Raises
    ------
    NotAllowedError
        When a hard rule would be newly broken, or any is and it is to be published.
    ConflictError
        When the roster has changed since, or the proposal was rejected.
    """
    desk.actor.need(Right.REPAIR)
    if not reason.strip():
        raise BadInputError(Fault("a repair needs a reason", "say what happened"))
    with desk.store.read() as tx:
        made = tx.rosters.by_run(run_id)
        found = None if made is not None else _offer(tx, tx.runs.get(run_id))
    if found is None:
        assert made is not None
        return rosters.revision(desk, made.id)
    _refuse_unless_open(found)
    kept = _rebuilt(desk, found)
    at = kept.at
    roster = chosen_roster(at.start, kept.roster, cells, breaks=breaks)
    after, report = repair_effects.effect(at.settled, roster)
    new = [v for v in worse(report, kept.unmended) if v.hard]
    if new:
        editing.refuse_new(sentences(new[:3]))
    if publish:
        editing.refuse_hard(report)
    who = {"author": desk.actor.name, "reason": reason}
    ask = found.ask
    with desk.store.transaction() as tx:
        saved = tx.rosters.get(found.base_id)
        centre_id, week = saved.info.centre, saved.info.first_day
        _refuse_unless_open(_offer(tx, tx.runs.get(run_id)))
        for leave in (*ask.leave, *ask.sick(at.base)):
            if not _is_granted(tx, centre_id, leave):
                tx.leave.grant(
                    centre_id,
                    leave,
                    source=LeaveSource.REPAIR,
                    author=desk.actor.name,
                    reason=reason,
                )
            requests.release_pins(tx, centre_id, leave, **who)
        _pin_spans(tx, centre_id, at, roster, ask, **who)
        problem = tx.problems.save(centre_id, at.raised, **who)
        info = tx.rosters.save_revision(
            centre_id,
            roster,
            first_day=week,
            n_days=at.settled.n_days,
            origin=RosterOrigin.REPAIR,
            expected_revision=tx.rosters.newest_revision(centre_id, week),
            problem_id=problem.id,
            parent_id=saved.info.id,
            run_id=run_id,
            score={"status": found.made.get("status"), "objective": after.cost},
            **who,
        )
        if publish:
            tx.rosters.publish(info.id, expected_revision=info.revision, **who)
    return rosters.revision(desk, info.id)


def reject(desk: Desk, run_id: str, reason: str = "") -> None:
    """Put a proposal aside; nothing of it stays but the entry in the trail.

    Raises
    ------
    ConflictError
        When it was accepted already.
    """
    desk.actor.need(Right.REPAIR)
    with desk.store.transaction() as tx:
        run = tx.runs.get(run_id)
        found = _offer(tx, run)
        if found.state is OfferState.ACCEPTED:
            raise ConflictError("This repair was accepted already. Undo it to take it back.")
        if found.state is OfferState.REJECTED:
            return
        tx.trail.add(
            *(Action.REFUSED, Entity.RUN, run_id),
            author=desk.actor.name,
            reason=reason or "proposal rejected",
            centre=run.centre,
        )


# -- inside ----------------------------------------------------------------------------------------


def _offer(tx: UnitOfWork, run: Run) -> Offer:
    result, p = run.result or {}, run.payload
    if run.kind != KIND or not result:
        raise BadInputError(Fault("this run proposes nothing", "start a repair", value=run.id))
    curve = pd.DataFrame(result.get("curve", {}))
    if not curve.empty:
        stamps = pd.to_datetime(curve.pop("at"), utc=True).dt.tz_convert(result["zone"])
        curve.insert(0, "timestamp", stamps)
    conflicts = {k: result[f"conflicts_{k}"] for k in ("en", "zh") if f"conflicts_{k}" in result}
    return Offer(
        run.id,
        run.author,
        run.finished_at or run.created_at,
        date.fromisoformat(p["week"]),
        int(p["roster_id"]),
        int(p["revision"]),
        from_json("repair_ask", p["ask"]),
        _state(tx, run),
        tuple(OfferedChange.from_dict(c) for c in result.get("changes", ())),
        _cells(result.get("moved", ())),
        result.get("effects", {}),
        curve,
        conflicts,
        result,
    )


def _state(tx: UnitOfWork, run: Run) -> OfferState:
    if tx.rosters.by_run(run.id) is not None:
        return OfferState.ACCEPTED
    entries = tx.trail.entries(entity=Entity.RUN, entity_id=run.id)
    if any(e.action is Action.REFUSED for e in entries):
        return OfferState.REJECTED
    base = base_of(tx, str(run.centre), date.fromisoformat(run.payload["week"]))
    stale = base is None or base.info.id != int(run.payload["roster_id"])
    return OfferState.STALE if stale else OfferState.OPEN


@dataclass(frozen=True)
class _Rebuilt:
    """A proposal with what it rests on, and the audit with nothing done."""

    at: Setting
    roster: Roster
    unmended: AuditReport


_KEPT = 4
_REBUILT: OrderedDict[tuple[object, ...], _Rebuilt] = OrderedDict()
_LOCK = threading.Lock()


def _rebuilt(desk: Desk, found: Offer) -> _Rebuilt:
    """Rebuild a proposal; a page asks at every click, so the newest ones are kept."""
    with desk.store.read() as tx:
        saved = tx.rosters.get(found.base_id)
        newest = tx.trail.entries(centre=saved.info.centre, limit=1)
    # What it rests on changes only with an entry in the trail.
    key = (desk.store.database.url, found.run_id, newest[0].id if newest else 0)
    with _LOCK:
        known = _REBUILT.get(key)
    if known is not None:
        return known
    at = setting_of(desk, saved, found.ask)
    new = roster_from_dict(dict(found.made["cells"]))
    dropped = [(cell, None) for cell in _cells(found.made["dropped"])]
    whole = at.start.with_cells([*dropped, *(((a.agent_id, a.day), a) for a in new)])
    made = _Rebuilt(at, whole, repair_effects.effect(at.settled, at.start)[1])
    with _LOCK:
        _REBUILT[key] = made
        while len(_REBUILT) > _KEPT:
            _REBUILT.popitem(last=False)
    return made


def _refuse_unless_open(found: Offer) -> None:
    if found.state is OfferState.REJECTED:
        raise ConflictError("This repair was rejected. Start another one.")
    if found.state is OfferState.STALE:
        raise ConflictError(
            f"The roster has changed since revision {found.base_revision}, which this repairs. "
            "Nothing was saved; start the repair again."
        )
    if not found.proposed:
        raise BadInputError(Fault("this repair found no roster", "allow it more changes"))


def _is_granted(tx: UnitOfWork, centre_id: str, leave: Leave) -> bool:
    known = tx.leave.granted(centre_id, leave.first_day, leave.last_day)
    return any(row.leave == leave for row in known)


def _pin_spans(
    tx: UnitOfWork,
    centre_id: str,
    at: Setting,
    roster: Roster,
    ask: RepairAsk,
    *,
    author: str,
    reason: str,
) -> None:
    """Pin the days of those away for part of one, or on a day off, so that no solve calls them."""
    days = {at.settled.first_day + timedelta(days=k) for k in range(at.settled.n_days)}
    absent = absent_cells(at.base, ask, at.raised)
    away = {cell for cell, x in absent.items() if not x.whole_day}
    away |= {(x.agent_id, x.day) for x in ask.spans if x.day in days}
    sick = {(x.agent_id, x.first_day) for x in ask.sick(at.base)}
    cells = sorted((away | set(ask.idle(at.base))) - sick)
    by = {"author": author, "reason": reason}
    tx.pins.release(centre_id, sorted(absent), sources=tuple(PinSource), **by)
    held = [(agent, day, roster.get(agent, day)) for agent, day in cells]
    pins = [Pin(agent, day, None if cell is None else cell.shift_id) for agent, day, cell in held]
    tx.pins.set(centre_id, pins, **by)


def _cells(rows: Sequence[Sequence[str]]) -> tuple[Cell, ...]:
    return tuple((agent, date.fromisoformat(day)) for agent, day in rows)
