"""Tests of how commands speak."""

from __future__ import annotations

import json
from datetime import date

import numpy as np
import pytest

from wfm.commands.show import print_json, print_table, say

pytestmark = pytest.mark.unit


def test_json_is_json(capsys):
    """Tests that what JSON has no word for is null, and NumPy's numbers are numbers."""
    value = {
        "nan": float("nan"),
        "list": [np.float64("inf"), np.int64(3), (1, None)],
        "zh": "早",
        "day": date(2026, 11, 23),
        7: True,
    }
    print_json(value)
    out = capsys.readouterr().out
    assert "早" in out
    assert json.loads(out) == {
        "nan": None,
        "list": [None, 3, [1, None]],
        "zh": "早",
        "day": "2026-11-23",
        "7": True,
    }


def test_tables_and_progress(capsys):
    """Tests that results go to standard output and progress to standard error."""
    print_table("a title", ("what", "count"), [("agents", 8)])
    say("a step [1/2]")
    said = capsys.readouterr()
    assert "a title" in said.out
    assert "agents" in said.out
    assert "a step [1/2]" in said.err
    assert "a step" not in said.out


def test_brackets_are_kept(capsys):
    """Tests that an article in brackets is shown, not taken for a colour."""
    print_table("t", ("what",), [("rest between shifts [art. 41] [bold]x",)])
    assert "[art. 41] [bold]x" in capsys.readouterr().out
