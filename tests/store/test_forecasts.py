"""Forecast and requirement versions."""

from __future__ import annotations

import json
from datetime import timedelta

import pandas as pd
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from pandas.testing import assert_frame_equal

from wfm.core.errors import BadInputError
from wfm.store import Action, Entity

pytestmark = pytest.mark.unit


@pytest.fixture
def frame():
    """A forecast of three intervals."""
    stamps = pd.date_range("2026-11-02", periods=3, freq="30min", tz="Asia/Shanghai")
    return pd.DataFrame({"timestamp": stamps, "queue": "all", "volume": [1.5, 0.0, 7.25]})


@pytest.fixture
def save(store, frame, monday):
    """Save a forecast version."""

    def save(first_day=monday, n_days=7, scenario="base"):
        with store.transaction() as tx:
            return tx.forecasts.save(
                "bank",
                frame,
                scenario=scenario,
                first_day=first_day,
                n_days=n_days,
                model="mean_of_three",
                backtest={"wape": 0.08, "mase": float("nan")},
                provenance={"history": 3},
                author="li",
                reason="weekly",
            )

    return save


def test_a_version_comes_back_whole(store, frame, save, monday):
    """Tests that frame, days, model, back-test and provenance survive."""
    info = save()
    with store.read() as view:
        saved = view.forecasts.get(info.id)
    assert_frame_equal(saved.frame, frame, check_freq=False)
    assert saved.info == info
    assert (info.version, info.n_days, info.last_day) == (1, 7, monday + timedelta(days=6))
    assert info.backtest == {"wape": 0.08, "mase": None}
    assert not info.published


def test_versions_count_per_centre_newest_first(store, save):
    """Tests that versions are numbered on and can be listed by scenario."""
    save()
    save(scenario="growth")
    save()
    with store.read() as view:
        assert [f.version for f in view.forecasts.versions("bank")] == [3, 2, 1]
        assert [f.version for f in view.forecasts.versions("bank", "growth")] == [2]


def test_one_version_of_a_first_day_is_published(store, save, monday):
    """Tests that publishing a later version takes the place of the one before."""
    first, second = save(), save()
    with store.transaction() as tx:
        tx.forecasts.publish(first.id, author="li", reason="go")
    with store.transaction() as tx:
        tx.forecasts.publish(second.id, author="wang", reason="better")
    with store.read() as view:
        assert view.forecasts.published("bank", monday).id == second.id
        assert not view.forecasts.info(first.id).published
        entry = view.trail.entries(entity=Entity.FORECAST)[0]
    assert (entry.action, entry.who) == (Action.PUBLISHED, "wang")
    assert (entry.before, entry.after) == ({"version": 1}, {"version": 2})


def test_the_published_version_of_a_day_is_the_last_that_covers_it(store, save, monday):
    """Tests that overlapping horizons give way to the one published last, day by day."""
    long, short = save(n_days=14), save(first_day=monday + timedelta(days=7), n_days=7)
    with store.transaction() as tx:
        tx.forecasts.publish(long.id, author="li", reason="")
        tx.forecasts.publish(short.id, author="li", reason="")
    with store.read() as view:
        found = [view.forecasts.published("bank", monday + timedelta(days=n)) for n in (0, 7, 14)]
    assert [f.id if f else None for f in found] == [long.id, short.id, None]


def test_an_unknown_version_is_said(store):
    """Tests that the errors name what was looked for."""
    with store.read() as view:
        with pytest.raises(BadInputError, match="forecast"):
            view.forecasts.get(99)
        with pytest.raises(BadInputError, match="requirement"):
            view.requirements.get(99)


def test_a_requirement_names_its_forecast(store, frame, save):
    """Tests that a requirement version keeps frame, target and forecast."""
    forecast = save()
    with store.transaction() as tx:
        first = tx.requirements.save(
            "bank",
            frame,
            forecast_id=forecast.id,
            target={"service_level": 0.8, "within_s": 10},
            author="li",
            reason="",
        )
        second = tx.requirements.save(
            "bank", frame, forecast_id=None, target={}, author="li", reason="by hand"
        )
    with store.read() as view:
        saved = view.requirements.get(first.id)
        assert view.requirements.versions("bank") == (second, first)
        assert view.requirements.versions("bank", forecast.id) == (first,)
    assert_frame_equal(saved.frame, frame, check_freq=False)
    assert saved.info.target == {"service_level": 0.8, "within_s": 10}
    assert (first.version, second.version, second.forecast_id) == (1, 2, None)


def test_details_come_back_with_the_frame_and_stay_out_of_lists(store, frame, monday):
    """Tests that what is too large for a list of versions is kept and read with the version."""
    with store.transaction() as tx:
        info = tx.forecasts.save(
            "bank",
            frame,
            scenario="",
            first_day=monday,
            n_days=7,
            model="m",
            backtest={},
            provenance={},
            author="li",
            reason="weekly",
            details={"parts": {"all": [1.0, float("nan")]}},
        )
    with store.read() as view:
        assert view.forecasts.get(info.id).details == {"parts": {"all": [1.0, None]}}
        assert not hasattr(view.forecasts.versions("bank")[0], "details")


def test_versions_from_before_details_keep_their_parts(database, store, save):
    """Tests that the migration moves parts, notes and back-test and leaves the rest alone."""
    old = save()
    provenance = {"history_revision": 3, "parts": {"all": 1}, "notes": ["n"]}
    config = Config()
    config.set_main_option("script_location", "wfm.store:migrations")
    with database.writing() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        connection.execute(
            sa.text("UPDATE forecasts SET provenance = :p"), {"p": json.dumps(provenance)}
        )
    database.migrate()
    with store.read() as view:
        found = view.forecasts.get(old.id)
    assert found.info.provenance == {"history_revision": 3}
    assert found.details == {
        "parts": {"all": 1},
        "notes": ["n"],
        "backtest": {"wape": 0.08, "mase": None},
    }
