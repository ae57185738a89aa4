"""A small centre in a database of its own for every test, copied from a template made once."""

from __future__ import annotations

import shutil
from datetime import timedelta

import pytest
from support.centres import PATTERN, WEEK, write_centre

from wfm.core.roster import Activity, Assignment, Roster
from wfm.core.shifts import BreakKind
from wfm.service import centres, forecast_runs, weeks
from wfm.service.desk import Actor, Desk, Role
from wfm.store import RosterOrigin, Store
from wfm.store.database import FILE

MANAGER = Actor("Mei", Role.MANAGER)


def _pattern_roster(pattern=PATTERN, week=WEEK) -> Roster:
    """Roster of the pattern, meal after 3.5 hours and rest after 5.5."""
    breaks = (Activity(210, 30, BreakKind.MEAL), Activity(330, 30, BreakKind.REST))
    return Roster(
        tuple(
            Assignment(agent, week + timedelta(days=d), code, breaks)
            for agent, codes in pattern.items()
            for d, code in enumerate(codes)
            if code != "."
        )
    )


def _save_roster(desk: Desk, roster: Roster, *, week=WEEK, publish=True) -> int:
    """Save a roster of a week as it would come from a run; returns its id."""
    problem = weeks.fresh_problem(desk, "small", week, base=None)
    who = {"author": desk.actor.name, "reason": "made by hand"}
    with desk.store.transaction() as tx:
        kept = tx.problems.save("small", problem, **who)
        newest = tx.rosters.newest_revision("small", week)
        info = tx.rosters.save_revision(
            "small",
            roster,
            first_day=week,
            n_days=7,
            origin=RosterOrigin.SOLVE,
            expected_revision=newest,
            problem_id=kept.id,
            score={"status": "feasible", "objective": 100.0, "bound": 1.0},
            **who,
        )
        if publish:
            tx.rosters.publish(info.id, expected_revision=newest + 1, **who)
    return info.id


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """The small centre's folder; not to be changed."""
    return write_centre(tmp_path_factory.mktemp("centres") / "small")


@pytest.fixture(scope="session")
def templates(tmp_path_factory, folder):
    """Folders with a database each: imported, forecast, and published."""
    found = {}
    place = tmp_path_factory.mktemp("templates")
    steps = {
        "imported": lambda desk: centres.import_folder(desk, folder, "first import"),
        "forecast": lambda desk: forecast_runs.make_version(
            desk, "small", scenario=None, first_day=WEEK, weeks=2, with_backtest=False
        ),
        "published": lambda desk: _save_roster(desk, _pattern_roster()),
    }
    before = None
    for name, step in steps.items():
        found[name] = place / name
        found[name].mkdir()
        if before is not None:
            shutil.copy(before / FILE, found[name] / FILE)
        with Store.in_folder(found[name]) as store:
            step(Desk(store, MANAGER))
        # Closing the last connection writes the log into the file.
        before = found[name]
    return found


@pytest.fixture
def open_copy(templates, tmp_path):
    """Open a copy of a template's database as the manager."""
    stores = []

    def make(name: str) -> Desk:
        place = tmp_path / f"store{len(stores)}"
        place.mkdir()
        shutil.copy(templates[name] / FILE, place / FILE)
        stores.append(Store.in_folder(place))
        return Desk(stores[-1], MANAGER)

    yield make
    for store in stores:
        store.close()


@pytest.fixture
def pattern_roster():
    """Make the roster of a pattern for a week."""
    return _pattern_roster


@pytest.fixture
def save_roster():
    """Save a roster of a week as it would come from a run."""
    return _save_roster


@pytest.fixture
def empty_desk(tmp_path):
    """A desk on an empty database."""
    with Store.in_folder(tmp_path / "empty") as store:
        yield Desk(store, MANAGER)


@pytest.fixture
def imported(open_copy):
    """The centre imported, nothing forecast."""
    return open_copy("imported")


@pytest.fixture
def planned(open_copy):
    """With a forecast of two weeks."""
    return open_copy("forecast")


@pytest.fixture
def desk(open_copy):
    """With a published roster of the week: the pattern."""
    return open_copy("published")


@pytest.fixture
def as_role():
    """The same store with somebody else at the desk."""
    return lambda desk, role: Desk(desk.store, Actor(f"some {role}", Role(role)))


@pytest.fixture
def trail():
    """Audit trail of the centre, oldest first, as (who, action, entity, why)."""

    def read(desk: Desk) -> list[tuple[str, str, str, str]]:
        with desk.store.read() as tx:
            entries = tx.trail.entries(centre="small", limit=500)
        return [(e.who, str(e.action), str(e.entity), e.why) for e in reversed(entries)]

    return read
