"""Tests of one interval of a requirement: what n agents give there, and what each is worth."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from support.centres import WEEK

from wfm.service import requirements
from wfm.service.requirement_interval import (
    REACH,
    busiest,
    interval_view,
    intervals_with_calls,
)
from wfm.sizing.options import SizingOptions
from wfm.sizing.target import Model

pytestmark = pytest.mark.unit


@pytest.fixture
def view(planned):
    """The small centre's requirement."""
    return requirements.requirement(planned, "small", WEEK)


@pytest.mark.parametrize("group", ["all", "minnan"])
def test_requirement_is_the_least_that_keeps_the_target(view, group):
    """Tests that the agents required keep the promise and one fewer does not, in busy intervals."""
    one = interval_view(view, group, busiest(view, group))
    served = one.around.set_index("agents")["service_level"]
    assert served[one.agents] >= view.target.service_level
    assert served[one.agents - 1] < view.target.service_level
    assert list(served.index) == list(range(max(0, one.agents - REACH), one.agents + REACH + 1))


def test_more_agents_never_serve_worse(view):
    """Tests that level rises and waits and occupancy fall along the curve."""
    around = interval_view(view, "all", busiest(view, "all")).around
    assert (np.diff(around["service_level"]) >= 0).all()
    assert (np.diff(around["occupancy"]) <= 0).all()
    finite = around["asa_s"][np.isfinite(around["asa_s"])]
    assert (np.diff(finite) < 0).all()
    assert around["answer_rate"].isna().all()


def test_answer_rate_under_erlang_a(view):
    """Tests that callers who give up make an answer rate, also in overload."""
    options = SizingOptions(model=Model.ERLANG_A, patience_s=90.0)
    patient = dataclasses.replace(view, options=options)
    around = interval_view(patient, "all", busiest(view, "all")).around
    assert around["answer_rate"].between(0, 1).all()
    assert np.isfinite(around["asa_s"]).all() or around["agents"].iloc[0] == 0


def test_worth_never_falls(view):
    """Tests that each further missing agent costs more, and one beyond is worth less than any."""
    prices = interval_view(view, "all", busiest(view, "all")).prices
    assert (np.diff(prices["late_calls"]) >= -1e-9).all()
    assert prices["missing"].iloc[0] <= 0 < prices["missing"].iloc[-1]
    assert prices["missing"].is_monotonic_increasing


def test_only_intervals_with_calls_can_be_chosen(view):
    """Tests that the choice is the busiest of those in which somebody calls."""
    stamps = intervals_with_calls(view, "all")
    assert busiest(view, "all") in stamps
    assert stamps == sorted(stamps)
    quiet = dataclasses.replace(view, frame=view.frame.assign(volume=0.0))
    assert intervals_with_calls(quiet, "all") == []
    assert busiest(quiet, "all") is None


def test_shared_with_other_channels(view):
    """Tests that where chat has a part of the agents no curve is claimed, only the prices."""
    at = busiest(view, "all")
    mixed = dataclasses.replace(view, frame=view.frame.assign(chat_agents=1, deferred_agents=0))
    one = interval_view(mixed, "all", at)
    assert one.around.empty
    assert len(one.prices)
