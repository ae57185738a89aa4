"""The fairness sheet of the workbook: spreads and shares as measured, in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.sheets.fairness_table import FairnessTable, ShareRow, SpreadRow
from wfm.sheets.words import WORDS

pytestmark = pytest.mark.unit

BURDENS = ("nights", "weekends", "holidays", "starts", "refused")
NAME = {"en": "Fairness", "zh": "公平性"}


def table(shares=(), weeks=4.0) -> FairnessTable:
    spreads = tuple(SpreadRow(b, 6, 1.0, 2.5, 4.0, 0.25) for b in BURDENS)
    return FairnessTable(weeks, spreads, tuple(shares))


def share(agent: str, past: int, now: int, wishes: int = 0, refused: int = 0) -> ShareRow:
    had, has = dict.fromkeys(BURDENS, past), dict.fromkeys(BURDENS, now)
    return ShareRow(agent, "A", 20, {**had, "refused": 0}, {**has, "refused": refused}, wishes)


def written(samples, found, language="en"):
    book = samples.sample_book(language, n_agents=8, n_days=2, interval_min=60)
    return samples.opened(replace(book, about=replace(book.about, fairness=found)))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_sheet_stands_before_the_notes(samples, language):
    """Tests the sheet's place and name, and that every word on it is of its language."""
    workbook = written(samples, table([share("A001", 3, 1)]), language)
    assert workbook.sheetnames[-2] == NAME[language]
    texts = {str(c.value) for row in workbook[NAME[language]].iter_rows() for c in row if c.value}
    at = ("en", "zh").index(language)
    for key in ("shared_out", "gini", "before", "this_roster", "burden_starts", "granted"):
        assert WORDS[key][at] in texts
        assert WORDS[key][1 - at] not in texts


def test_without_figures_there_is_no_sheet(samples):
    """Tests that a workbook that is told nothing has no empty sheet."""
    assert NAME["en"] not in written(samples, None).sheetnames


def test_spreads_and_shares(samples):
    """Tests every figure of a burden's row, and of an agent's."""
    workbook = written(samples, table([share("A001", 3, 1, wishes=5, refused=2)]))
    rows = [[c.value for c in row] for row in workbook[NAME["en"]].iter_rows(min_row=6)]
    assert rows[1][:7] == ["Nights", 6, 1.0, 2.5, 4.0, 3.0, 0.25]
    (own,) = [r for r in rows if r[0] == "A001"]
    assert own[:6] == ["A001", "A", 20, 3, 1, 4]
    assert own[-5:] == [0, 2, 2, 5, 3]


def test_nobody_to_share_with(samples):
    """Tests that a table without agents is a sheet that opens, with its heads."""
    workbook = written(samples, FairnessTable(0.0, table().spreads, ()))
    assert workbook[NAME["en"]].print_area


@settings(max_examples=8, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=6
    )
)
def test_sums_are_before_and_now(samples, given_shares):
    """Tests that each sum is what was before and what the roster adds, for every agent."""
    shares = [
        share(f"A{n:03d}", past, now, wishes=20, refused=refused)
        for n, (past, now, refused) in enumerate(given_shares)
    ]
    workbook = written(samples, table(shares))
    rows = {row[0].value: [c.value for c in row] for row in workbook[NAME["en"]].iter_rows()}
    for one, (past, now, refused) in zip(shares, given_shares, strict=True):
        row = rows[one.agent_id]
        assert row[3:6] == [past, now, past + now]
        assert row[-2:] == [20, 20 - refused]
