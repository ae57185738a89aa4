"""The examples of docs/formats.md are good files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from wfm.core.interchange import roster_from_dict
from wfm.sheets.centre_toml import read_centre_toml
from wfm.sheets.columns import COLUMNS
from wfm.sheets.shifts_toml import parse_shifts_toml

pytestmark = pytest.mark.unit

DOC = (Path(__file__).parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")


def example(heading: str, language: str) -> str:
    """First example in a language under a heading."""
    part = DOC[DOC.index(heading) :]
    return re.search(rf"```{language}\n(.*?)```", part, re.DOTALL)[1]


def test_centre_example_is_read() -> None:
    """Tests that the centre.toml of the document is a good one that uses every section."""
    centre = read_centre_toml(example("### centre.toml", "toml").encode(), "corner")
    assert centre.seats == 60
    assert centre.opening.weekdays[5] == ((420, 720), (780, 1020))
    assert centre.events[0].factor == 1.2
    assert centre.closures
    assert centre.pay_days == (10, 31)


def test_shifts_example_is_read() -> None:
    """Tests that the shifts.toml of the document is a good one."""
    shift = parse_shifts_toml(example("### shifts.toml", "toml").encode()).checked()[0]
    assert (shift.span, shift.paid_min) == ("22:00-06:30", 480)


def test_roster_example_is_read() -> None:
    """Tests that the roster.json of the document is a good one."""
    blocks = re.findall(r"```json\n(.*?)```", DOC, re.DOTALL)
    assert len(roster_from_dict(json.loads(blocks[-1]))) == 1


@pytest.mark.parametrize("kind", ["people", "leave", "past_roster"])
def test_each_column_is_named(kind: str) -> None:
    """Tests that the document names every column of a table in both languages."""
    for column in COLUMNS[kind]:
        assert column.name in DOC
        assert column.zh in DOC
