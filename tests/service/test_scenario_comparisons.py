"""Tests that comparisons are made by a worker once, and kept by what they rest on."""

from __future__ import annotations

import threading
from datetime import timedelta

import pandas as pd
import pytest
from support.centres import NEXT_WEEK, WEEK, write_centre

from wfm.core.errors import BadInputError
from wfm.forecasting.overrides import How, Override, Quantity
from wfm.forecasting.scenario import OtherSite, Scenario, Target
from wfm.runs.worker import Worker
from wfm.service import (
    centres,
    forecast_runs,
    overrides,
    scenario_compare,
    scenario_comparisons,
    scenario_plans,
    scenario_promotion,
    scenarios,
    solves,
)
from wfm.service.handlers import HANDLERS
from wfm.service.scenario_comparisons import What, find, start
from wfm.store import DocumentKind

pytestmark = pytest.mark.unit
NAMES = ("base", "promotion")


@pytest.fixture
def kept(planned):
    """A desk with two scenarios more."""
    scenarios.save_scenario(planned, "small", Scenario("tight", target=Target(0.9, 10)))
    scenarios.save_scenario(planned, "small", Scenario("less", growth=0.8))
    return planned


def work(desk):
    """Do what waits, one run."""
    assert Worker(desk.store, HANDLERS).run_once()


def made(desk, names=NAMES, week=WEEK, what=What.SIDES):
    """A comparison once a worker has made it."""
    start(desk, "small", names, week, what)
    work(desk)
    return find(desk, "small", names, week, what).result


def n_runs(desk):
    """How many comparisons were ever asked of a worker."""
    with desk.store.read() as tx:
        return len(tx.runs.all(centre="small", kind=scenario_comparisons.KIND))


def test_what_is_kept_is_what_is_computed(kept) -> None:
    """Tests that every frame comes out of the store as the comparison makes it."""
    assert find(kept, "small", NAMES, WEEK).result is None
    found = made(kept)
    wanted = scenario_compare.compare(kept, "small", NAMES, WEEK)
    for name in ("rows", "curves", "differences"):
        pd.testing.assert_frame_equal(
            getattr(found, name), getattr(wanted, name), check_dtype=False
        )
    assert (found.currency, found.sources) == (wanted.currency, wanted.sources)
    pooled = made(kept, what=What.POOLING)
    pd.testing.assert_frame_equal(pooled, scenario_compare.pooling(kept, "small", NAMES, WEEK))


def test_asked_again_nothing_is_made_again(kept, as_role) -> None:
    """Tests that a kept comparison is there at once, for somebody else too, without a run."""
    made(kept)
    reader = as_role(kept, "scheduler")
    again = find(reader, "small", NAMES, WEEK)
    assert again.result is not None
    assert again.run is None
    assert n_runs(kept) == 1


def test_two_askers_share_a_run(kept, as_role) -> None:
    """Tests that a comparison under way is followed, not queued twice; looking is enough."""
    first = start(kept, "small", NAMES, WEEK)
    reader = as_role(kept, "agent")
    assert start(reader, "small", NAMES, WEEK) == first
    assert find(reader, "small", NAMES, WEEK).run.status == "queued"
    assert start(reader, "small", ("base", "less"), WEEK) != first
    solves.cancel(reader, first)
    assert find(kept, "small", NAMES, WEEK).run.status == "cancelled"
    assert start(kept, "small", NAMES, WEEK) != first


CHANGES = {
    "scenario": lambda desk: scenarios.save_scenario(
        desk, "small", Scenario("promotion", growth=1.2), 1
    ),
    "override": lambda desk: overrides.add_overrides(
        desk,
        "small",
        [Override(Quantity.VOLUME, How.PERCENT, 5.0, WEEK, WEEK)],
        reason="by hand",
        expected_revision=0,
    ),
    "plan": lambda desk: scenario_promotion.promote(desk, "small", "less", WEEK, "agreed"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_changed_input_asks_for_another(kept, what) -> None:
    """Tests that a comparison is no longer shown once what it rests on has changed."""
    before = find(kept, "small", NAMES, WEEK).key
    made(kept)
    CHANGES[what](kept)
    changed = find(kept, "small", NAMES, WEEK)
    assert changed.key != before
    assert changed.result is None


def test_what_has_nothing_to_do_with_it_leaves_it(kept) -> None:
    """Tests that other scenarios, weeks and days make no other comparison."""
    before = find(kept, "small", NAMES, WEEK).key
    scenarios.save_scenario(kept, "small", Scenario("less", growth=0.7), 1)
    far = Override(Quantity.VOLUME, How.PERCENT, 5.0, *[NEXT_WEEK + timedelta(days=60)] * 2)
    overrides.add_overrides(kept, "small", [far], reason="later", expected_revision=0)
    assert find(kept, "small", NAMES, WEEK).key == before
    assert find(kept, "small", NAMES, NEXT_WEEK).key != before
    assert find(kept, "small", NAMES[::-1], WEEK).key != before
    assert find(kept, "small", NAMES, WEEK, What.POOLING).key != before


def test_back_to_what_it_was_finds_the_old_one(kept) -> None:
    """Tests that a scenario restored is compared without a run: the same question again."""
    made(kept)
    scenarios.save_scenario(kept, "small", Scenario("promotion", growth=1.2), 1)
    assert find(kept, "small", NAMES, WEEK).result is None
    scenarios.restore(kept, "small", "promotion", 1, 2, "")
    assert find(kept, "small", NAMES, WEEK).result is not None


def test_another_sites_plan_counts(kept, tmp_path) -> None:
    """Tests that another centre's new plan and another file make another comparison."""
    centres.import_folder(kept, write_centre(tmp_path / "other"))
    for name, site in (
        ("site", OtherSite("X", centre="other")),
        ("file", OtherSite("X", file="x.csv")),
    ):
        scenarios.save_scenario(kept, "small", Scenario(name, sites=(site,)))
    with pytest.raises(BadInputError, match="no forecast of these days"):
        find(kept, "small", ("base", "site"), WEEK)
    seen = set()
    for model in ("weekday_mean_8", "seasonal_naive"):
        forecast_runs.make_version(
            kept, "other", scenario=None, first_day=WEEK, weeks=2, model=model, with_backtest=False
        )
        seen.add(find(kept, "small", ("base", "site"), WEEK).key)
    assert len(seen) == 2
    stamps = pd.date_range(WEEK, periods=8 * 48, freq="30min")
    for volume in (1, 2):
        text = "timestamp,volume,aht_s\n" + "".join(f"{t},{volume},200\n" for t in stamps)
        scenario_plans.import_site_file(kept, "small", "x.csv", text.encode(), "")
        seen.add(find(kept, "small", ("base", "file"), WEEK).key)
    assert len(seen) == 4


def test_a_stopped_run_leaves_nothing_and_the_next_one_begins_anew(kept) -> None:
    """Tests that a worker that ends gives the comparison back, and another one makes it."""
    start(kept, "small", NAMES, WEEK)
    ended = threading.Event()
    ended.set()
    Worker(kept.store, HANDLERS).run_once(ended)
    found = find(kept, "small", NAMES, WEEK)
    if found.result is None:
        assert found.run.status == "queued"
        work(kept)
    with kept.store.read() as tx:
        assert len(tx.documents.revisions("small", DocumentKind.COMPARISON)) == 1


def test_made_twice_is_kept_once(kept) -> None:
    """Tests that a worker that died after keeping its comparison does no harm."""
    made(kept)
    payload = {
        "key": "x",
        "what": "sides",
        "names": list(NAMES),
        "week": WEEK.isoformat(),
    }
    with kept.store.transaction() as tx:
        run = tx.runs.enqueue("comparison", payload, centre="small", author="Mei", reason="x")
    work(kept)
    assert solves.run(kept, run.id).status == "done"
    with kept.store.read() as tx:
        assert len(tx.documents.revisions("small", DocumentKind.COMPARISON)) == 1


def test_refused_before_a_worker_is_asked(kept) -> None:
    """Tests that too few, too many and unknown scenarios are refused at once."""
    for names in (("base",), ("base", "base"), tuple("abcdefg"), ("base", "nobody")):
        with pytest.raises(BadInputError):
            start(kept, "small", names, WEEK)
    with pytest.raises(BadInputError, match="no forecast"):
        start(kept, "small", NAMES, WEEK + timedelta(days=700))
    assert n_runs(kept) == 0
