from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from support.problems import MONDAY, SHIFTS, agents, roster, shift, small_problem, with_past

from wfm.core.errors import BadInputError
from wfm.core.roster import Activity, Assignment, Roster
from wfm.core.shifts import BreakKind, Gap
from wfm.core.view import ProblemView, RosterView
from wfm.sizing.simulation.crew import make_crew, roster_stretches, steady_crew

pytestmark = pytest.mark.unit
H = 3600.0


def stretches(problem, made):
    return roster_stretches(RosterView(ProblemView(problem), made))


def test_shift_is_cut_at_its_breaks():
    """Tests that an early shift is three stretches, each owing the break before it."""
    problem = small_problem()
    first, second = stretches(problem, roster(problem, A001="E......"))
    # 06:00-14:30, meal at 09:30, rest at 12:30, half an hour each.
    assert first == [(6 * H, 9.5 * H, 0.0), (10 * H, 12.5 * H, 1800), (13 * H, 14.5 * H, 1800)]
    assert second == []


def test_breaks_count_to_the_minute():
    """Tests that a break off the grid is taken as it stands, not rounded to the interval."""
    problem = small_problem()
    pause = Activity(95, 10, BreakKind.REST)
    made = Roster((Assignment("A001", MONDAY, "E", (pause,)),))
    assert stretches(problem, made)[0] == [
        (6 * H, 6 * H + 95 * 60, 0.0),
        (6 * H + 105 * 60, 14.5 * H, 600.0),
    ]


def test_breaks_that_touch_are_one():
    """Tests that two breaks in a row leave no stretch between them and are owed together."""
    problem = small_problem()
    pauses = (Activity(60, 30, BreakKind.REST), Activity(90, 45, BreakKind.MEAL))
    made = Roster((Assignment("A001", MONDAY, "E", pauses),))
    assert [s[2] for s in stretches(problem, made)[0]] == [0.0, 75 * 60]


def test_break_at_either_end_shortens_the_shift():
    """Tests that breaks at the very start and end move the ends and owe nothing."""
    problem = small_problem()
    pauses = (Activity(0, 30, BreakKind.REST), Activity(480, 30, BreakKind.MEAL))
    made = Roster((Assignment("A001", MONDAY, "E", pauses),))
    assert stretches(problem, made)[0] == [(6.5 * H, 14 * H, 0.0)]


def test_parts_of_a_split_shift_are_shifts_of_their_own():
    """Tests that nobody is there in the gap, and that the gap is not owed as a break."""
    split = shift("S", 480, 720, breaks=(), gap=Gap(240, 240))
    problem = small_problem(shifts=(*SHIFTS, split))
    pauses = (Activity(60, 30, BreakKind.REST), Activity(480, 30, BreakKind.MEAL))
    made = Roster((Assignment("A001", MONDAY, "S", pauses),))
    assert stretches(problem, made)[0] == [
        (8 * H, 9 * H, 0.0),
        (9.5 * H, 12 * H, 1800.0),
        (16.5 * H, 20 * H, 0.0),
    ]


def test_nights_last_into_the_horizon_and_beyond():
    """Tests that the past roster's last night is there from second 0, the last one to its end."""
    problem = with_past(small_problem(), A001="......N")
    first, second = stretches(problem, roster(problem, A002="......N"))
    assert first[0][0] == 0.0
    assert first[-1][1] == 6 * H
    assert second[-1][1] == 7 * 24 * H + 6 * H


def test_clock_change_keeps_the_minutes_worked():
    """Tests that a night over the change to summer time has as many minutes on the phones."""
    spring = MONDAY.replace(month=3, day=28)
    for zone in ("Asia/Shanghai", "Europe/Berlin"):
        problem = replace(small_problem(n_days=3), first_day=spring, zone=zone)
        made = Roster((Assignment("A001", spring, "N"),))
        (only,) = stretches(problem, made)[0]
        assert only[1] - only[0] == 8.5 * H


def test_shadowing_trainee_takes_no_calls():
    """Tests that an agent without productivity is on no phone."""
    problem = small_problem(agents=agents(2, productivity_pct=0))
    assert stretches(problem, roster(problem, A001="EEEEE..")) == [[], []]


def test_presence_agrees_with_the_coverage_count():
    """Tests that on the grid the stretches count the agents that coverage counts."""
    problem = with_past(small_problem(n_agents=3), A003=".....NN")
    made = roster(problem, A001="ENN.MLL", A002="MMELL.N", A003="..NNE.E")
    view = ProblemView(problem)
    found = roster_stretches(RosterView(view, made))
    for interval in range(view.n_intervals):
        middle = (interval + 0.5) * 1800
        there = sum(any(b <= middle < e for b, e, _ in mine) for mine in found)
        assert there == view.presence(made).phone[:, interval].sum()


def test_warm_up_holds_who_is_there_at_the_start():
    """Tests that agents on the phones at second 0 were there before, and no others."""
    crew = make_crew([[(0, 50, 0.0)], [(10, 60, 0.0)], [(0, 20, 0.0), (30, 40, 10.0)]], np.ones(3))
    warm = crew.warmed(600.0)
    assert warm.begin_s.tolist() == [-600, 10, -600, 30]
    assert crew.present_at(0.0) == warm.present_at(-300.0) == 2
    assert crew.present_at(20.0) == 2


def test_absence_takes_whole_shifts():
    """Tests that a missing shift goes with all its stretches, and so does no other."""
    shift = [(0.0, 10.0, 0.0), (20.0, 30.0, 10.0)]
    later = [(b + 100, e + 100, p) for b, e, p in shift]
    crew = make_crew([shift + later] * 400, np.ones(400))
    thin = crew.without(0.3, np.random.default_rng(1))
    assert (thin.pause_s == 0).sum() == (thin.pause_s == 10).sum()
    assert (thin.pause_s == 0).sum() / 800 == pytest.approx(0.7, abs=0.08)
    assert thin.n_agents == 400
    assert thin.first[-1] == thin.begin_s.size
    for agent in range(400):
        mine = slice(thin.first[agent], thin.first[agent + 1])
        assert (np.diff(thin.begin_s[mine]) > 0).all()


def test_full_absence_and_none():
    """Tests that nobody is missing at 0, and that an agent without shifts is no trouble."""
    crew = make_crew([[(0, 10, 0.0)], [], [(5, 6, 0.0)]], np.ones(3))
    same = crew.without(0.0, np.random.default_rng(1))
    assert same.begin_s.tolist() == [0, 5]
    assert same.first.tolist() == [0, 1, 1, 2]


@pytest.mark.parametrize(
    ("rows", "speed"),
    [
        ([[(0, 0, 0.0)]], [1.0]),
        ([[(5, 1, 0.0)]], [1.0]),
        ([[(0, 1, -1.0)]], [1.0]),
        ([[(0, 1, 0.0)]], [0.0]),
        ([[(0, 1, 0.0)]], [1.0, 1.0]),
    ],
)
def test_impossible_crews_are_refused(rows, speed):
    """Tests that stretches without length and agents without productivity are refused."""
    with pytest.raises(BadInputError, match="Mend"):
        make_crew(rows, speed)


def test_steady_crew():
    """Tests that a steady crew is there from the start to the end."""
    crew = steady_crew(4, 100.0)
    assert crew.present_at(0.0) == crew.present_at(99.9) == 4
    assert crew.present_at(100.0) == 0
