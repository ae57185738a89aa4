"""Charts: every one builds in both themes and languages, in wall-clock time."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import altair as alt
import numpy as np
import pandas as pd
import pytest

from wfm.web.charts.accuracy import calibration_chart, error_chart, review_chart
from wfm.web.charts.base import wall
from wfm.web.charts.coverage import (
    coverage_chart,
    heat_map,
    requirement_chart,
    service_chart,
)
from wfm.web.charts.days import day_chart
from wfm.web.charts.forecasts import (
    bars,
    columns,
    fit_chart,
    forecast_chart,
    profile_chart,
)
from wfm.web.charts.history import days_chart, intervals_chart
from wfm.web.charts.palette import DARK, LIGHT, Palette
from wfm.web.charts.running import agents_chart, handle_time_chart, running_chart
from wfm.web.charts.runs import gap_chart, gap_frame, since_first_roster
from wfm.web.charts.totals import day_totals_chart
from wfm.web.words import Words

pytestmark = pytest.mark.unit
STAMPS = pd.date_range("2026-11-23", periods=96, freq="30min", tz="Asia/Shanghai")
RAMP = np.arange(96.0) % 13


def week() -> pd.DataFrame:
    """Two days of coverage, service and forecast columns."""
    return pd.DataFrame(
        {
            "timestamp": STAMPS,
            "required": RAMP,
            "staffed": RAMP[::-1],
            "agents": RAMP,
            "series": "Everybody",
            "service_level": np.where(RAMP > 3, 0.8, np.nan),
            "volume": RAMP,
            "aht_s": 180.0,
            "q025": RAMP * 0.6,
            "q10": RAMP * 0.8,
            "q90": RAMP * 1.2,
            "q975": RAMP * 1.5,
        }
    )


def bars_of_a_day() -> pd.DataFrame:
    """One agent with a meal."""
    start = STAMPS[14]
    hours = [("work", 0, 8), ("meal", 4, 5)]
    return pd.DataFrame(
        [
            ("A001", "T1", kind, start + pd.Timedelta(hours=a), start + pd.Timedelta(hours=b))
            for kind, a, b in hours
        ],
        columns=["agent_id", "team", "kind", "start", "end"],
    )


PROGRESS = [
    {"elapsed_s": 1.0, "objective": None, "bound": 10.0, "phase": "bound"},
    {"elapsed_s": 2.0, "objective": 40.0, "bound": 12.0, "phase": "polish"},
]
PROFILE = pd.DataFrame({"minute": [0, 30], "share": [0.4, 0.6], "series": "Mon"})
FIT = pd.DataFrame({"day": STAMPS[:2].tz_localize(None), "actual": [1, None], "fitted": [1, 2]})
DAYS = pd.DataFrame(
    {
        "timestamp": STAMPS[:2],
        "volume": [3.0, np.nan],
        "cleaned": [2.0, np.nan],
        "mark": ["", "x"],
        "unknown": [0, 48],
    }
)
INTERVALS = pd.DataFrame(
    {
        "timestamp": STAMPS[:2],
        "end": STAMPS[1:3],
        "volume": [3.0, np.nan],
        "cleaned": [2.0, np.nan],
        "state": ["", "x"],
    }
)
PARTS = pd.DataFrame({"c": ["a", "b"], "v": [1.0, -2.0], "s": ["x", "y"]})
GROUPS = pd.DataFrame({"category": ["a", "a"], "series": ["x", "y"], "v": [1.0, 2.0]})
ERRORS = pd.DataFrame(
    {"category": [9, 10], "wape": [0.1, 0.2], "habit_wape": [0.2, 0.2], "bias": 0.0, "volume": 4.0}
)
CALIBRATION = pd.DataFrame({"level": [0.5, 0.8], "intervals": [0.5, 0.7], "day_totals": [0.3, 0.9]})
TOTALS = week()[:2].assign(day=[date(2026, 11, 23), date(2026, 11, 24)])
RUNNING = week()[:48].assign(
    plan=RAMP[:48],
    actual=np.where(RAMP[:48] > 5, RAMP[:48], np.nan),
    update=RAMP[:48],
    passed=RAMP[:48] > 5,
    planned=RAMP[:48],
    now=RAMP[:48],
)
REVIEW = week().assign(forecast=RAMP, actual=RAMP)
CHARTS: dict[str, Callable[[Words, Palette], alt.Chart]] = {
    "coverage": lambda w, p: coverage_chart(week(), w, p),
    "coverage of a day": lambda w, p: coverage_chart(week()[:48], w, p, one_day=True),
    "requirement": lambda w, p: requirement_chart(week(), w, p),
    "service": lambda w, p: service_chart(week(), 0.8, w, p),
    "heat": lambda w, p: heat_map(week(), "required", "x", w, p),
    "forecast": lambda w, p: forecast_chart(week(), w, p),
    "forecast overridden": lambda w, p: forecast_chart(week().assign(mark=RAMP > 9), w, p),
    "forecast without intervals": lambda w, p: forecast_chart(
        week()[["timestamp", "volume", "aht_s"]].assign(mark=RAMP > 9), w, p
    ),
    "day totals": lambda w, p: day_totals_chart(TOTALS, w, p),
    "errors": lambda w, p: error_chart(ERRORS, "x", w, p),
    "calibration": lambda w, p: calibration_chart(CALIBRATION, w, p),
    "review": lambda w, p: review_chart(REVIEW, w, p),
    "running day": lambda w, p: running_chart(RUNNING, w, p),
    "running day without intervals": lambda w, p: running_chart(
        RUNNING.drop(columns=["q10", "q90"]), w, p
    ),
    "handle times of a running day": lambda w, p: handle_time_chart(
        RUNNING.assign(actual_aht_s=RUNNING["aht_s"], update_aht_s=RUNNING["aht_s"]), w, p
    ),
    "agents": lambda w, p: agents_chart(RUNNING, w, p),
    "agents without a roster": lambda w, p: agents_chart(RUNNING.assign(staffed=np.nan), w, p),
    "history": lambda w, p: days_chart(DAYS, w, p),
    "history by interval": lambda w, p: intervals_chart(INTERVALS, w, p),
    "fit": lambda w, p: fit_chart(FIT, w, p),
    "profile": lambda w, p: profile_chart(PROFILE, w, p),
    "bars": lambda w, p: bars(PARTS, "c", "v", "x", p),
    "bars by series": lambda w, p: bars(PARTS, "c", "v", "x", p, series="s"),
    "columns": lambda w, p: columns(GROUPS, "v", "x", p),
    "day": lambda w, p: day_chart(bars_of_a_day(), w, p),
    "gap": lambda w, p: gap_chart(PROGRESS, w, p),
}


@pytest.mark.parametrize("palette", [LIGHT, DARK])
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", CHARTS)
def test_chart_builds(name: str, language: str, palette: Palette) -> None:
    """Tests that the chart is a valid specification."""
    spec = CHARTS[name](Words(language), palette).to_dict()
    assert spec["config"]["axis"]["labelColor"] == palette.text


def test_stamps_are_drawn_as_the_centre_reads_its_clock() -> None:
    """Tests that a chart gets wall-clock stamps: a browser abroad must not shift the hours."""
    shown = wall(week())
    assert shown["timestamp"].dt.tz is None
    assert shown["timestamp"].iloc[0] == pd.Timestamp("2026-11-23 00:00")
    assert wall(shown)["timestamp"].equals(shown["timestamp"])


def test_unknown_progress_is_not_zero() -> None:
    """Tests that a run without a roster yet has no objective, rather than 0."""
    frame = gap_frame(PROGRESS)
    assert np.isnan(frame["objective"].iloc[0])
    assert gap_frame([]).empty


def test_gap_chart_begins_with_the_first_roster() -> None:
    """Tests that points before it and the trivial bound go, and that a true bound of 0 stays."""
    points = [
        {"elapsed_s": 1.0, "objective": None, "bound": 0.0},
        {"elapsed_s": 2.0, "objective": 50.0, "bound": 0.0},
        {"elapsed_s": 3.0, "objective": 40.0, "bound": 30.0},
    ]
    shown = since_first_roster(gap_frame(points))
    assert list(shown["elapsed_s"]) == [2.0, 3.0]
    assert shown["bound"].isna().tolist() == [True, False]
    flat = since_first_roster(gap_frame([{"elapsed_s": 1.0, "objective": 0.0, "bound": 0.0}]))
    assert list(flat["bound"]) == [0.0]


def test_palettes_differ_and_follow_the_theme() -> None:
    """Tests that dark and light are two palettes, with the theme's own series colours."""
    assert Palette.of(True) is DARK
    assert Palette.of(False) is LIGHT
    assert set(LIGHT.series).isdisjoint(DARK.series)


def test_labels_with_quotes_survive() -> None:
    """Tests that a name with quotes can be a series."""
    frame = week().assign(series='it\'s "so"')
    spec = requirement_chart(frame, Words("en"), LIGHT).to_dict()
    assert spec["encoding"]["color"]["scale"]["domain"] == ['it\'s "so"']


def test_heat_map_has_a_row_a_day() -> None:
    """Tests that days keep their order and hours are averaged."""
    spec = heat_map(week(), "required", "x", Words("en"), LIGHT).to_dict()
    data = next(iter(spec["datasets"].values()))
    assert {row["label"] for row in data} == {"Mon 23 Nov", "Tue 24 Nov"}
    first = next(r for r in data if r["label"] == "Mon 23 Nov" and r["hour"] == 0)
    assert first["required"] == pytest.approx(RAMP[:2].mean())
    assert date(2026, 11, 23).weekday() == 0


def test_overridden_intervals_are_named_in_the_legend_only_when_there_are_some() -> None:
    """Tests that a forecast without overrides has no word of them."""
    words = Words("en")
    plain = json.dumps(forecast_chart(week().assign(mark=False), words, LIGHT).to_dict())
    marked = json.dumps(forecast_chart(week().assign(mark=RAMP > 9), words, LIGHT).to_dict())
    assert "Overridden by hand" not in plain
    assert "Overridden by hand" in marked
