"""Every page, on an empty and a seeded store, in both languages, with every tab opened."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

pytestmark = pytest.mark.contract

TITLES = {
    "overview": ("Overview", "总览"),
    "forecast": ("Forecast", "预测"),
    "scenarios": ("Scenarios", "情景"),
    "requirement": ("Requirement", "人力需求"),
    "roster": ("Roster", "班表"),
    "today": ("Today", "今日"),
    "requests": ("Requests", "申请"),
    "people": ("People and shifts", "人员与班次"),
    "rules": ("Rules", "规则"),
}
TABS = {
    "forecast": "forecast_tabs",
    "scenarios": "scenario_tabs",
    "requirement": "requirement_tabs",
    "roster": "roster_tabs",
    "requests": "request_tabs",
    "people": "people_tabs",
}
LANGUAGES = ("en", "zh")
Page = Callable[[str, str], AppTest]


def faults(at: AppTest) -> list[str]:
    """Exceptions and error boxes on the page."""
    return [e.message for e in at.exception] + [e.value for e in at.error]


def said(at: AppTest) -> str:
    """Texts and tables on the page."""
    tables = (str(value) for f in at.dataframe for value in f.value.to_numpy().ravel())
    return " ".join([*(e.value for e in [*at.markdown, *at.caption]), *tables])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TITLES)
def test_page_of_an_empty_store_says_what_to_do(
    page: Page, empty_store: str, name: str, language: str
) -> None:
    """Tests that a page without a centre has its title and points to the import."""
    at = page(name, language)
    assert faults(at) == []
    assert at.title[0].value == TITLES[name][LANGUAGES.index(language)]
    texts = " ".join(m.value for m in at.markdown)
    assert ("There is no centre yet" if language == "en" else "还没有中心") in texts


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TITLES)
def test_page_of_a_seeded_store_shows_contents(
    page: Page, seeded_store: str, name: str, language: str
) -> None:
    """Tests that every page and every tab of it runs and shows something."""
    at = page(name, language)
    assert faults(at) == []
    assert at.title[0].value == TITLES[name][LANGUAGES.index(language)]
    labels = [tab.label for tab in at.tabs]
    assert bool(labels) == (name in TABS)
    for label in labels:
        at.session_state[TABS[name]] = label
        at.run()
        assert faults(at) == [], label
        # Whoever acted before there were accounts is named in the reader's language.
        assert language == "en" or "on duty" not in said(at), label


def test_overview_shows_the_week(page: Page, seeded_store: str) -> None:
    """Tests that the overview's tiles hold figures, not dashes."""
    at = page("overview", "en")
    tiles = {m.label: m.value for m in at.metric}
    assert float(tiles["Forecast volume"].replace(",", "")) > 100
    assert float(tiles["Required hours"]) > 50
    assert float(tiles["Scheduled hours"]) > 50
    assert tiles["Open requests"] == "1"
    assert tiles["Predicted service level"].endswith("%")


def test_every_page_keeps_the_centre_and_week_in_the_address(page: Page, seeded_store: str) -> None:
    """Tests that a link to a page leads back to the same centre and week."""
    at = page("roster", "zh")
    assert at.query_params["centre"] == "small_bank"
    assert at.query_params["week"] == "2026-11-23"
    assert at.query_params["lang"] == "zh"


def test_link_opens_the_week_it_names(app: Callable[[str], AppTest], seeded_store: str) -> None:
    """Tests that week and language of the address win over the defaults."""
    at = AppTest.from_file("../../app.py", default_timeout=30)
    at.query_params["week"] = "2026-11-30"
    at.query_params["lang"] = "zh"
    at.run()
    assert at.selectbox(key="week").value == "2026-11-30"
    assert at.title[0].value == "总览"


def test_address_with_an_unknown_week_falls_back(seeded_store: str) -> None:
    """Tests that a wrong link shows the first week instead of failing."""
    at = AppTest.from_file("../../app.py", default_timeout=30)
    at.query_params["week"] = "not a week"
    at.query_params["centre"] = "nowhere"
    at.query_params["run"] = "no-such-run"
    at.run()
    assert faults(at) == []
    assert at.selectbox(key="week").value == "2026-11-23"


def test_language_follows_the_browser_until_it_is_chosen(
    app: Callable[[str], AppTest], seeded_store: str
) -> None:
    """Tests that a Chinese browser gets Chinese, and the choice on screen wins."""
    at = app("zh")
    assert at.title[0].value == "总览"
    at.session_state["language"] = "en"
    at.run()
    assert at.title[0].value == "Overview"


def test_who_acts_is_labelled_unauthenticated(
    app: Callable[[str], AppTest], seeded_store: str
) -> None:
    """Tests that the choice of who acts says that it proves nothing."""
    at = app("en")
    assert any("Unauthenticated, loopback use" in c.value for c in at.sidebar.caption)
