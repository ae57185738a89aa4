"""Wishes and long lists on the pages Requests and Rules: asked, withdrawn, searched, paged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from wfm.core.people import LeaveType
from wfm.core.wishes import AgentWish, WishKind
from wfm.service import requests, wishes
from wfm.service.desk import ACTORS, Role, open_desk
from wfm.service.requests import LeaveAsk
from wfm.web.components.paging import SIZES, page_slice
from wfm.web.words import Words

pytestmark = pytest.mark.unit

Page = Callable[..., AppTest]
CENTRE, WEEK = "small_bank", date(2026, 11, 23)
AHEAD = WEEK + timedelta(days=28)
TAB = {language: Words(language)("Wishes") for language in ("en", "zh")}


def opened(page: Page, language: str = "en") -> AppTest:
    at = page("requests", language)
    at.session_state["request_tabs"] = TAB[language]
    at = at.run()
    assert not at.exception
    return at


def wish_for(at: AppTest, agent: str, kind: WishKind, first: date, last: date) -> AppTest:
    at.selectbox(key="wish_agent").set_value(agent)
    at.selectbox(key="wish_kind").set_value(kind)
    at.date_input(key="wish_days").set_value((first, last))
    at = at.button(key="wish_send").click().run()
    assert not at.exception
    return at


@pytest.mark.parametrize("language", ["en", "zh"])
def test_wish_is_asked_and_withdrawn(seeded_store: str, page: Page, language: str) -> None:
    """Tests that a wish comes into the list and the store, and stays there when withdrawn."""
    at = wish_for(opened(page, language), "A002", WishKind.DAY_OFF, AHEAD, AHEAD)
    assert not at.error
    row = at.dataframe[0].value.iloc[0].tolist()
    words = Words(language)
    assert {"A002", words("Day off"), words("Open"), words("Normal")} <= set(row)
    (entry,) = wishes.wishes(open_desk(seeded_store), CENTRE).entries
    assert entry.wish == AgentWish("A002", WishKind.DAY_OFF, AHEAD, AHEAD)
    next(s for s in at.selectbox if s.key == "wish_withdraw_1").set_value(1)
    at.run()
    at = at.button(key="wish_withdraw_send").click().run()
    assert not at.exception
    assert wishes.wishes(open_desk(seeded_store), CENTRE).in_force == ()
    assert len(at.dataframe[0].value) == 1


def test_contradicting_wish_is_refused_in_words(seeded_store: str, page: Page) -> None:
    """Tests that a second wish for the day is refused, in Chinese too, and nothing is kept."""
    at = wish_for(opened(page, "zh"), "A002", WishKind.DAY_OFF, AHEAD, AHEAD)
    at = wish_for(at, "A002", WishKind.DAY_OFF, AHEAD, AHEAD + timedelta(days=1))
    assert at.error
    assert any("已有其他意愿" in str(d.value.to_string()) for d in at.dataframe)
    assert len(wishes.wishes(open_desk(seeded_store), CENTRE).entries) == 1


def test_agents_choose_whose_wishes_they_see(seeded_store: str, page: Page) -> None:
    """Tests that who acts as an agent sees nobody's wishes before choosing, then the own only."""
    desk = open_desk(seeded_store)
    for n, agent in enumerate(("A001", "A002")):
        wish = AgentWish(agent, WishKind.DAY_OFF, AHEAD, AHEAD)
        wishes.add_wish(desk, CENTRE, wish, expected_revision=n)
    at = page("requests")
    at.selectbox(key="actor").set_value(next(a for a in ACTORS if a.role is Role.AGENT)).run()
    at.session_state["request_tabs"] = TAB["en"]
    at = at.run()
    assert not at.exception
    assert not at.dataframe
    at = at.selectbox(key="wish_whose").set_value("A002").run()
    assert at.dataframe[0].value.iloc[:, 1].tolist() == ["A002"]
    assert at.selectbox(key="wish_agent").options == ["A002"]


# -- long lists ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "page_n"), [(0, 1), (9, 1), (10, 2), (11, 2), (57, 6), (57, 60)])
def test_pages_hold_every_entry_once(n: int, page_n: int) -> None:
    """Tests that pages cut a list without holes, and a page that is gone is the last."""
    last = max(1, -(-n // 10))
    whole = [i for page in range(1, last + 1) for i in range(n)[page_slice(n, page, 10)]]
    assert whole == list(range(n))
    assert page_slice(n, page_n, 10) == page_slice(n, min(page_n, last), 10)


@pytest.fixture
def many_requests(seeded_store: str) -> str:
    """The seeded store with 23 requests more, one of them withdrawn."""
    desk = open_desk(seeded_store)
    for n in range(23):
        first = WEEK + timedelta(days=50 + n)
        ask = LeaveAsk(f"A{1 + n % 9:03d}", LeaveType.ANNUAL, first, first, f"trip {n}")
        requests.ask(desk, CENTRE, ask)
    requests.withdraw(desk, requests.requests(desk, CENTRE)[0].id, "no longer")
    return seeded_store


def shown(at: AppTest) -> int:
    """Requests on screen: each open one has its own button to approve."""
    return sum(1 for b in at.button if (b.key or "").startswith("approve_"))


@pytest.mark.parametrize(("language", "line"), [("en", "1 to 10 of 23"), ("zh", "1–10")])
def test_requests_are_paged(many_requests: str, page: Page, language: str, line: str) -> None:
    """Tests pages, their size, and that a search that leaves few shows no pages."""
    at = page("requests", language)
    assert not at.exception
    assert shown(at) == SIZES[0]
    assert any(line in c.value for c in at.caption)
    at.session_state["request_page"] = 3
    at = at.run()
    assert shown(at) == 3
    at = at.selectbox(key="request_size").set_value(25).run()
    assert (at.exception, shown(at)) == ([], 23)
    at = at.text_input(key="request_search").set_value("trip 7").run()
    assert shown(at) == 1
    at = at.text_input(key="request_search").set_value((WEEK + timedelta(days=55)).isoformat())
    assert shown(at.run()) == 1


def test_requests_by_status_and_kind(many_requests: str, page: Page) -> None:
    """Tests that one status and one kind alone can be looked at."""
    at = page("requests")
    at.session_state["request_filter"] = "withdrawn"
    at = at.run()
    assert shown(at) == 0
    assert sum("no longer" in c.value for c in at.caption) == 1
    at.session_state["request_filter"] = "all"
    at.session_state["request_kinds"] = ["swap"]
    at = at.run()
    assert shown(at) == 0
    assert any("No request fits" in c.value for c in at.caption)


@pytest.mark.parametrize(("language", "text"), [("en", "night"), ("zh", "夜班")])
def test_rules_are_paged_and_searched(
    seeded_store: str, page: Page, language: str, text: str
) -> None:
    """Tests that the long rule set comes in pages, and a search starts at its own first page."""
    at = page("rules", language)
    assert not at.exception
    titles = {m.value for m in at.markdown if m.value.startswith("**")}
    assert len(titles) <= SIZES[0]
    at.session_state["rules_page"] = 4
    at = at.run()
    others = {m.value for m in at.markdown if m.value.startswith("**")}
    assert others
    assert others != titles
    at = at.text_input(key="rules_text").set_value(text).run()
    assert not at.exception
    found = [m.value for m in at.markdown if m.value.startswith("**")]
    assert 0 < len(found) <= SIZES[0]


def test_outcomes_are_shown_once_published(
    seeded_store: str, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests the word and the count of days of a wish that a published roster partly grants."""
    desk = open_desk(seeded_store)
    wish = AgentWish("A002", WishKind.DAY_OFF, WEEK, WEEK + timedelta(days=6))
    wishes.add_wish(desk, CENTRE, wish, expected_revision=0)
    found = {1: wishes.Outcome(granted=2, refused=5)}
    monkeypatch.setattr(wishes, "outcomes", lambda *_: found)
    row = opened(page).dataframe[0].value.iloc[0].tolist()
    assert {"Partly granted", "2 of 7 days"} <= set(row)
    found[1] = wishes.Outcome(refused=1)
    row = opened(page, "zh").dataframe[0].value.iloc[0].tolist()
    assert {"未满足", "1 天中 0 天"} <= set(row)


def test_wishes_of_a_file(seeded_store: str, page: Page) -> None:
    """Tests that a table is brought in from the page, and its wishes are listed."""
    at = opened(page)
    text = f"agent_id,wish,first_day,last_day\nA003,no_nights,{AHEAD},{AHEAD}\n"
    at.file_uploader(key="wish_upload").set_value(("w.csv", text.encode(), "text/csv")).run()
    at = at.button(key="wish_import").click().run()
    assert not at.exception
    assert at.dataframe[0].value.iloc[0].tolist()[1:3] == ["A003", "No nights"]
