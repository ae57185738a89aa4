"""Roster revisions of a week: the state of one, its service and findings, its workbook."""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from wfm.core.errors import BadInputError
from wfm.core.problem import Pin, Problem
from wfm.core.roster import Roster
from wfm.core.score import AuditReport
from wfm.rules.auditing import audit
from wfm.rules.wording import sentence
from wfm.service import planning, requirements, scenarios, solving, staffing, weeks, wording
from wfm.service.centres import centre
from wfm.service.desk import Desk, Right
from wfm.sheets.workbook import write_workbook
from wfm.sizing.service import ServiceOutlook
from wfm.store.rosters import RosterInfo, SavedRoster


@dataclass(frozen=True)
class RosterState:
    """One revision with its problem as things stand now, and its audit.

    Parameters
    ----------
    id, revision, status, week, origin, author, reason, made_at
        `status` is draft, published or superseded.
    problem : Problem
        With the leave, pins and swaps decided since the roster was made.
    roster : Roster
    report : AuditReport
    score : mapping
        status, objective (audited), bound, gap, excess; the last three are None when what was
        decided since may have lowered the bound.
    pins : tuple of Pin
    undoable : bool
        Whether there is a revision before it.
    """

    id: int
    revision: int
    status: str
    week: date
    problem: Problem
    roster: Roster
    report: AuditReport
    score: Mapping[str, Any]
    pins: tuple[Pin, ...]
    origin: str
    author: str
    reason: str
    made_at: datetime
    undoable: bool = False


@dataclass(frozen=True, slots=True)
class RevisionInfo:
    """A revision in a list."""

    id: int
    revision: int
    status: str
    origin: str
    author: str
    reason: str
    made_at: datetime
    cost: float | None


def roster(desk: Desk, centre_id: str, week: date) -> RosterState | None:
    """Newest revision of a week, None when there is none."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        saved = tx.rosters.latest(centre_id, week)
        return None if saved is None else _state(desk, tx, saved)


def published(desk: Desk, centre_id: str, week: date) -> RosterState | None:
    """Published revision of a week, None when there is none."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        saved = tx.rosters.published(centre_id, week)
        return None if saved is None else _state(desk, tx, saved)


def revision(desk: Desk, roster_id: int) -> RosterState:
    """Return one revision."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        return _state(desk, tx, tx.rosters.get(roster_id))


def revisions(desk: Desk, centre_id: str, week: date) -> tuple[RevisionInfo, ...]:
    """Revisions of a week, newest first."""
    desk.actor.need(Right.READ)
    with desk.store.read() as tx:
        return tuple(
            RevisionInfo(
                row.id,
                row.revision,
                str(row.status),
                str(row.origin),
                row.author,
                row.reason,
                row.created_at,
                row.score.get("objective"),
            )
            for row in tx.rosters.revisions(centre_id, week)
        )


def coverage(state: RosterState) -> pd.DataFrame:
    """Required and staffed per interval and group: timestamp, group, required, staffed, ..."""
    return staffing.coverage(state.problem, state.roster)


def service(desk: Desk, state: RosterState) -> ServiceOutlook | None:
    """Service to expect of the roster on the plan of record; None when no forecast covers it."""
    desk.actor.need(Right.READ)
    centre_id = state.problem.provenance.get("centre", "")
    return outlook_of(desk, centre_id, state.problem, state.roster)


def outlook_of(
    desk: Desk,
    centre_id: str,
    problem: Problem,
    roster: Roster,
    change: Callable[[pd.DataFrame], pd.DataFrame] | None = None,
) -> ServiceOutlook | None:
    """Service to expect of any roster on the plan of record; None when no forecast covers it.

    Parameters
    ----------
    change : callable, optional
        What happened to the forecast since: its frame in, another out.
    """
    week = problem.first_day
    try:
        frame = scenarios.base_frame(desk, centre_id, week)
    except BadInputError:
        return None
    frame = planning.of_week(frame if change is None else change(frame), week)
    return requirements.outlook(centre(desk, centre_id), frame, staffing.staffing(problem, roster))


def findings(state: RosterState, language: str = "en") -> pd.DataFrame:
    """Every violation as a row, in words."""
    return wording.findings(state.report, language)


def workbook(desk: Desk, roster_id: int, language: str = "en") -> bytes:
    """Shift-sheet workbook of a revision."""
    state = revision(desk, roster_id)
    about = solving.sheet_about(
        state.problem,
        dict(state.score),
        language,
        revision=str(state.revision),
        made_at=state.made_at,
        published=state.status == "published",
        roster=state.roster,
    )
    buffer = io.BytesIO()
    write_workbook(buffer, state.problem, state.roster, state.report, about, sentence)
    return buffer.getvalue()


def next_week(week: date) -> date:
    """Monday after."""
    return week + timedelta(days=7)


# -- inside ----------------------------------------------------------------------------------------

_KEPT = 32
_STATES: OrderedDict[tuple[object, ...], tuple[Problem, AuditReport]] = OrderedDict()
_LOCK = threading.Lock()


def _state(desk: Desk, tx: Any, saved: SavedRoster) -> RosterState:
    info = saved.info
    kept = tx.problems.get(info.problem_id).problem
    around = weeks.surroundings(tx, info.centre, info.first_day, info.n_days)
    problem = weeks.refreshed(kept, around)
    # An audit takes a moment and a page asks at every click: keep it by what it depends on.
    key = (
        desk.store.database.url,
        info.id,
        problem.leave,
        problem.pins,
        problem.swaps,
        problem.past,
        None if around.published is None else around.published.info.id,
    )
    with _LOCK:
        known = _STATES.get(key)
    if known is None:
        known = (problem, audit(problem, saved.roster))
        with _LOCK:
            _STATES[key] = known
            while len(_STATES) > _KEPT:
                _STATES.popitem(last=False)
    problem, report = known
    return RosterState(
        info.id,
        info.revision,
        str(info.status),
        info.first_day,
        problem,
        saved.roster,
        report,
        _score(kept, problem, report, info),
        problem.pins,
        str(info.origin),
        info.author,
        info.reason,
        info.created_at,
        info.parent_id is not None,
    )


def _score(
    kept: Problem, problem: Problem, report: AuditReport, info: RosterInfo
) -> dict[str, Any]:
    """Audited cost with the bound of the run that made the problem, while it is still one.

    Pins and leave that came later can only raise the optimum, so the bound holds; one that went,
    or another past, may have lowered it.
    """
    score = dict(info.score)
    holds = (
        set(kept.pins) <= set(problem.pins)
        and set(kept.leave) <= set(problem.leave)
        and set(kept.past) == set(problem.past)
    )
    bound = score.get("bound") if holds else None
    cost = report.cost
    required = sum(sum(d.required) for d in problem.demands if d.skill is None)
    scale = required * problem.reference_price
    return {
        "status": score.get("status"),
        "objective": cost,
        "bound": bound,
        "gap": None if bound is None or not cost else (cost - bound) / cost,
        "excess": None if bound is None or not scale else (cost - bound) / scale,
    }
