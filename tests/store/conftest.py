"""Databases to test on: SQLite always, PostgreSQL when WFM_TEST_POSTGRES gives a server's URL."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from support.databases import KINDS, empty_database

from wfm.core.people import Agent, Contract
from wfm.core.problem import Demand, Problem
from wfm.core.roster import Assignment, Roster
from wfm.core.shifts import Shift
from wfm.store import Database, Store

MONDAY = date(2026, 11, 2)


class Ticking:
    """A clock that goes a second on at every look, or as far as it is put."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def put_on(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture(params=KINDS)
def url(request, tmp_path):
    """URL of an empty database of its own."""
    with empty_database(request.param, tmp_path) as found:
        yield found


@pytest.fixture
def database(url):
    """An open database with every table."""
    opened = Database(url)
    yield opened
    opened.close()


@pytest.fixture
def clock():
    """The store's clock."""
    return Ticking()


@pytest.fixture
def store(database, clock):
    """A store with one centre, ``bank``."""
    store = Store(database, clock)
    with store.transaction() as tx:
        tx.centres.add("bank", title="Bank", zone="Asia/Shanghai", author="li", reason="first")
    return store


@pytest.fixture
def monday():
    """First day of the week that the tests speak of."""
    return MONDAY


@pytest.fixture
def week_of():
    """Make a small roster: one agent on one shift for the first days of a week."""

    def make(shifts: int, first_day: date = MONDAY) -> Roster:
        days = [first_day + timedelta(days=n) for n in range(shifts)]
        return Roster(tuple(Assignment("A001", day, "E") for day in days))

    return make


@pytest.fixture
def problem():
    """The smallest problem that is whole."""
    return Problem(
        name="bank",
        zone="Asia/Shanghai",
        interval_min=30,
        first_day=MONDAY,
        n_days=7,
        agents=(Agent("A001", "red", "full"),),
        contracts=(Contract("full"),),
        shifts=(Shift("E", "E", "早", 480, 480),),
        demands=(Demand(required=(1,) * 7 * 48),),
        rules=(),
    )
