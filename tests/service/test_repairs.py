"""Tests of repairs on files: what happened as typed, the course, and tables of what came of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from support.problems import MONDAY, roster, small_problem

from wfm.core.errors import BadInputError
from wfm.core.people import Leave, LeaveType
from wfm.core.problem import Demand, RuleEntry
from wfm.core.roster import Roster
from wfm.rules.auditing import audit
from wfm.service import repairs
from wfm.service.repair_asks import Absence, RepairAsk, Rise

pytestmark = pytest.mark.unit

MORNING = tuple([0] * 12 + [1] * 17 + [0] * 31)
"""One agent from 06:00 to 14:30."""


@pytest.fixture
def problem():
    """A day whose morning needs somebody."""
    return small_problem(
        RuleEntry("coverage", hard=False, weight=10),
        n_days=1,
        n_agents=2,
        demands=(Demand(MORNING),),
    )


def test_what_happened_is_read():
    """Tests every kind of event, with spaces and empty parts."""
    found = repairs.parse_ask(
        absent=" A017@2031-06-02, ,A020@2031-06-03 6:00-10:30,",
        leave="A001@2031-06-02..2031-06-04,A002@2031-06-05",
        raise_="2031-06-06=1.2,2031-06-06 09:00-12:00=0.85",
        keep="A003,2031-06-07",
        starters="A031",
        since="2031-06-02 06:40",
        max_changes=12,
    )
    assert found == RepairAsk(
        (
            Absence("A017", date(2031, 6, 2)),
            Absence("A020", date(2031, 6, 3), "06:00", "10:30"),
        ),
        (
            Leave("A001", LeaveType.ANNUAL, date(2031, 6, 2), date(2031, 6, 4)),
            Leave("A002", LeaveType.ANNUAL, date(2031, 6, 5), date(2031, 6, 5)),
        ),
        (
            Rise(date(2031, 6, 6), 20.0),
            Rise(date(2031, 6, 6), -15.0, "09:00", "12:00"),
        ),
        ("A031",),
        ("A003",),
        (date(2031, 6, 7),),
        12,
        None,
        datetime(2031, 6, 2, 6, 40),
    )
    assert repairs.parse_ask() == RepairAsk()


@pytest.mark.parametrize(
    ("asked", "value"),
    [
        ({"absent": "A017"}, "A017"),
        ({"absent": "A017@2031-06-02 06:00"}, "A017@2031-06-02 06:00"),
        ({"absent": "A017@2031-06-02 06:00-25:00"}, "25:00"),
        ({"leave": "A001@2031-06-04..2031-06-02"}, "A001@2031-06-04..2031-06-02"),
        ({"leave": "A001@soon"}, "A001@soon"),
        ({"raise_": "2031-06-04=much"}, "2031-06-04=much"),
        ({"raise_": "2031-06-04"}, "2031-06-04"),
        ({"since": "noon"}, "noon"),
    ],
)
def test_what_cannot_be_read_is_named(asked, value):
    """Tests that a bad part is refused with the part itself."""
    with pytest.raises(BadInputError) as caught:
        repairs.parse_ask(**asked)
    assert value in str(caught.value)


def test_tables_of_a_repair(problem):
    """Tests rows of changes and of the effect: published, unmended, mended."""
    base = roster(problem, A001="E")
    ask = RepairAsk(absences=(Absence("A001", MONDAY),))
    found = repairs.mend(problem, base, ask, deterministic=0.05)
    first, second = repairs.change_rows(found)
    assert first == ("A001", str(MONDAY), "E", "-", "called in sick")
    assert second[:4] == ("A002", str(MONDAY), "-", "E")
    # 17 half-hours, two of them breaks.
    assert second[4] == (
        "without it 15 more agent-intervals are missing (11-23 06:00 - 11-23 14:30)"
    )
    assert "若不改动将多缺 15 个坐席时段" in repairs.change_rows(found, "zh")[1][4]
    rows = {row[0]: row[1:] for row in repairs.effect_rows(found)}
    assert rows["hard findings"] == ("0", "0", "0")
    assert rows["intervals short, all agents"] == ("2", "17", "2")
    values = found.to_dict()
    assert [c["fact"] for c in values["changes"]] == [True, False]
    assert values["unmended"]["cost"] > values["mended"]["cost"]
    with pytest.raises(BadInputError, match="a roster to repair"):
        repairs.mend(problem, None, RepairAsk())


def test_nothing_happened_changes_nothing(problem):
    """Tests that a roster which can't be bettered stays as it is, cell by cell."""
    base = roster(problem, A001="E", A002="E")
    found = repairs.mend(problem, base, RepairAsk(), deterministic=0.05)
    assert found.changes == ()
    assert found.roster is not None
    assert found.roster.changed_cells(base) == ()


def test_the_past_stays(problem):
    """Tests that nobody is called in for what is over, and the shift begun is not touched."""
    two = Demand(tuple(2 * n for n in MORNING))
    short = replace(problem, demands=(two,))
    base = roster(short, A001="E")
    seven = datetime(MONDAY.year, MONDAY.month, MONDAY.day, 7)
    late = repairs.mend(short, base, RepairAsk(since=seven), deterministic=0.05)
    assert late.roster is not None
    assert late.roster.get("A001", MONDAY).shift_id == "E"
    held = late.roster.get("A002", MONDAY)
    assert held is None or held.shift_id in ("M", "L", "N")
    early = repairs.mend(
        short, base, RepairAsk(since=seven - timedelta(hours=1)), deterministic=0.05
    )
    assert early.roster.get("A002", MONDAY).shift_id == "E"
    # The rule of the past is the repair's own: what is left is judged by the problem alone.
    assert "unavailable" not in {e.rule for e in late.problem.rules}
    assert audit(late.problem, late.roster).hard == ()


def test_a_starter_is_no_change(problem):
    """Tests that a newcomer's shifts are free under a cap of no changes, others' are not."""
    base = Roster()
    given = repairs.mend(
        problem, base, RepairAsk(starters=("A002",), max_changes=0), deterministic=0.05
    )
    assert given.roster.get("A002", MONDAY).shift_id == "E"
    none = repairs.mend(problem, base, RepairAsk(max_changes=0), deterministic=0.05)
    assert len(none.roster) == 0
