"""Tests of the running day: plan against counts, the rest revised, agents missing."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from support.centres import WEEK

from wfm.core.errors import BadInputError
from wfm.forecasting.intraday_aht import AhtCourse
from wfm.forecasting.overrides import How, Override, Quantity
from wfm.service import actuals, forecasts, overrides, planning, rosters, staffing, today

pytestmark = pytest.mark.unit


def feed(desk, factor: float, until_hour: int, day=WEEK) -> None:
    """Count a multiple of the plan up to an hour."""
    plan = forecasts.forecast(desk, 1).frame
    rows = planning.of_week(plan, day, 1)
    rows = rows[(rows["timestamp"].dt.hour < until_hour) & (rows["volume"] > 0)]
    counts = rows[["timestamp", "queue"]].assign(volume=rows["volume"] * factor, aht_s=180.0)
    seen = actuals.actuals(desk, "small", day).revision
    actuals.save_actuals(desk, "small", day, counts, expected_revision=seen)


def test_a_day_not_begun_is_its_plan(desk):
    """Tests that plan and update agree and every interval is still to come."""
    found = today.today(desk, "small", WEEK)
    frame = found.running.frame
    assert (frame["update"] == frame["plan"]).all()
    assert found.running.until is None
    assert (found.agents["planned"] == found.agents["now"]).all()
    assert not found.agents["passed"].any()
    assert not found.complete
    assert found.revision == 1


def test_a_busy_morning_needs_more_agents(desk):
    """Tests that half as many calls again raise the rest of the day and what it needs."""
    feed(desk, 1.5, 13)
    found = today.today(desk, "small", WEEK)
    rest = found.running.frame[~found.running.frame["passed"]]
    assert rest["update"].sum() > 1.03 * rest["plan"].sum()
    pool = found.agents[found.agents["group"] == "all"]
    assert (pool["now"] >= pool["planned"])[~pool["passed"]].all()
    assert pool["now"].sum() > pool["planned"].sum()
    assert found.running.until.hour == 13
    assert set(found.running.revised) == {"general", "dialect"}


def test_missing_agents_are_counted_against_the_published_roster(desk):
    """Tests that staffed is the roster's own, and missing what the day needs beyond it."""
    feed(desk, 2.0, 12)
    found = today.today(desk, "small", WEEK)
    state = rosters.published(desk, "small", WEEK)
    on_phones = staffing.staffing(state.problem, state.roster)
    pool = found.agents[found.agents["group"] == "all"].set_index("timestamp")
    assert (pool["staffed"] == on_phones.reindex(pool.index)).all()
    assert (pool["missing"] == np.maximum(pool["now"] - pool["staffed"], 0)).all()
    worst = found.worst
    assert 1 <= len(worst) <= today.WORST
    assert (worst["timestamp"] >= found.running.until).all()
    assert worst["missing"].is_monotonic_decreasing
    assert worst["missing"].iloc[0] == pool.loc[~pool["passed"], "missing"].max()
    planned, expected = found.service_level
    assert 0 <= expected < planned <= 1


def test_without_a_published_roster(planned):
    """Tests that the day can be followed before anybody is rostered."""
    feed(planned, 1.5, 13)
    found = today.today(planned, "small", WEEK)
    assert found.agents["staffed"].isna().all()
    assert found.worst.empty
    assert (found.revision, found.service_level) == (None, None)


def test_overrides_are_part_of_the_plan(planned):
    """Tests that a day compares its counts with the planner's numbers, not the model's."""

    plain = today.today(planned, "small", WEEK).running.totals["plan"].sum()
    made = [Override(Quantity.VOLUME, How.PERCENT, 50.0, WEEK, WEEK)]
    overrides.add_overrides(planned, "small", made, reason="x", expected_revision=0)
    assert today.today(planned, "small", WEEK).running.totals["plan"].sum() == pytest.approx(
        1.5 * plain
    )


def test_a_day_counted_whole(planned):
    """Tests that the last interval makes the day complete, with nothing to come."""
    feed(planned, 1.0, 24)
    found = today.today(planned, "small", WEEK)
    assert found.complete
    counted = found.running.totals
    assert counted["counted"].tolist() == pytest.approx(counted["outlook"].tolist())


def test_the_days_around_keep_their_plan(planned):
    """Tests that counts of one day do not move the next one's requirement."""
    before = today.today(planned, "small", WEEK + timedelta(days=1)).agents["now"].tolist()
    feed(planned, 3.0, 24)
    after = today.today(planned, "small", WEEK + timedelta(days=1)).agents["now"].tolist()
    assert after == before


def test_without_a_forecast(imported):
    """Tests that there is one sentence on what to do."""
    with pytest.raises(BadInputError, match="no forecast covers"):
        today.today(imported, "small", WEEK)
    with pytest.raises(BadInputError, match="no forecast covers"):
        today.open_intervals(imported, "small", WEEK)


def test_a_day_is_worked_out_once_until_something_changes(desk):
    """Tests that looking again costs nothing, and any change of the centre is seen at once."""
    first = today.today(desk, "small", WEEK)
    assert today.today(desk, "small", WEEK) is first
    feed(desk, 1.5, 13)
    second = today.today(desk, "small", WEEK)
    assert second.running.until is not None
    made = [Override(Quantity.VOLUME, How.PERCENT, 50.0, WEEK, WEEK)]
    overrides.add_overrides(desk, "small", made, reason="x", expected_revision=0)
    third = today.today(desk, "small", WEEK)
    assert third.running.totals["plan"].sum() > second.running.totals["plan"].sum()


def test_a_version_keeps_how_handle_times_follow(planned):
    """Tests that each queue with handle times has its course beside its volume's."""
    assert set(forecasts.intraday_aht(planned, 1)) == set(forecasts.intraday(planned, 1))


def test_slow_calls_need_more_agents(desk, monkeypatch):
    """Tests that the rest of the day is sized with the revised handle time, and only that."""
    course = AhtCourse(signal=0.04, noise=1.0, n_days=200)
    monkeypatch.setattr(forecasts, "intraday_aht", lambda *_: {"general": course})
    plan = planning.of_week(forecasts.forecast(desk, 1).frame, WEEK, 1)
    rows = plan[(plan["timestamp"].dt.hour < 13) & (plan["volume"] > 0)]
    counts = rows[["timestamp", "queue", "volume"]].assign(aht_s=rows["aht_s"] * 2)
    actuals.save_actuals(desk, "small", WEEK, counts, expected_revision=0)
    found = today.today(desk, "small", WEEK)
    rest = found.running.frame[~found.running.frame["passed"]].set_index("queue")
    ratio = rest["update_aht_s"] / rest["aht_s"]
    assert (ratio["general"] > 1.5).all()
    assert (ratio["dialect"] == 1.0).all()
    now = today.frame_now(plan, found.running).set_index(["timestamp", "queue"])
    coming = found.running.frame[~found.running.frame["passed"]].set_index(["timestamp", "queue"])
    assert now["aht_s"].reindex(coming.index).tolist() == coming["update_aht_s"].tolist()
    pool = found.agents[(found.agents["group"] == "all") & ~found.agents["passed"]]
    assert pool["now"].sum() > pool["planned"].sum()
