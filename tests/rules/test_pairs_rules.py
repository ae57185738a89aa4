from __future__ import annotations

from dataclasses import replace

import pytest
from support.checks import amounts, under
from support.problems import SHIFTS, agents, roster, shift, small_problem, with_past
from support.rule_cases import day

from wfm.core.errors import BadInputError
from wfm.core.people import Agent, Leave, LeaveType
from wfm.core.problem import Pin
from wfm.core.view import ProblemView
from wfm.rules.modelling import Modeller

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("past", "week", "n"),
    [
        ("......E", ".EEEEEE", 1),  # Monday between two working days
        (".....E.", "EEEEE..", 1),  # Sunday of the past roster
        (".....E.", ".EEEE..", 0),
        ("......E", "EEEEEE.", 0),  # the day after the last is not known
        ("......E", "E.E.E.E", 3),
    ],
)
def test_single_days_off(past: str, week: str, n: int) -> None:
    """Tests single days off across the seam and up to the last day but one."""
    problem = with_past(small_problem(n_agents=1), 1, A001=past)
    for hard in (True, False):
        one = under(problem, "days_off_in_pairs", hard=hard)
        assert amounts(one, roster(one, A001=week)) == [1] * n


def test_a_day_of_leave_is_no_day_off() -> None:
    """Tests that one day of leave between working days is not priced."""
    leave = (Leave("A001", LeaveType.PERSONAL, day(2), day(2)),)
    problem = under(small_problem(n_agents=1, leave=leave), "days_off_in_pairs")
    assert amounts(problem, roster(problem, A001="EE.EE")) == []


def test_successions_by_id_and_class() -> None:
    """Tests that ids and the classes night and day name shifts, and the seam counts."""
    pairs = [{"first": ["night"], "second": ["day"]}, {"first": ["L"], "second": ["E", "M"]}]
    problem = with_past(small_problem(n_agents=1), 1, A001="......N")
    problem = under(problem, "forbidden_successions", pairs=pairs)
    assert amounts(problem, roster(problem, A001="E.LLM")) == [1, 1]
    assert amounts(problem, roster(problem, A001="NN.ELL.E")) == []


def test_unknown_shift_of_a_succession() -> None:
    """Tests that a name which is no shift of the catalogue is told."""
    pairs = [{"first": ["Q"], "second": ["E"]}]
    problem = under(small_problem(), "forbidden_successions", pairs=pairs)
    with pytest.raises(BadInputError, match="'Q'"):
        Modeller(ProblemView(problem)).context()


def test_mentor_may_have_begun_the_day_before() -> None:
    """Tests that a mentor's night holds a trainee's shift of the next morning."""
    shifts = (*SHIFTS, shift("X", 60, 240, breaks=()), shift("Y", 300, 120, breaks=()))
    people = (Agent("A001", "T1", "full"), Agent("A002", "T1", "full", mentor="A001"))
    problem = small_problem(agents=people, shifts=shifts)
    strict = under(problem, "mentor_with_trainee")
    assert amounts(strict, roster(strict, A001="N", A002=".X")) == []
    # 05:00 to 07:00 lies half outside the night that ends at 06:00.
    assert amounts(strict, roster(strict, A001="N", A002=".Y")) == [1]
    loose = under(problem, "mentor_with_trainee", outside_min=60)
    assert amounts(loose, roster(loose, A001="N", A002=".Y")) == []


def test_mentor_of_the_past_roster() -> None:
    """Tests that a mentor's night of the past roster counts."""
    shifts = (*SHIFTS, shift("X", 60, 240, breaks=()))
    people = (Agent("A001", "T1", "full"), Agent("A002", "T1", "full", mentor="A001"))
    problem = with_past(small_problem(agents=people, shifts=shifts), 1, A001="......N")
    problem = under(problem, "mentor_with_trainee")
    assert amounts(problem, roster(problem, A002="X")) == []
    assert amounts(problem, roster(problem, A002=".X")) == [1]


def test_pins_of_days_off_and_contradictions() -> None:
    """Tests a pinned day off, and that a pin which another rule bars is infeasible."""
    problem = under(small_problem(pins=(Pin("A001", day(0), None),)), "pinned_cells")
    assert amounts(problem, roster(problem)) == []
    assert amounts(problem, roster(problem, A001="E")) == [1]
    people = (replace(agents(1)[0], shifts=("M",)),)
    pinned = under(small_problem(agents=people, pins=(Pin("A001", day(0), "E"),)), "pinned_cells")
    (entry,) = pinned.rules
    both = replace(pinned, rules=(entry, replace(entry, rule="allowed_shifts")))
    assert len(amounts(both, roster(both, A001="E"))) == 1
    assert len(amounts(both, roster(both, A001="M"))) == 1
    assert len(amounts(both, roster(both))) == 1


def test_start_moves_only_between_neighbours() -> None:
    """Tests that a day off lets the start change, and the limit itself is no change."""
    problem = under(small_problem(n_agents=1), "start_stability", max_shift_min=180)
    assert amounts(problem, roster(problem, A001="EM.L.E")) == []
    assert amounts(problem, roster(problem, A001="EML")) == [1]


def test_consecutive_days_through_an_unknown_past() -> None:
    """Tests that days before the past roster count as off."""
    problem = under(small_problem(n_agents=1), "consecutive_days", max_days=2)
    assert amounts(problem, roster(problem, A001="EEE.EEE")) == [1, 1]
    problem = with_past(problem, 1, A001="......E")
    assert amounts(problem, roster(problem, A001="EE")) == [1]


def test_average_over_what_is_known() -> None:
    """Tests that the period is as long as the past allows, and leave counts as worked."""
    leave = (Leave("A001", LeaveType.ANNUAL, day(0), day(1)),)
    problem = small_problem(n_agents=1, leave=leave)
    problem = under(problem, "averaged_hours", weeks=4, max_hours=40)
    assert amounts(problem, roster(problem, A001="..EEE")) == []
    assert amounts(problem, roster(problem, A001="..EEEE")) == [480]
    longer = with_past(problem, 1, A001="EEEE...")
    assert amounts(longer, roster(longer, A001="..EEEE")) == []
