"""Tests of forecast versions and the plan of record."""

from __future__ import annotations

import io
from datetime import timedelta

import pandas as pd
import pytest
from support.centres import NEXT_WEEK, WEEK, write_centre

from wfm.core.errors import BadInputError, NotAllowedError
from wfm.service import centres, forecast_export, forecast_runs, forecasts, planning

pytestmark = pytest.mark.unit


def make(desk, **about):
    """Make a version without a back-test."""
    values = {"scenario": None, "first_day": WEEK, "weeks": 1, "with_backtest": False, **about}
    return forecast_runs.make_version(desk, "small", **values)


def test_version(planned):
    """Tests that a version has every interval of its weeks and the day after, per queue."""
    (info,) = forecasts.forecasts(planned, "small")
    assert (info.version, info.scenario, info.first_day, info.n_days) == (1, "", WEEK, 15)
    assert (info.author, info.plan_of_record, info.wape) == ("Mei", False, None)
    version = forecasts.forecast(planned, info.id)
    assert len(version.frame) == 2 * 15 * 48
    assert (version.frame["volume"] >= 0).all()
    assert version.backtest is None
    assert set(version.parts) >= {"days", "weekdays", "profile", "effects"}
    assert set(version.parts["weekdays"]["queue"]) == {"general", "dialect"}


def test_plan_of_record(planned):
    """Tests that the newest base version that covers a week is in force until one is promoted."""
    first = forecasts.plan_of_record(planned, "small", WEEK)
    newer = make(planned, model="weekday_mean_8")
    assert forecasts.plan_of_record(planned, "small", WEEK).id == newer
    assert forecasts.plan_of_record(planned, "small", NEXT_WEEK).id == first.id
    forecasts.promote_forecast(planned, first.id, "the planner's choice")
    assert forecasts.plan_of_record(planned, "small", WEEK).id == first.id
    assert forecasts.plan_of_record(planned, "small", WEEK + timedelta(days=14)) is None


def test_a_version_that_plans_a_week(planned):
    """Tests that a version nobody promoted plans its weeks until another takes them all."""
    (first,) = forecasts.forecasts(planned, "small")
    assert not first.plan_of_record
    assert forecasts.plans_a_week(planned, "small", first)
    newer = make(planned, model="weekday_mean_8")
    assert forecasts.plans_a_week(planned, "small", first)
    make(planned, weeks=2)
    infos = {info.id: info for info in forecasts.forecasts(planned, "small")}
    assert not forecasts.plans_a_week(planned, "small", infos[first.id])
    assert not forecasts.plans_a_week(planned, "small", infos[newer])


def test_scenario_version_is_no_plan_until_promoted(planned):
    """Tests that a version under a scenario is the plan only when somebody says so."""
    base = forecasts.plan_of_record(planned, "small", WEEK)
    grown = make(planned, scenario="promotion")
    assert forecasts.plan_of_record(planned, "small", WEEK).id == base.id
    volumes = [
        planning.of_week(forecasts.forecast(planned, k).frame, WEEK)["volume"].sum()
        for k in (base.id, grown)
    ]
    assert volumes[1] == pytest.approx(1.1 * volumes[0])
    forecasts.promote_forecast(planned, grown, "")
    assert forecasts.plan_of_record(planned, "small", WEEK).scenario == "promotion"


def test_backtest_is_kept(planned):
    """Tests that a version's error stands beside that of the best habit."""
    number = make(planned, model="weekday_median_6", with_backtest=True)
    info = next(f for f in forecasts.forecasts(planned, "small") if f.id == number)
    assert info.wape is None or 0 < info.wape < 1
    version = forecasts.forecast(planned, number)
    if version.backtest is not None:
        assert info.wape == version.backtest["leads"]["1-7"]["wape"]
        assert info.habit_wape > 0


def test_csv(planned):
    """Tests that a download holds every row, with the offset in its timestamps."""
    (info,) = forecasts.forecasts(planned, "small")
    table = pd.read_csv(io.BytesIO(forecast_export.forecast_csv(planned, info.id)))
    assert len(table) == 2 * 15 * 48
    assert table["timestamp"].str.endswith("+08:00").all()


@pytest.mark.parametrize("about", [{"weeks": 0}, {"weeks": 27}, {"model": "crystal_ball"}])
def test_start_refuses(imported, about):
    """Tests that what a worker could only refuse is refused at once."""
    with pytest.raises(BadInputError):
        forecast_runs.start_forecast(imported, "small", first_day=WEEK, **about)


def test_no_history(empty_desk, tmp_path):
    """Tests that without history there is one sentence on what to do."""
    centres.import_folder(empty_desk, write_centre(tmp_path / "small", history_csv=None))
    for act in (
        lambda: forecast_runs.start_forecast(empty_desk, "small", first_day=WEEK),
        lambda: make(empty_desk),
    ):
        with pytest.raises(BadInputError, match="no history"):
            act()


def test_unknown(planned):
    """Tests that unknown scenarios and versions are said in words."""
    with pytest.raises(BadInputError):
        make(planned, scenario="nowhere")
    with pytest.raises(BadInputError):
        forecasts.forecast(planned, 999)


def test_models():
    """Tests that the practitioner's habits stand beside the mean of three."""
    assert {"mean_of_three", "seasonal_naive"} <= set(forecast_runs.models())


def test_notes_in_words():
    """Tests that a note names its queue, and an unknown one is shown as it is."""
    assert forecasts.note_text("something new") == "something new"
    assert forecasts.note_text("something:general").startswith("general: ")


@pytest.mark.parametrize("role", ["agent", "shift_leader", "scheduler", "administrator"])
def test_not_allowed(planned, as_role, role):
    """Tests that making and promoting a forecast is the planner's."""
    other = as_role(planned, role)
    (info,) = forecasts.forecasts(other, "small")
    for act in (
        lambda: make(other),
        lambda: forecast_runs.start_forecast(other, "small", first_day=WEEK),
        lambda: forecasts.promote_forecast(other, info.id, ""),
    ):
        with pytest.raises(NotAllowedError):
            act()
    assert len(forecasts.forecasts(other, "small")) == 1


def test_paths_and_running_day_are_kept(planned):
    """Tests that a version draws days of its own frame and can be revised while a day runs."""
    version = forecasts.forecast(planned, 1)
    drawn = forecasts.paths(planned, 1).sample(version.frame, 20, 1)
    assert {queue: one.shape for queue, one in drawn.items()} == {
        "general": (20, 15 * 48),
        "dialect": (20, 15 * 48),
    }
    assert set(forecasts.intraday(planned, 1)) == {"general", "dialect"}
    assert len(version.day_totals) == 3 * 15
    assert len(version.together) == 15 * 48
    totals = version.day_totals
    whole = totals[totals["queue"] == ""].set_index("day")["volume"]
    added = totals[totals["queue"] != ""].groupby("day")["volume"].sum()
    assert whole.to_numpy() == pytest.approx(added[whole.index].to_numpy())
    assert (version.day_totals["q10"] <= version.day_totals["volume"]).all()


def test_day_totals_follow_the_scenario(planned):
    """Tests that a version under growth has day totals that add up to its intervals."""
    version = forecasts.forecast(planned, make(planned, scenario="promotion"))
    sums = version.frame["volume"].sum()
    assert version.day_totals["volume"].sum() == pytest.approx(2 * sums)
    assert version.together["volume"].sum() == pytest.approx(sums)
