"""Tests of agents' wishes: asked, withdrawn, in every problem, granted or not once published."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from support.centres import NEXT_WEEK, WEEK, write_centre

from wfm.core.errors import BadInputError, ConflictError, NotAllowedError
from wfm.core.people import LeaveType
from wfm.core.wishes import AgentWish, Importance, WishKind
from wfm.operations.asks import LeaveAsk
from wfm.operations.fairness import Burden, fairness
from wfm.service import centres, planning, requests, rosters, weeks, wishes
from wfm.service.problem_wishes import WISH_WEIGHT, with_wishes
from wfm.service.wishes import Outcome, WishStatus
from wfm.sheets.wishes_table import wish_rows

pytestmark = pytest.mark.unit

MON, TUE, WED, THU, FRI, SAT, SUN = (WEEK + timedelta(days=d) for d in range(7))
OFF = AgentWish("A001", WishKind.DAY_OFF, MON, TUE, importance=Importance.IMPORTANT)
LATE = AgentWish("A002", WishKind.SHIFT, MON, MON, ("L",))


def asked(desk, *found):
    """Ask for some wishes one after another; returns the revision."""
    revision = wishes.wishes(desk, "small").revision
    for wish in found:
        revision = wishes.add_wish(desk, "small", wish, expected_revision=revision)
    return revision


def statuses(desk):
    entries = wishes.wishes(desk, "small").entries
    found = wishes.outcomes(desk, "small", entries)
    return [found[e.id].status for e in entries]


def test_wishes_are_part_of_the_problem(planned):
    """Tests that what is asked for is in the next problem day by day, priced by the rule set."""
    asked(planned, OFF, LATE)
    problem = weeks.fresh_problem(planned, "small", WEEK, base=None)
    assert [(w.agent_id, w.day, w.shift_ids, w.wanted, w.weight) for w in problem.wishes] == [
        ("A001", MON, (), False, 3),
        ("A001", TUE, (), False, 3),
        ("A002", MON, ("L",), True, 1),
    ]
    (price,) = [r for r in problem.rules if r.rule == "preferences"]
    assert not price.hard
    assert price.weight > 0


def test_price_is_added_only_where_there_is_none(planned):
    """Tests that a rule set's own price stays, and that without wishes there is none."""
    bare = weeks.fresh_problem(planned, "small", WEEK, base=None)
    assert not any(r.rule == "preferences" for r in bare.rules)
    priced = with_wishes(bare, [OFF])
    (price,) = [r for r in priced.rules if r.rule == "preferences"]
    assert price.weight == WISH_WEIGHT
    own = replace(price, weight=50)
    again = with_wishes(replace(bare, rules=(*bare.rules, own)), [OFF])
    assert [r for r in again.rules if r.rule == "preferences"] == [own]


def test_wishes_of_others_stay_out(planned):
    """Tests that who is not of the problem wishes for nothing in it."""
    problem = weeks.fresh_problem(planned, "small", WEEK, base=None)
    assert with_wishes(problem, [replace(OFF, agent_id="A999")]).wishes == ()


def test_every_change_is_a_revision(planned, trail):
    """Tests that nothing is taken out: who withdrew what and why stays beside the wish."""
    revision = asked(planned, OFF, LATE)
    after = wishes.withdraw_wish(
        planned, "small", 1, reason="plans changed", expected_revision=revision
    )
    found = wishes.wishes(planned, "small")
    assert (after, found.revision, len(found.entries)) == (3, 3, 2)
    assert (found.entries[0].withdrawn_by, found.entries[0].withdrawn_why) == (
        "Mei",
        "plans changed",
    )
    assert found.in_force == (LATE,)
    assert [why for *_, why in trail(planned)][-3:] == ["wish", "wish", "plans changed"]
    with pytest.raises(ConflictError):
        wishes.withdraw_wish(planned, "small", 1, reason="", expected_revision=after)
    with pytest.raises(ConflictError):
        wishes.add_wish(planned, "small", OFF, expected_revision=1)


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        (replace(OFF, agent_id="A999"), "agent is unknown"),
        (replace(LATE, shift_ids=("X",)), "shift is unknown"),
        (replace(OFF, last_day=MON - timedelta(days=1)), "end lies before"),
        (replace(OFF, first_day=TUE), "another wish"),
    ],
)
def test_wrong_wishes_are_refused(planned, wrong, what):
    """Tests that the fault is said and nothing is saved."""
    revision = asked(planned, OFF)
    with pytest.raises(BadInputError) as caught:
        wishes.add_wish(planned, "small", wrong, expected_revision=revision)
    assert any(what in fault.what for fault in caught.value.faults)
    assert wishes.wishes(planned, "small").revision == revision


def test_published_days_are_past_wishing(desk):
    """Tests that a wish for a published day is refused with the way that is left."""
    with pytest.raises(BadInputError) as caught:
        asked(desk, OFF)
    assert "published" in caught.value.faults[0].what
    assert "swap" in caught.value.faults[0].mend
    asked(desk, replace(OFF, first_day=NEXT_WEEK, last_day=NEXT_WEEK))


def test_agents_see_their_own(planned, as_role):
    """Tests that who acts as an agent names one, and gets that one's wishes only."""
    asked(planned, OFF, LATE)
    agent = as_role(planned, "agent")
    with pytest.raises(NotAllowedError):
        wishes.wishes(agent, "small")
    assert [e.wish for e in wishes.wishes(agent, "small", "A002").entries] == [LATE]
    with pytest.raises(NotAllowedError):
        wishes.withdraw_wish(agent, "small", 2, reason="", expected_revision=2)
    mine = replace(OFF, agent_id="A003")
    revision = wishes.add_wish(agent, "small", mine, expected_revision=2)
    wishes.withdraw_wish(agent, "small", 3, reason="", expected_revision=revision)


def test_publishing_tells_what_was_granted(planned, save_roster, pattern_roster):
    """Tests granted, refused and partly granted wishes against the published roster's cells."""
    roster = pattern_roster()
    worked = {(a.agent_id, a.day): a.shift_id for a in roster}
    free = next(d for d in (MON, TUE, WED, THU, FRI, SAT, SUN) if ("A001", d) not in worked)
    busy = next(d for d in (MON, TUE, WED, THU, FRI, SAT, SUN) if ("A001", d) in worked)
    has = worked["A001", busy]
    asked(
        planned,
        AgentWish("A001", WishKind.DAY_OFF, free, free),
        AgentWish("A001", WishKind.SHIFT, busy, busy, (has,)),
        AgentWish("A002", WishKind.DAY_OFF, MON, SUN),
        AgentWish("A003", WishKind.DAY_OFF, NEXT_WEEK, NEXT_WEEK),
    )
    assert statuses(planned) == [WishStatus.OPEN] * 4
    save_roster(planned, roster)
    granted, given, partly, later = wishes.outcomes(
        planned, "small", wishes.wishes(planned, "small").entries
    ).values()
    assert granted == given == Outcome(granted=1)
    n = sum(("A002", d) in worked for d in (MON, TUE, WED, THU, FRI, SAT, SUN))
    assert (partly.granted, partly.refused, partly.status) == (7 - n, n, WishStatus.PARTLY)
    assert later == Outcome(open=1)


def test_leave_makes_a_wish_void(planned, save_roster, pattern_roster):
    """Tests that a wish for a day of leave neither counts as granted nor as refused."""
    asked(planned, OFF)
    key = requests.ask(planned, "small", LeaveAsk("A001", LeaveType.ANNUAL, MON, TUE, "trip"))
    requests.approve(planned, key, "fine", override_reason="fine")
    save_roster(planned, pattern_roster())
    assert statuses(planned) == [WishStatus.VOID]


def test_granted_days_count_in_fairness(planned, save_roster, pattern_roster):
    """Tests that the next week's problem remembers the wishes and what was refused of them."""
    roster = pattern_roster()
    worked = {(a.agent_id, a.day) for a in roster}
    refused = sum(("A001", d) in worked for d in (MON, TUE))
    asked(planned, OFF)
    save_roster(planned, roster)
    state = rosters.roster(planned, "small", WEEK)
    own = next(a for a in fairness(state.problem, state.roster).agents if a.agent_id == "A001")
    assert (own.wishes, own.now[Burden.REFUSED]) == (2, refused)
    asked(planned, AgentWish("A001", WishKind.DAY_OFF, NEXT_WEEK, NEXT_WEEK))
    later = weeks.fresh_problem(planned, "small", NEXT_WEEK, base=None)
    own = next(
        a for a in fairness(later, pattern_roster(week=NEXT_WEEK)).agents if a.agent_id == "A001"
    )
    assert (own.wishes, own.past[Burden.REFUSED]) == (3, refused)


def test_what_is_published_can_not_be_withdrawn(planned, save_roster, pattern_roster):
    """Tests that a wish over two weeks keeps its published one when the rest is withdrawn."""
    long = AgentWish("A001", WishKind.DAY_OFF, SUN, NEXT_WEEK)
    revision = asked(planned, long, OFF)
    save_roster(planned, pattern_roster())
    revision = wishes.withdraw_wish(planned, "small", 1, reason="", expected_revision=revision)
    found = wishes.wishes(planned, "small")
    assert found.in_force == (replace(long, last_day=SUN), OFF)
    with pytest.raises(ConflictError):
        wishes.withdraw_wish(planned, "small", 2, reason="", expected_revision=revision)


def test_table_out_and_in(planned, imported):
    """Tests that wishes written as CSV and XLSX come in once, however often they are given."""
    asked(planned, OFF, LATE)
    for format in ("csv", "xlsx"):
        content = wishes.wishes_file(planned, "small", format, language="zh")
        assert wishes.import_wishes(planned, "small", f"w.{format}", content) == (0, 2)
    assert wishes.import_wishes(imported, "small", "w.xlsx", content) == (2, 0)
    assert wishes.wishes(imported, "small").in_force == (OFF, LATE)


def test_wrong_table_brings_nothing_in(imported):
    """Tests that one wrong row keeps all out, with its row and column."""
    text = "agent_id,wish,first_day,last_day\nA001,day_off,2031-06-02,2031-06-02\nA002,fly,,\n"
    with pytest.raises(BadInputError) as caught:
        wishes.import_wishes(imported, "small", "w.csv", text.encode())
    assert {f.column for f in caught.value.faults} == {"wish", "first_day", "last_day"}
    assert wishes.wishes(imported, "small").entries == ()


def test_folder_brings_wishes_in_once(empty_desk, tmp_path):
    """Tests that wishes.csv of a folder is read, kept, and not doubled by another import."""
    head = "agent_id,wish,first_day,last_day,shifts,importance\n"
    rows = "".join(",".join(row) + "\n" for row in wish_rows([OFF, LATE]))
    folder = write_centre(tmp_path / "small", wishes_csv=head + rows)
    for _ in range(2):
        centres.import_folder(empty_desk, folder)
    found = wishes.wishes(empty_desk, "small")
    assert (found.in_force, found.revision) == ((OFF, LATE), 1)


def test_problem_of_a_folder_has_its_wishes(planned, as_role):
    """Tests that build_problem takes the wishes of the data that it is given."""
    data = replace(centres.centre_data(planned, "small"), wishes=(LATE,))
    frame = weeks.scenario_plans.plan_of(planned, "small", WEEK).frame
    sized = planning.size_centre(data.centre, frame, agents=data.agents)
    problem = planning.build_problem(data, sized, (), WEEK)
    assert [w.agent_id for w in problem.wishes] == ["A002"]
