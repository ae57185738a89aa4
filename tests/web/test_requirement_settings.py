"""Tests of the sizing settings on the page Requirement."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from wfm.service import centres, sizing_settings
from wfm.service.desk import Desk, open_desk

pytestmark = pytest.mark.contract

TAB = {"en": "Sizing settings", "zh": "测算设置"}


@pytest.fixture
def settings_tab(page: Callable[[str, str], AppTest]) -> Callable[[str], AppTest]:
    """Open the tab of the settings in a language."""

    def opened(language: str = "en") -> AppTest:
        at = page("requirement", language)
        at.session_state["requirement_tabs"] = TAB[language]
        return at.run()

    return opened


@pytest.fixture
def desk(seeded_store: str) -> Desk:
    """A desk on the app's store."""
    return open_desk(seeded_store)


def number(at: AppTest, label: str):
    """Number input of the settings by its label."""
    return next(n for n in at.number_input if n.label == label)


def send(at: AppTest, reason: str) -> AppTest:
    """Give a reason and press Save."""
    next(t for t in at.text_input if t.label == "Reason").set_value(reason)
    return next(b for b in at.button if b.label == "Save").click().run()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_settings_are_shown(seeded_store: str, settings_tab, language: str) -> None:
    """Tests that the tab shows the centre's own figures in both languages."""
    at = settings_tab(language)
    assert [e.message for e in at.exception] == []
    labels = {n.label for n in at.number_input}
    assert ("Answer rate (%)" if language == "en" else "接通率（%）") in labels


def test_an_answer_rate_is_promised(desk: Desk, settings_tab) -> None:
    """Tests that model, patience and answer rate set on the page are what the centre has then."""
    at = settings_tab()
    centre_id = centres.centres(desk)[0].id
    number(at, "Answer rate (%)").set_value(93.0)
    number(at, "Mean patience (s)").set_value(80.0)
    number(at, "Lost callers who call again (%)").set_value(25.0)
    model = next(s for s in at.selectbox if s.label == "Queueing model")
    model.set_value("erlang-a")
    at = send(at, "contract with the bank")
    assert [e.message for e in at.exception] == []
    settings, _ = sizing_settings.sizing_settings(desk, centre_id)
    assert (settings.model, settings.patience_s, settings.redial_share) == ("erlang-a", 80, 0.25)
    assert settings.target.answer_rate == 0.93
    with desk.store.read() as tx:
        last = max(tx.trail.entries(centre=centre_id, limit=50), key=lambda e: e.id)
    assert last.why == "contract with the bank"


def test_an_answer_rate_needs_erlang_a(desk: Desk, settings_tab) -> None:
    """Tests that the page says why an answer rate can't be promised under Erlang C."""
    at = settings_tab()
    centre_id = centres.centres(desk)[0].id
    before = sizing_settings.sizing_settings(desk, centre_id)
    number(at, "Answer rate (%)").set_value(93.0)
    at = send(at, "try")
    assert [e.value for e in at.error] == ["1 thing is wrong. Nothing was saved."]
    assert sizing_settings.sizing_settings(desk, centre_id) == before
