"""Tests of the chips above a roster."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from wfm.service import rosters
from wfm.service.desk import open_desk

pytestmark = pytest.mark.unit
Page = Callable[[str, str], AppTest]


@pytest.mark.parametrize(("language", "bound"), [("en", "Proven bound"), ("zh", "已证明下界")])
def test_bound_and_gap_are_those_of_the_roster(
    page: Page, seeded_store: str, language: str, bound: str
) -> None:
    """Tests that the chip says the bound itself and the gap that the run's chart shows."""
    state = rosters.roster(open_desk(seeded_store), "small_bank", date(2026, 11, 23))
    assert state is not None
    score = state.score
    assert score is not None
    at = page("roster", language)
    text = " ".join(str(x.value) for x in at.markdown)
    shown = re.search(bound + r" ([\d,.]+)\D+?([\d.]+)\s?%", text)
    assert shown is not None, text
    assert float(shown[1].replace(",", "")) == pytest.approx(score["bound"], abs=0.51)
    assert float(shown[2]) == pytest.approx(100 * score["gap"], abs=0.06)
