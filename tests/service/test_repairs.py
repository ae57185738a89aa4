"""Tests of repairs on files: what happened as typed, and tables of the proposal."""

from __future__ import annotations

from datetime import date

import pytest
from support.problems import MONDAY, roster, small_problem

from wfm.core.errors import BadInputError
from wfm.core.people import Leave, LeaveType
from wfm.core.problem import Demand, RuleEntry
from wfm.rostering.repair import Disruption
from wfm.service import repairs

pytestmark = pytest.mark.unit


def test_what_happened_is_read():
    """Tests every kind of disruption, with spaces and empty parts."""
    found = repairs.parse_disruption(
        absent=" A017@2031-06-02, ,A020@2031-06-03,",
        leave="A001@2031-06-02..2031-06-04,A002@2031-06-05",
        raised="2031-06-06=1.2",
        keep="A003,2031-06-07",
        starters="A031",
    )
    assert found == Disruption(
        (("A017", date(2031, 6, 2)), ("A020", date(2031, 6, 3))),
        (
            Leave("A001", LeaveType.ANNUAL, date(2031, 6, 2), date(2031, 6, 4)),
            Leave("A002", LeaveType.ANNUAL, date(2031, 6, 5), date(2031, 6, 5)),
        ),
        {date(2031, 6, 6): 1.2},
        ("A003",),
        (date(2031, 6, 7),),
        ("A031",),
    )
    assert repairs.parse_disruption() == Disruption()


@pytest.mark.parametrize(
    ("asked", "value"),
    [
        ({"absent": "A017"}, "A017"),
        ({"leave": "A001@2031-06-04..2031-06-02"}, "A001@2031-06-04..2031-06-02"),
        ({"leave": "A001@soon"}, "A001@soon"),
        ({"raised": "2031-06-04=much"}, "2031-06-04=much"),
        ({"raised": "2031-06-04"}, "2031-06-04"),
    ],
)
def test_what_cannot_be_read_is_named(asked, value):
    """Tests that a bad part is refused with the part itself."""
    with pytest.raises(BadInputError) as caught:
        repairs.parse_disruption(**asked)
    assert value in str(caught.value)


def test_tables_of_a_proposal():
    """Tests rows of changes and of the effect: published, unmended, mended."""
    required = tuple([0] * 12 + [1] * 17 + [0] * 31)
    problem = small_problem(
        RuleEntry("coverage", hard=False, weight=10),
        n_days=1,
        n_agents=2,
        demands=(Demand(required),),
    )
    base = roster(problem, A001="E")
    found = repairs.mend(problem, base, Disruption((("A001", MONDAY),)), deterministic=0.05)
    assert repairs.change_rows(found)[0] == ("A001", str(MONDAY), "E", "-", "given")
    rows = {row[0]: row[1:] for row in repairs.effect_rows(found)}
    assert rows["hard findings"] == ("0", "0", "0")
    assert rows["intervals short, all agents"][1] == "17"
    with pytest.raises(BadInputError, match="a roster to repair"):
        repairs.mend(problem, None, Disruption())
