"""Repairs of the small centre: two people are ill on the Tuesday."""

from __future__ import annotations

from datetime import timedelta

from support.centres import WEEK
from wfm.runs.worker import Worker
from wfm.service import repair_offers, repair_runs, solves
from wfm.service.desk import Desk
from wfm.service.handlers import HANDLERS
from wfm.service.repair_asks import Absence, RepairAsk
from wfm.service.repair_offers import Offer

TUESDAY = WEEK + timedelta(days=1)
SICK = RepairAsk(absences=(Absence("A001", TUESDAY), Absence("A003", TUESDAY)), max_changes=4)


def proposed(desk: Desk, ask: RepairAsk) -> Offer:
    """Ask for a repair, let a worker make it, and return what it offers."""
    number = repair_runs.start_repair(desk, "small", WEEK, ask, time_s=1)
    assert Worker(desk.store, HANDLERS, beat_s=0.05).run_once()
    run = solves.run(desk, number)
    assert run.status == "done", run.error
    found = repair_offers.offer(desk, "small", WEEK)
    assert found is not None
    assert found.run_id == number
    return found
