"""Tests that a promotion is done by a worker, once, and refused early where it can be."""

from __future__ import annotations

import pytest
from support.centres import WEEK

from wfm.core.errors import BadInputError, NotAllowedError
from wfm.forecasting.scenario import Scenario
from wfm.runs.worker import Worker
from wfm.service import scenario_plans, scenario_promotion, scenarios, solves
from wfm.service.handlers import HANDLERS
from wfm.service.scenario_promotion_runs import newest, start_promotion

pytestmark = pytest.mark.unit


def work(desk) -> None:
    """Do what waits, one run."""
    assert Worker(desk.store, HANDLERS).run_once()


def under(desk) -> str:
    """Scenario that the week is planned with."""
    return scenario_plans.plan_of(desk, "small", WEEK).under.name


def test_a_worker_promotes_as_the_one_who_asked(planned, trail) -> None:
    """Tests that forecast and requirement are saved with the asker and the reason."""
    start_promotion(planned, "small", "promotion", WEEK, "agreed")
    assert under(planned) == ""
    work(planned)
    assert under(planned) == "promotion"
    run = newest(planned, "small")
    assert (run.status, run.result["forecast_version"]) == ("done", 2)
    assert ("Mei", "published", "forecast", "agreed") in trail(planned)
    start_promotion(planned, "small", "base", WEEK, "called off")
    work(planned)
    assert under(planned) == ""


def test_refused_before_a_worker_is_asked(planned, as_role) -> None:
    """Tests that a missing reason, scenario or right is said at once, and one goes at a time."""
    with pytest.raises(BadInputError, match="reason"):
        start_promotion(planned, "small", "promotion", WEEK, " ")
    with pytest.raises(BadInputError):
        start_promotion(planned, "small", "nobody", WEEK, "agreed")
    with pytest.raises(NotAllowedError):
        start_promotion(as_role(planned, "scheduler"), "small", "promotion", WEEK, "agreed")
    assert newest(planned, "small") is None
    run = start_promotion(planned, "small", "promotion", WEEK, "agreed")
    with pytest.raises(BadInputError, match="under way"):
        start_promotion(planned, "small", "promotion", WEEK, "agreed")
    solves.cancel(planned, run)
    assert under(planned) == ""


def test_an_outdated_scenario_fails_with_its_reason(planned) -> None:
    """Tests that a scenario changed while the run waited is not promoted unseen."""
    start_promotion(planned, "small", "promotion", WEEK, "agreed", expected_revision=1)
    scenarios.save_scenario(planned, "small", Scenario("promotion", growth=3.0), 1)
    work(planned)
    run = newest(planned, "small")
    assert run.status == "failed"
    assert "Somebody else changed" in run.error
    assert under(planned) == ""


@pytest.mark.parametrize("name", ["promotion", "base"])
def test_a_worker_killed_after_saving_saves_once(planned, name, monkeypatch) -> None:
    """Tests that the next worker finds what the one before it saved."""
    start_promotion(planned, "small", name, WEEK, "agreed")

    class KilledError(BaseException):
        """The process is gone."""

    real = scenario_promotion.promote
    saved = []

    def killed(*args, **kwargs):
        saved.append(real(*args, **kwargs))
        raise KilledError

    monkeypatch.setattr(scenario_promotion, "promote", killed)
    with pytest.raises(KilledError):
        Worker(planned.store, HANDLERS).run_once()
    monkeypatch.setattr(scenario_promotion, "promote", real)
    work(planned)
    assert newest(planned, "small").result["forecast_id"] == saved[0].forecast_id
    with planned.store.read() as tx:
        assert len(tx.requirements.versions("small")) == 1
        assert len(tx.forecasts.versions("small")) == (2 if name == "promotion" else 1)
