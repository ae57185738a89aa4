"""Tests of findings as the pages write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from wfm.core.errors import NotAllowedError
from wfm.service import editing, rosters
from wfm.service.desk import open_desk
from wfm.web.words import Words

pytestmark = pytest.mark.unit
Page = Callable[..., AppTest]
CENTRE, WEEK = "small_bank", date(2026, 11, 23)
TAB = {"en": "Findings", "zh": "检查结果"}
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_findings_of_a_roster(page: Page, seeded_store: str, language: str) -> None:
    """Tests that a finding names its day as the column beside it does."""
    desk = open_desk(seeded_store)
    state = rosters.roster(desk, CENTRE, WEEK)
    assert state is not None
    said = rosters.findings(state, language)["sentence"]
    assert said.str.contains(ISO).any()
    at = page("roster", language)
    at.session_state["roster_tabs"] = next(t.label for t in at.tabs if t.label == TAB[language])
    at.run()
    assert [e.message for e in at.exception] == []
    columns = {"en": ("Finding", "Day"), "zh": ("检查结果", "日期")}[language]
    (table,) = (f.value for f in at.dataframe if set(columns) <= set(f.value.columns))
    assert len(table) == len(said)
    assert not table[columns[0]].str.contains(ISO).any()
    dated = [(text, day) for text, day in table[list(columns)].to_numpy() if day]
    assert any(day in text for text, day in dated)


def test_findings_of_a_refusal(
    page: Page, seeded_store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that a refusal names the days of its findings as pages do."""

    def refuse(*_: object) -> None:
        raise NotAllowedError(f"1 hard violations stand (A001 off on {WEEK}).")

    monkeypatch.setattr(editing, "publish", refuse)
    at = page("roster")
    next(b for b in at.button if b.label == "Publish this revision").click().run()
    assert [Words("en").day(WEEK) in e.value for e in at.error] == [True]
