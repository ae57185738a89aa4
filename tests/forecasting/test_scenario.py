from __future__ import annotations

from datetime import date

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from wfm.core.errors import BadInputError
from wfm.core.frames import FORECAST
from wfm.forecasting.scenario import Scenario, ScenarioEvent, Target, scenario_from
from wfm.forecasting.scenario_apply import apply_scenario
from wfm.forecasting.scenario_file import (
    read_scenario,
    scenario_from_toml,
    scenario_to_toml,
    write_scenario,
)

pytestmark = pytest.mark.unit


@pytest.fixture
def forecast() -> pd.DataFrame:
    stamps = pd.date_range("2026-03-02", periods=3 * 48, freq="30min", tz="Asia/Shanghai")
    parts = [
        pd.DataFrame(
            {
                "timestamp": stamps,
                "queue": queue,
                "volume": 100.0,
                "aht_s": 180.0,
                "q025": 70.0,
                "q10": 80.0,
                "q90": 120.0,
                "q975": 130.0,
            }
        )
        for queue in ("cards", "loans")
    ]
    return FORECAST.validate(pd.concat(parts, ignore_index=True))


def test_a_plain_scenario_changes_nothing(forecast):
    """Tests that a scenario with a name alone is the forecast itself."""
    pd.testing.assert_frame_equal(apply_scenario(Scenario("base"), forecast), forecast)
    assert not Scenario("base").changes_forecast


def test_growth_moves_volume_and_quantiles(forecast):
    """Tests that a fifth more volume moves every quantile by a fifth and leaves AHT alone."""
    grown = apply_scenario(Scenario("more", growth=1.2), forecast)
    assert grown[["q025", "volume", "q975"]].iloc[0].tolist() == pytest.approx([84, 120, 156])
    assert (grown["aht_s"] == 180).all()


def test_self_service_takes_its_share(forecast):
    """Tests that a self-service share of 0.36 leaves 64 % with relatively wider intervals."""
    less = apply_scenario(Scenario("voice menu", self_service_share=0.36), forecast)
    assert less["volume"].iloc[0] == pytest.approx(64)
    assert less["q90"].iloc[0] == pytest.approx(64 + 0.8 * 20)


def test_queue_factors_touch_their_queue_only(forecast):
    """Tests that a factor for one queue leaves the others as they were."""
    out = apply_scenario(Scenario("cards up", queue_factors={"cards": 2.0}), forecast)
    assert out.groupby("queue")["volume"].first().to_dict() == {"cards": 200.0, "loans": 100.0}


def test_events_touch_their_days_and_queues(forecast):
    """Tests that an event's end day is not part of it and that events multiply."""
    events = (
        ScenarioEvent("promotion", date(2026, 3, 3), date(2026, 3, 4), 1.5, ("cards",)),
        ScenarioEvent("salary", date(2026, 3, 3), date(2026, 3, 5), 2.0),
    )
    out = apply_scenario(Scenario("spring", events=events), forecast)
    noon = out[out["timestamp"].dt.hour == 12].iloc[::2]
    by_queue = noon.groupby("queue")["volume"].apply(list).to_dict()
    assert by_queue == {"cards": [100, 300, 200], "loans": [100, 200, 200]}


def test_handle_time_is_scaled(forecast):
    """Tests that the AHT factor moves AHT and no volume."""
    out = apply_scenario(Scenario("new desk", aht_factor=0.9), forecast)
    assert out["aht_s"].iloc[0] == pytest.approx(162)
    assert (out["volume"] == 100).all()


def test_no_volume_is_possible(forecast):
    """Tests that a growth of 0 gives zeros and no NaN."""
    out = apply_scenario(Scenario("nothing", growth=0.0), forecast)
    assert (out[["volume", "q025", "q975"]] == 0).all().all()


def test_an_unknown_queue_is_refused(forecast):
    """Tests that a misspelt queue is named beside those there are."""
    with pytest.raises(BadInputError, match=r"value: 'card'.*cards, loans"):
        apply_scenario(Scenario("x", queue_factors={"card": 2.0}), forecast)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("growth", -0.1),
        ("growth", 10.5),
        ("growth", float("nan")),
        ("growth", "much"),
        ("aht_factor", 0.0),
        ("self_service_share", 0.95),
        ("shrinkage", 1.0),
        ("target", {"service_level": 80, "threshold_s": 20}),
        ("target", {"service_level": 0.8}),
        ("queue_factors", {"cards": -1}),
        ("events", [{"name": "e", "start": "2026-03-04", "end": "2026-03-04", "factor": 1}]),
        ("surprise", 1),
    ],
)
def test_values_out_of_range_are_refused(field, value):
    """Tests that each field's range is held and the field is named."""
    with pytest.raises(BadInputError) as caught:
        scenario_from({"name": "x", field: value}, "s.toml")
    assert all(fault.file == "s.toml" for fault in caught.value.faults)
    assert caught.value.faults[0].column.startswith(field)


def test_a_file_is_read(tmp_path):
    """Tests that a hand-written file with every field is understood."""
    path = tmp_path / "spring.toml"
    path.write_text(
        'name = "春季"\ngrowth = 1\nshrinkage = 0.3\n[target]\nservice_level = 0.8\n'
        'threshold_s = 10\n[queue_factors]\ncards = 1.5\n[[events]]\nname = "e"\n'
        "start = 2026-03-03\nend = 2026-03-05\nfactor = 2\n",
        encoding="utf-8",
    )
    scenario = read_scenario(path)
    assert scenario.name == "春季"
    assert scenario.target == Target(0.8, 10)
    assert scenario.events[0].end == date(2026, 3, 5)


@pytest.mark.parametrize("text", ["name = ", "growth = 1.0", b"name = '\xff'"])
def test_broken_files_are_refused(text):
    """Tests that bad TOML, a missing name and a wrong encoding are refused by file."""
    with pytest.raises(BadInputError) as caught:
        scenario_from_toml(text, "s.toml")
    assert caught.value.faults[0].file == "s.toml"


def test_absent_and_huge_files_are_refused(tmp_path):
    """Tests that a wrong name and a file above 1 MB are refused."""
    with pytest.raises(BadInputError, match="no such file"):
        read_scenario(tmp_path / "no.toml")
    huge = tmp_path / "huge.toml"
    huge.write_bytes(b"#" * 1_000_001)
    with pytest.raises(BadInputError, match="too large"):
        read_scenario(huge)


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
factors = st.floats(0, 10)
events = st.builds(
    lambda name, start, days, factor, queues: ScenarioEvent(
        name, start, date.fromordinal(start.toordinal() + days), factor, tuple(queues)
    ),
    texts,
    st.dates(date(2020, 1, 1), date(2040, 1, 1)),
    st.integers(1, 60),
    factors,
    st.lists(texts, max_size=2),
)
scenarios = st.builds(
    Scenario,
    name=texts,
    growth=factors,
    queue_factors=st.dictionaries(texts, factors, max_size=3),
    events=st.lists(events, max_size=3).map(tuple),
    aht_factor=st.floats(0.1, 5),
    self_service_share=st.floats(0, 0.9),
    target=st.none() | st.builds(Target, st.floats(0.01, 0.999), st.floats(0, 3600)),
    shrinkage=st.none() | st.floats(0, 0.9),
    note=st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
)


@settings(max_examples=60, deadline=None)
@given(scenarios)
def test_files_round_trip(scenario):
    """Tests that any scenario written as TOML is read back equal."""
    assert scenario_from_toml(scenario_to_toml(scenario)) == scenario


def test_a_file_round_trips_on_disk(tmp_path):
    """Tests that a written file is read back equal."""
    scenario = Scenario("早班", growth=1.1, note="line\nbreak")
    write_scenario(scenario, tmp_path / "s.toml")
    assert read_scenario(tmp_path / "s.toml") == scenario


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 10), st.floats(0, 0.9))
def test_quantiles_keep_their_order(growth, share):
    """Tests that no scenario turns the quantiles around or below zero."""
    stamps = pd.date_range("2026-03-02", periods=4, freq="30min", tz="Asia/Shanghai")
    forecast = pd.DataFrame({"timestamp": stamps, "queue": "a", "volume": [0.0, 1.0, 50.0, 900.0]})
    for name, far in (("q025", -1.9), ("q10", -1.2), ("q90", 1.4), ("q975", 2.2)):
        forecast[name] = np.maximum(forecast["volume"] + far * np.sqrt(forecast["volume"]), 0.0)
    forecast["aht_s"] = 100.0
    scenario = Scenario("x", growth=growth, self_service_share=share)
    out = apply_scenario(scenario, forecast)[["q025", "q10", "volume", "q90", "q975"]].to_numpy()
    assert (np.diff(out, axis=1) >= -1e-9).all()
    assert (out >= 0).all()
