"""What a repair of a kept roster rests on, rebuilt from the ask and the store."""

from __future__ import annotations

from datetime import date

from wfm.core.problem import Problem
from wfm.service import weeks
from wfm.service.desk import Desk
from wfm.service.repair_asks import RepairAsk, raised_volume
from wfm.service.repair_facts import Setting, settle
from wfm.store.rosters import SavedRoster
from wfm.store.store import UnitOfWork


def base_of(tx: UnitOfWork, centre_id: str, week: date) -> SavedRoster | None:
    """Roster that people work by: the published one, before that the newest draft."""
    return tx.rosters.published(centre_id, week) or tx.rosters.latest(centre_id, week)


def setting_of(desk: Desk, saved: SavedRoster, ask: RepairAsk) -> Setting:
    """Build what a repair of a kept roster rests on, as things stand now.

    A rise of volume goes through the centre's own sizing.
    """
    raised = weeks.fresh_problem(
        desk,
        saved.info.centre,
        saved.info.first_day,
        base=saved.roster,
        change=lambda frame: raised_volume(frame, ask.rises),
    )
    return settle(raised, saved.roster, ask)


def without_rises(desk: Desk, saved: SavedRoster) -> Problem:
    """Problem of a kept roster as things stand now, before anything happened."""
    info = saved.info
    return weeks.fresh_problem(desk, info.centre, info.first_day, base=saved.roster)
