from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from wfm.core.errors import BadInputError
from wfm.sizing import erlang_c
from wfm.sizing.erlang_a import erlang_a
from wfm.sizing.options import SizingOptions
from wfm.sizing.requirement import requirement_of
from wfm.sizing.service import expected_service
from wfm.sizing.target import Model, ServiceLevelDefinition, Target

pytestmark = pytest.mark.unit

TARGET = Target(0.8, 20)


def staff(forecast, agents):
    stamps = forecast["timestamp"].drop_duplicates()
    return pd.Series(np.broadcast_to(np.asarray(agents, dtype=float), stamps.shape), index=stamps)


@pytest.mark.parametrize("patience", [None, 90.0])
def test_the_requirement_meets_its_own_target(make_forecast, patience):
    """Tests that staffing exactly the requirement leaves no interval below the target."""
    volume = 90 + 80 * np.sin(np.arange(96) / 48 * 2 * np.pi)
    forecast = make_forecast({"a": volume, "b": volume / 5})
    model = Model.ERLANG_C if patience is None else Model.ERLANG_A
    options = SizingOptions(model=model, patience_s=patience)
    needed = requirement_of(forecast, (), TARGET, options).set_index("timestamp")["agents"]
    good = expected_service(forecast, needed, TARGET, patience)
    assert good.total["intervals_below"].tolist() == [0]
    assert good.model is model
    bad = expected_service(forecast, needed - 1, TARGET, patience)
    assert bad.total["intervals_below"].tolist() == [96]


def test_fractional_agents_lie_between(make_forecast):
    """Tests that a trainee at half speed is worth less than an agent and more than none."""
    forecast = make_forecast({"a": [100.0]})
    levels = [
        expected_service(forecast, staff(forecast, n), TARGET).service_level for n in (12, 12.5, 13)
    ]
    assert levels == sorted(levels)
    assert levels[0] < levels[1] < levels[2]
    assert levels[2] == pytest.approx(float(erlang_c.service_level(10.0, 13, 180.0, 20.0)))


def test_nobody_there(make_forecast):
    """Tests that calls without agents get no service, and quiet intervals count for nothing."""
    forecast = make_forecast({"a": [10.0, 0.0]})
    for patience in (None, 60.0):
        got = expected_service(forecast, staff(forecast, 0), TARGET, patience, lag=False)
        assert got.service_level == got.worst_service_level == 0.0
        assert got.worst_timestamp == forecast["timestamp"].iloc[0]
        assert got.intervals["meets_target"].tolist() == [False, True]
        assert np.isnan(got.intervals["service_level"].iloc[1])
        assert got.total["asa_s"].tolist() == [np.inf]
    assert got.total["answer_rate"].tolist() == [0.0]


def test_load_still_on_its_way(make_forecast):
    """Tests that first calls find nobody even where the lagged load is still nothing."""
    forecast = make_forecast({"a": [0.0, 5.0]}, aht_s=1800.0)
    got = expected_service(forecast, staff(forecast, 0), TARGET)
    assert got.intervals["service_level"].iloc[1] == 0.0


def test_overload(make_forecast):
    """Tests that overload is endless under Erlang C and finite under Erlang A."""
    forecast = make_forecast({"a": [100.0]})
    assert expected_service(forecast, staff(forecast, 9), TARGET).total["asa_s"].tolist() == [
        np.inf
    ]
    got = expected_service(forecast, staff(forecast, 9), TARGET, 120.0)
    assert np.isfinite(got.total["asa_s"]).all()
    assert 0.7 < got.total["answer_rate"].iloc[0] < 0.9


def test_days_weeks_and_total_weigh_by_calls(make_forecast):
    """Tests that aggregates are call-weighted and days are local ones."""
    volume = np.where(np.arange(48 * 8) < 48, 120.0, 40.0)
    forecast = make_forecast({"a": volume}, start="2026-03-01")  # a Sunday
    got = expected_service(forecast, staff(forecast, 14), TARGET, lag=False)
    assert got.days["start"].tolist() == [date(2026, 3, day) for day in range(1, 9)]
    assert got.weeks["start"].tolist() == [date(2026, 2, 23), date(2026, 3, 2)]
    assert got.days["agent_hours"].tolist() == [14 * 24.0] * 8
    rows = got.intervals
    mean = np.average(rows["service_level"], weights=rows["volume"])
    assert got.service_level == pytest.approx(mean)
    assert got.worst_service_level == rows["service_level"].min()
    assert got.worst_timestamp == rows["timestamp"].iloc[0]
    assert got.total["volume"].tolist() == [volume.sum()]


@pytest.mark.parametrize("definition", ServiceLevelDefinition)
def test_definitions_weigh_by_what_they_count(make_forecast, definition):
    """Tests that the day's level is the ratio of the day's sums in every definition."""
    forecast = make_forecast({"a": [80.0, 140.0]})
    target = Target(0.8, 20, definition)
    got = expected_service(forecast, staff(forecast, 11), target, 60.0, lag=False)
    load = np.array([8.0, 14.0])
    queue = erlang_a(load, 11, 180.0, 60.0, 20.0)
    top, base = queue.p_answered_in_time, np.ones(2)
    if definition is ServiceLevelDefinition.ANSWERED:
        base = queue.answer_rate
    elif definition is ServiceLevelDefinition.NET:
        base = 1 - queue.p_short_abandon
    elif definition is ServiceLevelDefinition.EITHER:
        top = 1 - queue.p_late
    assert got.service_level == pytest.approx((top * load).sum() / (base * load).sum())


def test_every_promise_is_looked_at(make_forecast):
    """Tests that an interval that keeps the service level but not the cap is below target."""
    forecast = make_forecast({"a": [100.0]})
    target = Target(0.8, 20, occupancy_cap=0.7, asa_s=30)
    got = expected_service(forecast, staff(forecast, 14), target, lag=False)
    assert got.intervals["service_level"].iloc[0] > 0.8
    assert got.intervals["meets_target"].tolist() == [False]


def test_staffing_by_utc_or_another_order(make_forecast):
    """Tests that instants count, not their zone or order, and further intervals are ignored."""
    forecast = make_forecast({"a": [100.0, 50.0]})
    stamps = forecast["timestamp"]
    more = pd.DatetimeIndex([*stamps, stamps.iloc[1] + pd.Timedelta("30min")])
    staffing = pd.Series([14.0, 8.0, 99.0], index=more.tz_convert("UTC")).iloc[::-1]
    got = expected_service(forecast, staffing, TARGET)
    assert got.intervals["agents"].tolist() == [14.0, 8.0]


@pytest.mark.parametrize("bad", [-1.0, float("nan"), float("inf")])
def test_bad_staffing(make_forecast, bad):
    """Tests that staffing that is no number of agents is refused with its interval."""
    forecast = make_forecast({"a": [100.0, 50.0]})
    with pytest.raises(BadInputError, match="00:30"):
        expected_service(forecast, staff(forecast, [14.0, bad]), TARGET)


def test_missing_double_and_naive_staffing(make_forecast):
    """Tests that missing is not zero, twice is not a sum, and a zone is needed."""
    forecast = make_forecast({"a": [100.0, 50.0]})
    full = staff(forecast, 14)
    with pytest.raises(BadInputError, match="missing"):
        expected_service(forecast, full.iloc[:1], TARGET)
    with pytest.raises(BadInputError, match="twice"):
        expected_service(forecast, pd.concat([full, full]), TARGET)
    with pytest.raises(BadInputError, match="time zone"):
        expected_service(forecast, full.tz_localize(None), TARGET)


def test_answer_rate_needs_patience(make_forecast):
    """Tests that an answer rate is not judged by Erlang C."""
    forecast = make_forecast({"a": [100.0]})
    with pytest.raises(BadInputError, match="erlang-a"):
        expected_service(forecast, staff(forecast, 14), Target(answer_rate=0.9))


def test_no_calls_at_all(make_forecast):
    """Tests that a closed stretch has no service to speak of, and nothing is below target."""
    forecast = make_forecast({"a": [0.0, 0.0]}, aht_s=0.0)
    got = expected_service(forecast, staff(forecast, 2), TARGET)
    assert np.isnan(got.service_level)
    assert got.worst_timestamp is None
    assert got.total["intervals_below"].tolist() == [0]
