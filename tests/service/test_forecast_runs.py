"""Tests of forecasts done by a worker: progress by phase, stopped between phases."""

from __future__ import annotations

import pytest
from support.centres import WEEK

from wfm.runs.worker import Worker
from wfm.service import forecast_runs, forecasts, solves
from wfm.service.handlers import HANDLERS

pytestmark = pytest.mark.unit


def start(desk) -> str:
    """Queue a forecast with its back-test."""
    return forecast_runs.start_forecast(
        desk, "small", first_day=WEEK, weeks=1, model="weekday_median_6"
    )


def test_a_run_tells_its_phases_and_leaves_a_version(imported):
    """Tests that a worker makes the version, and the run names it."""
    number = start(imported)
    Worker(imported.store, HANDLERS).run_once()
    run = solves.run(imported, number)
    assert run.status == "done"
    version = forecasts.forecast(imported, run.result["forecast_id"])
    assert version.info.author == "Mei"
    assert version.backtest["by_hour"]
    assert version.backtest["calibration"]
    assert run.progress[-1]["phase"] == "saving"


def test_a_backtest_tells_how_far_it_is(imported):
    """Tests that the share that is done rises origin by origin, over all queues."""
    told = []
    forecast_runs.make_version(
        imported,
        "small",
        scenario=None,
        first_day=WEEK,
        weeks=1,
        model="weekday_median_6",
        say=lambda phase, share: told.append((phase, share)),
    )
    shares = [share for phase, share in told if phase == "back-test"]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert 0.5 < shares[-1] < 1
    assert len(set(shares)) > 4


@pytest.mark.parametrize("at", ["forecast", "back-test", "saving"])
def test_a_run_that_is_cancelled_saves_nothing(imported, monkeypatch, at):
    """Tests that half a forecast is none, whatever it was doing when it was stopped."""
    number = start(imported)

    def handle(ctx):
        tell = ctx.progress

        def progress(sample):
            tell(sample)
            if sample["phase"] == at:
                monkeypatch.setattr(ctx, "should_stop", lambda: True)

        monkeypatch.setattr(ctx, "progress", progress)
        return forecast_runs.run_forecast(ctx)

    Worker(imported.store, {forecast_runs.KIND: handle}).run_once()
    made = forecasts.forecasts(imported, "small")
    assert len(made) == (1 if at == "saving" else 0)
    assert solves.run(imported, number).ended
