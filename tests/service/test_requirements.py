"""Tests of the requirement of a week and of what other staffing would give."""

from __future__ import annotations

import pytest
from support.centres import WEEK

from wfm.core.centre import ServiceTarget
from wfm.core.errors import BadInputError
from wfm.service import requirements

pytestmark = pytest.mark.unit


def test_requirement(planned):
    """Tests that a week is sized per group from the plan of record, the pool first."""
    view = requirements.requirement(planned, "small", WEEK)
    assert view.groups == ("all", "minnan")
    assert len(view.frame) == 2 * 7 * 48
    assert len(view.sipp) == len(view.frame)
    pooled = view.frame[view.frame["group"] == "all"]
    assert view.hours["all"] == pytest.approx(pooled["agents_with_shrinkage"].sum() / 2)
    assert view.hours["all"] > view.hours["minnan"] > 0
    assert view.forecast.version == 1
    assert view.target == ServiceTarget(0.8, 20)


def test_harder_targets_need_more(planned):
    """Tests that a higher level and a shorter wait never need fewer hours."""
    targets = [ServiceTarget(0.8, 20), ServiceTarget(0.9, 20), ServiceTarget(0.95, 5)]
    hours = [
        requirements.requirement(planned, "small", WEEK, target=t).hours["all"] for t in targets
    ]
    assert hours == sorted(hours)
    assert hours[0] < hours[-1]


def test_scenario(planned):
    """Tests that a scenario's growth shows in the requirement."""
    base = requirements.requirement(planned, "small", WEEK)
    grown = requirements.requirement(planned, "small", WEEK, scenario="promotion")
    assert grown.hours["all"] > base.hours["all"]
    with pytest.raises(BadInputError):
        requirements.requirement(planned, "small", WEEK, scenario="nowhere")


def test_what_if_is_monotone(planned):
    """Tests that more agents in every interval never serve worse."""
    levels = [
        requirements.what_if(planned, "small", WEEK, agents_change=k).service_level
        for k in (-2, -1, 0, 1, 2)
    ]
    assert levels == sorted(levels)
    assert levels[2] >= 0.8
    assert levels[0] < 0.8


def test_what_if_fixed(planned):
    """Tests that a fixed number of agents serves from nothing to nearly everything."""
    none = requirements.what_if(planned, "small", WEEK, agents=0)
    many = requirements.what_if(planned, "small", WEEK, agents=30)
    assert none.service_level == pytest.approx(0)
    assert many.service_level > 0.99


def test_no_agents_to_take_away(planned):
    """Tests that taking more than there are leaves none, not less than none."""
    assert requirements.what_if(planned, "small", WEEK, agents_change=-99).service_level == 0


def test_what_if_nonsense(planned):
    """Tests that less than nobody is refused in words."""
    with pytest.raises(BadInputError):
        requirements.what_if(planned, "small", WEEK, agents=-1)


def test_no_forecast(imported):
    """Tests that a week without a forecast says what to do."""
    with pytest.raises(BadInputError, match="no forecast covers"):
        requirements.requirement(imported, "small", WEEK)
