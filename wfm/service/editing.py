"""A roster changed by hand: previewed, saved as a revision, pinned, undone, published."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from wfm.core.errors import BadInputError, Fault, NotAllowedError
from wfm.core.problem import Pin, PinSource, Problem
from wfm.core.roster import Cell, Roster
from wfm.core.score import AuditReport
from wfm.core.view import ProblemView
from wfm.rostering.carried import ActivityMove
from wfm.rostering.cells import change_shift
from wfm.rules.auditing import audit
from wfm.rules.comparing import worse
from wfm.rules.modelling import Modeller
from wfm.rules.wording import sentence, sentences
from wfm.service import rosters, staffing
from wfm.service.desk import Desk, Right
from wfm.service.rosters import RosterState
from wfm.store.kinds import RosterOrigin
from wfm.store.store import UnitOfWork


@dataclass(frozen=True)
class ChangePreview:
    """What a change would do; nothing is saved.

    Parameters
    ----------
    roster : Roster
        After the change.
    new_hard, new_soft, gone : tuple of str
        Violations that come and go, in words with their article.
    cost_before, cost_after : float
    coverage : DataFrame
        timestamp, group, before, after, required: intervals that change.
    activities : tuple of ActivityMove
        Training, meetings and the like that the change touches: what becomes of each.
    """

    roster: Roster
    new_hard: tuple[str, ...]
    new_soft: tuple[str, ...]
    gone: tuple[str, ...]
    cost_before: float
    cost_after: float
    coverage: pd.DataFrame
    activities: tuple[ActivityMove, ...] = ()


def preview_change(
    desk: Desk,
    state: RosterState,
    agent_id: str,
    day: date,
    shift_id: str | None,
    language: str = "en",
) -> ChangePreview:
    """Try a shift (None: a day off) in a cell; its breaks are placed where they cost least.

    Activities stay where the agent still works their time; the others are placed anew or dropped.
    """
    desk.actor.need(Right.READ)
    problem = _unpinned(state.problem, {(agent_id, day)})
    view = ProblemView(problem)
    changed = change_shift(Modeller(view), state.roster, agent_id, day, shift_id)
    after = changed.roster
    report = audit(problem, after, view)
    before = audit(problem, state.roster, view)
    return ChangePreview(
        after,
        _texts(report, before, language, hard=True),
        _texts(report, before, language, hard=False),
        _texts(before, report, language, hard=None),
        before.cost,
        report.cost,
        _coverage_change(problem, state.roster, after, view),
        changed.moves,
    )


def change_cell(
    desk: Desk,
    state: RosterState,
    agent_id: str,
    day: date,
    shift_id: str | None,
    reason: str,
    *,
    allow_hard: bool = False,
) -> RosterState:
    """Save a change as a new draft; the cell is pinned, so that no solve takes it back.

    Parameters
    ----------
    state : RosterState
        The newest revision, as the author saw it.
    allow_hard : bool
        Save although a hard rule is newly broken; such a draft can't be published.

    Raises
    ------
    NotAllowedError
        When a hard rule would be newly broken and `allow_hard` is False.
    ConflictError
        When somebody else saved a revision meanwhile.
    """
    desk.actor.need(Right.ROSTER)
    preview = preview_change(desk, state, agent_id, day, shift_id)
    if preview.new_hard and not allow_hard:
        chinese = preview_change(desk, state, agent_id, day, shift_id, "zh").new_hard
        refuse_new(tuple(zip(preview.new_hard, chinese, strict=True)))
    pinned = Pin(agent_id, day, shift_id)
    return save(desk, state, preview.roster, RosterOrigin.EDIT, reason, pins=[pinned])


def pin(desk: Desk, state: RosterState, cells: Iterable[Cell], reason: str = "") -> None:
    """Pin cells as they stand; whole agents or days by giving all their cells.

    Raises
    ------
    BadInputError
        When a cell is not of the roster.
    """
    desk.actor.need(Right.ROSTER)
    cells = list(cells)
    names = {a.id for a in state.problem.agents}
    days = {state.week + timedelta(days=k) for k in range(state.problem.n_days)}
    strange = [
        Fault("the cell is not in the roster", "choose one of it", value=f"{agent} {day}")
        for agent, day in cells
        if agent not in names or day not in days
    ]
    if strange:
        raise BadInputError(strange)
    pins = [
        Pin(agent, day, None if (cell := state.roster.get(agent, day)) is None else cell.shift_id)
        for agent, day in cells
    ]
    with desk.store.transaction() as tx:
        tx.pins.set(centre_of(state), pins, author=desk.actor.name, reason=reason or "pinned")


def unpin(desk: Desk, state: RosterState, cells: Iterable[Cell], reason: str = "") -> int:
    """Release scheduler's pins; those of approved swaps stay. Returns how many went."""
    desk.actor.need(Right.ROSTER)
    with desk.store.transaction() as tx:
        return tx.pins.release(
            centre_of(state), list(cells), author=desk.actor.name, reason=reason or "released"
        )


def undo(desk: Desk, state: RosterState) -> RosterState:
    """Save what stood before the newest revision as a new draft.

    Raises
    ------
    BadInputError
        When there is nothing before it.
    """
    desk.actor.need(Right.ROSTER)
    with desk.store.read() as tx:
        info = tx.rosters.info(state.id)
        parent = None if info.parent_id is None else tx.rosters.get(info.parent_id)
    if parent is None:
        raise BadInputError(Fault("there is nothing before this revision", "nothing to undo"))
    changed = state.roster.changed_cells(parent.roster)
    centre_id = centre_of(state)
    mine = {(p.agent_id, p.day) for p in state.pins}
    with desk.store.transaction() as tx:
        # A pin of a cell that goes back would contradict it; the one that it replaced is set again.
        held = [c for c in changed if c in mine]
        again = [pin for cell in held if (pin := _replaced_pin(tx, centre_id, cell)) is not None]
        author, reason = desk.actor.name, f"undo of revision {state.revision}"
        tx.pins.release(centre_id, held, author=author, reason=reason)
        tx.pins.set(centre_id, again, author=author, reason=reason)
        saved = tx.rosters.save_revision(
            centre_id,
            parent.roster,
            first_day=state.week,
            n_days=state.problem.n_days,
            origin=RosterOrigin.UNDO,
            expected_revision=state.revision,
            author=author,
            reason=reason,
            problem_id=parent.info.problem_id,
            parent_id=parent.info.parent_id,
            score=parent.info.score,
        )
    return rosters.revision(desk, saved.id)


def publish(desk: Desk, state: RosterState, reason: str) -> RosterState:
    """Publish the newest draft; the revision published before is superseded.

    Raises
    ------
    NotAllowedError
        When a hard violation stands.
    ConflictError
        When somebody else saved a revision meanwhile.
    """
    desk.actor.need(Right.ROSTER)
    # Leave or a swap may have been approved since the page was drawn.
    refuse_hard(rosters.revision(desk, state.id).report)
    with desk.store.transaction() as tx:
        tx.rosters.publish(
            state.id,
            expected_revision=state.revision,
            author=desk.actor.name,
            reason=reason or "published",
        )
    return rosters.revision(desk, state.id)


def refuse_hard(report: AuditReport) -> None:
    """Refuse to publish while a hard violation stands.

    Raises
    ------
    NotAllowedError
        Naming the first ones.
    """
    if report.hard:
        said = sentences(report.hard[:3])
        first = "; ".join(english for english, _ in said)
        raise NotAllowedError(
            f"{len(report.hard)} hard violations stand ({first}). Mend them, then publish.", said
        )


def refuse_new(said: Sequence[tuple[str, str]]) -> None:
    """Refuse to save what newly breaks hard rules, told in both languages.

    Raises
    ------
    NotAllowedError
        Always.
    """
    what = "; ".join(english for english, _ in said)
    raise NotAllowedError(f"This breaks a hard rule: {what}. Nothing was saved.", said)


def save(
    desk: Desk,
    state: RosterState,
    roster: Roster,
    origin: RosterOrigin,
    reason: str,
    *,
    pins: Iterable[Pin] = (),
) -> RosterState:
    """Save a roster made from `state` as the next draft, with its pins, in one transaction."""
    report = audit(state.problem, roster)
    centre_id = centre_of(state)
    with desk.store.transaction() as tx:
        tx.pins.set(centre_id, pins, author=desk.actor.name, reason=reason)
        info = tx.rosters.info(state.id)
        saved = tx.rosters.save_revision(
            centre_id,
            roster,
            first_day=state.week,
            n_days=state.problem.n_days,
            origin=origin,
            expected_revision=state.revision,
            author=desk.actor.name,
            reason=reason,
            problem_id=info.problem_id,
            parent_id=state.id,
            score={**info.score, "objective": report.cost},
        )
    return rosters.revision(desk, saved.id)


def centre_of(state: RosterState) -> str:
    """Centre that a roster is of."""
    return state.problem.provenance["centre"]


def _replaced_pin(tx: UnitOfWork, centre_id: str, cell: Cell) -> Pin | None:
    """Scheduler's pin that gave way to the one on a cell; None when there was none."""
    known = tx.pins.history(centre_id, cell)
    active = next((p for p in known if p.active), None)
    if active is None or active.source is PinSource.SWAP:
        return None
    return next((p.pin for p in known if p.released_at == active.created_at), None)


def _unpinned(problem: Problem, cells: set[Cell]) -> Problem:
    """Problem in which a scheduler's own pin does not forbid changing the cell again."""
    kept = tuple(
        p for p in problem.pins if (p.agent_id, p.day) not in cells or p.source != "scheduler"
    )
    return dataclasses.replace(problem, pins=kept)


def _texts(
    one: AuditReport, other: AuditReport, language: str, *, hard: bool | None
) -> tuple[str, ...]:
    """Violations of one report that are new or larger against the other, in words."""
    return tuple(
        f"{sentence(v, language)} [{v.source}]" if v.source else sentence(v, language)
        for v in worse(one, other)
        if v.rule != "coverage" and (hard is None or v.hard is hard)
    )


def _coverage_change(
    problem: Problem, before: Roster, after: Roster, view: ProblemView
) -> pd.DataFrame:
    old = staffing.coverage(problem, before, view)
    new = staffing.coverage(problem, after, view)
    table = old.rename(columns={"staffed": "before"}).assign(after=new["staffed"])
    moved = table[table["before"] != table["after"]]
    return moved[["timestamp", "group", "before", "after", "required"]].reset_index(drop=True)
