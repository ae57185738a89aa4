"""Tests that comparisons explain every difference whole, and say what service would be left."""

from __future__ import annotations

from datetime import timedelta
from math import isnan

import pandas as pd
import pytest
from support.centres import WEEK, write_centre

from wfm.core.errors import BadInputError
from wfm.forecasting.overrides import How, Override, Quantity
from wfm.forecasting.scenario import (
    Growth,
    Move,
    Opening,
    OtherSite,
    Pool,
    Scenario,
    ScenarioEvent,
    Target,
)
from wfm.service import (
    centres,
    forecast_runs,
    overrides,
    scenario_compare,
    scenario_plans,
    scenario_promotion,
    scenarios,
)

pytestmark = pytest.mark.unit

KINDS = (
    Scenario("on the promotion", on=("promotion",), aht_factor=1.1),
    Scenario(
        "many",
        growths=(Growth(1.3, start=WEEK + timedelta(days=2), ramp_weeks=1),),
        events=(ScenarioEvent("e", WEEK, WEEK + timedelta(days=1), 1.5, lag_days=2),),
        queue_self_service={"general": 0.2},
        queue_aht={"dialect": 1.2},
        openings=(Opening(("saturday",), ("09:00-17:00",), shifted_share=0.5),),
        moves=(Move("dialect", "general", 0.5),),
        pools=(Pool("desk", ("dialect",)),),
        target=Target(0.9, 15),
        shrinkage=0.1,
        min_agents=2,
    ),
    Scenario("patient", target=Target(0.9, 15, definition="either", patience_s=120), shrinkage=0.1),
)


@pytest.fixture
def kept(planned):
    """A desk with scenarios of every kind of part."""
    for scenario in KINDS:
        scenarios.save_scenario(planned, "small", scenario)
    return planned


@pytest.fixture
def two_sites(kept, tmp_path):
    """The same with another centre that has a plan of the week."""
    centres.import_folder(kept, write_centre(tmp_path / "other"))
    forecast_runs.make_version(
        kept, "other", scenario=None, first_day=WEEK, weeks=1, with_backtest=False
    )
    for name, pooled in (("pooled", True), ("islands", False)):
        site = OtherSite("Xiamen", centre="other", share=0.5, pooled=pooled)
        scenarios.save_scenario(kept, "small", Scenario(name, sites=(site,)))
    return kept


def totals(result):
    return result.rows.set_index("scenario")


def test_causes_sum_whatever_the_reference(kept) -> None:
    """Tests that each measure's causes make exactly its difference, for every reference."""
    for turned in (
        ("base", "on the promotion", "promotion"),
        ("on the promotion", "base", "patient"),
    ):
        found = scenario_compare.compare(kept, "small", turned, WEEK)
        rows, causes = totals(found), found.differences.groupby("scenario")
        for name in turned[1:]:
            for measure, column in (
                ("volume", "volume"),
                ("workload_hours", "workload_hours"),
                ("agent_hours", "required_hours"),
                ("paid_hours", "paid_hours"),
            ):
                total = rows.loc[name, column] - rows.loc[turned[0], column]
                assert causes[measure].sum().get(name, 0.0) == pytest.approx(total, abs=1e-6)


def test_order_of_the_causes_is_that_of_the_stages(kept) -> None:
    """Tests that what a scenario builds on comes first and stages in their order."""
    found = scenario_compare.compare(kept, "small", ("base", "on the promotion", "many"), WEEK)
    steps = list(
        found.differences[["scenario", "layer", "cause"]].itertuples(index=False, name=None)
    )
    assert steps[:2] == [
        ("on the promotion", "promotion", "growth"),
        ("on the promotion", "on the promotion", "handle time"),
    ]
    assert [cause for _, _, cause in steps[2:]] == [
        "growth",
        "events",
        "self-service",
        "handle time",
        "opening hours",
        "moves",
        "pools",
        "target",
        "shrinkage",
        "minimum",
    ]


def test_what_two_scenarios_share_cancels(kept) -> None:
    """Tests that against its own ground a scenario differs by its own changes alone."""
    found = scenario_compare.compare(kept, "small", ("promotion", "on the promotion"), WEEK)
    assert found.differences[["layer", "cause"]].to_numpy().tolist() == [
        ["on the promotion", "handle time"]
    ]


def test_service_of_the_plans_seats(kept) -> None:
    """Tests that more calls on the same seats serve worse, and that patience gives answer rates."""
    found = totals(scenario_compare.compare(kept, "small", ("base", "promotion", "patient"), WEEK))
    assert found.loc["base", "service_level"] >= 0.8
    assert found.loc["base", "intervals_below"] == 0
    assert found.loc["promotion", "service_level"] < found.loc["base", "service_level"]
    assert found.loc["promotion", "asa_s"] > found.loc["base", "asa_s"]
    assert isnan(found.loc["base", "answer_rate"])
    assert 0 < found.loc["patient", "answer_rate"] < 1
    assert found.loc["patient", "target"] == "90/15"
    assert found.loc["patient", "shrinkage"] == 0.1


def test_cost_where_an_hour_has_a_price(kept, monkeypatch) -> None:
    """Tests that money follows the paid hours, in the rows and in the causes."""
    import dataclasses

    real = centres.centre
    monkeypatch.setattr(
        centres,
        "centre",
        lambda desk, name: dataclasses.replace(real(desk, name), hour_cost=50.0, currency="EUR"),
    )
    found = scenario_compare.compare(kept, "small", ("base", "promotion"), WEEK)
    rows = totals(found)
    assert found.currency == "EUR"
    assert rows.loc["promotion", "cost"] == pytest.approx(50 * rows.loc["promotion", "paid_hours"])
    assert found.differences["cost"].sum() == pytest.approx(rows.loc["promotion", "cost_change"])


def test_sites_pooled_need_no_more_than_islands(two_sites) -> None:
    """Tests that both sites' calls are there either way, and pooling saves hours."""
    found = scenario_compare.compare(two_sites, "small", ("base", "pooled", "islands"), WEEK)
    rows = totals(found)
    assert rows.loc["pooled", "volume"] == pytest.approx(rows.loc["islands", "volume"])
    assert rows.loc["pooled", "volume"] > rows.loc["base", "volume"]
    assert rows.loc["pooled", "required_hours"] < rows.loc["islands", "required_hours"]
    assert found.sources == {"centre:other": "plan of record, version 1"}
    hours = scenario_compare.pooling(two_sites, "small", ("base", "islands"), WEEK)
    assert (hours["together"] <= hours["planned"]).all()
    assert (hours["planned"] <= hours["apart"]).all()


def test_sites_that_are_not_there_are_refused(two_sites) -> None:
    """Tests that a missing centre, a missing plan and a missing file are each said."""
    for site, words in (
        (OtherSite("X", centre="nowhere"), "no such other centre"),
        (OtherSite("X", centre="small"), "no such other centre"),
    ):
        with pytest.raises(BadInputError, match=words):
            scenarios.save_scenario(two_sites, "small", Scenario("x", sites=(site,)))
    scenarios.save_scenario(
        two_sites, "small", Scenario("file", sites=(OtherSite("X", file="x.csv"),))
    )
    with pytest.raises(BadInputError, match="was not imported"):
        scenario_compare.compare(two_sites, "small", ("base", "file"), WEEK)
    later = WEEK + timedelta(days=7)
    with pytest.raises(BadInputError, match="lacks"):
        scenario_compare.compare(two_sites, "small", ("base", "pooled"), later)


def test_a_sites_file_is_kept_and_added(kept) -> None:
    """Tests that a CSV comes in with its fingerprint and its calls come on top."""
    stamps = pd.date_range(WEEK, periods=8 * 48, freq="30min")
    text = "timestamp,volume,aht_s\n" + "".join(f"{t},2,200\n" for t in stamps)
    assert scenario_plans.import_site_file(kept, "small", "x.csv", text.encode(), "") == 1
    assert scenario_plans.site_files(kept, "small") == ("x.csv",)
    scenarios.save_scenario(
        kept, "small", Scenario("file", sites=(OtherSite("X", file="x.csv", share=0.5),))
    )
    found = scenario_compare.compare(kept, "small", ("base", "file"), WEEK)
    rows = totals(found)
    assert rows.loc["file", "volume"] - rows.loc["base", "volume"] == pytest.approx(7 * 48)
    assert "x.csv, fingerprint " in found.sources["file:x.csv"]
    with pytest.raises(BadInputError, match="row 2"):
        scenario_plans.import_site_file(
            kept, "small", "y.csv", b"timestamp,volume,aht_s\nx,1,1\n", ""
        )


def test_overrides_stay_on_top(kept) -> None:
    """Tests that what a planner fixed by hand stays fixed under a scenario."""
    fixed = Override(Quantity.VOLUME, How.DAY, 500.0, WEEK, WEEK)
    overrides.add_overrides(kept, "small", [fixed], reason="by hand", expected_revision=0)
    plan = scenario_plans.plan_of(kept, "small", WEEK)
    under, frame = scenario_plans.under(kept, "small", plan, WEEK, "promotion")
    assert under.name == "promotion"
    days = frame.groupby(frame["timestamp"].dt.date)["volume"].sum()
    plain = plan.ground_frame.groupby(plan.ground_frame["timestamp"].dt.date)["volume"].sum()
    assert days[WEEK] == pytest.approx(500)
    tuesday = WEEK + timedelta(days=1)
    assert days[tuesday] == pytest.approx(1.1 * plain[tuesday])


def test_the_plan_under_a_scenario_compares_with_itself(kept) -> None:
    """Tests that a promoted scenario is not put on twice and differs from its plan by nothing."""
    mine = "on the promotion"
    before = totals(scenario_compare.compare(kept, "small", ("base", mine), WEEK))
    scenario_promotion.promote(kept, "small", mine, WEEK, "agreed")
    after = scenario_compare.compare(kept, "small", ("base", mine, "promotion"), WEEK)
    rows = totals(after)
    for name in ("base", mine):
        assert rows.loc[name, "required_hours"] == before.loc[mine, "required_hours"]
    (left,) = after.differences.itertuples()
    assert (left.scenario, left.layer, left.cause) == ("promotion", mine, "handle time")
