"""Tests that a plan under a scenario can be drawn day by day, in proportion to its volumes."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.centres import WEEK, write_centre

from wfm.forecasting.paths import DayPaths, Paths
from wfm.forecasting.scenario import Move, OtherSite, Scenario
from wfm.forecasting.scenario_stack import Stack
from wfm.service import centres, forecast_runs, forecasts, scenario_plans, scenarios
from wfm.service.scenario_paths import carried
from wfm.service.scenario_promotion import promote
from wfm.sizing.certainty import Paths as Doubt

pytestmark = pytest.mark.unit

N, SEED = 300, 7


def draws(desk, version):
    """Paths of a version's first two days, by queue."""
    frame = forecasts.forecast(desk, version).made
    days = frame["timestamp"].dt.date < WEEK + timedelta(days=2)
    return forecasts.paths(desk, version).sample(frame[days].reset_index(drop=True), N, SEED)


def planned_with(desk, scenario: Scenario) -> int:
    """Id of the plan of record once a scenario is promoted."""
    scenarios.save_scenario(desk, "small", scenario)
    return promote(desk, "small", scenario.name, WEEK, "agreed").forecast_id


def test_a_scenario_that_changes_nothing_gives_the_same_paths(planned) -> None:
    """Tests that a promotion without a change draws the same days, bit for bit."""
    plain = draws(planned, 1)
    for queue, found in draws(planned, planned_with(planned, Scenario("nothing"))).items():
        np.testing.assert_array_equal(found, plain[queue])
    back = promote(planned, "small", "base", WEEK, "called off").forecast_id
    assert back == 1


@pytest.mark.parametrize("growth", [1.1, 2.0])
def test_growth_scales_every_path(planned, growth) -> None:
    """Tests that growth multiplies the days of every path, and so their mean, by itself."""
    plain = draws(planned, 1)
    grown = draws(planned, planned_with(planned, Scenario("more", growth=growth)))
    for queue, found in grown.items():
        assert found.mean() == pytest.approx(growth * plain[queue].mean(), rel=1e-3)
        days, before = (x.reshape(N, 2, -1).sum(axis=2) for x in (found, plain[queue]))
        np.testing.assert_allclose(days, growth * before, rtol=0.01)


def test_self_service_lowers_the_mean(planned) -> None:
    """Tests that fewer calls keep the mean of the paths at that of the forecast."""
    plain = draws(planned, 1)
    fewer = draws(planned, planned_with(planned, Scenario("ivr", self_service_share=0.2)))
    for queue, found in fewer.items():
        assert found.mean() == pytest.approx(0.8 * plain[queue].mean(), rel=0.02)


def test_a_move_goes_with_the_calls(planned) -> None:
    """Tests that a queue whose calls all moved draws none, and both together draw the same mean."""
    plain = draws(planned, 1)
    all_of_it = Scenario("m", moves=(Move("dialect", "general"),))
    moved = draws(planned, planned_with(planned, all_of_it))
    assert moved["dialect"].max() == 0
    whole = sum(paths.mean() for paths in plain.values())
    assert moved["general"].mean() == pytest.approx(whole, rel=0.03)


def test_day_certainty_works_on_a_promoted_plan(planned) -> None:
    """Tests that whole days of a promoted plan can be sized for, and need more with more calls."""
    found = draws(planned, planned_with(planned, Scenario("more", growth=1.5)))
    volumes = np.sum(list(found.values()), axis=0)
    days, share = Doubt(volumes).days(volumes.mean(axis=0), 0.9)
    assert days.shape == volumes.shape
    assert share == 0.9
    version = forecasts.forecast(planned, 2)
    assert version.together is not None
    assert set(version.day_totals["queue"]) >= {"", "general", "dialect"}


@pytest.fixture
def other(planned, tmp_path):
    """A second centre with a plan of its own."""
    centres.import_folder(planned, write_centre(tmp_path / "other"))
    return forecast_runs.make_version(
        planned, "other", scenario=None, first_day=WEEK, weeks=2, with_backtest=False
    )


def test_another_sites_queues_bring_their_days(planned, other) -> None:
    """Tests that a site's queues are drawn as at home, promoted or made anew."""
    site = Scenario("site", sites=(OtherSite("X", centre="other", share=0.5),))
    made = planned_with(planned, site)
    again = forecast_runs.make_version(
        planned, "small", scenario="site", first_day=WEEK, weeks=2, with_backtest=False
    )
    home = forecasts.paths(planned, other)
    for version in (made, again):
        paths = forecasts.paths(planned, version)
        assert set(paths.queues) == {"general", "dialect", "X / general", "X / dialect"}
        np.testing.assert_array_equal(
            paths.queues["X / general"].ranks, home.queues["general"].ranks
        )
        assert paths.correlation[2, 3] == pytest.approx(home.correlation[0, 1])
    for queue, found in draws(planned, made).items():
        frame = forecasts.forecast(planned, made).made
        own = frame[(frame["queue"] == queue)].head(2 * 48)["volume"]
        assert found.mean() == pytest.approx(own.mean(), rel=0.03)


def test_a_file_borrows_the_days_of_the_busiest_queue(planned) -> None:
    """Tests that a site known by a file alone can be drawn too."""
    stamps = pd.date_range(WEEK - timedelta(days=1), periods=17 * 48, freq="30min")
    text = "timestamp,volume,aht_s\n" + "".join(f"{t},2,200\n" for t in stamps)
    scenario_plans.import_site_file(planned, "small", "x.csv", text.encode(), "")
    made = planned_with(planned, Scenario("file", sites=(OtherSite("X", file="x.csv"),)))
    paths = forecasts.paths(planned, made)
    (added,) = set(paths.queues) - {"general", "dialect"}
    np.testing.assert_array_equal(paths.queues[added].ranks, paths.queues["general"].ranks)
    assert draws(planned, made)[added].mean() == pytest.approx(2, rel=0.05)


def _day(n_slots: int = 4) -> DayPaths:
    return DayPaths(
        np.tile(np.arange(3)[:, None], (1, n_slots)), np.ones((3, 4)), 0.2, date(2031, 5, 31)
    )


@given(st.floats(-0.9, 0.95), st.floats(-0.9, 0.95), st.integers(1, 4))
@settings(max_examples=25, deadline=None)
def test_correlations_stay_possible(here: float, there: float, n_more: int) -> None:
    """Tests that parts of two centres make a matrix of correlations, whatever they are."""
    own = Paths({"a": _day(), "b": _day()}, np.array([[1, here], [here, 1]]))
    home = Paths({"a": _day(), "b": _day()}, np.array([[1, there], [there, 1]]))
    queues = ["a", "b", "X / a", "X / b", *(f"Y / {k}" for k in range(n_more))]
    frame = pd.DataFrame({"queue": queues, "volume": 1.0})
    under = Stack(
        (Scenario("s", sites=(OtherSite("X", centre="x"), OtherSite("Y", file="y.csv"))),)
    )
    found = carried(own, frame, under, {"centre:x": home})
    assert list(found.queues) == queues
    assert np.diag(found.correlation) == pytest.approx(np.ones(len(queues)))
    assert np.linalg.eigvalsh(found.correlation).min() > -1e-9
    np.testing.assert_allclose(found.correlation, found.correlation.T)


def test_paths_that_know_every_queue_stay_as_they_are() -> None:
    """Tests that nothing is made anew where nothing is added."""
    own = Paths({"a": _day()}, np.eye(1))
    assert carried(own, pd.DataFrame({"queue": ["a"], "volume": [1.0]}), Stack()) is own
