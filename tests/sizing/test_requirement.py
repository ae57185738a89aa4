from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wfm.core.errors import BadInputError
from wfm.core.frames import POOLED, REQUIREMENT
from wfm.sizing import erlang_c
from wfm.sizing.lag import TimeModel
from wfm.sizing.options import SizingOptions
from wfm.sizing.pooling import pool_queues
from wfm.sizing.requirement import SkillGroup, requirement_of
from wfm.sizing.target import Model, Target

pytestmark = pytest.mark.unit

TARGET = Target(0.8, 20)
PLAIN = SizingOptions(lag=False)


def of(frame, group):
    return frame[frame["group"] == group].reset_index(drop=True)


def test_pool_and_group_minimum(make_forecast):
    """Tests that two queues of 10 erlangs need 24 pooled, of whom 14 must have the one skill."""
    forecast = make_forecast({"general": [100.0] * 4, "dialect": [100.0] * 4})
    got = requirement_of(forecast, (SkillGroup("dialect", ("dialect",)),), TARGET, PLAIN)
    assert of(got, POOLED)["agents"].tolist() == [24] * 4
    assert of(got, "dialect")["agents"].tolist() == [14] * 4
    np.testing.assert_allclose(of(got, POOLED)["load_erlangs"], 20.0)
    level = erlang_c.service_level(20.0, 24, 180.0, 20.0)
    np.testing.assert_allclose(of(got, POOLED)["service_level"], level)
    assert got["group"].tolist() == [POOLED, "dialect"] * 4
    REQUIREMENT.validate(got)


def test_handle_times_are_weighted_by_volume(make_forecast):
    """Tests that the pool's handle time is that of its calls."""
    forecast = make_forecast({"a": [30.0, 0.0], "b": [10.0, 0.0]}, aht_s={"a": 100.0, "b": 300.0})
    pooled = pool_queues(forecast)
    assert pooled["aht_s"].tolist() == [150.0, 0.0]
    assert pooled["volume"].tolist() == [40.0, 0.0]


def test_the_pool_is_there_without_being_asked_for(make_forecast):
    """Tests that the pooled group comes with no groups, and only once when it is named."""
    forecast = make_forecast({"a": [50.0]})
    bare = requirement_of(forecast, (), TARGET, PLAIN)
    named = requirement_of(forecast, (SkillGroup(POOLED, ("a",)),), TARGET, PLAIN)
    pd.testing.assert_frame_equal(bare, named)
    assert bare["group"].tolist() == [POOLED]


def test_minimums(make_forecast):
    """Tests that quiet intervals get the safety minimum, and a group its own."""
    forecast = make_forecast({"a": [0.0, 90.0, 0.0], "b": [0.0, 0.0, 0.0]})
    options = SizingOptions(lag=False, min_agents=2)
    got = requirement_of(forecast, (SkillGroup("b", ("b",), min_agents=1),), TARGET, options)
    assert of(got, POOLED)["agents"].tolist() == [2, 12, 2]
    assert of(got, "b")["agents"].tolist() == [1, 1, 1]


def test_the_pool_is_never_smaller_than_a_group(make_forecast):
    """Tests that a group's minimum above the pool's lifts the pool, service and all."""
    forecast = make_forecast({"a": [10.0]})
    group = SkillGroup("a", ("a",), min_agents=9)
    got = requirement_of(forecast, (group,), TARGET, SizingOptions(lag=False, shrinkage=0.1))
    pool, part = of(got, POOLED), of(got, "a")
    assert pool["agents"].tolist() == part["agents"].tolist() == [9]
    assert pool["agents_with_shrinkage"].tolist() == [10]
    assert pool["service_level"].tolist() == part["service_level"].tolist()


def test_the_load_follows_the_calls(make_forecast):
    """Tests that by lag averaging, and by default too, the load comes later than the calls."""
    forecast = make_forecast({"a": [60.0, 120.0, 60.0]}, aht_s=600.0)
    moving = requirement_of(forecast, (), TARGET)["load_erlangs"]
    assert 20.0 < moving[2] < moving[1] < 40.0
    lagged = requirement_of(forecast, (), TARGET, SizingOptions(time=TimeModel.LAG))
    np.testing.assert_allclose(lagged["load_erlangs"], [20.0, 100 / 3, 80 / 3])
    assert lagged["volume"].tolist() == [60.0, 120.0, 60.0]


def test_calls_always_find_somebody(make_forecast):
    """Tests that an interval with calls has an agent even if the lagged load is still nothing."""
    forecast = make_forecast({"a": [0.0, 5.0]}, aht_s=1800.0)
    got = requirement_of(forecast, (), TARGET, SizingOptions(time=TimeModel.LAG))
    assert got["load_erlangs"].tolist() == [0.0, 0.0]
    assert got["agents"].tolist() == [0, 1]


def test_shrinkage_is_exact(make_forecast):
    """Tests that 21 agents at 30 % shrinkage are 30."""
    forecast = make_forecast({"a": [60.0]})
    options = SizingOptions(lag=False, min_agents=21, shrinkage=0.3)
    got = requirement_of(forecast, (), TARGET, options)
    assert got[["agents", "agents_with_shrinkage"]].to_numpy().tolist() == [[21, 30]]


def test_confidence_costs_agents(make_forecast):
    """Tests that sizing for nine days in ten of an uncertain rate needs more than for the mean."""
    forecast = make_forecast({"a": [500.0, 300.0]})
    mean = requirement_of(forecast, (), TARGET, PLAIN)
    options = SizingOptions(lag=False, confidence=0.9, cv=0.1)
    sure = requirement_of(forecast, (), TARGET, options)
    assert (sure["agents"] > mean["agents"]).all()
    np.testing.assert_array_equal(sure["load_erlangs"], mean["load_erlangs"])


def test_erlang_a_needs_fewer(make_forecast):
    """Tests that impatience lowers the requirement and keeps the promise."""
    forecast = make_forecast({"a": [500.0]})
    options = SizingOptions(model=Model.ERLANG_A, patience_s=60, lag=False)
    got = requirement_of(forecast, (), TARGET, options)
    assert got["agents"].iloc[0] < requirement_of(forecast, (), TARGET, PLAIN)["agents"].iloc[0]
    assert got["service_level"].iloc[0] >= 0.8


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_clock_changes(make_forecast, day):
    """Tests that days of 23 and 25 hours are intervals like others."""
    hours = 23 if day.endswith("29") else 25
    forecast = make_forecast({"a": [60.0] * (2 * hours)}, start=day, zone="Europe/Berlin")
    got = requirement_of(forecast, (), TARGET)
    assert len(got) == 2 * hours
    assert set(got["agents"]) == {9}


@pytest.mark.parametrize(
    ("groups", "word"),
    [
        ((SkillGroup("x", ("nowhere",)),), "does not have"),
        ((SkillGroup("x", ()),), "serves no queue"),
        ((SkillGroup("x", ("a",)), SkillGroup("x", ("a",))), "named twice"),
    ],
)
def test_groups_that_cannot_be(make_forecast, groups, word):
    """Tests that an unknown queue, an empty group and a double name are refused."""
    with pytest.raises(BadInputError, match=word):
        requirement_of(make_forecast({"a": [1.0]}), groups, TARGET)


def test_calls_that_take_no_time(make_forecast):
    """Tests that calls with a handle time of 0 are refused with the row."""
    forecast = make_forecast({"a": [0.0, 3.0]}, aht_s=0.0)
    with pytest.raises(BadInputError, match=r"row 3, column aht_s"):
        requirement_of(forecast, (), TARGET)
