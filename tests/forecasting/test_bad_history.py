"""Tests that any history gives finite, not negative forecasts, or is refused in words.

Over the front door and every forecaster of the registry: what a centre's files really look like.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.core.days import EventKind
from wfm.core.errors import BadInputError
from wfm.core.frames import FORECAST
from wfm.core.time import INTERVALS_MIN, TimeGrid
from wfm.forecasting.calendar import build_calendar
from wfm.forecasting.events import Event
from wfm.forecasting.forecast import NOTES, Forecast, make_forecast
from wfm.forecasting.history import to_history
from wfm.forecasting.registry import DEFAULT, FORECASTERS

pytestmark = pytest.mark.contract
START = date(2026, 3, 2)
MODELS = [model.name for model in FORECASTERS]
NUMBERS = ["volume", "aht_s", "q025", "q10", "q90", "q975"]


def holds(made: Forecast) -> None:
    FORECAST.validate(made.frame)
    for frame, columns in ((made.frame, NUMBERS), (made.day_totals, ["volume", "q025", "q975"])):
        values = frame[columns].to_numpy(dtype=float)
        assert np.isfinite(values).all()
        assert (values >= 0).all()
    ordered = made.frame[["q025", "q10", "q90", "q975"]].to_numpy()
    assert (np.diff(ordered, axis=1) >= 0).all()
    assert all(note.partition(":")[0] in NOTES for note in made.notes)


def frame_of(volume: np.ndarray, state: np.ndarray, zone: str, interval_min: int = 60):
    n_days = len(volume) * interval_min // 1440
    grid = TimeGrid(START, n_days + 1, interval_min, zone)
    return pd.DataFrame(
        {
            "timestamp": grid.local[: len(volume)],
            "queue": "calls",
            "volume": np.where(state == "open", volume, np.nan),
            "aht_s": np.nan,
            "abandoned": np.nan,
            "state": state,
        }
    )


@settings(max_examples=40, deadline=None)
@given(
    model=st.sampled_from(MODELS),
    n_days=st.sampled_from([1, 6, 8, 20, 33, 60]),
    level=st.sampled_from([0.0, 0.02, 3.0, 200.0, 1e6]),
    states=st.lists(
        st.sampled_from(["open", "open", "open", "closed", "missing", "outage"]),
        min_size=5,
        max_size=9,
    ),
    zone=st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "Australia/Lord_Howe"]),
    seed=st.integers(0, 99),
)
def test_anything_is_answered_or_refused(model, n_days, level, states, zone, seed):
    """Tests spans of every state, levels from nothing to a million, days of 23 and 25 hours."""
    rng = np.random.default_rng(seed)
    interval_min = 30 if zone.startswith("Australia") else 60
    n = n_days * 1440 // interval_min
    cuts = np.sort(rng.integers(0, n, len(states) - 1))
    state = np.repeat(states, np.diff(np.r_[0, cuts, n]))
    history = frame_of(rng.poisson(level, n).astype(float), state, zone, interval_min)
    first = START + timedelta(days=n_days)
    events = (
        Event("sale", START, START + timedelta(days=2), kind=EventKind.CAMPAIGN, lag_days=2),
        Event("sale", first, first + timedelta(days=2), kind=EventKind.CAMPAIGN, lead_days=1),
        Event("line", START, START + timedelta(days=1), kind=EventKind.OUTAGE, hours=(60, 300)),
    )
    calendar = build_calendar("CN", [2026], events=events, pay_days=(10,))
    try:
        made = make_forecast(history, first, 8, model=model, calendar=calendar)
    except BadInputError as error:
        assert "no count" in str(error)
        return
    holds(made)


@pytest.mark.parametrize("interval_min", INTERVALS_MIN)
@pytest.mark.parametrize("daily", [0.0, 40.0, 2e8])
def test_every_interval_and_size(make_history, interval_min, daily):
    """Tests 5 to 60 minutes with no contact at all, a few a day, and millions an interval."""
    history = make_history(START, 63, interval_min=interval_min, daily=daily * interval_min / 30)
    made = make_forecast(history, START + timedelta(days=63), 2)
    holds(made)
    truth = daily * interval_min / 30 * 2
    assert made.frame["volume"].sum() == pytest.approx(truth, rel=0.35, abs=1.0)


@pytest.mark.parametrize("model", MODELS)
def test_one_week_of_history(make_history, model):
    """Tests that a week is answered by every model, the default carrying it on and saying how."""
    made = make_forecast(make_history(START, 7), START + timedelta(days=7), 14, model=model)
    holds(made)
    if model == DEFAULT:
        assert made.frame["volume"].sum() == pytest.approx(28000, rel=0.1)
        assert "short_history_weekday_mean:calls" in made.notes


@pytest.mark.parametrize("state", ["missing", "outage", "closed"])
def test_no_count_at_all_is_refused(make_history, state):
    """Tests that a history without one count is refused, not forecast as nothing."""
    history = make_history(START, 21).assign(volume=np.nan, state=state)
    with pytest.raises(BadInputError, match="no count"):
        make_forecast(history, START + timedelta(days=21), 7)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_days_of_23_and_25_hours_are_forecast(make_history, day, hours):
    """Tests that the day of the clock change has as many intervals, the double hour twice."""
    history = make_history(day - timedelta(days=70), 70, zone="Europe/Berlin")
    made = make_forecast(history, day, 1)
    holds(made)
    assert len(made.frame) == 2 * hours
    wall = made.frame.set_index(made.frame["timestamp"].dt.strftime("%H:%M"))["volume"]
    if hours == 25:
        twice = wall["02:00"].to_numpy()
        assert twice.shape == (2,)
        assert twice[0] == twice[1]
    else:
        assert "02:00" not in wall.index


def test_a_repeated_hour_of_a_file_is_two_hours():
    """Tests that both hours of the night the clocks go back count, and a forecast follows."""
    naive = pd.date_range("2026-10-01", "2026-11-05", freq="60min", inclusive="left")
    twice = pd.DatetimeIndex(["2026-10-25 02:00"])
    stamps = naive.append(twice).sort_values()
    raw = pd.DataFrame({"timestamp": stamps.astype(str), "volume": "7"})
    history = to_history(raw, zone="Europe/Berlin", interval_min=60)
    assert history["volume"].sum() == 7 * len(raw)
    made = make_forecast(history, date(2026, 11, 5), 7)
    holds(made)
    assert made.frame["volume"].to_numpy() == pytest.approx(np.full(168, 7.0), rel=0.02)


def test_a_queue_that_appears_late_is_forecast_by_itself(make_history):
    """Tests that a queue three weeks old is forecast at its own level beside an old one."""
    old = make_history(START, 84, queue="old")
    new = make_history(START + timedelta(days=63), 21, queue="new", daily=900.0, seed=3)
    made = make_forecast(pd.concat([old, new]), START + timedelta(days=84), 7)
    holds(made)
    sums = made.frame.groupby("queue")["volume"].sum()
    assert sums["new"] == pytest.approx(900 * 7 * 0.93, rel=0.2)
    assert "short_history_poisson_glm:new" in made.notes
