"""Tests of the checks of leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from wfm.core.activities import ActivityKind, Participants, PlannedActivity
from wfm.core.people import Leave, LeaveType
from wfm.core.problem import Enforcement, RuleEntry, Scope, ScopeKind
from wfm.core.roster import PlacedActivity
from wfm.operations.asks import LeaveAsk
from wfm.operations.leave import LEAVE_WORDS, check_leave

pytestmark = pytest.mark.unit

MON, TUE, WED, THU, FRI, SAT, SUN = (date(2026, 11, 23 + d) for d in range(7))


def ask(kind, first=MON, days=1, **about):
    """Leave of A001."""
    last = first + timedelta(days=days - 1)
    return LeaveAsk(about.pop("agent", "A001"), LeaveType(kind), first, last, **about)


def replaced(desk, rule, **parameters):
    """The desktop with other parameters of a rule."""
    rules = tuple(
        replace(e, parameters={**e.parameters, **parameters}) if e.rule == rule else e
        for e in desk.rules
    )
    return replace(desk, rules=rules)


# -- facts -----------------------------------------------------------------------------------------


def test_unknown_agent(desktop):
    """Tests that leave of nobody is refused at once."""
    found = check_leave(desktop(), ask("annual", agent="A099"))
    assert [(f.rule, f.ok, f.overridable) for f in found] == [("facts", False, False)]
    assert "A099" in found[0].words.en


def test_ends_before_it_starts(desktop):
    """Tests that the days must be in order."""
    found = check_leave(desktop(), LeaveAsk("A001", LeaveType.ANNUAL, TUE, MON))
    assert [f.rule for f in found] == ["facts"]


@pytest.mark.parametrize(
    "employment", [{"first_day": TUE}, {"last_day": MON}, {"last_day": MON - timedelta(days=1)}]
)
def test_not_employed(desktop, employment):
    """Tests that leave lies inside the employment on both ends."""
    desk = desktop()
    people = tuple(replace(a, **employment) if a.id == "A001" else a for a in desk.agents)
    found = check_leave(replace(desk, agents=people), ask("personal", MON, 2))
    assert [f.rule for f in found] == ["facts"]


@pytest.mark.parametrize(("first", "days"), [(MON, 1), (MON, 7), (WED, 1), (TUE, 2)])
def test_overlap(desktop, first, days):
    """Tests that nobody takes leave twice for a day, and that the leave in the way is named."""
    there = Leave("A001", LeaveType.SICK, MON, WED)
    found = check_leave(desktop(leave=(there,)), ask("personal", first, days))
    assert [f.rule for f in found] == ["facts"]
    assert "sick" in found[0].words.en


def test_leave_beside_leave(desktop):
    """Tests that leave of the days after, or of another agent, is not in the way."""
    there = (Leave("A001", LeaveType.SICK, MON, WED), Leave("A002", LeaveType.SICK, THU, FRI))
    found = check_leave(desktop(leave=there), ask("personal", THU, 2))
    assert all(f.ok for f in found)


# -- notice (art. 38, 39) --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "by"),
    [
        ("personal", date(2026, 11, 20)),
        ("compensatory", date(2026, 11, 20)),
        ("training", date(2026, 11, 20)),
        ("annual", date(2026, 10, 23)),
        ("marriage", date(2026, 10, 23)),
        ("maternity", date(2026, 10, 23)),
    ],
)
def test_notice(desktop, verdicts, kind, by):
    """Tests that leave is asked for three days ahead; annual, marriage, maternity a month."""
    for now, ok in ((by, True), (by + timedelta(days=1), False)):
        desk = desktop(now=f"{now} 23:00")
        assert verdicts(check_leave(desk, ask(kind)))["leave_notice"] is ok


def test_notice_names_the_last_day(desktop):
    """Tests that a refusal says the kind, the article and by when it had to be asked for."""
    found = check_leave(desktop(now="2026-11-10 09:00"), ask("annual"))
    notice = next(f for f in found if f.rule == "leave_notice")
    assert not notice.ok
    assert not notice.overridable
    assert notice.source == "art. 38, 39"
    assert "2026-10-23" in notice.words.en
    assert notice.words.en.startswith("Annual leave")
    assert notice.words.zh.startswith("自")


@pytest.mark.parametrize("now", ["2026-11-20 09:00", "2026-11-22 09:00", "2026-11-23 07:00"])
def test_bereavement_needs_no_notice(desktop, now):
    """Tests that bereavement leave may begin on the day on which it is asked for."""
    assert all(f.ok for f in check_leave(desktop(now=now), ask("bereavement")))


# -- told afterwards (art. 38) ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "ok"),
    [("2026-11-23 07:00", True), ("2026-11-26 23:00", True), ("2026-11-27 00:00", False)],
)
def test_sudden_illness(desktop, verdicts, now, ok):
    """Tests that sudden illness is told within three days, and needs no notice then."""
    wish = ask("sick", retrospective=True, evidence=True)
    said = verdicts(check_leave(desktop(now=now), wish))
    assert said["leave_retrospective"] is ok
    assert said["leave_notice"]


@pytest.mark.parametrize("kind", ["annual", "personal", "bereavement", "marriage"])
def test_other_leave_not_afterwards(desktop, verdicts, kind):
    """Tests that no other leave may be asked for once it has begun."""
    desk = desktop(now="2026-11-24 09:00")
    said = verdicts(check_leave(desk, ask(kind, retrospective=True)))
    assert not said["leave_retrospective"]


def test_personal_leave_does_not_hide_as_sudden(desktop, verdicts):
    """Tests that the mark of sudden illness saves no other leave its notice."""
    desk = desktop(now="2026-11-22 09:00")
    assert not verdicts(check_leave(desk, ask("personal", retrospective=True)))["leave_notice"]


def test_sick_leave_planned_ahead(desktop, verdicts):
    """Tests that sick leave that is not sudden has its three days of notice."""
    wish = ask("sick", evidence=True)
    assert not verdicts(check_leave(desktop(now="2026-11-22 09:00"), wish))["leave_notice"]
    assert verdicts(check_leave(desktop(now="2026-11-20 09:00"), wish))["leave_notice"]


def test_proof(desktop):
    """Tests that sick leave without proof waits for an approver's reason."""
    missing = next(f for f in check_leave(desktop(), ask("sick")) if f.rule == "leave_evidence")
    assert not missing.ok
    assert missing.overridable
    shown = check_leave(desktop(), ask("sick", evidence=True))
    assert all(f.ok for f in shown)
    assert "leave_evidence" not in {f.rule for f in check_leave(desktop(), ask("personal"))}


# -- places (art. 40) ------------------------------------------------------------------------------


def annual(agent, first=MON, last=MON):
    """Granted annual leave."""
    return Leave(agent, LeaveType.ANNUAL, first, last)


def test_place_is_taken(desktop):
    """Tests that one on annual leave a day and team is the cap, each day over it named."""
    desk = desktop(now="2026-09-01 09:00", leave=(annual("A002", TUE, WED),))
    found = [f for f in check_leave(desk, ask("annual", MON, 5)) if f.rule == "leave_cap"]
    assert [f.ok for f in found] == [False, False]
    assert "2026-11-24" in found[0].words.en
    assert "T1" in found[0].words.en
    assert not found[0].overridable


@pytest.mark.parametrize(
    "leave",
    [
        (annual("A002", TUE, TUE),),
        (Leave("A002", LeaveType.SICK, MON, MON),),
        (annual("A005"),),
    ],
)
def test_place_is_free(desktop, verdicts, leave):
    """Tests that other days, other leave and other teams take no place."""
    desk = desktop(now="2026-09-01 09:00", leave=leave)
    people = tuple(replace(a, team="T2") if a.id > "A004" else a for a in desk.agents)
    assert verdicts(check_leave(replace(desk, agents=people), ask("annual")))["leave_cap"]


def test_cap_of_the_centre(desktop, verdicts):
    """Tests that a cap of the centre counts every team, and says so."""
    desk = desktop(now="2026-09-01 09:00", leave=(annual("A005"),))
    people = tuple(replace(a, team="T2") if a.id > "A004" else a for a in desk.agents)
    desk = replaced(replace(desk, agents=people), "leave_cap", group="centre")
    found = [f for f in check_leave(desk, ask("annual")) if f.rule == "leave_cap"]
    assert [f.ok for f in found] == [False]
    assert "the centre" in found[0].words.en
    assert "全中心" in found[0].words.zh


def test_cap_of_two(desktop, verdicts):
    """Tests that the cap is the parameter, not one."""
    desk = desktop(now="2026-09-01 09:00", leave=(annual("A002"),))
    desk = replaced(desk, "leave_cap", max_agents=2)
    assert verdicts(check_leave(desk, ask("annual")))["leave_cap"]
    full = replace(desk, leave=(annual("A002"), annual("A003")))
    assert not verdicts(check_leave(full, ask("annual")))["leave_cap"]


def test_other_leave_takes_no_place(desktop, verdicts):
    """Tests that the cap is of annual leave alone."""
    desk = desktop(leave=(annual("A002"),))
    assert "leave_cap" not in verdicts(check_leave(desk, ask("personal")))


# -- scope, validity, what falls free --------------------------------------------------------------


def test_entry_for_others(desktop, verdicts):
    """Tests that an entry holds only for its scope and its days."""
    notice = RuleEntry(
        "leave_notice",
        {"personal_days": 300},
        source="x",
        enforcement=Enforcement.ON_REQUEST,
        scope=Scope(ScopeKind.AGENT, ("A002",)),
    )
    desk = desktop(rules=(notice,))
    assert "leave_notice" not in verdicts(check_leave(desk, ask("personal")))
    assert not verdicts(check_leave(desk, ask("personal", agent="A002")))["leave_notice"]
    ended = replace(desk, rules=(replace(notice, scope=Scope(), last_day=MON),))
    assert "leave_notice" in verdicts(check_leave(ended, ask("personal", MON)))
    assert "leave_notice" not in verdicts(check_leave(ended, ask("personal", TUE)))


def test_shifts_that_fall_free(desktop):
    """Tests that the published shifts of those days are named, which refuses nothing."""
    found = check_leave(desktop(), ask("personal", FRI, 2))
    free = found[-1]
    assert (free.rule, free.ok) == ("published_roster", True)
    assert "11-27 E" in free.words.en
    assert "11-28" not in free.words.en
    none = check_leave(desktop(roster=None, problem=None), ask("personal", FRI, 2))[-1]
    assert none.ok
    assert "No published shift" in none.words.en


def test_training_on_a_day_of_leave(desktop):
    """Tests that its move to another day, or its going, is told and refuses nothing."""
    desk = desktop()
    cell = desk.roster.get("A001", MON)
    for days, word in (((MON, TUE), "moves from 2026-11-23 08:00"), ((MON,), "is dropped")):
        training = PlannedActivity(
            "T", ActivityKind.TRAINING, 60, (days,), Participants(agents=("A001",))
        )
        price = RuleEntry("activities_placed", {}, hard=False, weight=5, source="art. 27")
        held = replace(cell, activities=(PlacedActivity(120, 60, "T", ActivityKind.TRAINING),))
        trained = replace(
            desk,
            problem=replace(
                desk.problem, activities=(training,), rules=(*desk.problem.rules, price)
            ),
            roster=desk.roster.with_cells([(("A001", MON), held)]),
        )
        found = check_leave(trained, LeaveAsk("A001", LeaveType.ANNUAL, MON, MON))
        (told,) = [f for f in found if f.rule == "activities_placed"]
        assert (told.ok, told.source) == (True, "art. 27")
        assert word in told.words.en


def test_words_for_every_kind():
    """Tests that every kind of leave has words in both languages."""
    assert set(LEAVE_WORDS) == set(LeaveType)


# -- blocked days ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "first", "days", "refusals"),
    [
        ("annual", TUE, 1, 0),
        ("annual", TUE, 2, 1),
        ("annual", THU, 1, 1),
        ("annual", FRI, 1, 1),
        ("annual", SAT, 1, 0),
        ("annual", MON, 7, 2),
        ("personal", THU, 1, 0),
        ("personal", FRI, 1, 1),
        ("sick", FRI, 1, None),
    ],
)
def test_blocked_days(desktop, kind, first, days, refusals):
    """Tests both ends of blocked days, kinds that are not blocked, and two spans that meet."""
    spans = [
        {"first_day": WED.isoformat(), "last_day": THU.isoformat()},
        {"first_day": FRI, "last_day": FRI, "types": ["annual", "personal"]},
    ]
    entry = RuleEntry(
        "leave_blocked_days",
        {"spans": spans},
        source="house rule",
        enforcement=Enforcement.ON_REQUEST,
    )
    found = [
        f
        for f in check_leave(desktop(extra_rules=(entry,)), ask(kind, first, days))
        if f.rule == "leave_blocked_days"
    ]
    if refusals is None:
        assert found == []
        return
    assert sum(not f.ok for f in found) == refusals
    assert all(f.overridable and f.source == "house rule" for f in found)
    for f in found:
        if not f.ok:
            assert str(FRI) in f.words.en or str(WED) in f.words.en
            assert LEAVE_WORDS[LeaveType(kind)].zh in f.words.zh


def test_blocked_days_bind_their_scope(desktop):
    """Tests that people outside the entry's scope are not asked."""
    entry = RuleEntry(
        "leave_blocked_days",
        {"spans": [{"first_day": MON, "last_day": SUN}]},
        enforcement=Enforcement.ON_REQUEST,
        scope=Scope(ScopeKind.AGENT, ("A002",)),
    )
    found = check_leave(desktop(extra_rules=(entry,)), ask("annual"))
    assert "leave_blocked_days" not in {f.rule for f in found}
