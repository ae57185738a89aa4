"""Tests of patience estimated from a file."""

from __future__ import annotations

import pytest

from wfm.core.errors import BadInputError
from wfm.service.patience import estimate_patience
from wfm.sheets.templates import template

pytestmark = pytest.mark.unit


def test_calls():
    """Tests that rows of calls give a mean and a curve."""
    found = estimate_patience("w.csv", b"wait_s,abandoned\n10,yes\n50,no\n60,yes\n")
    assert found.patience.mean_s == 60
    assert found.survival.time_s.tolist() == [10, 60]
    assert found.rows == 3


def test_intervals():
    """Tests that rows of intervals give the mean; those with an empty cell are left out."""
    content = b"volume,abandoned,mean_wait_s\n100,10,6\n100,,50\n50,5,12\n"
    found = estimate_patience("w.csv", content)
    assert found.patience.mean_s == pytest.approx((600 + 600) / 15)
    assert found.survival is None


def test_the_template_is_good():
    """Tests that the template reads, in Excel and Chinese too."""
    found = estimate_patience("w.xlsx", template("waits", "xlsx", language="zh"))
    assert found.patience.mean_s == 47.5


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"wait_s,abandoned\n10,maybe\n", "neither yes nor no"),
        (b"wait_s,abandoned\n10,no\n,yes\n", "the cell is empty"),
        (b"wait_s,abandoned\n-3,no\n", "no number of 0 or more"),
        (b"wait_s,abandoned\n0,no\n", "nobody waited"),
        (b"volume,abandoned,mean_wait_s\n10,11,5\n", "more contacts were lost"),
        (b"volume,abandoned,mean_wait_s\n,,\n1,x,2\n", "no number of 0 or more"),
        (b"volume,mean_wait_s\n1,2\n", "the column is missing"),
        (b"volume,abandoned\n1,0\n", "no interval has all three"),
    ],
)
def test_refusals(content, word):
    """Tests that what cannot be used is refused in words."""
    with pytest.raises(BadInputError, match=word):
        estimate_patience("w.csv", content)
