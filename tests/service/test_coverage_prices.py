"""Tests of what a missing agent costs in a problem's intervals."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pandas as pd
import pytest
from support.centres import WEEK

from wfm.core.interchange import problem_from_dict, problem_to_dict
from wfm.core.problem import Problem, RuleEntry
from wfm.forecasting.scenario import Scenario, Target
from wfm.service import forecasts, planning
from wfm.service.coverage_prices import reference_price
from wfm.sheets.centre_folder import read_centre
from wfm.sizing.cost_curve import group_curves

pytestmark = pytest.mark.unit

LADDER = RuleEntry("coverage", {}, hard=False, weight=10)
CURVE = RuleEntry("coverage", {"price": "curve"}, hard=False, weight=10)


@pytest.fixture
def data(folder):
    """The small centre."""
    return read_centre(folder)


@pytest.fixture
def frame(planned):
    """Its forecast of two weeks and a day."""
    return forecasts.forecast(planned, 1).frame


def built(data, frame, entry: RuleEntry, **about) -> Problem:
    """The week's problem under one entry."""
    sized = planning.size_centre(data.centre, frame, scenario=about.get("scenario"))
    return planning.build_problem(data, sized, (entry,), WEEK, **about)


def first_steps(problem: Problem) -> dict[str, float]:
    """Mean price of the first missing agent over required agents, per group."""
    found = {}
    for demand in problem.demands:
        assert demand.steps is not None
        pairs = [(n, s[0][1]) for n, s in zip(demand.required, demand.steps, strict=True) if s]
        found[demand.group] = sum(n * p for n, p in pairs) / sum(n for n, _ in pairs)
    return found


def test_reference_price_is_the_normal_tier():
    """Tests that the first entry by the curve gives its weight times its first factor."""
    assert reference_price(()) is None
    assert reference_price((LADDER, RuleEntry("seats", {"seats": 3}))) is None
    assert reference_price((LADDER, CURVE)) == 10
    parameters = {"price": "curve", "factors": (1.5, 2.0, 4.0)}
    steep = dataclasses.replace(CURVE, parameters=parameters, weight=20)
    assert reference_price((steep,)) == 30


def test_only_a_rule_set_by_the_curve_gets_prices(data, frame):
    """Tests that a problem by the ladder is what it always was."""
    plain = built(data, frame, LADDER)
    assert all(d.steps is None for d in plain.demands)
    priced = built(data, frame, CURVE)
    assert [d.required for d in priced.demands] == [d.required for d in plain.demands]
    assert problem_from_dict(problem_to_dict(priced)) == priced


def test_the_mean_first_step_is_the_normal_tier(data, frame):
    """Tests that each group's first missing agent costs what the ladder's does, in the mean."""
    # Whole points, and never less than one, move the mean a little.
    for mean in first_steps(built(data, frame, CURVE)).values():
        assert mean == pytest.approx(10, abs=0.6)
    heavy = built(data, frame, dataclasses.replace(CURVE, weight=40))
    for mean in first_steps(heavy).values():
        assert mean == pytest.approx(40, abs=0.6)


def test_prices_are_of_the_horizons_own_intervals(data, frame):
    """Tests that a later week is priced by its own rows, from its first midnight."""
    centre, later = data.centre, WEEK + timedelta(days=7)
    sized = planning.size_centre(centre, frame)
    problem = planning.build_problem(data, sized, (CURVE,), later)
    start = pd.Timestamp(later, tz=centre.zone)
    for demand in problem.demands:
        rows = sized[(sized["timestamp"] >= start) & (sized["group"] == demand.group)]
        curve = group_curves(
            rows.head(len(demand.required)),
            planning.sizing_target(centre.target),
            planning.sizing_options(centre),
            interval_s=60.0 * centre.interval_min,
            reference_price=10.0,
        )[demand.group]
        assert demand.steps == curve.steps


def test_the_scenarios_patience_and_target_are_priced(data, frame):
    """Tests that a scenario with impatient callers prices by the calls that they lose."""
    scenario = Scenario("short", target=Target(0.8, 20, patience_s=30))
    sized = planning.size_centre(data.centre, frame, scenario=scenario)
    by_a = planning.build_problem(data, sized, (CURVE,), WEEK, scenario=scenario)
    by_c = planning.build_problem(data, sized, (CURVE,), WEEK)
    assert by_a.demands[0].required == by_c.demands[0].required
    assert by_a.demands[0].steps != by_c.demands[0].steps
