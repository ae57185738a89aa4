"""Tests of the comparison with a real centre, on a centre that is Erlang A by construction."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest

from benchmarks import kpi
from benchmarks.kpi_chart import PANELS, chart
from wfm.sizing.erlang_a import ServiceLevelDefinition, erlang_a

pytestmark = pytest.mark.unit

PATIENCE_S = 300.0
FACTOR = 0.8


def written(tmp_path, n_days: int = 28):
    """A file of half-hours that serve exactly as Erlang A with 0.8 of the staff says."""
    stamps = pd.date_range("1999-03-01", periods=48 * n_days, freq="30min")
    hour = stamps.hour.to_numpy()
    offered = np.where(hour < 7, 0.0, 20.0 + 6.0 * np.abs(hour - 15) + stamps.dayofyear % 3)
    staff = np.where(hour < 7, 0.0, 5.0 + hour % 4)
    queue = erlang_a(offered * 200.0 / 1800.0, FACTOR * staff, 200.0, PATIENCE_S, 20.0)
    lost = offered * queue.p_abandon
    frame = pd.DataFrame(
        {
            "timestamp": stamps,
            "offered": offered,
            "answered": offered - lost,
            "abandoned": lost,
            "answered_20s": offered * queue.service_level(ServiceLevelDefinition.OFFERED),
            "wait_mean_s": np.where(offered > 0, queue.wait_s, np.nan),
            "aht_s": np.where(offered > 0, 200.0, np.nan),
            "agents_est": staff,
        }
    )
    path = tmp_path / kpi.FILE
    frame.to_csv(path, index=False)
    return path


def test_a_centre_that_obeys_the_model_is_predicted_exactly(tmp_path):
    """Tests that patience, the staff's factor and every hour come back as they were put in."""
    found = kpi.measure(kpi.read(written(tmp_path)))
    assert found["patience_s"] == pytest.approx(PATIENCE_S, abs=0.1)
    assert found["staff_factor"] == pytest.approx(FACTOR, abs=1e-3)
    assert [row["hour"] for row in found["hours"]] == list(range(7, 24))
    for row in found["hours"]:
        assert row["predicted answer rate"] == pytest.approx(row["answer rate"], abs=1e-3)
        assert row["predicted service level"] == pytest.approx(row["service level"], abs=1e-3)
        said = row["service level from answer rate"]
        assert said == pytest.approx(row["service level"], abs=1e-3)
    assert all(row["mean absolute difference"] < 0.2 for row in found["agreement"])


def test_only_even_weeks_are_judged(tmp_path):
    """Tests that other even weeks change what was observed, not what was learned."""
    rows = kpi.read(written(tmp_path))
    worse = rows.assign(answered=np.where(rows["odd"], rows["answered"], 0.5 * rows["offered"]))
    one, two = kpi.measure(rows), kpi.measure(worse)
    assert one["patience_s"] == two["patience_s"]
    assert {row["answer rate"] for row in two["hours"]} == {0.5}


def test_half_hours_that_say_nothing_are_left_out(tmp_path):
    """Tests that nobody calling, or nobody seen on the phones, is no row."""
    rows = kpi.read(written(tmp_path))
    assert rows["hour"].min() == 7
    assert (rows["agents_est"] > 0).all()


def test_chart_holds_every_hour(tmp_path):
    """Tests that the picture is one, with a point an hour in every line."""
    hours = kpi.measure(kpi.read(written(tmp_path)))["hours"]
    root = ElementTree.fromstring(chart(hours))
    lines = [line.get("points", "").split() for line in root.findall(".//{*}polyline")]
    curves = [points for points in lines if len(points) == len(hours)]
    assert len(curves) == sum(len(series) for _, _, series in PANELS)
    assert "Mandelbaum" in "".join(root.itertext())
