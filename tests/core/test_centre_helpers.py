"""Laws of the centre's helpers: opening hours, closures, seats, employment and conditions."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wfm.core.centre import Centre, Queue, Site, Skill, Team
from wfm.core.days import ALWAYS, Closure, OpeningHours
from wfm.core.people import Agent, Condition, ConditionKind, Contract, Leave, LeaveType
from wfm.core.problem import RuleEntry, Scope, ScopeKind

pytestmark = pytest.mark.unit

DAY_MIN = 24 * 60
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
MAYBE_DAYS = st.none() | DAYS


def centre(**about: object) -> Centre:
    """A centre with one queue and team."""
    queues, teams = (Queue("q", "Calls", "来电"),), (Team("T1", "One", "一组"),)
    return Centre("c", "Bank", "银行", "UTC", queues, (Contract("full"),), teams, **about)  # type: ignore[arg-type]


@given(
    st.lists(
        st.lists(st.integers(0, DAY_MIN), min_size=2, max_size=4, unique=True),
        min_size=7,
        max_size=7,
    ),
    DAYS,
    st.integers(0, DAY_MIN - 1),
)
def test_open_minutes_are_those_of_the_spans(cuts: list[list[int]], day: date, minute: int) -> None:
    """Tests that a minute is open when a span of its own weekday holds it, ends left out."""
    weekdays = tuple(tuple(zip(sorted(c)[::2], sorted(c)[1::2], strict=False)) for c in cuts)
    hours = OpeningHours(weekdays)
    expected = any(minute in range(a, b) for a, b in weekdays[day.weekday()])
    assert hours.is_open(day, minute) is expected
    assert hours.is_open(day + timedelta(days=7), minute) is expected
    assert hours.always is (weekdays == ALWAYS)
    assert OpeningHours().is_open(day, minute)


@given(st.lists(st.tuples(DAYS, st.integers(0, 20)), max_size=4), DAYS)
def test_closed_days_are_counted_from_the_closures(
    closures: list[tuple[date, int]], day: date
) -> None:
    """Tests that a day is closed when it is one of a closure's days, both ends among them."""
    closed = {first + timedelta(days=k) for first, n in closures for k in range(n + 1)}
    given = tuple(Closure(first, first + timedelta(days=n)) for first, n in closures)
    found = centre(closures=given)
    assert found.closed_on(day) is (day in closed)
    for first, n in closures:
        assert found.closed_on(first)
        assert found.closed_on(first + timedelta(days=n))


@given(st.lists(st.none() | st.integers(0, 500), max_size=5))
def test_seats_add_up_or_have_no_limit(seats: list[int | None]) -> None:
    """Tests that seats are the sum over sites, and None as soon as one has no limit."""
    sites = tuple(Site(f"s{i}", "S", "站", n) for i, n in enumerate(seats))
    expected = None if not seats or None in seats else sum(n for n in seats if n is not None)
    assert centre(sites=sites).seats == expected


@pytest.mark.parametrize("language", ["zh", "zh_CN", "zh-Hans-CN"])
def test_chinese_in_every_variant(language: str) -> None:
    """Tests that names and notes of every kind follow the language, English for any other."""
    things = (Skill("k", "Skill", "技能"), Site("s", "Site", "站点"), Queue("q", "Calls", "来电"))
    assert [t.name(language) for t in things] == ["技能", "站点", "来电"]
    assert [t.name("de") for t in things] == ["Skill", "Site", "Calls"]
    noted = centre(note_en="a note", note_zh="注")
    assert (noted.note(language), noted.note("en")) == ("注", "a note")


@given(MAYBE_DAYS, MAYBE_DAYS, DAYS)
def test_dated_things_hold_between_their_ends(
    first: date | None, last: date | None, day: date
) -> None:
    """Tests that employment, conditions and rule entries share one meaning of dates."""
    expected = (first or date.min) <= day <= (last or date.max)
    condition = Condition(ConditionKind.NURSING, first, last)
    agent = Agent("A", "T", "full", first_day=first, last_day=last, conditions=(condition,))
    assert agent.employed_on(day) is expected
    assert condition.holds_on(day) is expected
    assert agent.has(ConditionKind.NURSING, day) is expected
    assert not agent.has(ConditionKind.PREGNANT, day)
    assert RuleEntry("coverage", first_day=first, last_day=last).valid_on(day) is expected


@given(DAYS, st.integers(0, 30), st.integers(-40, 40))
def test_leave_covers_its_days(first: date, length: int, offset: int) -> None:
    """Tests that leave covers its first to its last day and no other."""
    leave = Leave("A", LeaveType.ANNUAL, first, first + timedelta(days=length))
    assert leave.covers(first + timedelta(days=offset)) is (0 <= offset <= length)


@given(st.integers(0, 3000), st.integers(1, 7))
def test_leave_days_never_credit_more_than_the_week(week_min: int, days: int) -> None:
    """Tests that the days of a standard week credit its minutes, short by less than a minute."""
    contract = Contract("c", week_min=week_min, days_a_week=days)
    assert 0 <= week_min - days * contract.leave_day_min < days


@given(
    st.sampled_from(ScopeKind),
    st.sets(st.sampled_from(["T1", "T2", "full", "part", "A1", "A2"])),
    st.sampled_from(["A1", "A2"]),
    st.sampled_from(["T1", "T2"]),
    st.sampled_from(["full", "part"]),
)
def test_scopes_ask_for_one_name(
    kind: ScopeKind, names: set[str], agent_id: str, team: str, contract: str
) -> None:
    """Tests that a scope looks at the one name of its kind, and at none for all."""
    agent = Agent(agent_id, team, contract)
    asked = {
        ScopeKind.ALL: True,
        ScopeKind.TEAM: team in names,
        ScopeKind.CONTRACT: contract in names,
        ScopeKind.AGENT: agent_id in names,
    }
    assert Scope(kind, tuple(sorted(names))).holds_for(agent) is asked[kind]
