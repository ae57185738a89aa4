"""Roster revisions, and the problems that they answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from wfm.core.errors import BadInputError, ConflictError
from wfm.core.roster import Activity, Assignment, Roster
from wfm.core.shifts import BreakKind
from wfm.store import Action, Entity, RosterOrigin, RosterStatus

pytestmark = pytest.mark.unit


@pytest.fixture
def save(store, week_of, monday):
    """Save the next revision."""

    def save(shifts=1, expected=0, first_day=monday, n_days=7, **more):
        with store.transaction() as tx:
            return tx.rosters.save_revision(
                "bank",
                week_of(shifts, first_day),
                first_day=first_day,
                n_days=n_days,
                origin=RosterOrigin.SOLVE,
                expected_revision=expected,
                author="li",
                reason="r",
                **more,
            )

    return save


@pytest.fixture
def publish(store):
    """Publish a revision."""

    def publish(info, expected=None):
        with store.transaction() as tx:
            return tx.rosters.publish(
                info.id,
                expected_revision=info.revision if expected is None else expected,
                author="wang",
                reason="week is ready",
            )

    return publish


def test_a_revision_comes_back_whole(store, problem, monday):
    """Tests that breaks, score, problem and parent survive."""
    meal = Activity(240, 30, BreakKind.MEAL)
    roster = Roster((Assignment("A001", monday, "E", (meal,)),))
    score = {"objective": 12.5, "bound": float("-inf"), "status": "feasible"}
    with store.transaction() as tx:
        asked = tx.problems.save("bank", problem, author="li", reason="")
        info = tx.rosters.save_revision(
            "bank",
            roster,
            first_day=monday,
            n_days=7,
            origin=RosterOrigin.EDIT,
            expected_revision=0,
            problem_id=asked.id,
            score=score,
            author="li",
            reason="A001 asked",
        )
    with store.read() as view:
        saved = view.rosters.get(info.id)
        assert view.rosters.latest("bank", monday) == saved
        assert view.problems.get(saved.info.problem_id).problem == problem
    assert saved.roster == roster
    assert saved.info.score == {"objective": 12.5, "bound": None, "status": "feasible"}
    assert (info.status, info.origin, info.n_days) == (RosterStatus.DRAFT, RosterOrigin.EDIT, 7)


def test_equal_problems_are_kept_once(store, problem):
    """Tests that a problem that was solved twice is stored once per centre."""
    with store.transaction() as tx:
        first = tx.problems.save("bank", problem, author="li", reason="")
        again = tx.problems.save("bank", problem, author="wang", reason="")
    assert first == again
    with store.read() as view:
        assert view.problems.all("bank") == (first,)
        with pytest.raises(BadInputError, match="problem"):
            view.problems.get(99)


def test_the_second_of_two_authors_is_told(store, save, monday):
    """Tests that a revision made on an outdated one is refused with both numbers."""
    save(1)
    save(2, expected=1)
    with pytest.raises(ConflictError, match="revision 1, the newest is 2"):
        save(3, expected=1)
    with store.read() as view:
        assert len(view.rosters.latest("bank", monday).roster) == 2
        assert [r.revision for r in view.rosters.revisions("bank", monday)] == [2, 1]


def test_publishing_supersedes(store, save, publish, monday):
    """Tests that one revision of a week is published, and that the earlier one is superseded."""
    first, second = save(1), save(2, expected=1)
    publish(first, expected=2)
    published = publish(second)
    assert (published.status, published.published_by) == (RosterStatus.PUBLISHED, "wang")
    with store.read() as view:
        assert view.rosters.published("bank", monday).info == published
        assert view.rosters.info(first.id).status is RosterStatus.SUPERSEDED
        entries = view.trail.entries(entity=Entity.ROSTER, limit=2)
    assert [e.action for e in entries] == [Action.PUBLISHED, Action.SUPERSEDED]
    assert entries[0].before == {"published_revision": 1}
    assert entries[0].after == {"published_revision": 2}


def test_only_a_draft_seen_as_newest_is_published(store, save, publish):
    """Tests that neither an outdated view nor a published revision is published."""
    first = save(1)
    save(2, expected=1)
    with pytest.raises(ConflictError, match="newest is 2"):
        publish(first, expected=1)
    publish(first, expected=2)
    with pytest.raises(ConflictError, match="published already"):
        publish(first, expected=2)


def test_a_day_has_one_published_truth(save, publish, monday):
    """Tests that published horizons may touch, but not overlap or shrink."""
    week_2 = monday + timedelta(days=7)
    publish(save(1, n_days=14))
    with pytest.raises(ConflictError, match="shares days"):
        publish(save(1, first_day=week_2))
    with pytest.raises(ConflictError, match="take days back"):
        publish(save(1, expected=1, n_days=7))
    publish(save(1, first_day=monday + timedelta(days=14)))


def test_a_published_span_is_read_across_weeks(store, save, publish, monday):
    """Tests that the seam of the next week sees the published shifts of the weeks before."""
    week_2 = monday + timedelta(days=7)
    publish(save(7))
    publish(save(2, first_day=week_2))
    save(7, expected=1, first_day=week_2)  # a draft does not count
    with store.read() as view:
        roster = view.rosters.published_roster("bank", monday + timedelta(days=5), week_2)
        assert view.rosters.first_days("bank") == (week_2, monday)
    assert [a.day - monday for a in roster] == [timedelta(days=n) for n in (5, 6, 7)]


def test_a_run_saves_one_revision(store, save, monday):
    """Tests that a run that is done again after a crash does not save its roster twice."""
    first = save(1, run_id="run-1")
    again = save(5, run_id="run-1")
    assert again == first
    with store.read() as view:
        assert view.rosters.by_run("run-1") == first
        assert view.rosters.by_run("run-2") is None
        assert view.rosters.newest_revision("bank", monday) == 1


def test_a_shift_outside_the_horizon_is_refused(store, save, monday):
    """Tests that what lies outside is named, and nothing is saved."""
    with pytest.raises(BadInputError, match="A001 2026-11-09"):
        save(8, n_days=7)
    with store.read() as view:
        assert view.rosters.latest("bank", monday) is None
        assert view.rosters.published("bank", monday) is None


def test_an_unknown_roster_is_said(store):
    """Tests that the error names the id."""
    with pytest.raises(BadInputError, match="'77'"), store.read() as view:
        view.rosters.get(77)
