"""Roster, presence, and the files that carry problems and rosters."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.core.errors import BadInputError
from wfm.core.interchange import (
    fingerprint,
    problem_from_dict,
    problem_to_dict,
    roster_from_dict,
    roster_to_dict,
)
from wfm.core.people import (
    Agent,
    Condition,
    ConditionKind,
    Contract,
    Leave,
    LeaveType,
)
from wfm.core.problem import Demand, Pin, Problem, RuleEntry, Scope, ScopeKind
from wfm.core.roster import Activity, Assignment, Roster
from wfm.core.shifts import BreakKind, BreakWindow, Shift, SwapClass
from wfm.core.view import OFF, ProblemView, RosterView

pytestmark = pytest.mark.unit

MONDAY = date(2026, 11, 23)
MEAL = BreakWindow(BreakKind.MEAL, 30, 180, 240, paid=False)
EARLY = Shift("E1", "E1", "早", 420, 510, breaks=(MEAL,), before_min=10)
NIGHT = Shift("N1", "N1", "夜", 1320, 510, SwapClass.NIGHT, night=True, breaks=(MEAL,))


def problem(**changes: object) -> Problem:
    base = Problem(
        name="small",
        zone="Asia/Shanghai",
        interval_min=30,
        first_day=MONDAY,
        n_days=2,
        agents=(
            Agent("A1", "T1", "full", ("minnan",)),
            Agent("A2", "T1", "full", productivity_pct=50, mentor="A1"),
        ),
        contracts=(Contract("full"),),
        shifts=(EARLY, NIGHT),
        demands=(Demand((1,) * 109),),
        rules=(RuleEntry("weekly_hours", {"tolerance_min": 60}, source="art. 31"),),
        leave=(Leave("A2", LeaveType.SICK, MONDAY, MONDAY),),
        past=(Assignment("A1", MONDAY - timedelta(days=1), "N1"),),
        pins=(Pin("A1", MONDAY, None),),
    )
    return replace(base, **changes)


def test_roster_is_sorted_and_has_one_shift_a_day() -> None:
    """Tests that order does not matter and two shifts on a day are refused."""
    one, two = Assignment("A2", MONDAY, "E1"), Assignment("A1", MONDAY, "E1")
    assert Roster((one, two)) == Roster((two, one))
    assert Roster((one, two)).get("A1", MONDAY) == two
    assert Roster((one,)).get("A1", MONDAY) is None
    with pytest.raises(ValueError, match="two shifts"):
        Roster((one, replace(one, shift_id="N1")))


def test_changed_cells_look_at_shifts_only() -> None:
    """Tests that new, lost and other shifts count as changes, and breaks do not."""
    base = Roster((Assignment("A1", MONDAY, "E1"), Assignment("A2", MONDAY, "E1")))
    pause = (Activity(180, 30, BreakKind.MEAL),)
    moved = base.with_cells([(("A1", MONDAY), Assignment("A1", MONDAY, "E1", pause))])
    assert moved.changed_cells(base) == ()
    other = base.with_cells(
        [
            (("A1", MONDAY), None),
            (("A2", MONDAY), Assignment("A2", MONDAY, "N1")),
            (("A3", MONDAY), Assignment("A3", MONDAY, "E1")),
        ]
    )
    assert [agent for agent, _ in other.changed_cells(base)] == ["A1", "A2", "A3"]
    assert len(base) == 2


def test_presence_has_breaks_and_tails() -> None:
    """Tests that breaks leave the phones, and last night's shift runs into the first day."""
    view = ProblemView(problem())
    pause = Activity(180, 30, BreakKind.MEAL)
    seen = view.presence([Assignment("A2", MONDAY, "E1", (pause,))])
    assert seen.duty[0].nonzero()[0].tolist() == list(range(13))  # to 06:30
    assert seen.duty[1].nonzero()[0].tolist() == list(range(14, 31))
    assert not seen.phone[1, 20]
    assert seen.phone[1, [19, 21]].all()


def test_presence_is_cut_at_the_horizon() -> None:
    """Tests that a night of the last day counts up to the end of the demand."""
    view = ProblemView(problem())
    seen = view.presence([Assignment("A1", MONDAY + timedelta(days=1), "N1")])
    assert seen.duty[0, 92:].sum() == 17


def test_presence_over_a_clock_change() -> None:
    """Tests that a night shift keeps its length when clocks change under it."""
    first = date(2026, 3, 28)
    view = ProblemView(
        problem(
            zone="Europe/Berlin", first_day=first, past=(), leave=(), demands=(Demand((1,) * 120),)
        )
    )
    seen = view.presence([Assignment("A1", first, "N1")])
    assert seen.duty[0].sum() == 17
    assert view.grid.day_starts[2] == 94


@pytest.mark.parametrize("n", [-2, -1, 0, 1, 2, 3])
def test_span_is_the_grids_on_every_day(n: int) -> None:
    """Tests that spans inside, before and after the horizon follow the clock, changes included."""
    first = date(2026, 3, 28)
    view = ProblemView(
        problem(
            zone="Europe/Berlin", first_day=first, past=(), leave=(), demands=(Demand((1,) * 120),)
        )
    )
    day = first + timedelta(days=n)
    for shift in view.shifts:
        start = view.grid.index_of(day, shift.start_min)
        length = shift.length_min // view.interval_min
        assert view.span(Assignment("A1", day, shift.id)) == (start, start + length)


def test_scope_is_looked_up_as_it_holds() -> None:
    """Tests that entries with one scope name the same agents, and others theirs."""
    view = ProblemView(problem())
    for scope in (Scope(), Scope(ScopeKind.AGENT, ("A2",)), Scope(ScopeKind.AGENT, ("A9",))):
        holds = tuple(i for i, agent in enumerate(view.agents) if scope.holds_for(agent))
        assert view.scoped(RuleEntry("coverage", scope=scope)) == holds
        assert view.scoped(RuleEntry("seats", scope=scope)) == holds


def test_view_indexes_days_and_seams() -> None:
    """Tests that past days have negative indices and weeks reach beyond the horizon."""
    view = ProblemView(problem(past_first_day=MONDAY - timedelta(days=7)))
    assert view.n_past == 7
    assert view.past_shift[0].tolist() == [OFF] * 6 + [1]
    assert view.weeks == (tuple(range(7)),)
    assert view.on_leave.tolist() == [[False, False], [True, False]]
    assert view.leave_on(1, MONDAY).type is LeaveType.SICK
    assert view.leave_on(0, MONDAY) is None
    assert view.with_skill("minnan") == (0,)
    assert view.with_skill(None) == (0, 1)
    assert view.gap_min(1, 0, 1) == 420 - 10 + 1440 - 1830
    assert view.instant_of(15) == "2026-11-23 07:30"
    roster = RosterView(view, Roster((Assignment("A2", MONDAY, "E1"),)))
    assert (roster.shift(1, 0), roster.shift(0, -1), roster.shift(0, 99)) == (0, 1, OFF)


def test_who_is_there_in_past_and_horizon() -> None:
    """Tests leave and employment of past days and the horizon's, past days first."""
    people = (
        Agent("A001", "T1", "full"),
        Agent("A002", "T1", "full", first_day=MONDAY - timedelta(days=1)),
        Agent("A003", "T1", "full", last_day=MONDAY + timedelta(days=1)),
    )
    leave = (
        Leave("A001", LeaveType.ANNUAL, MONDAY - timedelta(days=1), MONDAY),
        Leave("A003", LeaveType.SICK, MONDAY - timedelta(days=9), MONDAY - timedelta(days=2)),
    )
    first = MONDAY - timedelta(days=2)
    view = ProblemView(
        problem(agents=people, leave=leave, n_days=3, past=(), pins=(), past_first_day=first)
    )
    assert view.there.astype(int).tolist() == [
        [1, 0, 0, 1, 1],
        [0, 1, 1, 1, 1],
        [0, 1, 1, 1, 0],
    ]
    for a, d in np.ndindex(3, 5):
        day = view.day(d - 2)
        there = people[a].employed_on(day) and view.leave_on(a, day) is None
        assert bool(view.there[a, d]) is there
    assert ProblemView(problem(agents=(), leave=(), past=(), n_days=3)).there.shape == (0, 3)


def test_what_is_known_is_asked_once() -> None:
    """Tests that a key's value is made once, and another key's is its own."""
    view, asked = ProblemView(problem()), []

    def make() -> int:
        asked.append(1)
        return len(asked)

    assert [view.once("a", make), view.once("a", make), view.once("b", make)] == [1, 1, 2]


def test_shift_words_and_minutes() -> None:
    """Tests paid minutes, written span, and the clock spans that a shift touches."""
    assert NIGHT.span == "22:00-06:30"
    assert NIGHT.paid_min == 480
    assert replace(EARLY, handover_paid=True).paid_min == 490
    assert NIGHT.touches_clock(1320, 360)
    assert not EARLY.touches_clock(1320, 360)
    assert replace(EARLY, start_min=330).touches_clock(1320, 360)
    assert replace(EARLY, start_min=960, length_min=360).touches_clock(1320, 360) is False


def test_conditions_and_employment_are_dated() -> None:
    """Tests that both ends of a dated condition and of employment are included."""
    day = timedelta(days=1)
    agent = Agent(
        "A1",
        "T1",
        "full",
        first_day=MONDAY,
        last_day=MONDAY,
        conditions=(Condition(ConditionKind.NURSING, MONDAY, MONDAY),),
    )
    seen = [
        (agent.employed_on(d), agent.has(ConditionKind.NURSING, d))
        for d in (MONDAY - day, MONDAY, MONDAY + day)
    ]
    assert seen == [(False, False), (True, True), (False, False)]
    assert not agent.has(ConditionKind.PREGNANT, MONDAY)


@pytest.mark.parametrize(
    ("scope", "holds"),
    [
        (Scope(), True),
        (Scope(ScopeKind.TEAM, ("T1",)), True),
        (Scope(ScopeKind.CONTRACT, ("part",)), False),
        (Scope(ScopeKind.AGENT, ("A1",)), True),
    ],
)
def test_scope(scope: Scope, holds: bool) -> None:
    """Tests that an entry applies to the agents that its scope names."""
    assert scope.holds_for(Agent("A1", "T1", "full")) is holds


def test_problem_survives_json() -> None:
    """Tests that a problem written as JSON reads back equal, with the same fingerprint."""
    text = json.dumps(problem_to_dict(problem()))
    again = problem_from_dict(json.loads(text))
    assert again == problem()
    assert fingerprint(again) == fingerprint(problem())
    assert fingerprint(problem(n_days=1)) != fingerprint(problem())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"agents": (Agent("A1", "T", "full"), Agent("A1", "T", "full"))}, "given twice"),
        ({"agents": (Agent("A1", "T", "gold"), Agent("A2", "T", "full"))}, "contract is unknown"),
        ({"pins": (Pin("A9", MONDAY, None),)}, "agent is unknown"),
        ({"past": (Assignment("A1", MONDAY, "Z"),)}, "shift is unknown"),
        ({"demands": (Demand((1,) * 10),)}, "10 intervals, the horizon 96"),
        ({"demands": (Demand((1,) * 96, "x", "minnan"),)}, "no pooled demand"),
        ({"demands": (Demand((-1,) * 96),)}, "negative"),
        ({"shifts": (replace(EARLY, start_min=425), NIGHT)}, "multiples of 30"),
    ],
)
def test_problem_whose_parts_do_not_fit(changes: dict[str, object], words: str) -> None:
    """Tests that each misfit of a problem is one clear message."""
    with pytest.raises(BadInputError, match=words):
        problem_from_dict(problem_to_dict(problem(**changes)))


def test_newer_or_wrong_files_are_refused() -> None:
    """Tests that a file of a later version or with a wrong field is told, not guessed at."""
    value = problem_to_dict(problem())
    with pytest.raises(BadInputError, match="newer than this version reads"):
        problem_from_dict(value | {"format": 99})
    with pytest.raises(BadInputError, match="column n_days"):
        problem_from_dict(value | {"n_days": "many"})
    with pytest.raises(BadInputError, match="no list of assignments"):
        roster_from_dict({})
    with pytest.raises(BadInputError, match="two shifts on one day"):
        row = {"agent_id": "A1", "day": "2026-11-23", "shift_id": "E1"}
        roster_from_dict({"assignments": [row, row]})


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.text(min_size=1, max_size=4), st.dates(date(2020, 1, 1), date(2030, 1, 1))),
        st.lists(
            st.builds(
                Activity, st.integers(0, 600), st.integers(1, 60), st.sampled_from(BreakKind)
            ),
            max_size=3,
        ),
        max_size=5,
    )
)
def test_roster_survives_json(cells: dict[tuple[str, date], list[Activity]]) -> None:
    """Tests that any roster written as JSON reads back equal."""
    roster = Roster(tuple(Assignment(a, d, "E1", tuple(b)) for (a, d), b in cells.items()))
    text = json.dumps(roster_to_dict(roster, status="optimal"))
    assert roster_from_dict(json.loads(text)) == roster
