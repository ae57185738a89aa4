"""A store as a scheduler meets it in mid-week: forecasts, scenarios, a roster, a request."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from wfm.core.people import LeaveType
from wfm.forecasting.scenario import Scenario, ScenarioEvent
from wfm.runs.worker import Worker
from wfm.service import centres, forecast_runs, forecasts, requests, rosters, scenarios, solves
from wfm.service.desk import Desk, open_desk
from wfm.service.handlers import HANDLERS
from wfm.service.requests import LeaveAsk

SEARCHES_S = (4, 15, 60)
"""Seconds of search; a busy machine may need more than one until there is a roster."""


def import_centre(url: str, folder: Path) -> Desk:
    """Store with the centre of a folder and nothing planned."""
    desk = open_desk(url)
    centres.import_folder(desk, folder)
    return desk


def forecast_weeks(desk: Desk, centre: str, week: date, weeks: int = 2) -> None:
    """Forecast some weeks and make them the plan of record."""
    made = forecast_runs.make_version(desk, centre, scenario=None, first_day=week, weeks=weeks)
    forecasts.promote_forecast(desk, made, "seeded")


def seed(url: str, folder: Path, week: date) -> Desk:
    """Store with two weeks of forecast, two scenarios, a draft roster and an open request."""
    desk = import_centre(url, folder)
    centre = centres.centres(desk)[0].id
    forecast_weeks(desk, centre, week)
    promotion = ScenarioEvent("launch", week + timedelta(days=2), week + timedelta(days=4), 1.3)
    for scenario in (
        Scenario(name="Card promotion", growth=1.1, events=(promotion,), note="A new card."),
        Scenario(name="More self-service", self_service_share=0.12, aht_factor=1.04),
    ):
        scenarios.save_scenario(desk, centre, scenario)
    for time_s in SEARCHES_S:
        solves.start_roster(desk, centre, week, time_s=time_s, seed=1)
        Worker(desk.store, HANDLERS).run_once()
        if rosters.roster(desk, centre, week) is not None:
            break
    first = centres.centre_data(desk, centre).agents[1].id
    requests.ask(
        desk,
        centre,
        LeaveAsk(first, LeaveType.ANNUAL, week + timedelta(days=40), week + timedelta(days=41)),
    )
    return desk
