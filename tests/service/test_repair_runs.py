"""Tests of a repair as a run: killed, cancelled, abandoned, without a roster, with a starter."""

from __future__ import annotations

import dataclasses

import pytest
from support.centres import PEOPLE, WEEK
from support.repairs import SICK, proposed

from wfm.core.errors import BadInputError
from wfm.core.interchange import roster_to_dict
from wfm.rostering.result import RosterResult, Status
from wfm.runs.context import RunContext, StopReason
from wfm.runs.worker import Worker
from wfm.service import (
    centres,
    parts,
    repair_offers,
    repair_runs,
    repair_settings,
    repairs,
    rosters,
    solves,
)
from wfm.service.codec import from_json
from wfm.service.handlers import HANDLERS
from wfm.service.repair_asks import RepairAsk
from wfm.service.repair_offers import OfferState
from wfm.store import RunStatus
from wfm.store.repository import utc_now

pytestmark = pytest.mark.unit


def test_a_killed_worker_loses_nothing(desk, monkeypatch):
    """Tests that the next worker makes the proposal, and takes the better of both rosters."""
    number = repair_runs.start_repair(desk, "small", WEEK, SICK, time_s=1)
    with monkeypatch.context() as patch:
        patch.setattr(repair_runs, "_proposal", _die)
        with pytest.raises(KeyboardInterrupt):
            Worker(desk.store, HANDLERS, beat_s=0.05).run_once()
    assert solves.run(desk, number).status == "queued"
    with desk.store.transaction() as tx:
        claim = tx.claims.claim("w", [repair_runs.KIND])
    at = repair_settings.setting_of(desk, _saved(desk), SICK)
    _, found = repairs.propose(at, SICK, deterministic=0.3)
    kept = {"roster": roster_to_dict(found), "elapsed_s": 1.0}
    context = RunContext(desk.store, dataclasses.replace(claim, checkpoint=kept), utc_now)
    monkeypatch.setattr(repairs, "propose", lambda at, ask, **about: (RESULT, at.start))
    result = repair_runs.run_repair(context)
    made = {(c["agent"], c["day"]) for c in result["changes"]}
    assert made == {(a, d.isoformat()) for a, d in found.changed_cells(at.base)}


def test_cancelled_keeps_the_best(desk):
    """Tests that a repair that is stopped at once still offers a roster, and can be accepted."""
    number = repair_runs.start_repair(desk, "small", WEEK, SICK, time_s=60)
    with desk.store.transaction() as tx:
        claim = tx.claims.claim("w", [repair_runs.KIND])
    context = RunContext(desk.store, claim, utc_now)
    context.stop(StopReason.CANCEL)
    result = repair_runs.run_repair(context)
    with desk.store.transaction() as tx:
        tx.claims.finish(number, claim.token, RunStatus.CANCELLED, result=result)
    found = repair_offers.offer(desk, "small", WEEK)
    assert (found.run_id, found.state) == (number, OfferState.OPEN)
    assert len([c for c in found.changes if c.fact]) == 2


def test_abandoned_leaves_nothing(desk):
    """Tests that a worker that ends gives the run back without a result."""
    repair_runs.start_repair(desk, "small", WEEK, SICK, time_s=60)
    with desk.store.transaction() as tx:
        claim = tx.claims.claim("w", [repair_runs.KIND])
    context = RunContext(desk.store, claim, utc_now)
    context.stop(StopReason.SHUTDOWN)
    assert repair_runs.run_repair(context) == {}
    assert repair_offers.offer(desk, "small", WEEK) is None


def test_no_legal_roster_says_why(desk, monkeypatch):
    """Tests that contradictions are kept in both languages, and there is nothing to accept."""
    nothing = dataclasses.replace(RESULT, status=Status.INFEASIBLE)
    monkeypatch.setattr(repairs, "propose", lambda *args, **about: (nothing, None))
    found = proposed(desk, SICK)
    assert not found.proposed
    assert set(found.conflicts) == {"en", "zh"}
    with pytest.raises(BadInputError, match="found no roster"):
        repair_offers.accept(desk, found.run_id, reason="sick")


def test_a_starter_is_given_shifts(desk, folder):
    """Tests that somebody who joined the table gets shifts when called a starter, else none."""
    with desk.store.read() as tx:
        people = centres.load(tx, "small").agents
    rows = [PEOPLE.strip(), "A009,T1,full,minnan"]
    parts.save_part(desk, "small", "people", "p.csv", "\n".join(rows).encode(), "joins")
    assert len(people) == 8
    assert repair_runs.newcomers(desk, rosters.roster(desk, "small", WEEK)) == ("A009",)
    idle = repair_runs.start_repair(desk, "small", WEEK, RepairAsk(max_changes=0))
    ask = from_json("repair_ask", solves.run(desk, idle).payload["ask"])
    assert ask.kept_agents == ("A009",)
    solves.cancel(desk, idle)
    found = proposed(desk, RepairAsk(starters=("A009",), max_changes=0))
    assert {c.agent_id for c in found.changes} == {"A009"}
    state = repair_offers.accept(desk, found.run_id, reason="a starter")
    assert "A009" in {a.id for a in state.problem.agents}
    assert state.report.hard == ()


def _die(*args, **about):
    raise KeyboardInterrupt


def _saved(desk):
    with desk.store.read() as tx:
        return tx.rosters.published("small", WEEK)


RESULT = RosterResult(Status.FEASIBLE, None, None, None, 0.0, None, 0.1, 1.0, (), 1, "f")
