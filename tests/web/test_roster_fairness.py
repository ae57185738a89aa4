"""Tests of the fairness tab of the Roster page: spread, bars and the table of agents."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from wfm.operations.fairness import Burden
from wfm.service import fairness, rosters
from wfm.service.desk import open_desk
from wfm.web.charts.fairness import MOST_BARS, fairness_chart
from wfm.web.charts.palette import Palette
from wfm.web.words import Words

pytestmark = pytest.mark.unit
TAB = {"en": "Fairness", "zh": "公平性"}
Page = Callable[[str, str], AppTest]


def opened(page: Page, language: str = "en") -> AppTest:
    """Roster page on the tab of fairness."""
    at = page("roster", language)
    at.session_state["roster_tabs"] = next(t.label for t in at.tabs if t.label == TAB[language])
    return at.run()


@pytest.mark.parametrize(("language", "nights"), [("en", "Nights"), ("zh", "夜班")])
def test_tab_shows_what_was_measured(
    page: Page, seeded_store: str, language: str, nights: str
) -> None:
    """Tests that both tables hold the measure's own figures, in the reader's language."""
    at = opened(page, language)
    assert not at.exception
    state = rosters.roster(open_desk(seeded_store), "small_bank", date(2026, 11, 23))
    assert state is not None
    report = fairness.measured(state)
    spreads, people = (frame.value for frame in at.dataframe[-2:])
    assert spreads["burden"].iloc[0] == nights
    assert spreads["gini"].tolist() == [report.spreads[b].gini for b in Burden]
    assert people["agent_id"].tolist() == [x.agent_id for x in report.agents]
    assert people["nights"].sum() == sum(x.total(Burden.NIGHTS) for x in report.agents) > 0


def test_other_weeks_and_burdens_can_be_chosen(page: Page, seeded_store: str) -> None:
    """Tests that every choice shows a page without faults."""
    at = opened(page)
    at.selectbox(key="fairness_weeks").set_value(52)
    for burden in Burden:
        at.selectbox(key="fairness_burden").set_value(str(burden))
        at.run()
        assert not at.exception


@pytest.mark.parametrize("language", ["en", "zh"])
def test_chart_draws_the_agents_who_had_most(language: str) -> None:
    """Tests that a large crowd is cut to its top, in order, with both parts named."""
    n = MOST_BARS + 5
    frame = pd.DataFrame(
        [(f"A{i:03d}", part, i, 2 * i) for i in range(n) for part in ("past", "now")],
        columns=["agent_id", "part", "n", "total"],
    )
    drawn = fairness_chart(frame, "x", Words(language), Palette.of(False)).to_dict()
    rows = next(iter(drawn["datasets"].values()))
    assert {r["agent_id"] for r in rows} == {f"A{i:03d}" for i in range(5, n)}
    assert drawn["encoding"]["x"]["sort"][0] == f"A{n - 1:03d}"
    assert len({r["part"] for r in rows}) == 2
