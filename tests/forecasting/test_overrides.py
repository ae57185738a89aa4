"""Tests of a planner's numbers on top of a forecast."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.core.errors import BadInputError
from wfm.core.frames import FORECAST
from wfm.core.time import TimeGrid
from wfm.forecasting.overrides import How, Override, Quantity, apply_overrides
from wfm.forecasting.rescale import QUANTILES

pytestmark = pytest.mark.unit
MONDAY = date(2026, 11, 23)
QUEUES = ("a", "b")


def forecast(n_days: int = 3, zone: str = "Asia/Shanghai") -> pd.DataFrame:
    """Two queues, closed until 08:00, with intervals."""
    grid = TimeGrid(MONDAY, n_days, 60, zone)
    hour = grid.local.hour.to_numpy()
    parts = []
    for k, queue in enumerate(QUEUES):
        volume = np.where(hour < 8, 0.0, 10.0 * (k + 1) + hour)
        frame = pd.DataFrame({"timestamp": grid.local, "queue": queue, "volume": volume})
        frame["aht_s"] = 180.0 + 20 * k
        for name, factor in zip(QUANTILES, (0.5, 0.7, 1.3, 1.6), strict=True):
            frame[name] = volume * factor
        parts.append(frame)
    return pd.concat(parts, ignore_index=True)


def one(how: How, value: float, quantity: Quantity = Quantity.VOLUME, **more) -> Override:
    """An entry about the first day."""
    about = {"first_day": MONDAY, "last_day": MONDAY, **more}
    return Override(quantity, how, value, **about)


@st.composite
def entries(draw) -> Override:
    """Any entry about the forecast's days and those around it."""
    quantity = draw(st.sampled_from(Quantity))
    kinds = [h for h in How if quantity is Quantity.VOLUME or h is not How.DAY]
    how = draw(st.sampled_from(kinds))
    value = draw(st.floats(-100, 300) if how is How.PERCENT else st.floats(0, 5000))
    first = draw(st.integers(-1, 3))
    start = draw(st.integers(0, 23))
    return Override(
        quantity,
        how,
        value,
        MONDAY + timedelta(days=first),
        MONDAY + timedelta(days=first + draw(st.integers(0, 2))),
        start * 60,
        draw(st.integers(start + 1, 24)) * 60,
        tuple(draw(st.sets(st.sampled_from([*QUEUES, "gone"]), max_size=2))),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(entries(), max_size=5))
def test_any_entries_leave_a_forecast(made):
    """Tests that whatever is overridden, the result is a forecast with ordered intervals."""
    frame = forecast()
    out = apply_overrides(frame, made)
    FORECAST.validate(out.frame)
    q025, q10, q90, q975 = (out.frame[name].to_numpy() for name in QUANTILES)
    assert ((q025 <= q10) & (q10 <= q90) & (q90 <= q975)).all()
    for name, touched in (("volume", out.volume), ("aht_s", out.aht)):
        assert (out.frame[name][~touched] == frame[name][~touched]).all()
    assert (out.frame.loc[~out.volume, list(QUANTILES)] == frame.loc[~out.volume, list(QUANTILES)]
            ).all(axis=None)  # fmt: skip
    assert out.frame[["timestamp", "queue"]].equals(frame[["timestamp", "queue"]])


@settings(max_examples=40, deadline=None)
@given(st.lists(entries(), max_size=4), entries())
def test_an_absolute_entry_forgets_what_lies_under_it(before, last):
    """Tests that a whole-day absolute value of one queue is the same whatever came before."""
    top = one(How.EACH, 25.0, queues=("a",))
    alone = apply_overrides(forecast(), [top]).frame
    on_top = apply_overrides(forecast(), [*before, last, top]).frame
    rows = top.names(alone)
    assert on_top["volume"][rows].to_numpy() == pytest.approx(alone["volume"][rows].to_numpy())


@settings(max_examples=40, deadline=None)
@given(st.floats(-90, 200), st.floats(-90, 200))
def test_percentages_multiply_in_any_order(first, second):
    """Tests that two percentages compose as factors, whichever comes first."""
    a, b = one(How.PERCENT, first), one(How.PERCENT, second)
    out = apply_overrides(forecast(), [a, b]).frame
    other = apply_overrides(forecast(), [b, a]).frame
    factor = (1 + first / 100) * (1 + second / 100)
    day = a.names(out)
    assert out["volume"].to_numpy() == pytest.approx(other["volume"].to_numpy())
    for name in ("volume", *QUANTILES):
        assert out[name][day].sum() == pytest.approx(forecast()[name][day].sum() * factor)


def test_a_day_total_keeps_the_shape():
    """Tests that a day's total is met exactly, spread as the forecast spreads it."""
    frame = forecast()
    out = apply_overrides(frame, [one(How.DAY, 900.0)])
    day = frame["timestamp"].dt.date == MONDAY
    assert out.frame["volume"][day].sum() == pytest.approx(900.0)
    ratio = (out.frame["volume"] / frame["volume"])[day & (frame["volume"] > 0)]
    assert ratio.to_numpy() == pytest.approx(np.full(len(ratio), ratio.iloc[0]))
    assert (out.frame["volume"][day & (frame["volume"] == 0)] == 0).all()


def test_each_interval_of_all_queues_together():
    """Tests that the value is the sum over the queues, in their proportion."""
    frame = forecast()
    out = apply_overrides(frame, [one(How.EACH, 60.0, start_min=600, end_min=660)])
    at = (frame["timestamp"].dt.date == MONDAY) & (frame["timestamp"].dt.hour == 10)
    assert out.frame["volume"][at].tolist() == pytest.approx([60 * 20 / 50, 60 * 30 / 50])
    assert out.counts == (2,)


def test_where_nothing_was_forecast_the_value_is_spread_evenly():
    """Tests that a closed night that is opened by hand gets counting noise as its interval."""
    frame = forecast()
    out = apply_overrides(frame, [one(How.DAY, 80.0, start_min=0, end_min=240, queues=("b",))])
    night = out.volume
    assert out.frame["volume"][night].tolist() == [20.0] * 4
    assert (out.frame["q10"][night] < 20).all()
    assert (out.frame["q90"][night] > 20).all()


def test_handle_time_alone():
    """Tests that an entry on handle time leaves the volume and its intervals."""
    frame = forecast()
    up = one(How.PERCENT, 50.0, Quantity.AHT, queues=("b",))
    out = apply_overrides(frame, [one(How.EACH, 300.0, Quantity.AHT), up])
    day = frame["timestamp"].dt.date == MONDAY
    assert set(out.frame["aht_s"][day & (frame["queue"] == "a")]) == {300.0}
    assert set(out.frame["aht_s"][day & (frame["queue"] == "b")]) == {450.0}
    assert out.frame.drop(columns="aht_s").equals(frame.drop(columns="aht_s"))
    assert not out.volume.any()


def test_an_entry_about_other_days_touches_nothing():
    """Tests that it is counted as touching no row, so that a page can say so."""
    away = one(How.EACH, 5.0, first_day=MONDAY + timedelta(9), last_day=MONDAY + timedelta(9))
    out = apply_overrides(forecast(), [away])
    assert out.counts == (0,)
    assert out.frame.equals(forecast())


def test_hours_of_a_day_with_a_clock_change():
    """Tests that wall-clock hours hold on a day of 25 hours, both 02:00 included."""
    grid = TimeGrid(date(2026, 10, 25), 1, 60, "Europe/Berlin")
    frame = pd.DataFrame({"timestamp": grid.local, "queue": "a", "volume": 5.0, "aht_s": 100.0})
    frame = frame.assign(**dict.fromkeys(QUANTILES, 5.0))
    day = date(2026, 10, 25)
    entry = Override(Quantity.VOLUME, How.EACH, 9.0, day, day, 120, 180)
    assert apply_overrides(frame, [entry]).frame["volume"].tolist().count(9.0) == 2


@pytest.mark.parametrize(
    ("about", "what"),
    [
        ({"value": -1.0}, "out of range"),
        ({"value": float("nan")}, "out of range"),
        ({"value": -101.0, "how": How.PERCENT}, "out of range"),
        ({"last_day": MONDAY - timedelta(days=1)}, "before it begins"),
        ({"start_min": 600, "end_min": 600}, "hours"),
        ({"end_min": 1500}, "hours"),
        ({"quantity": Quantity.AHT, "how": How.DAY}, "no day total"),
    ],
)
def test_refuses(about, what):
    """Tests that what makes no sense is refused in words."""
    values = {
        "quantity": Quantity.VOLUME,
        "how": How.EACH,
        "value": 1.0,
        "first_day": MONDAY,
        "last_day": MONDAY,
    }
    with pytest.raises(BadInputError, match=what):
        Override(**{**values, **about})
