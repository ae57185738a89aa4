"""Tests of the planning commands' work on files, where the commands' own tests don't reach."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from support.centres import WEEK

from wfm.core.errors import BadInputError
from wfm.service import chain, checking
from wfm.sheets.centre_folder import read_centre

pytestmark = pytest.mark.unit


def test_week_to_plan(folder):
    """Tests that the day given, the centre's week, and the week after the past go in this order."""
    data = read_centre(folder)
    assert chain.week_to_plan(data, date(2031, 7, 1)) == date(2031, 7, 1)
    assert chain.week_to_plan(data, None) == WEEK
    open_end = dataclasses.replace(
        data, centre=dataclasses.replace(data.centre, planning_week=None)
    )
    assert chain.week_to_plan(open_end, None) == WEEK
    fresh = dataclasses.replace(open_end, past_first_day=None, past_last_day=None)
    assert chain.week_to_plan(fresh, None) > date.today()
    assert chain.week_to_plan(fresh, None).weekday() == 0


def test_check_needs_history(folder, tmp_path):
    """Tests that `wfm check` misses a history that an import would go without."""
    from support.centres import write_centre

    with pytest.raises(BadInputError, match="no history"):
        checking.check_centre(write_centre(tmp_path / "small", history_csv=None))


def test_centre_by_name(monkeypatch, folder):
    """Tests that a centre may be given by its name in forecasts/."""
    from wfm.service.settings import Settings

    monkeypatch.setattr(checking, "settings", lambda: Settings(centres_dir=folder.parent))
    monkeypatch.chdir(folder)
    assert checking.centre_path(checking.Path("small")) == folder
    assert checking.check_centre(checking.Path("small"))["centre"] == "small"
