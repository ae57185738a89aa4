"""What every noun of the store owes: a trail, one author at a time, an order, refusals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from wfm.core.errors import BadInputError, ConflictError
from wfm.core.people import Leave, LeaveType
from wfm.core.problem import Pin, Problem
from wfm.core.roster import Assignment, Roster
from wfm.store import (
    Action,
    DocumentKind,
    Entity,
    LeaveSource,
    RequestStatus,
    RosterOrigin,
    RunStatus,
    SwapWish,
)

pytestmark = pytest.mark.unit
MONDAY = date(2026, 11, 2)
UNNAMED = "somebody who is not there"


def frame() -> pd.DataFrame:
    stamps = pd.date_range("2026-11-02", periods=2, freq="30min", tz="Asia/Shanghai")
    return pd.DataFrame({"timestamp": stamps, "queue": "all", "volume": [1.0, 2.0]})


def week(n: int = 1, first_day: date = MONDAY) -> Roster:
    days = [first_day + timedelta(days=k) for k in range(n)]
    return Roster(tuple(Assignment("A001", day, "E") for day in days))


@dataclass
class Acts:
    """Every change of the store, by one author and for one reason."""

    tx: Any
    problem: Problem
    author: str = "chen"
    reason: str = "why not"
    centre: str = "bank"

    @property
    def by(self) -> dict[str, str]:
        return {"author": self.author, "reason": self.reason}

    def add_centre(self) -> Any:
        return self.tx.centres.add("other", title="Other", zone="UTC", **self.by)

    def document(self, expected: int = 0, kind: DocumentKind = DocumentKind.PEOPLE) -> Any:
        about = {"expected_revision": expected, **self.by}
        return self.tx.documents.save(self.centre, kind, {"n": expected}, **about)

    def scenario(self, expected: int = 0, name: str = "growth") -> Any:
        about = {"expected_revision": expected, **self.by}
        return self.tx.scenarios.save(self.centre, name, {"growth": 1.1}, **about)

    def delete_scenario(self, expected: int = 1) -> None:
        self.tx.scenarios.delete(self.centre, "growth", expected_revision=expected, **self.by)

    def forecast(self) -> Any:
        about = {"scenario": "base", "first_day": MONDAY, "n_days": 7, "model": "m"}
        about |= {"backtest": {}, "provenance": {}, **self.by}
        return self.tx.forecasts.save(self.centre, frame(), **about)

    def publish_forecast(self) -> None:
        (newest, *_) = self.tx.forecasts.versions(self.centre)
        self.tx.forecasts.publish(newest.id, **self.by)

    def requirement(self) -> Any:
        return self.tx.requirements.save(
            self.centre, frame(), forecast_id=None, target={}, **self.by
        )

    def save_problem(self, name: str = "bank") -> Any:
        return self.tx.problems.save(self.centre, replace(self.problem, name=name), **self.by)

    def roster(self, expected: int = 0, first_day: date = MONDAY) -> Any:
        about = {"first_day": first_day, "n_days": 7, "origin": RosterOrigin.EDIT}
        about |= {"expected_revision": expected, **self.by}
        return self.tx.rosters.save_revision(self.centre, week(1, first_day), **about)

    def publish_roster(self, expected: int = 1) -> None:
        newest = self.tx.rosters.latest(self.centre, MONDAY).info
        self.tx.rosters.publish(newest.id, expected_revision=expected, **self.by)

    def pin(self, agent: str = "A001", shift: str | None = "E", day: date = MONDAY) -> None:
        self.tx.pins.set(self.centre, [Pin(agent, day, shift)], **self.by)

    def release(self) -> None:
        self.tx.pins.release(self.centre, [("A001", MONDAY)], **self.by)

    def ask(self) -> Any:
        wish = SwapWish("A001", "A002", MONDAY, MONDAY + timedelta(days=1))
        return self.tx.requests.ask(self.centre, wish, **self.by)

    def decide(self, decision: str) -> None:
        (asked,) = self.tx.requests.all(self.centre, status=RequestStatus.ASKED)
        getattr(self.tx.requests, decision)(asked.id, **self.by)

    def approve(self) -> None:
        self.decide("approve")

    def refuse(self) -> None:
        self.decide("refuse")

    def withdraw(self) -> None:
        self.decide("withdraw")

    def grant(self, agent: str = "A001", first_day: date = MONDAY) -> Any:
        leave = Leave(agent, LeaveType.ANNUAL, first_day, first_day)
        return self.tx.leave.grant(self.centre, leave, source=LeaveSource.IMPORT, **self.by)

    def revoke(self) -> None:
        (granted,) = self.tx.leave.granted(self.centre, MONDAY, MONDAY)
        self.tx.leave.revoke(granted.id, **self.by)

    def enqueue(self) -> Any:
        return self.tx.runs.enqueue("solve", {}, centre=self.centre, **self.by)

    def cancel(self) -> None:
        (run,) = self.tx.runs.all(centre=self.centre, status=RunStatus.QUEUED)
        self.tx.runs.cancel(run.id, **self.by)


CHANGES = [
    ([], "add_centre", Entity.CENTRE, Action.CREATED),
    ([], "document", Entity.DOCUMENT, Action.CREATED),
    ([], "scenario", Entity.SCENARIO, Action.CREATED),
    (["scenario"], "delete_scenario", Entity.SCENARIO, Action.DELETED),
    ([], "forecast", Entity.FORECAST, Action.CREATED),
    (["forecast"], "publish_forecast", Entity.FORECAST, Action.PUBLISHED),
    ([], "requirement", Entity.REQUIREMENT, Action.CREATED),
    ([], "save_problem", Entity.PROBLEM, Action.CREATED),
    ([], "roster", Entity.ROSTER, Action.CREATED),
    (["roster"], "publish_roster", Entity.ROSTER, Action.PUBLISHED),
    ([], "pin", Entity.PIN, Action.SET),
    (["pin"], "release", Entity.PIN, Action.RELEASED),
    ([], "ask", Entity.REQUEST, Action.ASKED),
    (["ask"], "approve", Entity.REQUEST, Action.APPROVED),
    (["ask"], "refuse", Entity.REQUEST, Action.REFUSED),
    (["ask"], "withdraw", Entity.REQUEST, Action.WITHDRAWN),
    ([], "grant", Entity.LEAVE, Action.GRANTED),
    (["grant"], "revoke", Entity.LEAVE, Action.REVOKED),
    ([], "enqueue", Entity.RUN, Action.QUEUED),
    (["enqueue"], "cancel", Entity.RUN, Action.CANCELLED),
]
EACH = pytest.mark.parametrize(
    ("before", "change", "entity", "action"), CHANGES, ids=[change for _, change, _, _ in CHANGES]
)


@pytest.fixture
def act(store, problem) -> Callable[..., Any]:
    """Do changes by name, each in a transaction of its own."""

    def act(*changes: str, author: str = "li", reason: str = "first", **about: Any) -> Any:
        done = None
        for change in changes:
            with store.transaction() as tx:
                done = getattr(Acts(tx, problem, author, reason), change)(**about)
        return done

    return act


def trail(store, **about):
    with store.read() as view:
        return view.trail.entries(**about)


@EACH
def test_each_change_is_one_entry(store, act, clock, before, change, entity, action):
    """Tests that a change adds one entry with what, who, why, when and whose centre."""
    act(*before)
    seen = len(trail(store))
    started = clock()
    act(change, author="chen", reason="asked by phone")
    entries = trail(store)
    assert len(entries) == seen + 1
    entry = entries[0]
    assert (entry.entity, entry.action) == (entity, action)
    assert (entry.who, entry.why) == ("chen", "asked by phone")
    assert entry.centre == ("other" if change == "add_centre" else "bank")
    assert started < entry.at < clock()
    assert trail(store, who="chen", entity=entity, entity_id=entry.entity_id) == (entry,)


@EACH
@pytest.mark.parametrize("author", ["", "  "])
def test_no_change_without_a_name(store, act, before, change, entity, action, author):
    """Tests that a change by nobody is refused and leaves nothing behind."""
    act(*before)
    seen = trail(store)
    with pytest.raises(BadInputError, match="nobody is named"):
        act(change, author=author)
    assert trail(store) == seen
    act(change)
    assert trail(store)[0].action is action


@EACH
def test_a_change_that_is_undone_leaves_no_entry(
    store, problem, act, before, change, entity, action
):
    """Tests that change and entry are saved together or not at all."""
    act(*before)
    seen = trail(store)
    with pytest.raises(RuntimeError), store.transaction() as tx:
        getattr(Acts(tx, problem), change)()
        assert tx.trail.entries()[0].action is action
        raise RuntimeError
    assert trail(store) == seen


@pytest.mark.parametrize(
    ("before", "change", "newest"),
    [
        ([], "document", 0),
        (["document"], "document", 1),
        ([], "scenario", 0),
        (["scenario"], "scenario", 1),
        (["scenario"], "delete_scenario", 1),
        ([], "roster", 0),
        (["roster"], "roster", 1),
        (["roster"], "publish_roster", 1),
    ],
)
def test_only_the_newest_revision_may_be_changed(store, act, before, change, newest):
    """Tests that a change of an older or an unheard-of revision saves nothing."""
    act(*before)
    seen = trail(store)
    for expected in {newest - 1, newest + 1, newest + 7} - {-1}:
        with pytest.raises(ConflictError):
            act(change, expected=expected)
    assert trail(store) == seen
    act(change, expected=newest)
    assert len(trail(store)) == len(seen) + 1


@pytest.mark.parametrize("change", [c for b, c, _, _ in CHANGES if not b and c != "add_centre"])
def test_unknown_centre_is_refused(store, problem, change):
    """Tests that nothing is saved for a centre that is not there."""
    seen = trail(store)
    with pytest.raises(BadInputError, match="not there"), store.transaction() as tx:
        getattr(Acts(tx, problem, centre=UNNAMED), change)()
    assert trail(store) == seen


UNKNOWN = {
    "centre": lambda view: view.centres.get(UNNAMED),
    "document": lambda view: view.documents.get(99),
    "document revision": lambda view: view.documents.revision("bank", DocumentKind.PEOPLE, 9),
    "scenario": lambda view: view.scenarios.get("bank", UNNAMED),
    "forecast": lambda view: view.forecasts.get(99),
    "forecast info": lambda view: view.forecasts.info(99),
    "requirement": lambda view: view.requirements.get(99),
    "requirement info": lambda view: view.requirements.info(99),
    "problem": lambda view: view.problems.get(99),
    "roster": lambda view: view.rosters.get(99),
    "roster info": lambda view: view.rosters.info(99),
    "request": lambda view: view.requests.get(99),
    "leave": lambda view: view.leave.get(99),
    "run": lambda view: view.runs.get(UNNAMED),
}


@pytest.mark.parametrize("noun", UNKNOWN)
def test_what_is_not_there_is_refused(store, noun):
    """Tests that asking for one thing by an unknown name is a plain error with a mend."""
    with store.read() as view, pytest.raises(BadInputError) as caught:
        UNKNOWN[noun](view)
    assert all(fault.mend for fault in caught.value.faults)


def test_an_empty_store_has_nothing_to_show(store):
    """Tests that searches of an empty centre give None or nothing, never an error."""
    with store.read() as view:
        found = [
            view.centres.find(UNNAMED),
            view.documents.current("bank", DocumentKind.PEOPLE),
            view.scenarios.find("bank", "growth"),
            view.forecasts.published("bank", MONDAY),
            view.rosters.latest("bank", MONDAY),
            view.rosters.published("bank", MONDAY),
            view.rosters.by_run(UNNAMED),
        ]
        lists = [
            view.documents.revisions("bank"),
            view.scenarios.all("bank"),
            view.forecasts.versions("bank"),
            view.requirements.versions("bank"),
            view.problems.all("bank"),
            view.rosters.revisions("bank", MONDAY),
            view.rosters.first_days("bank"),
            view.rosters.published_between("bank", MONDAY, MONDAY),
            view.pins.active("bank", MONDAY, MONDAY),
            view.pins.history("bank", ("A001", MONDAY)),
            view.requests.all("bank"),
            view.requests.swaps("bank", MONDAY, MONDAY),
            view.leave.granted("bank", MONDAY, MONDAY),
            view.runs.all(centre="bank"),
            view.workers.alive(),
        ]
        assert len(view.rosters.published_roster("bank", MONDAY, MONDAY)) == 0
        assert view.documents.newest_revision("bank", DocumentKind.PEOPLE) == 0
        assert view.rosters.newest_revision("bank", MONDAY) == 0
    assert found == [None] * len(found)
    assert lists == [()] * len(lists)


def test_versions_come_newest_first(store, act):
    """Tests that whatever is numbered or dated comes with the newest in front."""
    for n in range(3):
        act("document", expected=n)
        act("roster", expected=n)
        act("forecast", "requirement", "ask", "enqueue")
        act("save_problem", name=f"p{n}")
    with store.read() as view:
        ids = {
            "documents": [x.revision for x in view.documents.revisions("bank")],
            "rosters": [x.revision for x in view.rosters.revisions("bank", MONDAY)],
            "forecasts": [x.version for x in view.forecasts.versions("bank")],
            "requirements": [x.version for x in view.requirements.versions("bank")],
        }
        dated = {
            "requests": [x.id for x in view.requests.all("bank")],
            "problems": [x.id for x in view.problems.all("bank")],
            "trail": [x.id for x in view.trail.entries()],
            "runs": [x.created_at for x in view.runs.all(centre="bank")],
        }
    assert all(found == [3, 2, 1] for found in ids.values()), ids
    for noun, found in dated.items():
        assert len(found) >= 3, noun
        assert found == sorted(found, reverse=True), noun


def test_names_and_days_come_in_their_order(store, act):
    """Tests that centres and scenarios come by name, pins and leave by agent or day."""
    act("add_centre")
    for name in ("zeta", "alpha", "mid"):
        act("scenario", name=name)
    later = MONDAY + timedelta(days=1)
    for agent, day in (("A002", MONDAY), ("A001", later), ("A001", MONDAY)):
        act("pin", agent=agent, day=day)
        act("grant", agent=agent, first_day=day)
    act("roster", first_day=MONDAY)
    act("roster", first_day=MONDAY + timedelta(days=14))
    act("roster", first_day=MONDAY + timedelta(days=7))
    with store.read() as view:
        assert [c.name for c in view.centres.all()] == ["bank", "other"]
        assert [s.name for s in view.scenarios.all("bank")] == ["alpha", "mid", "zeta"]
        pins = [(p.agent_id, p.day) for p in view.pins.active("bank", MONDAY, later)]
        leave = [(x.agent_id, x.first_day) for x in view.leave.granted("bank", MONDAY, later)]
        weeks = [(day - MONDAY).days for day in view.rosters.first_days("bank")]
    cells = [("A001", MONDAY), ("A001", later), ("A002", MONDAY)]
    assert pins == cells
    assert sorted(leave) == cells
    assert weeks == [14, 7, 0]
