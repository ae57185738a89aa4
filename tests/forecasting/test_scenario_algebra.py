"""How the parts of a scenario work together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wfm.core.frames import FORECAST
from wfm.forecasting.scenario import Scenario, ScenarioEvent
from wfm.forecasting.scenario_apply import apply_scenario, volume_factor

pytestmark = pytest.mark.unit
QUANTILES = ["q025", "q10", "volume", "q90", "q975"]
FACTORS = st.floats(0, 3).map(lambda x: round(x, 2))


def frame() -> pd.DataFrame:
    stamps = pd.date_range("2026-03-02", periods=4 * 24, freq="60min", tz="Asia/Shanghai")
    volume = 100.0 + np.arange(len(stamps)) % 24
    parts = [
        pd.DataFrame(
            {
                "timestamp": stamps,
                "queue": queue,
                "volume": volume,
                "aht_s": 180.0,
                "q025": volume * 0.7,
                "q10": volume * 0.8,
                "q90": volume * 1.2,
                "q975": volume * 1.5,
            }
        )
        for queue in ("cards", "loans")
    ]
    return FORECAST.validate(pd.concat(parts, ignore_index=True))


PLAIN = frame()


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    events = []
    for n in range(draw(st.integers(0, 3))):
        first = draw(st.integers(1, 5))
        last = draw(st.integers(first + 1, 7))
        queues = draw(st.sampled_from([(), ("cards",), ("loans",)]))
        span = date(2026, 3, first), date(2026, 3, last)
        events.append(ScenarioEvent(f"e{n}", *span, draw(FACTORS), queues))
    return Scenario(
        "drawn",
        growth=draw(FACTORS),
        queue_factors=draw(st.dictionaries(st.sampled_from(["cards", "loans"]), FACTORS)),
        events=tuple(events),
        aht_factor=draw(st.floats(0.1, 5)),
        self_service_share=draw(st.floats(0, 0.9)),
    )


@settings(max_examples=30, deadline=None)
@given(scenario=scenarios())
def test_every_row_by_hand(scenario: Scenario) -> None:
    """Tests that growth, self-service, queue factors and events multiply row by row."""
    out = apply_scenario(scenario, PLAIN)
    rows = zip(PLAIN["timestamp"], PLAIN["queue"], PLAIN["volume"], out["volume"], strict=True)
    for stamp, queue, before, after in list(rows)[::7]:
        factor = scenario.growth * (1 - scenario.self_service_share)
        factor *= scenario.queue_factors.get(queue, 1.0)
        for event in scenario.events:
            if event.start <= stamp.date() < event.end and queue in (event.queues or (queue,)):
                factor *= event.factor
        assert after == pytest.approx(before * factor)


@settings(max_examples=30, deadline=None)
@given(scenario=scenarios())
def test_quantiles_stay_ordered(scenario: Scenario) -> None:
    """Tests that any scenario leaves ordered quantiles around the mean, none negative."""
    values = apply_scenario(scenario, PLAIN)[QUANTILES].to_numpy()
    assert (np.diff(values, axis=1) >= -1e-9).all()
    assert (values >= 0).all()


@settings(max_examples=20, deadline=None)
@given(scenario=scenarios(), growth=FACTORS)
def test_two_scenarios_in_turn_are_one(scenario: Scenario, growth: float) -> None:
    """Tests that growth put on afterwards is growth times events put on at once."""
    first = apply_scenario(replace(scenario, growth=1.0), PLAIN)
    turn = apply_scenario(Scenario("then", growth=growth), first)
    once = apply_scenario(replace(scenario, growth=growth), PLAIN)
    np.testing.assert_allclose(turn["volume"], once["volume"], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(turn["aht_s"], once["aht_s"])


@settings(max_examples=20, deadline=None)
@given(scenario=scenarios())
def test_order_of_events_does_not_matter(scenario: Scenario) -> None:
    """Tests that events give the same volume whichever is named first."""
    turned = replace(scenario, events=scenario.events[::-1])
    one, other = volume_factor(scenario, PLAIN), volume_factor(turned, PLAIN)
    np.testing.assert_allclose(one, other, rtol=1e-12)


def test_event_follows_the_local_day() -> None:
    """Tests that an event begins at the centre's midnight, not at that of UTC."""
    event = ScenarioEvent("fair", date(2026, 3, 3), date(2026, 3, 4), 2.0)
    factor = volume_factor(Scenario("s", events=(event,)), PLAIN)
    moved = PLAIN.loc[factor == 2.0, "timestamp"]
    assert moved.min() == pd.Timestamp("2026-03-03 00:00", tz="Asia/Shanghai")
    assert moved.max() == pd.Timestamp("2026-03-03 23:00", tz="Asia/Shanghai")
    assert len(moved) == 2 * 24


def test_the_forecast_given_is_left_as_it_was() -> None:
    """Tests that putting a scenario on a frame changes a copy."""
    before = PLAIN.copy(deep=True)
    apply_scenario(Scenario("s", growth=3.0, aht_factor=2.0), PLAIN)
    pd.testing.assert_frame_equal(PLAIN, before)
