"""Tests that a promoted scenario is what the week is planned with, and its origin is kept."""

from __future__ import annotations

import pytest
from support.centres import NEXT_WEEK, WEEK

from wfm.core.errors import BadInputError, ConflictError, NotAllowedError
from wfm.core.frames import POOLED
from wfm.forecasting.scenario import Pool, Scenario, Target
from wfm.forecasting.scenario_stack import stack_of
from wfm.service import (
    forecast_runs,
    forecasts,
    requirements,
    scenario_plans,
    scenarios,
    weeks,
)
from wfm.service.scenario_promotion import promote, promotions

pytestmark = pytest.mark.unit

TOP = Scenario(
    "top",
    on=("promotion",),
    aht_factor=1.2,
    pools=(Pool("desk", ("dialect",)),),
    target=Target(0.9, 10),
    shrinkage=0.2,
)


@pytest.fixture
def kept(planned):
    """A desk with a scenario on another."""
    scenarios.save_scenario(planned, "small", TOP)
    return planned


def volume(desk, week=WEEK):
    """Volume that a week is planned with."""
    frame = scenario_plans.plan_of(desk, "small", week).frame
    return frame[frame["timestamp"].dt.date == week]["volume"].sum()


def test_the_week_is_planned_under_the_scenario(kept, trail) -> None:
    """Tests that forecast, requirement and problem of every week follow the promotion."""
    plain = {week: volume(kept, week) for week in (WEEK, NEXT_WEEK)}
    before = requirements.requirement(kept, "small", WEEK)
    asked = requirements.requirement(kept, "small", WEEK, scenario="top")
    made = promote(kept, "small", "top", WEEK, "the board agreed")
    for week, total in plain.items():
        assert volume(kept, week) == pytest.approx(1.1 * total)
    after = requirements.requirement(kept, "small", WEEK)
    assert after.hours == asked.hours
    assert after.hours[POOLED] > before.hours[POOLED]
    assert (after.target.service_level, after.target.threshold_s) == (0.9, 10)
    problem = weeks.fresh_problem(kept, "small", WEEK, base=None)
    assert sum(problem.demands[0].required[: 7 * 48]) == 2 * after.hours[POOLED]
    assert problem.provenance["scenario"] == "top"
    assert (made.forecast_version, made.requirement_version) == (2, 1)
    assert ("Mei", "published", "forecast", "the board agreed") in trail(kept)


def test_provenance_says_enough_to_make_it_again(kept) -> None:
    """Tests that definitions, revisions and fingerprints of every layer are kept with both."""
    made = promote(kept, "small", "top", WEEK, "agreed")
    with kept.store.read() as tx:
        saved = tx.forecasts.get(made.forecast_id)
        sized = tx.requirements.get(made.requirement_id)
        marks = {r.name: r.fingerprint for r in tx.scenarios.revisions("small")}
    about = saved.info.provenance["scenario"]
    assert [layer["name"] for layer in about["layers"]] == ["promotion", "top"]
    assert [layer["revision"] for layer in about["layers"]] == [1, 1]
    assert {x["name"]: x["fingerprint"] for x in about["layers"]} == marks
    again = scenario_plans.stack_from(about["layers"])
    assert again == stack_of(TOP, lambda name: scenarios.scenario(kept, "small", name))
    ground = forecasts.forecast(kept, about["ground"])
    assert again.apply(ground.made)["volume"].sum() == pytest.approx(saved.frame["volume"].sum())
    assert sized.info.forecast_id == made.forecast_id
    assert sized.info.target["service_level"] == 0.9
    assert sized.info.provenance["scenario"] == about


def test_one_after_another_never_counts_twice(kept) -> None:
    """Tests that each promotion stands on the plain forecast, and base goes back to it."""
    plain = volume(kept)
    promote(kept, "small", "promotion", WEEK, "first")
    promote(kept, "small", "top", WEEK, "second")
    assert volume(kept) == pytest.approx(1.1 * plain)
    back = promote(kept, "small", "base", WEEK, "called off")
    assert back.forecast_version == 1
    assert volume(kept) == pytest.approx(plain)
    assert scenario_plans.plan_of(kept, "small", WEEK).under.layers == ()
    found = promotions(kept, "small")
    assert [(p["scenario"], p["version"], p["ground_version"]) for p in found] == [
        ("top", 3, 1),
        ("promotion", 2, 1),
    ]
    assert [p["reason"] for p in found] == ["second", "first"]
    assert not any(p["plan_of_record"] for p in found)


def test_a_later_change_of_the_scenario_leaves_the_plan(kept) -> None:
    """Tests that the plan is that of the revision promoted, whatever the scenario says now."""
    promote(kept, "small", "promotion", WEEK, "agreed")
    before = volume(kept)
    scenarios.save_scenario(kept, "small", Scenario("promotion", growth=3.0), 1)
    assert volume(kept) == before
    assert scenario_plans.plan_of(kept, "small", WEEK).under.layers[0].growth == 1.1


def test_refused(kept, as_role) -> None:
    """Tests that nothing is planned without a reason, a right, or on an outdated revision."""
    with pytest.raises(BadInputError, match="reason"):
        promote(kept, "small", "top", WEEK, "  ")
    with pytest.raises(ConflictError):
        promote(kept, "small", "top", WEEK, "agreed", expected_revision=7)
    with pytest.raises(NotAllowedError):
        promote(as_role(kept, "scheduler"), "small", "top", WEEK, "agreed")
    with pytest.raises(BadInputError, match="nope"):
        promote(kept, "small", "nope", WEEK, "agreed")
    assert promotions(kept, "small") == ()
    assert len(forecasts.forecasts(kept, "small")) == 1


def test_without_a_forecast(imported) -> None:
    """Tests that a week without a forecast can't be planned under a scenario."""
    with pytest.raises(BadInputError, match="page Forecast"):
        promote(imported, "small", "promotion", WEEK, "agreed")


def test_a_forecast_made_under_a_scenario_has_its_ground(kept) -> None:
    """Tests that a version made under a scenario keeps the plain one, which is no plan itself."""
    made = forecast_runs.make_version(
        kept, "small", scenario="top", first_day=WEEK, weeks=1, with_backtest=False
    )
    assert scenario_plans.plan_of(kept, "small", WEEK).info.version == 1
    forecasts.promote_forecast(kept, made, "agreed")
    plan = scenario_plans.plan_of(kept, "small", WEEK)
    assert [layer.name for layer in plan.under.layers] == ["promotion", "top"]
    assert plan.frame["volume"].sum() == pytest.approx(1.1 * plan.ground_frame["volume"].sum())
    assert (plan.info.version, plan.ground.version) == (3, 2)
    promote(kept, "small", "base", WEEK, "called off")
    assert scenario_plans.plan_of(kept, "small", WEEK).info.version == 2
