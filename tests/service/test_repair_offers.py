"""Tests of a repair's whole life: asked, proposed, accepted in whole or part, rejected."""

from __future__ import annotations

import dataclasses
import shutil
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from support.centres import WEEK
from support.repairs import SICK, TUESDAY, proposed

from wfm.core.errors import BadInputError, ConflictError, NotAllowedError
from wfm.core.interchange import roster_to_dict
from wfm.core.people import Leave, LeaveType
from wfm.core.problem import PinSource
from wfm.core.roster import Roster
from wfm.operations.asks import SwapAsk
from wfm.service import (
    attendance,
    editing,
    repair_offers,
    repair_runs,
    requests,
    rosters,
    solves,
)
from wfm.service.desk import Actor, Desk, Role
from wfm.service.repair_asks import Absence, RepairAsk, Rise
from wfm.service.repair_offers import OfferState
from wfm.store import LeaveSource, Store
from wfm.store.database import FILE
from wfm.store.tables import RUNS

pytestmark = pytest.mark.unit

LEADER = Actor("Lin", Role.SHIFT_LEADER)


@pytest.fixture(scope="module")
def offered(templates, tmp_path_factory):
    """A database in which a shift leader's repair is proposed; not to be changed."""
    place = tmp_path_factory.mktemp("offered")
    shutil.copy(templates["published"] / FILE, place / FILE)
    with Store.in_folder(place) as store:
        proposed(Desk(store, LEADER), SICK)
    return place / FILE


@pytest.fixture
def open_offer(offered, tmp_path):
    """The manager at a desk on which a repair is proposed, and the proposal."""
    shutil.copy(offered, tmp_path / FILE)
    with Store.in_folder(tmp_path) as store:
        desk = Desk(store, Actor("Mei", Role.MANAGER))
        yield desk, repair_offers.offer(desk, "small", WEEK)


def test_whole_life(open_offer, trail):
    """Tests that a shift leader's repair is proposed, accepted, published and in the trail."""
    desk, found = open_offer
    leader = Desk(desk.store, LEADER)
    before = rosters.published(desk, "small", WEEK)
    assert (found.state, found.base_id, found.proposed) == (OfferState.OPEN, before.id, True)
    facts = [c for c in found.changes if c.fact]
    assert [(c.agent_id, c.before, c.after, c.why.en) for c in facts] == [
        ("A001", "E", None, "called in sick"),
        ("A003", "D", None, "called in sick"),
    ]
    assert len(found.changes) - len(facts) <= 4
    cost = {name: effect["cost"] for name, effect in found.effects.items()}
    assert cost["mended"] <= cost["unmended"]
    assert set(found.curve) == {
        "timestamp", "required", "unmended", "mended", "service_unmended", "service_mended",
    }  # fmt: skip
    assert len(found.curve) == 7 * 48
    # Nothing has changed so far.
    assert rosters.roster(desk, "small", WEEK).id == before.id
    state = repair_offers.accept(leader, found.run_id, reason="three calls at 06:40")
    assert (state.status, state.origin, state.revision) == ("published", "repair", 2)
    assert (state.author, state.reason) == (leader.actor.name, "three calls at 06:40")
    assert state.report.hard == ()
    changed = {(c.agent_id, c.day): c.after for c in found.changes}
    assert set(state.roster.changed_cells(before.roster)) == set(changed)
    for cell, after in changed.items():
        held = state.roster.get(*cell)
        assert (None if held is None else held.shift_id) == after
    assert rosters.revision(desk, before.id).status == "superseded"
    with desk.store.read() as tx:
        sick = tx.leave.granted("small", TUESDAY, TUESDAY)
    assert {(x.agent_id, x.type, x.source) for x in sick} == {
        ("A001", LeaveType.SICK, LeaveSource.REPAIR),
        ("A003", LeaveType.SICK, LeaveSource.REPAIR),
    }
    entries = [(who, action, entity) for who, action, entity, why in trail(desk) if "06:40" in why]
    assert (leader.actor.name, "published", "roster") in entries
    assert (leader.actor.name, "granted", "leave") in entries


def test_accepting_twice_makes_one_revision(open_offer):
    """Tests that whoever repeats an acceptance, e.g. after a crash, gets the revision made."""
    desk, found = open_offer
    first = repair_offers.accept(desk, found.run_id, reason="sick")
    again = repair_offers.accept(desk, found.run_id, reason="sick")
    assert again.id == first.id
    assert len(rosters.revisions(desk, "small", WEEK)) == 2
    assert repair_offers.offer(desk, "small", WEEK).state is OfferState.ACCEPTED
    with pytest.raises(ConflictError, match="accepted already"):
        repair_offers.reject(desk, found.run_id)


def test_a_crash_in_mid_acceptance_leaves_nothing(open_offer, monkeypatch):
    """Tests that leave, pins and revision come together or not at all."""
    desk, found = open_offer

    def dies(*args, **about):
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr("wfm.store.rosters.RosterRepository.publish", dies)
        with pytest.raises(RuntimeError):
            repair_offers.accept(desk, found.run_id, reason="sick")
    assert len(rosters.revisions(desk, "small", WEEK)) == 1
    with desk.store.read() as tx:
        assert tx.leave.granted("small", TUESDAY, TUESDAY) == ()
    assert repair_offers.offer(desk, "small", WEEK).state is OfferState.OPEN
    assert repair_offers.accept(desk, found.run_id, reason="sick").status == "published"


def test_rejected_leaves_nothing(open_offer, trail):
    """Tests that a rejected proposal changes neither roster nor leave, and can't be accepted."""
    desk, found = open_offer
    before = rosters.roster(desk, "small", WEEK)
    repair_offers.reject(desk, found.run_id, "they came after all")
    assert repair_offers.offer(desk, "small", WEEK).state is OfferState.REJECTED
    with pytest.raises(ConflictError, match="was rejected"):
        repair_offers.accept(desk, found.run_id, reason="sick")
    after = rosters.roster(desk, "small", WEEK)
    assert (after.id, after.problem, after.roster) == (before.id, before.problem, before.roster)
    entries = trail(desk)
    assert sum(why == "they came after all" for *_, why in entries) == 1
    assert not any(entity in ("leave", "pin") for _, _, entity, _ in entries)
    repair_offers.reject(desk, found.run_id, "twice")
    assert len(trail(desk)) == len(entries)


def test_some_of_the_changes(open_offer):
    """Tests that only chosen cells change beside what happened, as the preview said."""
    desk, found = open_offer
    before = rosters.published(desk, "small", WEEK).roster
    made = [(c.agent_id, c.day) for c in found.changes if not c.fact]
    assert made, "the repair is expected to do something"
    facts = [(c.agent_id, c.day) for c in found.changes if c.fact]
    none = repair_offers.preview(desk, found, [], breaks=False)
    assert none.effect.cost == pytest.approx(found.effects["unmended"]["cost"])
    whole = repair_offers.preview(desk, found)
    assert whole.effect.cost == pytest.approx(found.effects["mended"]["cost"])
    torn = repair_offers.preview(desk, found, made[:1], breaks=False)
    assert (torn.hard > 0) == bool(torn.new_hard)
    mine = [cell for cell in made if cell[0] == made[0][0]]
    one = repair_offers.preview(desk, found, mine, breaks=False)
    assert one.hard == len(one.new_hard) == 0
    state = repair_offers.accept(desk, found.run_id, mine, breaks=False, reason="one only")
    assert set(state.roster.changed_cells(before)) == {*facts, *mine}
    kept = [a for a in before if (a.agent_id, a.day) not in {*facts, *mine}]
    assert all(state.roster.get(a.agent_id, a.day) == a for a in kept)
    assert state.report.cost == pytest.approx(one.effect.cost)


def test_a_draft_instead(open_offer):
    """Tests that a repair can wait for somebody else to publish it."""
    desk, found = open_offer
    state = repair_offers.accept(desk, found.run_id, reason="sick", publish=False)
    assert (state.status, state.origin) == ("draft", "repair")
    assert rosters.published(desk, "small", WEEK).revision == 1
    assert editing.publish(desk, state, "").status == "published"


def test_stale(open_offer):
    """Tests that a proposal for a roster that has changed since is not accepted."""
    desk, found = open_offer
    requests.approve(desk, requests.ask(desk, "small", SwapAsk("A001", "A003", WEEK, WEEK)), "")
    assert repair_offers.offer(desk, "small", WEEK).state is OfferState.STALE
    with pytest.raises(ConflictError, match="has changed since revision 1"):
        repair_offers.accept(desk, found.run_id, reason="sick")


def test_what_breaks_a_hard_rule_is_not_saved(open_offer):
    """Tests the publish rule: a day beyond the contract is refused, nothing saved."""
    desk, found = open_offer
    cell = rosters.roster(desk, "small", WEEK).roster.get("A002", WEEK)
    extra = dataclasses.replace(cell, day=WEEK + timedelta(days=5))
    made = {**found.made, "cells": roster_to_dict(Roster((extra,))), "dropped": []}
    with desk.store.transaction() as tx:
        tx.runs._connection.execute(sa.update(RUNS).values(result=made))
    bad = repair_offers.offer(desk, "small", WEEK)
    assert repair_offers.preview(desk, bad).new_hard
    with pytest.raises(NotAllowedError, match="A002 has 48 paid hours"):
        repair_offers.accept(desk, bad.run_id, reason="sick", publish=False)
    assert len(rosters.revisions(desk, "small", WEEK)) == 1


def test_demand_up_is_sized_and_kept(desk):
    """Tests that a rise of volume is sized by the centre's model and stays with the revision."""
    before = rosters.published(desk, "small", WEEK)
    ask = RepairAsk(rises=(Rise(TUESDAY, 40.0, "10:00", "14:00"),), max_changes=3)
    found = proposed(desk, ask)
    old = rosters.coverage(before).query("group == 'all'").set_index("timestamp")["required"]
    new = found.curve.set_index("timestamp")["required"]
    grown = new[new.to_numpy() > old.to_numpy()].index
    assert len(grown) > 0
    assert {stamp.date() for stamp in grown} == {TUESDAY}
    assert {stamp.hour for stamp in grown} <= set(range(10, 15))
    state = repair_offers.accept(desk, found.run_id, reason="a campaign")
    kept = rosters.coverage(state).query("group == 'all'").set_index("timestamp")["required"]
    assert kept.to_list() == new.to_list()


def test_nothing_before_now_changes(desk):
    """Tests that days that are over, and shifts that have begun, stay to the break."""
    before = rosters.published(desk, "small", WEEK).roster
    now = datetime.combine(TUESDAY, datetime.min.time()) + timedelta(hours=12, minutes=15)
    ask = RepairAsk(
        absences=(Absence("A004", TUESDAY), Absence("A002", TUESDAY + timedelta(days=1))),
        rises=(Rise(TUESDAY, 50.0),),
        since=now,
    )
    state = repair_offers.accept(desk, proposed(desk, ask).run_id, reason="a rush")
    starts = {s.id: s.start_min for s in state.problem.shifts}

    def begun(cell):
        return (
            datetime.combine(cell.day, datetime.min.time())
            + timedelta(minutes=starts[cell.shift_id])
            < now
        )

    old = {(a.agent_id, a.day): a for a in before if begun(a)}
    new = {(a.agent_id, a.day): a for a in state.roster if begun(a)}
    assert {k: a.shift_id for k, a in old.items()} == {k: a.shift_id for k, a in new.items()}
    for key, was in old.items():
        start = datetime.combine(was.day, datetime.min.time()) + timedelta(
            minutes=starts[was.shift_id]
        )
        over = {x for x in was.breaks if start + timedelta(minutes=x.start_min) < now}
        assert over == {x for x in new[key].breaks if start + timedelta(minutes=x.start_min) < now}


def test_away_for_part_of_a_day(desk):
    """Tests that a span takes the shifts it touches, is no leave, and is pinned afterwards."""
    ask = RepairAsk(absences=(Absence("A004", TUESDAY, "16:00", "18:00"),), max_changes=4)
    found = proposed(desk, ask)
    (fact,) = [c for c in found.changes if c.fact and c.agent_id == "A004"] or [None]
    assert fact is not None
    assert "16:00-18:00" in fact.why.en
    state = repair_offers.accept(desk, found.run_id, reason="at the doctor's")
    held = state.roster.get("A004", TUESDAY)
    assert held is None or held.shift_id in ("E", "N")
    assert ("A004", TUESDAY) in {(p.agent_id, p.day) for p in state.pins}
    with desk.store.read() as tx:
        assert tx.leave.granted("small", TUESDAY, TUESDAY) == ()


def test_ill_on_a_day_off(desk):
    """Tests that hours owed stay what they were: no other shift is taken, and nobody is called."""
    before = rosters.published(desk, "small", WEEK).roster
    agent, day = next(
        (a.id, WEEK + timedelta(days=d))
        for a in rosters.roster(desk, "small", WEEK).problem.agents
        for d in range(1, 7)
        if before.get(a.id, WEEK + timedelta(days=d)) is None
    )
    found = proposed(desk, RepairAsk(absences=(Absence(agent, day),), max_changes=0))
    assert found.changes == ()
    state = repair_offers.accept(desk, found.run_id, reason="ill at home")
    assert state.roster.changed_cells(before) == ()
    assert (agent, day, None) in {(p.agent_id, p.day, p.shift_id) for p in state.pins}
    assert state.problem.leave == ()


def test_added_leave_releases_pins(desk):
    """Tests that leave given on the page is granted, and a pin on its day goes."""
    state = rosters.roster(desk, "small", WEEK)
    editing.pin(desk, state, [("A002", TUESDAY), ("A008", TUESDAY)])
    leave = Leave("A002", LeaveType.BEREAVEMENT, TUESDAY, TUESDAY + timedelta(days=1))
    found = proposed(desk, RepairAsk(leave=(leave,), max_changes=4))
    assert {c.why.en for c in found.changes if c.fact} == {"on leave"}
    after = repair_offers.accept(desk, found.run_id, reason="bereavement")
    assert leave in after.problem.leave
    assert [(p.agent_id, p.day) for p in after.pins] == [("A008", TUESDAY)]
    held = [r.get("A008", TUESDAY) for r in (state.roster, after.roster)]
    assert held[0].shift_id == held[1].shift_id


def test_moved_shifts_are_no_swaps(desk):
    """Tests art. 33: whatever a repair moves, nobody's swaps are counted, and pins stay theirs."""
    with desk.store.read() as tx:
        before = tx.requests.swaps("small", WEEK, WEEK + timedelta(days=60))
    ask = RepairAsk(
        absences=(Absence("A001", TUESDAY),), rises=(Rise(TUESDAY, 60.0), Rise(WEEK, 40.0))
    )
    found = proposed(desk, ask)
    moved = [c for c in found.changes if not c.fact]
    assert moved
    state = repair_offers.accept(desk, found.run_id, reason="volume up")
    with desk.store.read() as tx:
        assert tx.requests.swaps("small", WEEK, WEEK + timedelta(days=60)) == before == ()
    assert state.problem.swaps == ()
    assert not any(v.rule == "swap_limits" for v in state.report.violations)
    assert {p.source for p in state.pins} <= {PinSource.SCHEDULER}
    # Whoever was moved still has both swaps of the month.
    for change in moved:
        other = next(
            a for a in state.roster if a.agent_id != change.agent_id and a.day == change.day
        )
        asked = SwapAsk(change.agent_id, other.agent_id, change.day, change.day)
        limit = [f for f in requests.check_request(desk, "small", asked) if f.rule == "swap_limits"]
        assert all(f.ok for f in limit)
    assert attendance.attendance(desk, "small") == ()


def test_who_may(open_offer, as_role):
    """Tests that shift leaders, schedulers and managers may repair, the others may not."""
    desk, found = open_offer
    for role in ("agent", "planner", "administrator"):
        stranger = as_role(desk, role)
        for act in (
            lambda d: repair_runs.start_repair(d, "small", WEEK, SICK),
            lambda d: repair_offers.accept(d, found.run_id, reason="x"),
            lambda d: repair_offers.reject(d, found.run_id),
        ):
            with pytest.raises(NotAllowedError):
                act(stranger)
    number = repair_runs.start_repair(desk, "small", WEEK, SICK)
    solves.cancel(Desk(desk.store, Actor("li", Role.SHIFT_LEADER)), number)
    assert solves.run(desk, number).status == "cancelled"


def test_a_reason_is_owed(open_offer):
    """Tests that nobody changes a published roster without saying why."""
    desk, found = open_offer
    with pytest.raises(BadInputError, match="needs a reason"):
        repair_offers.accept(desk, found.run_id, reason=" ")
