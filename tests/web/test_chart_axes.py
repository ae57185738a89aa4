"""Charts one above another: the same hours stand in line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pytest

from wfm.web.charts.base import span, wall
from wfm.web.charts.coverage import coverage_chart, requirement_chart, service_chart
from wfm.web.charts.days import day_chart
from wfm.web.charts.palette import LIGHT
from wfm.web.charts.repair import repair_chart, repair_service_chart
from wfm.web.charts.running import agents_chart, handle_time_chart, running_chart
from wfm.web.words import Words

pytestmark = pytest.mark.unit
STAMPS = pd.date_range("2026-11-23", periods=48, freq="30min", tz="Asia/Shanghai")
AGENTS = np.arange(48.0) % 7
NAMES = ("required", "staffed", "agents", "plan", "actual", "update", "planned", "now")
DAY = pd.DataFrame({"timestamp": STAMPS} | dict.fromkeys(NAMES, AGENTS)).assign(
    series="Everybody",
    service_level=0.8,
    service_unmended=0.7,
    service_mended=0.8,
    unmended=AGENTS,
    mended=AGENTS,
    aht_s=180.0,
    actual_aht_s=180.0,
    update_aht_s=1_180.0,
    passed=AGENTS > 3,
    q10=AGENTS,
    q90=AGENTS * 2_000,
)
EN = Words("en")
STACKS: dict[str, list[Callable[[pd.DataFrame], alt.Chart]]] = {
    "coverage": [
        lambda f: coverage_chart(f, EN, LIGHT),
        lambda f: requirement_chart(f, EN, LIGHT),
        lambda f: service_chart(f, 0.8, EN, LIGHT),
    ],
    "today": [
        lambda f: running_chart(f, EN, LIGHT),
        lambda f: running_chart(f.drop(columns=["q10", "q90"]), EN, LIGHT),
        lambda f: handle_time_chart(f, EN, LIGHT),
        lambda f: agents_chart(f, EN, LIGHT),
        lambda f: agents_chart(f.assign(staffed=np.nan), EN, LIGHT),
    ],
    "repair": [
        lambda f: repair_chart(f, EN, LIGHT),
        lambda f: repair_service_chart(f, 0.8, EN, LIGHT),
    ],
}


def channels(chart: alt.Chart, name: str) -> list[dict[str, Any]]:
    """A channel of every layer that has it."""
    spec = chart.to_dict()
    found = [layer["encoding"].get(name) for layer in spec.get("layer", [spec])]
    return [channel for channel in found if channel is not None]


@pytest.mark.parametrize("stack", STACKS)
def test_time_axes_are_the_same(stack: str) -> None:
    """Tests that hours, margins and ticks of charts one above another are one setting."""
    axes = [x for make in STACKS[stack] for x in channels(make(DAY), "x")]
    assert all(x == axes[0] for x in axes)
    first, end = axes[0]["scale"]["domain"]
    assert (first["date"], first["hours"], end["date"], end["hours"]) == (23, 0, 24, 0)
    assert axes[0]["scale"]["padding"] == 0


@pytest.mark.parametrize("stack", STACKS)
def test_labels_beside_take_the_same_room(stack: str) -> None:
    """Tests that the plots begin at the same place, whatever the labels beside them say."""
    rooms = set()
    for make in STACKS[stack]:
        axes = [y["axis"] for y in channels(make(DAY), "y") if y.get("axis")]
        assert axes
        rooms |= {(axis.get("minExtent"), axis.get("maxExtent")) for axis in axes}
    assert len(rooms) == 1
    least, most = rooms.pop()
    assert least == most and least is not None


def test_bars_of_a_day_stand_below_its_curve() -> None:
    """Tests that the hours of shift bars and of the curve above them are in line."""
    bars = pd.DataFrame(
        {
            "agent_id": ["A001", "A001", "A002"],
            "team": "T1",
            "kind": ["work", "meal", "work"],
            "start": STAMPS[[14, 20, 30]],
            "end": STAMPS[[31, 21, 47]],
        }
    )
    curve, below = coverage_chart(DAY, EN, LIGHT, one_day=True), day_chart(bars, EN, LIGHT)
    (x,), (y,) = channels(below, "x"), channels(below, "y")
    above = channels(curve, "x")[0]
    assert (x["scale"], x["axis"]) == (above["scale"], above["axis"])
    axis = next(c for c in channels(curve, "y") if c.get("axis"))
    for name in ("minExtent", "maxExtent"):
        assert y["axis"][name] == axis["axis"][name]
    # A title beside one of them alone would move it.
    assert bool(y["title"]) == bool(axis["title"])


def test_span_of_one_interval_is_left_to_its_data() -> None:
    """Tests that no end is guessed where no step is known."""
    assert "domain" not in span(wall(DAY[:1])).to_dict()
    assert "domain" not in span(wall(DAY[:0])).to_dict()


def test_span_ends_one_step_after_the_last_start() -> None:
    """Tests that the span knows neither the order of rows nor several series at one time."""
    twice = pd.concat([DAY[1:4], DAY[:4]])
    first, end = span(wall(twice)).to_dict()["domain"]
    assert (first["hours"], first["minutes"]) == (0, 0)
    assert (end["hours"], end["minutes"]) == (2, 0)
