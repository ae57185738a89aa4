"""A repair's problem and rosters, rebuilt from the ask and from what the store holds."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date

from wfm.core.problem import Problem
from wfm.core.roster import Roster
from wfm.service import weeks
from wfm.service.desk import Desk
from wfm.service.repair_asks import RepairAsk, absent_cells, raised_volume, under_facts
from wfm.store.rosters import SavedRoster
from wfm.store.store import UnitOfWork


@dataclass(frozen=True)
class Setting:
    """What a repair rests on.

    Parameters
    ----------
    now : Problem
        As things stand, without what happened.
    raised : Problem
        With the demand of the ask.
    settled : Problem
        With its leave too: as it will stand once the proposal is accepted.
    base, start : Roster
        As published, and under what happened with nothing else done.
    """

    now: Problem
    raised: Problem
    settled: Problem
    base: Roster
    start: Roster


def base_of(tx: UnitOfWork, centre_id: str, week: date) -> SavedRoster | None:
    """Roster that people work by: the published one, before that the newest draft."""
    return tx.rosters.published(centre_id, week) or tx.rosters.latest(centre_id, week)


def setting_of(desk: Desk, saved: SavedRoster, ask: RepairAsk) -> Setting:
    about = (desk, saved.info.centre, saved.info.first_day)
    now = weeks.fresh_problem(*about, base=saved.roster)
    raised = now
    if ask.rises:
        raised = weeks.fresh_problem(
            *about, base=saved.roster, change=lambda frame: raised_volume(frame, ask.rises)
        )
    start = under_facts(raised, saved.roster, ask)
    absent = set(absent_cells(saved.roster, ask, raised))
    leave = tuple(dict.fromkeys((*raised.leave, *ask.leave, *ask.sick)))
    gone = absent | {
        (a.agent_id, a.day)
        for x in leave
        for a in saved.roster
        if x.agent_id == a.agent_id and x.covers(a.day)
    }
    pins = tuple(p for p in raised.pins if (p.agent_id, p.day) not in gone or p.shift_id is None)
    settled = dataclasses.replace(raised, leave=leave, pins=pins)
    return Setting(now, raised, settled, saved.roster, start)
