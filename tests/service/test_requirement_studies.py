"""Tests of the studies of a requirement: queued, made by a worker, kept with the run."""

from __future__ import annotations

import pytest
from support.centres import WEEK

from wfm.core.centre import ServiceTarget
from wfm.core.errors import BadInputError, NotAllowedError
from wfm.runs.worker import Worker
from wfm.service import requirement_studies, requirements, solves
from wfm.service.desk import Actor, Desk, Role
from wfm.service.handlers import HANDLERS

pytestmark = pytest.mark.unit


def made(desk: Desk, **asked: object) -> requirement_studies.Studies:
    """Studies of the week, by a worker."""
    run_id = requirement_studies.start_studies(desk, "small", WEEK, **asked)
    assert Worker(desk.store, HANDLERS).run_once()
    run = solves.run(desk, run_id)
    assert (run.status, run.error) == ("done", "")
    found = requirement_studies.latest(desk, "small", WEEK, **asked)
    assert found is not None and found.run_id == run_id and found.current
    return found


@pytest.fixture
def found(planned) -> requirement_studies.Studies:
    """Studies of the centre's own target."""
    return made(planned)


def test_targets(planned, found):
    """Tests that the own target has the page's hours, and harder ones need no fewer."""
    rows = found.targets
    assert rows["own"].sum() == 1
    (own,) = rows[rows["own"]]["hours"]
    assert own == pytest.approx(requirements.requirement(planned, "small", WEEK).hours["all"])
    hours = rows.set_index(["service_level", "threshold_s"])["hours"]
    assert hours[0.8, 10] >= hours[0.8, 20]
    assert hours[0.9, 20] >= hours[0.8, 20]
    assert hours[0.95, 10] >= hours[0.9, 10] >= hours[0.9, 20]


def test_certainty_costs_more_and_more(found):
    """Tests that hours rise with the level, and only the first has no price of a point."""
    assert found.certainty["confidence"].tolist() == list(requirement_studies.LEVELS)
    assert found.certainty["agent_hours"].is_monotonic_increasing
    assert found.certainty["hours_a_point"].isna().tolist() == [True] + [False] * 8


def test_the_reference_judges_every_time_model(planned, found):
    """Tests that each way of sizing has its agents, its misses and a level an interval."""
    models = found.models.set_index("model")
    assert list(models.index) == ["alone", "lag", "moving"]
    assert (models["below"] <= models["of"]).all()
    assert models["below"]["moving"] <= models["below"]["alone"]
    assert len(found.intervals) == 7 * 48
    for name, row in models.iterrows():
        assert found.intervals[name].min() == pytest.approx(row["worst"], abs=1e-4)
        assert found.intervals[name].notna().sum() == row["of"]
    assert str(found.intervals["timestamp"].dt.tz) == "Asia/Shanghai"


def test_of_another_target(planned, found):
    """Tests that old studies are shown as such until those of the target asked for are made."""
    harder = ServiceTarget(0.9, 10)
    old = requirement_studies.latest(planned, "small", WEEK, target=harder)
    assert old is not None and old.run_id == found.run_id and not old.current
    new = made(planned, target=harder)
    (own,) = new.targets[new.targets["own"]].to_dict("records")
    assert (own["service_level"], own["threshold_s"]) == (0.9, 10)
    assert new.models["agents"].min() >= found.models["agents"].min()
    again = requirement_studies.latest(planned, "small", WEEK)
    assert again is not None and again.run_id == found.run_id and again.current


def test_under_a_scenario(planned, found):
    """Tests that more calls need more hours at every target."""
    grown = made(planned, scenario="promotion")
    assert (grown.targets["hours"] >= found.targets["hours"]).all()
    assert grown.models["agents"].min() > found.models["agents"].min()


def test_one_at_a_time_and_by_planners(planned):
    """Tests that a second start waits for the first, and that agents can't start any."""
    requirement_studies.start_studies(planned, "small", WEEK)
    with pytest.raises(BadInputError, match="studied already"):
        requirement_studies.start_studies(planned, "small", WEEK)
    agent = Desk(planned.store, Actor("Lin", Role.AGENT))
    with pytest.raises(NotAllowedError):
        requirement_studies.start_studies(agent, "small", WEEK)


def test_none_yet(planned):
    """Tests that a week without studies has none."""
    assert requirement_studies.latest(planned, "small", WEEK) is None
