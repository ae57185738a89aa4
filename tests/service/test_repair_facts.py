"""Tests of what an ask means for a problem: demand, facts, pins, the past."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.problems import MONDAY, roster, small_problem

from wfm.core.errors import BadInputError
from wfm.core.people import Leave, LeaveType
from wfm.core.problem import Demand, Pin, RuleEntry
from wfm.core.roster import Activity
from wfm.core.shifts import BreakKind
from wfm.rules.auditing import audit
from wfm.service.codec import from_json, to_json
from wfm.service.repair_asks import Absence, RepairAsk, Rise, check_ask, raised_volume
from wfm.service.repair_facts import (
    absent_cells,
    disruption_of,
    frozen,
    past_held,
    raised,
    settle,
    under_facts,
)

pytestmark = pytest.mark.unit
TUESDAY = MONDAY + timedelta(days=1)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A local moment."""
    return datetime(day.year, day.month, day.day, hour, minute)


@pytest.mark.parametrize(
    ("ask", "value"),
    [
        (RepairAsk(absences=(Absence("A099", MONDAY),)), "A099"),
        (RepairAsk(absences=(Absence("A001", MONDAY - timedelta(days=1)),)), "2026-11-22"),
        (RepairAsk(kept_days=(MONDAY + timedelta(days=7),)), "2026-11-30"),
        (RepairAsk(kept_agents=("A098",), starters=("A097",)), "A097"),
        (RepairAsk(leave=(Leave("A001", LeaveType.ANNUAL, TUESDAY, MONDAY),)), "before it begins"),
        (RepairAsk(rises=(Rise(MONDAY, 501.0),)), "501"),
        (RepairAsk(max_agents=-1), "-1"),
        (RepairAsk(absences=(Absence("A001", MONDAY),), since=at(TUESDAY, 0)), "A001"),
        (RepairAsk(since=at(MONDAY + timedelta(days=8), 0)), "past"),
    ],
)
def test_what_does_not_fit_is_refused(ask, value):
    """Tests that each wrong ask is named before anything is queued."""
    with pytest.raises(BadInputError) as caught:
        check_ask(small_problem(), ask)
    assert value in str(caught.value)


def test_an_ask_comes_back():
    """Tests that an ask survives being kept as JSON."""
    ask = RepairAsk(
        (Absence("A001", MONDAY, "06:00", "10:00"),),
        (Leave("A002", LeaveType.ANNUAL, MONDAY, TUESDAY),),
        (Rise(MONDAY, 20.0),),
        ("A002",),
        ("A001",),
        (TUESDAY,),
        12,
        3,
        at(MONDAY, 6, 40),
    )
    assert from_json("repair_ask", to_json("repair_ask", ask)) == ask


@given(
    percent=st.integers(-100, 300),
    first=st.integers(0, 23),
    length=st.integers(1, 23),
    required=st.lists(st.integers(0, 40), min_size=48, max_size=48),
)
@settings(max_examples=40, deadline=None)
def test_demand_is_raised_in_the_span_alone(percent, first, length, required):
    """Tests that intervals outside the span stay, and those inside are the factor rounded up."""
    last = (first + length) % 24
    problem = small_problem(n_days=2, demands=(Demand((*required, *required, *[0] * 12)),))
    rise = Rise(MONDAY, float(percent), f"{first:02d}:00", f"{last:02d}:00")
    found = raised(problem, (rise,)).demands[0].required
    for t, (before, after) in enumerate(zip(problem.demands[0].required, found, strict=True)):
        inside = 2 * first <= t < 2 * (first + length)
        assert after == (-(-before * (100 + percent) // 100) if inside else before)


def test_prices_follow_the_demand():
    """Tests that agents beyond the curve cost like its first step, and a fall has no curve."""
    steps = (((100, 20), (100, 40)), ((200, 10),), ())
    n = 60
    demand = Demand((2, 2, 0, *[0] * (n - 3)), steps=(*steps, *[()] * (n - 3)))
    problem = small_problem(n_days=1, demands=(demand,))
    up = raised(problem, (Rise(MONDAY, 50.0, "00:00", "00:30"),)).demands[0]
    assert up.required[:3] == (3, 2, 0)
    assert up.steps[:2] == (((200, 20), (100, 40)), ((200, 10),))
    down = raised(problem, (Rise(MONDAY, -50.0),)).demands[0]
    assert down.required[:2] == (1, 1)
    assert down.steps[0] == ()
    assert raised(problem, ()) is problem


def test_volume_is_raised_in_local_time():
    """Tests that only calls of the span grow, every queue alike, and AHT stays."""
    stamps = pd.date_range(MONDAY, periods=48, freq="30min", tz="Asia/Shanghai")
    frame = pd.DataFrame({"timestamp": stamps, "volume": 10.0, "aht_s": 180.0})
    found = raised_volume(frame, (Rise(MONDAY, 20.0, "09:00", "10:00"),))
    assert found["volume"].to_list() == [12.0 if k in (18, 19) else 10.0 for k in range(48)]
    assert found["aht_s"].equals(frame["aht_s"])
    assert frame["volume"].eq(10.0).all()


def test_facts_take_cells_away():
    """Tests whole days, spans that touch a shift (a night's tail too), leave, and nothing else."""
    problem = small_problem(n_agents=4)
    base = roster(problem, A001="EE", A002="NM", A003="EE", A004="LL")
    ask = RepairAsk(
        absences=(
            Absence("A001", MONDAY),
            Absence("A002", TUESDAY, "02:00", "03:00"),
            Absence("A004", MONDAY, "08:00", "13:00"),
        ),
        leave=(Leave("A003", LeaveType.ANNUAL, TUESDAY, TUESDAY),),
    )
    left = under_facts(problem, base, ask)
    gone = {("A001", MONDAY), ("A002", MONDAY), ("A003", TUESDAY)}
    assert set(base.changed_cells(left)) == gone
    assert set(absent_cells(base, ask, problem)) == {("A001", MONDAY), ("A002", MONDAY)}


def test_pins_that_cannot_hold_are_left_out():
    """Tests that pins of shifts that facts take away go, and every other pin stays."""
    pins = (
        Pin("A001", MONDAY, "E"),
        Pin("A001", TUESDAY, "E"),
        Pin("A002", MONDAY, None),
        Pin("A002", TUESDAY, "M"),
    )
    problem = small_problem(pins=pins)
    base = roster(problem, A001="EE", A002=".M")
    ask = RepairAsk(absences=(Absence("A001", MONDAY), Absence("A002", TUESDAY, "09:00", "10:00")))
    settled = settle(problem, base, ask)
    assert settled.settled.pins == (pins[1], pins[2])
    assert settled.settled.leave == (Leave("A001", LeaveType.SICK, MONDAY, MONDAY),)
    assert set(frozen(problem, base, ask).pins) == {pins[1], pins[2]}


def test_ill_on_a_day_off():
    """Tests that no leave is granted where no shift is lost: the day off is pinned instead."""
    # A pin that came after the roster would call A001 in.
    pins = (Pin("A001", TUESDAY, "E"), Pin("A001", MONDAY, "L"))
    problem = small_problem(pins=pins)
    base = roster(problem, A001=".E", A002="MM")
    ask = RepairAsk(absences=(Absence("A001", MONDAY), Absence("A002", MONDAY)))
    assert ask.idle(base) == (("A001", MONDAY),)
    at_hand = settle(problem, base, ask)
    assert at_hand.settled.leave == (Leave("A002", LeaveType.SICK, MONDAY, MONDAY),)
    assert at_hand.settled.pins == (pins[0], Pin("A001", MONDAY, None))
    assert set(base.changed_cells(at_hand.start)) == {("A002", MONDAY)}
    assert disruption_of(ask, problem).absences == (("A001", MONDAY), ("A002", MONDAY))


def test_the_past_is_frozen():
    """Tests days that are over, shifts that have begun, and starts before the moment."""
    rules = (RuleEntry("pinned_cells"),)
    problem = small_problem(*rules, n_agents=3)
    base = roster(problem, A001="NE", A002="EL", A003="MM")
    ask = RepairAsk(since=at(TUESDAY, 6, 40))
    held = frozen(problem, base, ask)
    begun = [("A001", MONDAY, "N"), ("A001", TUESDAY, "E"), ("A002", MONDAY, "E")]
    assert held.pins == tuple(Pin(*cell) for cell in (*begun, ("A003", MONDAY, "M")))
    assert disruption_of(ask, problem).kept_days == (MONDAY,)
    assert audit(held, base).hard == ()
    later = roster(problem, A001="NE", A002="EE", A003="MM")
    assert [v.agent_id for v in audit(held, later).hard] == ["A002"]
    # Handover begins before the shift does.
    early = replace(problem, shifts=tuple(replace(s, before_min=30) for s in problem.shifts))
    nine = frozen(early, base, RepairAsk(since=at(TUESDAY, 8, 45)))
    of_day = {(p.agent_id, p.shift_id) for p in nine.pins if p.day == TUESDAY}
    assert of_day == {("A001", "E"), ("A003", "M")}


@pytest.mark.parametrize(
    ("since", "kept"),
    [(at(MONDAY, 6), False), (at(MONDAY, 9, 45), True), (at(TUESDAY, 6), True), (None, False)],
)
def test_breaks_that_were_taken_stay(since, kept):
    """Tests that a meal taken before the moment is put back, and one to come may move."""
    problem = small_problem(n_agents=1)
    base = roster(problem, A001="E")  # meal at 09:30, rest at 12:30
    (cell,) = base
    moved = replace(
        cell, breaks=(Activity(270, 30, BreakKind.MEAL), Activity(390, 30, BreakKind.REST))
    )
    other = base.with_cells([(("A001", MONDAY), moved)])
    found = past_held(base, other, RepairAsk(since=since), problem)
    assert found == (base if kept else other)
