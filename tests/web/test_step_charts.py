"""Step charts: every interval has its width, the last of a day and of each stretch too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pytest

from wfm.web.charts.base import closed, wall
from wfm.web.charts.coverage import coverage_chart, requirement_chart, service_chart
from wfm.web.charts.history import intervals_chart
from wfm.web.charts.palette import LIGHT
from wfm.web.charts.repair import repair_chart, repair_service_chart
from wfm.web.charts.running import agents_chart
from wfm.web.charts.simulation import simulation_chart
from wfm.web.charts.sizing import levels_chart
from wfm.web.words import Words

pytestmark = pytest.mark.unit
STAMPS = pd.date_range("2026-11-23", periods=48, freq="30min", tz="Asia/Shanghai")
LAST, MIDNIGHT = "2026-11-23T23:30:00", "2026-11-24T00:00:00"
AGENTS = np.arange(48.0) % 7
DAY = pd.DataFrame({"timestamp": STAMPS, "required": AGENTS, "staffed": AGENTS[::-1]}).assign(
    agents=AGENTS,
    series="Everybody",
    service_level=0.8,
    service_level_low=0.7,
    service_level_high=0.9,
    erlang_service_level=0.85,
    service_unmended=0.7,
    service_mended=0.8,
    unmended=AGENTS,
    mended=AGENTS,
    planned=AGENTS,
    now=AGENTS,
    offered=5.0,
    volume=AGENTS,
    cleaned=AGENTS,
    state="",
    end=STAMPS + pd.Timedelta(minutes=30),
)
EN = Words("en")
CHARTS: dict[str, Callable[[pd.DataFrame], alt.Chart]] = {
    "coverage": lambda f: coverage_chart(f, EN, LIGHT),
    "coverage of a day": lambda f: coverage_chart(f, EN, LIGHT, one_day=True),
    "requirement": lambda f: requirement_chart(f, EN, LIGHT),
    "service": lambda f: service_chart(f, 0.8, EN, LIGHT),
    "simulation": lambda f: simulation_chart(f, 0.8, EN, LIGHT),
    "levels": lambda f: levels_chart(f, {"service_level": "One"}, 0.8, EN, LIGHT),
    "repair": lambda f: repair_chart(f, EN, LIGHT),
    "service of a repair": lambda f: repair_service_chart(f, 0.8, EN, LIGHT),
    "agents of the running day": lambda f: agents_chart(f, EN, LIGHT),
    "intervals": lambda f: intervals_chart(f, EN, LIGHT),
}


def layers(chart: alt.Chart) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Each layer that shares the time axis, with the rows that it draws."""
    spec = chart.to_dict()
    for layer in spec.get("layer", [spec]):
        if "x" in layer["encoding"]:
            about = layer.get("data") or spec["data"]
            yield layer, spec["datasets"][about["name"]]


def stepped(layer: dict[str, Any]) -> bool:
    """Whether the layer is a line or an area of steps."""
    return bool(layer["mark"].get("interpolate") == "step-after")


@pytest.mark.parametrize("name", CHARTS)
def test_the_last_interval_has_its_width(name: str) -> None:
    """Tests that steps run to midnight, the end of the last interval, at its own value."""
    drawn = [rows for layer, rows in layers(CHARTS[name](DAY)) if stepped(layer)]
    assert drawn
    for rows in drawn:
        last, end = rows[-2:]
        assert (last["timestamp"], end["timestamp"]) == (LAST, MIDNIGHT)
        assert {**end, "timestamp": LAST} == last


@pytest.mark.parametrize("name", CHARTS)
def test_tooltips_know_no_interval_after_the_last(name: str) -> None:
    """Tests that what carries a tooltip names the intervals that there are, and no 24:00."""
    for layer, rows in layers(CHARTS[name](DAY)):
        if not stepped(layer):
            assert max(row["timestamp"] for row in rows) == LAST
        elif "tooltip" in layer["encoding"]:
            field = layer["encoding"]["tooltip"][0]["field"]
            assert max(row[field] for row in rows) == LAST


def test_each_series_is_closed_by_its_own_step() -> None:
    """Tests that half hours and hours in one frame each end one step of theirs later."""
    hours = DAY[::2].assign(series="Hours")
    shown = closed(wall(pd.concat([DAY, hours])), by="series")
    ends = shown.groupby("series")["timestamp"].max()
    assert ends["Everybody"] == ends["Hours"] == pd.Timestamp(MIDNIGHT)
    assert shown.groupby("series").size().to_dict() == {"Everybody": 49, "Hours": 25}
    assert shown["began"].max() == pd.Timestamp(LAST)


def test_a_stretch_before_a_break_is_closed() -> None:
    """Tests that an interval between two unknown ones is drawn over its half hour."""
    level = [np.nan, 0.5, np.nan, 0.8]
    shown = closed(wall(DAY[:4][["timestamp"]].assign(level=level)))
    assert shown["level"].fillna(-1.0).tolist() == [-1.0, 0.5, 0.5, -1.0, 0.8, 0.8]
    assert shown["timestamp"].dt.strftime("%H:%M").tolist() == [
        "00:00", "00:30", "01:00", "01:00", "01:30", "02:00",
    ]  # fmt: skip


def test_rows_without_a_step_stay_as_they_are() -> None:
    """Tests that an empty frame and a single interval are not lengthened by a guess."""
    one = wall(DAY[:1])
    assert closed(one).drop(columns="began").equals(one)
    assert closed(one[:0]).drop(columns="began").empty
    assert closed(one[:0], by="series").empty


def test_steps_are_closed_whatever_the_order_of_rows() -> None:
    """Tests that the latest interval is closed, not the row that stands last."""
    shown = closed(wall(DAY[::-1]))
    assert shown["timestamp"].is_monotonic_increasing
    assert shown["timestamp"].iloc[-1] == pd.Timestamp(MIDNIGHT)
