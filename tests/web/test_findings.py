"""Tests of findings as the pages write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from wfm.core.errors import Fault, NotAllowedError
from wfm.core.score import Unit, Violation
from wfm.rules.wording import sentences
from wfm.service import editing, rosters
from wfm.service.desk import open_desk
from wfm.web.components.messages import fault_rows
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


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "A001 is on leave\\: shift N of Mon 23 Nov takes 90 minutes of it"),
        ("zh", "A001 休假中：11月23日 周一 的班次 N 占用休假 90 分钟"),
    ],
)
def test_a_refusal_speaks_the_readers_language(
    page: Page, seeded_store: str, monkeypatch: pytest.MonkeyPatch, language: str, said: str
) -> None:
    """Tests that findings inside a refusal are told like the refusal around them."""
    told = {"shift": "N", "minutes": 90}
    found = Violation("leave_granted", True, 90, Unit.MINUTES, 0.0, "A001", WEEK, values=told)
    monkeypatch.setattr(editing, "publish", lambda *_: editing.refuse_new(sentences([found])))
    at = page("roster", language)
    label = Words(language)("Publish this revision")
    next(b for b in at.button if b.label == label).click().run()
    assert [said in e.value for e in at.error] == [True]


def test_a_fault_says_what_its_rule_says() -> None:
    """Tests that a fault told in both languages is shown in the reader's, others are looked up."""
    faults = [
        Fault(
            "A001 is not employed on those days.", "change it", what_zh="A001 在这些日期不在职。"
        ),
        Fault("give a later time", "give a later time"),
    ]
    english = fault_rows(faults, Words("en"))["What is wrong"].to_list()
    chinese = fault_rows(faults, Words("zh"))["问题"].to_list()
    assert english == [f.what for f in faults]
    assert chinese[0] == faults[0].what_zh
    assert chinese[1] == Words("zh")("give a later time") != "give a later time"
