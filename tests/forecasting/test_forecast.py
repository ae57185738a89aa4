from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from wfm.core.errors import BadInputError
from wfm.core.frames import FORECAST
from wfm.forecasting.calendar import Calendar, build_calendar
from wfm.forecasting.events import Event
from wfm.forecasting.forecast import make_forecast, next_monday

pytestmark = pytest.mark.unit
START = date(2026, 3, 16)


def test_the_forecast_covers_every_interval_of_the_days(make_history):
    """Tests that the frame holds all intervals of the days in the centre's zone."""
    forecast = make_forecast(make_history(), START, 14)
    frame = FORECAST.validate(forecast.frame)
    assert len(frame) == 14 * 48
    assert str(frame["timestamp"].dt.tz) == "Asia/Shanghai"
    assert frame["timestamp"].iloc[0] == pd.Timestamp("2026-03-16 00:00", tz="Asia/Shanghai")


def test_the_forecast_is_near_the_truth(make_history):
    """Tests that volume of the two weeks to come is met within a tenth."""
    history = make_history(n_days=84)
    known = history[history["timestamp"] < pd.Timestamp(START, tz="Asia/Shanghai")]
    forecast = make_forecast(known, START, 14).frame
    truth = history[history["timestamp"] >= pd.Timestamp(START, tz="Asia/Shanghai")]
    assert forecast["volume"].sum() == pytest.approx(truth["volume"].sum(), rel=0.1)


def test_later_days_are_not_looked_at(make_history):
    """Tests that a forecast from the middle of a history ignores what came after."""
    history = make_history(n_days=84)
    known = history[history["timestamp"] < pd.Timestamp(START, tz="Asia/Shanghai")]
    one = make_forecast(history, START, 7).frame
    other = make_forecast(known, START, 7).frame
    pd.testing.assert_frame_equal(one, other)


def test_quantiles_stand_around_the_mean(make_history):
    """Tests that q025 <= q10 <= volume <= q90 <= q975 everywhere."""
    frame = make_forecast(make_history(), START, 28).frame
    ordered = frame[["q025", "q10", "volume", "q90", "q975"]].to_numpy()
    assert (np.diff(ordered, axis=1) >= 0).all()


def test_closed_intervals_are_zero(make_history):
    """Tests that a weekday centre has no volume at night and at weekends."""
    history = make_history(weekdays=(0, 1, 2, 3, 4), open_hours=(8, 20))
    frame = make_forecast(history, START, 14).frame
    stamp = frame["timestamp"].dt
    is_open = (stamp.day_of_week < 5) & (stamp.hour >= 8) & (stamp.hour < 20)
    assert (frame.loc[~is_open, ["volume", "q90", "q975"]] == 0).all().all()
    assert (frame.loc[is_open, "volume"] > 0).all()


def test_a_given_opening_is_kept(make_history):
    """Tests that a centre may say that it is always open."""
    frame = make_forecast(make_history(), START, 7, opening=np.ones((7, 48), dtype=bool)).frame
    assert (frame["volume"] > 0).all()


def test_short_histories_say_their_fallback(make_history):
    """Tests that two and five weeks of history are answered with a note."""
    two = make_forecast(make_history(n_days=14), date(2026, 1, 19), 7)
    five = make_forecast(make_history(n_days=35), date(2026, 2, 9), 7)
    assert "short_history_weekday_mean:calls" in two.notes
    assert "short_history_poisson_glm:calls" in five.notes


def test_an_empty_history_is_refused(make_history):
    """Tests that a history without any count ends in a clear refusal."""
    history = make_history().assign(volume=np.nan, state="missing")
    with pytest.raises(BadInputError, match="holds no count before 2026-03-16"):
        make_forecast(history, START, 7)


def test_an_unknown_model_is_refused(make_history):
    """Tests that the models are named when an unknown one is asked for."""
    with pytest.raises(BadInputError, match="mean_of_three"):
        make_forecast(make_history(), START, 7, model="crystal_ball")


@pytest.mark.parametrize("n_days", [0, 401])
def test_the_horizon_has_limits(make_history, n_days):
    """Tests that no day and more than 400 days are refused."""
    with pytest.raises(BadInputError, match="number of days"):
        make_forecast(make_history(), START, n_days)


def test_reconciled_queues_sum_to_the_total(make_history):
    """Tests that reconciling moves the queues' sum and leaves each of them in proportion."""
    history = pd.concat(
        [make_history(queue="a", daily=3000), make_history(queue="b", daily=1500, seed=3)],
        ignore_index=True,
    )
    loose = make_forecast(history, START, 7).frame.groupby("timestamp")["volume"].sum()
    held = make_forecast(history, START, 7, reconcile=True).frame
    assert held.groupby("timestamp")["volume"].sum().sum() == pytest.approx(loose.sum(), rel=0.05)
    assert set(held["queue"]) == {"a", "b"}


def test_sparse_queues_take_a_share_of_the_total(make_history):
    """Tests that a small queue beside a large one is met without bias and says how."""
    small = [make_history(queue="b", daily=40, seed=seed, n_days=84) for seed in (3,)]
    history = pd.concat([make_history(queue="a", daily=4000, n_days=84), *small])
    cut = pd.Timestamp(START, tz="Asia/Shanghai")
    forecast = make_forecast(history[history["timestamp"] < cut], START, 14)
    assert "sparse_share_of_total:b" in forecast.notes
    truth = history[(history["timestamp"] >= cut) & (history["queue"] == "b")]["volume"].sum()
    volume = forecast.frame.loc[forecast.frame["queue"] == "b", "volume"].sum()
    assert volume == pytest.approx(truth, rel=0.15)


def test_a_missing_handle_time_takes_the_default_and_says_so(make_history):
    """Tests that a history without handle times uses the default given."""
    history = make_history().assign(aht_s=np.nan)
    forecast = make_forecast(history, START, 7, default_aht_s=200.0)
    assert (forecast.frame["aht_s"] == 200.0).all()
    assert "no_aht_default:calls" in forecast.notes


def test_next_monday_follows_the_history(make_history):
    """Tests that the first Monday after the last count is named."""
    assert next_monday(make_history(n_days=70)) == date(2026, 3, 16)
    assert next_monday(make_history(n_days=71)) == date(2026, 3, 23)


def test_a_history_that_ends_early_says_so(make_history):
    """Tests that a forecast more than four weeks after the last count carries a note."""
    near = make_forecast(make_history(), date(2026, 4, 12), 7)
    far = make_forecast(make_history(), date(2026, 4, 13), 7)
    assert "history_ends_early:calls" not in near.notes
    assert "history_ends_early:calls" in far.notes


def test_projected_holidays_are_noted(make_history):
    """Tests that a forecast into a year without an official notice says so."""
    calendar = build_calendar("CN", [2026, 2027])
    history = make_history(date(2026, 10, 5), n_days=84)
    for first_day, projected in ((date(2026, 12, 28), True), (date(2026, 12, 21), False)):
        notes = make_forecast(history, first_day, 7, calendar=calendar).notes
        assert ("projected_holidays" in notes) is projected


def test_an_event_of_one_queue_is_none_of_the_others_when_reconciled(make_history):
    """Tests that a given factor of one queue neither leaks into another nor is scaled away."""
    history = pd.concat([make_history(queue=q, seed=k) for k, q in enumerate(("a", "b"))])
    event = Event("sale", START, date.fromordinal(START.toordinal() + 1), 1.5, ("a",))
    plain, moved = (
        make_forecast(
            history, START, 2, reconcile=True, calendar=Calendar(events=events)
        ).day_totals
        for events in ((), (event,))
    )
    ratio = (moved["volume"] / plain["volume"]).tolist()
    assert ratio == pytest.approx([1.5, 1.0, 1.0, 1.0])


def test_given_events_move_their_days(make_history):
    """Tests that a campaign expected to add half adds half on its days only."""
    history = make_history()
    event = Event("campaign", date(2026, 3, 18), date(2026, 3, 19), 1.5)
    plain = make_forecast(history, START, 7).day_totals["volume"].to_numpy()
    with_event = make_forecast(history, START, 7, calendar=Calendar(events=(event,)))
    ratio = with_event.day_totals["volume"].to_numpy() / plain
    assert ratio == pytest.approx([1, 1, 1.5, 1, 1, 1, 1])


def test_past_events_of_the_same_name_teach_their_effect(make_history):
    """Tests that a statement run that added 60 % three times is expected to add much again."""
    history = make_history(noise=0.01)
    days = [date(2026, 1, 21), date(2026, 2, 11), date(2026, 3, 4)]
    runs = history["timestamp"].dt.date.isin(days)
    history["volume"] = history["volume"].where(~runs, history["volume"] * 1.6)
    events = tuple(
        Event("statement run", day, date.fromordinal(day.toordinal() + 1))
        for day in (*days, date(2026, 3, 18))
    )
    totals = make_forecast(history, START, 7, calendar=Calendar(events=events)).day_totals
    wednesday, thursday = totals["volume"].iloc[2], totals["volume"].iloc[3]
    assert 1.35 <= wednesday / thursday <= 1.7


def test_clock_change_days_have_their_own_length(make_history):
    """Tests that a forecast over the spring change has 46 half-hours on that day."""
    history = make_history(date(2026, 1, 5), n_days=70, zone="Europe/Berlin")
    frame = make_forecast(history, date(2026, 3, 23), 7).frame
    assert len(frame) == 6 * 48 + 46
    assert (frame["volume"] > 0).all()


def test_parts_explain_the_forecast(make_history):
    """Tests that level, weekdays, profile and effects are there for charts."""
    calendar = build_calendar("CN", [2026])
    history = make_history()
    festival = history["timestamp"].dt.date.isin(calendar.holidays)
    history["volume"] = history["volume"].where(~festival, np.floor(history["volume"] * 0.6))
    parts = make_forecast(history, START, 7, calendar=calendar).parts["calls"]
    assert len(parts.days) == len(parts.actual) == len(parts.fitted) == 70
    assert parts.profile.sum(axis=1) == pytest.approx(np.ones(7))
    assert parts.weekday_volume[0] > parts.weekday_volume[6]
    assert np.nanmean(np.abs(parts.fitted / parts.actual - 1)) < 0.15
    assert {name for name, _ in parts.effects} >= {"after_1", "eve", "holiday"}


def test_day_totals_are_the_sums_of_the_frame(make_history):
    """Tests that day totals add up and their intervals stand around them."""
    forecast = make_forecast(make_history(), START, 7)
    by_day = forecast.frame.groupby(forecast.frame["timestamp"].dt.date)["volume"].sum()
    totals = forecast.day_totals
    assert totals["volume"].to_numpy() == pytest.approx(by_day.to_numpy())
    assert (totals["q025"] < totals["volume"]).all()
    assert (totals["q975"] > totals["volume"]).all()


def test_a_queue_without_counts_is_refused(make_history):
    """Tests that a queue which never had a contact counted is named."""
    empty = make_history(queue="fax").assign(volume=np.nan, state="missing")
    with pytest.raises(BadInputError, match="fax"):
        make_forecast(pd.concat([make_history(), empty]), START, 7)
