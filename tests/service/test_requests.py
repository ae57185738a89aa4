"""Tests of leave and swaps on the published roster."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from support.centres import NEXT_WEEK, PEOPLE, WEEK

from wfm.core.errors import BadInputError, ConflictError, NotAllowedError
from wfm.core.people import LeaveType
from wfm.core.problem import PinSource
from wfm.operations.asks import LeaveAsk, SwapAsk
from wfm.service import centres, editing, parts, requests, rosters, weeks

pytestmark = pytest.mark.unit

MON, TUE, WED, THU, FRI, SAT, SUN = (WEEK + timedelta(days=d) for d in range(7))
GOOD = SwapAsk("A001", "A003", MON, MON, "a visit to the dentist")
NIGHT = SwapAsk("A008", "A006", FRI, FRI, "a wedding")
TIRED = SwapAsk("A001", "A004", TUE, TUE, "a late evening")


def leave(agent="A002", kind=LeaveType.PERSONAL, first=MON, days=2, **about):
    """Leave of an agent."""
    return LeaveAsk(agent, kind, first, first + timedelta(days=days - 1), "a move", **about)


def swaps_of(desk, *asks):
    """Approve each in turn."""
    for ask in asks:
        requests.approve(desk, requests.ask(desk, "small", ask), "fine")


# -- asking ----------------------------------------------------------------------------------------


def test_check_saves_nothing(desk, trail):
    """Tests that a check answers with every rule and leaves no trace."""
    n = len(trail(desk))
    found = requests.check_request(desk, "small", GOOD)
    assert {f.rule for f in found} == {"swap_limits", "swap_notice", "swap_class", "swap_roster"}
    assert all(f.ok for f in found)
    assert requests.requests(desk, "small") == ()
    assert len(trail(desk)) == n


def test_asked(desk, trail):
    """Tests that a request is kept as asked, with what the rules said, who and why."""
    number = requests.ask(desk, "small", NIGHT)
    (info,) = requests.requests(desk, "small", "asked")
    assert (info.id, info.kind, info.status, info.ask) == (number, "swap", "asked", NIGHT)
    assert (info.asked_by, info.reason) == ("Mei", "a wedding")
    assert [f.rule for f in info.findings if not f.ok] == ["swap_class"]
    assert trail(desk)[-1] == ("Mei", "asked", "request", "a wedding")


def test_leave_comes_back_as_asked(desk):
    """Tests that the marks of sudden illness and proof are kept."""
    wish = leave(kind=LeaveType.SICK, retrospective=True, evidence=True)
    requests.ask(desk, "small", wish)
    assert requests.requests(desk, "small")[0].ask == wish


@pytest.mark.parametrize(
    "ask",
    [
        leave("A099"),
        leave(days=0),
        SwapAsk("A001", "A001", MON, TUE),
        SwapAsk("A005", "A001", THU, THU),
        SwapAsk("A001", "A003", NEXT_WEEK, NEXT_WEEK),
        SwapAsk("A001", "A003", MON, NEXT_WEEK),
    ],
)
def test_facts_forbid(desk, ask):
    """Tests that what nobody could approve is not even kept, and is said in both languages."""
    with pytest.raises(BadInputError) as caught:
        requests.ask(desk, "small", ask)
    assert all(f.what_zh and f.what_zh != f.what for f in caught.value.faults)
    assert requests.requests(desk, "small") == ()


# -- swaps -----------------------------------------------------------------------------------------


def test_swap_approved(desk, trail):
    """Tests that an approved swap is a new published revision with both cells pinned."""
    before = rosters.published(desk, "small", WEEK)
    made = requests.approve(desk, requests.ask(desk, "small", GOOD), "kind of both")
    after = rosters.published(desk, "small", WEEK)
    assert (after.id, after.revision, after.origin) == (made, 2, "request")
    assert after.roster.get("A001", MON).shift_id == "D"
    assert after.roster.get("A003", MON).shift_id == "E"
    assert after.roster.changed_cells(before.roster) == (("A001", MON), ("A003", MON))
    assert {(p.agent_id, p.day, p.shift_id) for p in after.pins} == {
        ("A001", MON, "D"),
        ("A003", MON, "E"),
    }
    assert {p.source for p in after.pins} == {PinSource.SWAP}
    assert after.report.hard == ()
    (info,) = requests.requests(desk, "small", "approved")
    assert (info.decided_by, info.decision_reason) == ("Mei", "kind of both")
    assert rosters.revision(desk, before.id).status == "superseded"
    said = trail(desk)
    for action, entity in (("set", "pin"), ("published", "roster"), ("approved", "request")):
        assert ("Mei", action, entity, "kind of both") in said


def test_swap_that_breaks_rest(desk):
    """Tests that a swap against a hard rule is refused with the article, whatever the reason."""
    number = requests.ask(desk, "small", TIRED)
    with pytest.raises(NotAllowedError, match=r"8\.5 h of rest.*art\. 41"):
        requests.approve(desk, number, "please", "as an exception")
    assert rosters.published(desk, "small", WEEK).revision == 1
    assert requests.requests(desk, "small", "asked")[0].id == number


def test_day_for_night(desk, trail):
    """Tests that an approver passes the class rule with a logged reason only."""
    number = requests.ask(desk, "small", NIGHT)
    with pytest.raises(NotAllowedError, match=r"Only with a reason.*art\. 35"):
        requests.approve(desk, number, "fine", "  ")
    assert requests.approve(desk, number, "fine", "nobody else is there") is not None
    assert requests.requests(desk, "small")[0].override_reason == "nobody else is there"
    with desk.store.read() as tx:
        (entry,) = (e for e in tx.trail.entries(centre="small") if str(e.action) == "approved")
    assert entry.after["override_reason"] == "nobody else is there"


def test_third_swap_of_the_month(desk):
    """Tests that the third own swap of a month waits for a reason, and then is counted too."""
    swaps_of(desk, GOOD, SwapAsk("A001", "A003", TUE, TUE))
    third = SwapAsk("A001", "A003", WED, WED)
    number = requests.ask(desk, "small", third)
    with pytest.raises(NotAllowedError, match="2 own swaps in 2031-06"):
        requests.approve(desk, number, "fine")
    requests.approve(desk, number, "fine", "his mother is ill")
    fourth = requests.check_request(desk, "small", SwapAsk("A001", "A003", THU, THU))
    assert "3 own swaps" in " ".join(f.words.en for f in fourth if not f.ok)
    other = requests.check_request(desk, "small", SwapAsk("A003", "A001", THU, THU))
    assert all(f.ok for f in other)
    report = rosters.published(desk, "small", WEEK).report
    assert "swap_limits" not in report.penalties


def test_quota_counts_what_is_approved_meanwhile(desk):
    """Tests that three requests asked at once meet the limit when they are decided."""
    asks = [SwapAsk("A001", "A003", day, day) for day in (MON, TUE, WED)]
    numbers = [requests.ask(desk, "small", ask) for ask in asks]
    requests.approve(desk, numbers[0], "")
    requests.approve(desk, numbers[1], "")
    with pytest.raises(NotAllowedError, match="own swaps"):
        requests.approve(desk, numbers[2], "")


def test_seam(desk, pattern_roster, save_roster):
    """Tests that a swap on Sunday moves the seam of the week that is kept already."""
    save_roster(desk, pattern_roster(week=NEXT_WEEK), week=NEXT_WEEK, publish=False)
    assert rosters.roster(desk, "small", NEXT_WEEK).report.hard == ()
    swaps_of(desk, SwapAsk("A001", "A005", FRI, SUN))
    hard = rosters.roster(desk, "small", NEXT_WEEK).report.hard
    assert {(v.rule, v.agent_id, v.day) for v in hard} == {
        ("rest_between_shifts", "A001", NEXT_WEEK)
    }
    with pytest.raises(NotAllowedError, match="hard violations stand"):
        editing.publish(desk, rosters.roster(desk, "small", NEXT_WEEK), "")


def test_swap_against_the_week_after(desk, pattern_roster, save_roster):
    """Tests that a swap on Sunday is checked against the Monday that is published already."""
    save_roster(desk, pattern_roster(week=NEXT_WEEK), week=NEXT_WEEK)
    found = requests.check_request(desk, "small", SwapAsk("A001", "A005", FRI, SUN))
    assert [(f.rule, f.overridable) for f in found if not f.ok] == [("rest_between_shifts", False)]
    fine = requests.check_request(desk, "small", GOOD)
    assert all(f.ok for f in fine)


# -- leave -----------------------------------------------------------------------------------------


def test_leave_approved(desk, trail):
    """Tests that approved leave takes the shifts of its days out and publishes that."""
    made = requests.approve(desk, requests.ask(desk, "small", leave()), "have a good move")
    state = rosters.published(desk, "small", WEEK)
    assert state.id == made
    assert state.roster.get("A002", MON) is None
    assert state.roster.get("A002", TUE) is None
    assert state.roster.get("A002", WED).shift_id == "E"
    assert state.report.hard == ()
    granted = centres.centre_data(desk, "small").leave
    assert [(x.agent_id, x.first_day, x.last_day) for x in granted] == [("A002", MON, TUE)]
    assert ("Mei", "granted", "leave", "have a good move") in trail(desk)


def test_leave_of_an_open_week(desk):
    """Tests that leave of a week without a roster is granted and touches no revision."""
    ask = leave(first=NEXT_WEEK)
    assert requests.approve(desk, requests.ask(desk, "small", ask), "fine") is None
    problem = weeks.fresh_problem(desk, "small", NEXT_WEEK, base=None)
    assert [x.agent_id for x in problem.leave] == ["A002"]


def test_leave_releases_the_pins_of_its_days(desk):
    """Tests that pins of shifts, swapped ones too, give way to leave that is approved."""
    swaps_of(desk, GOOD)
    state = rosters.roster(desk, "small", WEEK)
    editing.pin(desk, state, [("A001", TUE), ("A001", WED), ("A002", TUE), ("A001", SAT)])
    sick = leave("A001", LeaveType.SICK, evidence=True)
    requests.approve(desk, requests.ask(desk, "small", sick), "get well")
    after = rosters.published(desk, "small", WEEK)
    assert after.report.hard == ()
    assert {(p.agent_id, p.day) for p in after.pins} == {
        ("A001", WED),
        ("A001", SAT),
        ("A002", TUE),
        ("A003", MON),
    }


def test_leave_twice(desk):
    """Tests that of two requests for the same days the second can't be approved any more."""
    one, two = (requests.ask(desk, "small", leave()) for _ in range(2))
    requests.approve(desk, one, "")
    with pytest.raises(NotAllowedError, match="already"):
        requests.approve(desk, two, "", "please")


def test_place_on_a_day(desk):
    """Tests that one of a team on annual leave a day is the cap, and other teams are free."""
    annual = LeaveType.ANNUAL
    requests.approve(desk, requests.ask(desk, "small", leave("A001", annual)), "")
    number = requests.ask(desk, "small", leave("A002", annual, TUE))
    with pytest.raises(NotAllowedError, match=r"cap.*art\. 40"):
        requests.approve(desk, number, "", "please")
    requests.approve(desk, requests.ask(desk, "small", leave("A007", annual)), "")


def test_late_leave(desk):
    """Tests that the notice is counted from when it was asked, by today's calendar."""
    soon = date.today() + timedelta(days=2)
    found = requests.check_request(desk, "small", leave(first=soon))
    assert [f.rule for f in found if not f.ok] == ["leave_notice"]
    fine = requests.check_request(desk, "small", leave(first=soon + timedelta(days=5)))
    assert all(f.ok for f in fine)


def test_sudden_illness_afterwards(desk):
    """Tests that illness of yesterday is asked for today, with proof."""
    wish = leave(
        kind=LeaveType.SICK,
        first=date.today() - timedelta(days=1),
        retrospective=True,
        evidence=True,
    )
    assert all(f.ok for f in requests.check_request(desk, "small", wish))


def test_granted_leave_survives_a_new_import_of_leave(desk):
    """Tests that leave granted on request stays when a leave table is imported."""
    requests.approve(desk, requests.ask(desk, "small", leave()), "")
    text = "agent_id,type,first_day,last_day\nA005,annual,2031-06-13,2031-06-13\n"
    parts.save_part(desk, "small", "leave", "l.csv", text.encode(), "")
    assert {x.agent_id for x in centres.centre_data(desk, "small").leave} == {"A002", "A005"}


def test_agent_who_left(desk):
    """Tests that a request of an agent who left meanwhile can't be approved."""
    number = requests.ask(desk, "small", leave("A002", first=NEXT_WEEK))
    text = PEOPLE.replace("skills\n", "skills,last_day\n").replace(
        "A002,T1,full,minnan\n", "A002,T1,full,minnan,2031-06-08\n"
    )
    parts.save_part(desk, "small", "people", "p.csv", text.encode(), "")
    with pytest.raises(NotAllowedError, match="not employed"):
        requests.approve(desk, number, "")


# -- deciding --------------------------------------------------------------------------------------


def test_refused(desk, trail):
    """Tests that a refusal needs a reason, which is kept; nothing else changes."""
    number = requests.ask(desk, "small", GOOD)
    with pytest.raises(BadInputError, match="reason"):
        requests.refuse(desk, number, " ")
    requests.refuse(desk, number, "the floor is short that day")
    (info,) = requests.requests(desk, "small", "refused")
    assert info.decision_reason == "the floor is short that day"
    assert trail(desk)[-1] == ("Mei", "refused", "request", "the floor is short that day")
    assert rosters.published(desk, "small", WEEK).revision == 1


def test_decided_once(desk):
    """Tests that what is decided or withdrawn is decided for good."""
    number = requests.ask(desk, "small", GOOD)
    requests.approve(desk, number, "")
    for again in (
        lambda: requests.refuse(desk, number, "no"),
        lambda: requests.withdraw(desk, number),
        lambda: requests.approve(desk, number, ""),
    ):
        with pytest.raises((ConflictError, NotAllowedError)):
            again()
    assert rosters.published(desk, "small", WEEK).revision == 2


def test_withdrawn(desk, as_role):
    """Tests that who asked may withdraw, others only when they decide on requests."""
    agent = as_role(desk, "agent")
    number = requests.ask(agent, "small", GOOD)
    with pytest.raises(NotAllowedError, match="some agent"):
        requests.withdraw(as_role(desk, "planner"), number)
    requests.withdraw(agent, number, "settled otherwise")
    assert requests.requests(desk, "small", "withdrawn")[0].decision_reason == "settled otherwise"
    other = requests.ask(agent, "small", GOOD)
    requests.withdraw(as_role(desk, "shift_leader"), other)


@pytest.mark.parametrize("number", [999])
def test_unknown_request(desk, number):
    """Tests that a request that is not there is said in words."""
    for act in (requests.approve, requests.refuse, requests.withdraw):
        with pytest.raises(BadInputError):
            act(desk, number, "reason")


def test_draft_beside_the_published_week(desk):
    """Tests that an approval goes on from the published revision, and is the newest one."""
    state = rosters.roster(desk, "small", WEEK)
    editing.change_cell(desk, state, "A002", MON, "D", "a draft")
    requests.approve(desk, requests.ask(desk, "small", GOOD), "")
    newest = rosters.roster(desk, "small", WEEK)
    assert (newest.revision, newest.status) == (3, "published")
    assert newest.roster.get("A001", MON).shift_id == "D"


def test_trail_as_a_table(desk):
    """Tests that the trail is shown newest first, in the centre's zone, with what and why."""
    swaps_of(desk, GOOD)
    table = requests.audit_trail(desk, "small")
    assert list(table.columns) == ["at", "who", "action", "entity", "what", "why"]
    assert str(table["at"].iloc[0].tzinfo) == "Asia/Shanghai"
    assert table["at"].is_monotonic_decreasing
    assert table["why"].iloc[0] == "fine"
    assert len(requests.audit_trail(desk, "small", limit=3)) == 3
