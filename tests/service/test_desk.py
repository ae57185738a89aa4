"""Tests of who may do what: every role against every use case."""

from __future__ import annotations

import pandas as pd
import pytest
from support.centres import PEOPLE, WEEK, write_centre

from wfm.core.errors import NotAllowedError, WfmError
from wfm.forecasting.scenario import Scenario
from wfm.operations.asks import SwapAsk
from wfm.service import (
    actuals,
    centres,
    cleanings,
    editing,
    forecast_runs,
    forecasts,
    histories,
    overrides,
    overviews,
    parts,
    repair_offers,
    repair_runs,
    requests,
    requirements,
    rosters,
    scenarios,
    solves,
    sources,
    today,
)
from wfm.service.cleaning_items import Status
from wfm.service.desk import ACTORS, RIGHTS, Actor, Desk, Right, Role, open_desk
from wfm.service.repair_asks import RepairAsk

pytestmark = pytest.mark.unit

READ, ASK, FORECAST, ROSTER, DECIDE, REPAIR, TODAY, PEOPLE_RIGHT = Right
GOOD = SwapAsk("A001", "A003", WEEK, WEEK)
NOBODY = pd.DataFrame(columns=["timestamp", "queue", "volume"])


def state(d):
    """The newest revision."""
    return rosters.roster(d, "small", WEEK)


USE_CASES = {
    "centres": (READ, lambda d, p: centres.centres(d)),
    "centre": (READ, lambda d, p: centres.centre(d, "small")),
    "centre_data": (READ, lambda d, p: centres.centre_data(d, "small")),
    "rule_set": (READ, lambda d, p: centres.rule_set(d, "small")),
    "planning_weeks": (READ, lambda d, p: centres.planning_weeks(d, "small")),
    "import_folder": (PEOPLE_RIGHT, lambda d, p: centres.import_folder(d, p)),
    "import_zip": (PEOPLE_RIGHT, lambda d, p: centres.import_zip(d, "x.zip", b"no zip")),
    "preview_part": (
        PEOPLE_RIGHT,
        lambda d, p: parts.preview_part(d, "small", "people", "p.csv", PEOPLE.encode()),
    ),
    "save_part": (
        PEOPLE_RIGHT,
        lambda d, p: parts.save_part(d, "small", "people", "p.csv", PEOPLE.encode(), ""),
    ),
    "part_table": (READ, lambda d, p: parts.part_table(d, "small", "people")),
    "history": (READ, lambda d, p: histories.history(d, "small")),
    "preview_history": (
        FORECAST,
        lambda d, p: histories.preview_history(d, "small", "h.csv", b""),
    ),
    "save_history": (FORECAST, lambda d, p: histories.save_history(d, "small", "h.csv", b"")),
    "sources": (READ, lambda d, p: sources.sources(d, "small")),
    "open_file": (FORECAST, lambda d, p: sources.open_file(d, "small", "h.csv", b"")),
    "cleaning": (READ, lambda d, p: cleanings.cleaning(d, "small")),
    "training": (READ, lambda d, p: cleanings.training(d, "small")),
    "start_cleaning": (FORECAST, lambda d, p: cleanings.start_cleaning(d, "small")),
    "look": (FORECAST, lambda d, p: cleanings.look(d, "small")),
    "decide": (
        FORECAST,
        lambda d, p: cleanings.decide(d, "small", (), Status.ACCEPTED, expected_revision=0),
    ),
    "forecasts": (READ, lambda d, p: forecasts.forecasts(d, "small")),
    "forecast": (READ, lambda d, p: forecasts.forecast(d, 1)),
    "start_forecast": (
        FORECAST,
        lambda d, p: forecast_runs.start_forecast(d, "small", first_day=WEEK),
    ),
    "promote_forecast": (FORECAST, lambda d, p: forecasts.promote_forecast(d, 1, "")),
    "overrides": (READ, lambda d, p: overrides.overrides(d, "small")),
    "add_overrides": (
        FORECAST,
        lambda d, p: overrides.add_overrides(d, "small", (), reason="x", expected_revision=0),
    ),
    "withdraw_override": (
        FORECAST,
        lambda d, p: overrides.withdraw_override(d, "small", 1, reason="x", expected_revision=0),
    ),
    "today": (READ, lambda d, p: today.today(d, "small", WEEK)),
    "actuals": (READ, lambda d, p: actuals.actuals(d, "small", WEEK)),
    "read_actuals": (TODAY, lambda d, p: actuals.read_actuals(d, "small", WEEK, "a.csv", b"")),
    "save_actuals": (
        TODAY,
        lambda d, p: actuals.save_actuals(d, "small", WEEK, NOBODY, expected_revision=0),
    ),
    "scenarios": (READ, lambda d, p: scenarios.scenarios(d, "small")),
    "save_scenario": (
        FORECAST,
        lambda d, p: scenarios.save_scenario(d, "small", Scenario(name="x")),
    ),
    "delete_scenario": (
        FORECAST,
        lambda d, p: scenarios.delete_scenario(d, "small", "promotion", 1),
    ),
    "requirement": (READ, lambda d, p: requirements.requirement(d, "small", WEEK)),
    "roster": (READ, lambda d, p: state(d)),
    "revisions": (READ, lambda d, p: rosters.revisions(d, "small", WEEK)),
    "workbook": (READ, lambda d, p: rosters.workbook(d, 1)),
    "overview": (READ, lambda d, p: overviews.overview(d, "small", WEEK)),
    "start_roster": (ROSTER, lambda d, p: solves.start_roster(d, "small", WEEK)),
    "runs": (READ, lambda d, p: solves.runs(d, "small")),
    "preview_change": (
        READ,
        lambda d, p: editing.preview_change(d, state(d), "A003", WEEK, "E"),
    ),
    "change_cell": (
        ROSTER,
        lambda d, p: editing.change_cell(d, state(d), "A003", WEEK, "E", ""),
    ),
    "pin": (ROSTER, lambda d, p: editing.pin(d, state(d), [("A001", WEEK)])),
    "unpin": (ROSTER, lambda d, p: editing.unpin(d, state(d), [("A001", WEEK)])),
    "undo": (ROSTER, lambda d, p: editing.undo(d, state(d))),
    "publish": (ROSTER, lambda d, p: editing.publish(d, state(d), "")),
    "requests": (READ, lambda d, p: requests.requests(d, "small")),
    "check_request": (READ, lambda d, p: requests.check_request(d, "small", GOOD)),
    "ask": (ASK, lambda d, p: requests.ask(d, "small", GOOD)),
    "approve": (DECIDE, lambda d, p: requests.approve(d, 1, "")),
    "refuse": (DECIDE, lambda d, p: requests.refuse(d, 1, "no")),
    "start_repair": (
        REPAIR,
        lambda d, p: repair_runs.start_repair(d, "small", WEEK, RepairAsk()),
    ),
    "offer": (READ, lambda d, p: repair_offers.offer(d, "small", WEEK)),
    "accept": (REPAIR, lambda d, p: repair_offers.accept(d, "none", reason="x")),
    "reject": (REPAIR, lambda d, p: repair_offers.reject(d, "none")),
    "audit_trail": (READ, lambda d, p: requests.audit_trail(d, "small")),
}
"""Name -> (right it needs, the use case with whatever it takes)."""

EXPECTED = {
    Role.AGENT: {READ, ASK},
    Role.SHIFT_LEADER: {READ, ASK, DECIDE, REPAIR, TODAY},
    Role.SCHEDULER: {READ, ASK, ROSTER, DECIDE, REPAIR, TODAY, PEOPLE_RIGHT},
    Role.PLANNER: {READ, ASK, FORECAST, TODAY},
    Role.MANAGER: set(Right),
    Role.ADMINISTRATOR: {READ, ASK, PEOPLE_RIGHT},
}


def test_rights():
    """Tests that the roles have the rights written down here, by name."""
    assert RIGHTS == EXPECTED
    assert set(RIGHTS) == set(Role)


@pytest.mark.parametrize("role", Role)
def test_every_use_case(desk, tmp_path, role):
    """Tests that a role may do exactly what its rights say, whatever else is wrong."""
    folder = write_centre(tmp_path / "small")
    other = Desk(desk.store, Actor("somebody", role))
    refused = set()
    for name, (_, use) in USE_CASES.items():
        try:
            use(other, folder)
        except NotAllowedError as error:
            if "right to" in str(error):
                refused.add(name)
        except WfmError:
            pass  # not there, decided already, no revision before: the right was there
    assert refused == {
        name for name, (right, _) in USE_CASES.items() if right not in EXPECTED[role]
    }


def test_refusal_says_who_and_what(desk, as_role, trail):
    """Tests that a refusal names actor, role and right, and leaves no trace."""
    n = len(trail(desk))
    with pytest.raises(NotAllowedError, match=r"some agent \(agent\).*right to roster"):
        editing.publish(as_role(desk, "agent"), state(desk), "")
    assert len(trail(desk)) == n


def test_the_name_goes_to_the_trail(desk, as_role, trail):
    """Tests that the trail holds who acted, not who opened the page."""
    requests.ask(as_role(desk, "shift_leader"), "small", GOOD)
    assert trail(desk)[-1][0] == "some shift_leader"


def test_actors():
    """Tests that one can act as a person of every working role, under different names."""
    assert {a.role for a in ACTORS} >= set(Role) - {Role.ADMINISTRATOR}
    assert len({a.name for a in ACTORS}) == len(ACTORS)


@pytest.mark.parametrize("form", ["folder", "url"])
def test_open(tmp_path, form):
    """Tests that a database is made where it is asked for, folders in between too."""
    place = tmp_path / "new" / "place"
    where = place if form == "folder" else f"sqlite:///{place / 'wfm.sqlite3'}"
    desk = open_desk(where)
    assert centres.centres(desk) == ()
    assert desk.actor.role is Role.MANAGER
    assert any(place.iterdir())
    desk.store.close()
