"""Tests that a cleaning is proposed, decided, reversed, and used by forecasts; raw counts stay."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pytest
from support.centres import CENTRE, HISTORY_WEEKS, WEEK, history_csv

from wfm.core.errors import BadInputError, ConflictError, NotAllowedError
from wfm.forecasting.cleaning import ChangeKind
from wfm.runs.worker import Worker
from wfm.service import centres, cleanings, forecast_runs, histories
from wfm.service.cleaning_items import Status, changes_table
from wfm.service.handlers import HANDLERS

pytestmark = pytest.mark.unit
ZONE = "Asia/Shanghai"
FIRST = WEEK - timedelta(weeks=HISTORY_WEEKS)


def at(day, hour=0):
    """Instant of a local hour."""
    return (pd.Timestamp(day, tz=ZONE) + pd.Timedelta(hours=hour)).to_pydatetime()


def span_csv(first, last, volume):
    """Rows of queue general with one volume, from an hour up to another."""
    stamps = pd.date_range(first, last, freq="30min", inclusive="left")
    rows = [f"{stamp:%Y-%m-%d %H:%M},general,{volume}" for stamp in stamps]
    return "\n".join(["timestamp,queue,volume", *rows]).encode()


ODD = WEEK - timedelta(days=13)


@pytest.fixture
def faulty(imported):
    """The centre with an hour of far too many contacts, looked at once."""
    content = span_csv(at(ODD, 10), at(ODD, 11), 400)
    histories.save_history(imported, "small", "odd.csv", content)
    cleanings.look(imported, "small")
    return imported


def of(desk):
    """Newest cleaning and the item of the odd hour."""
    found = cleanings.cleaning(desk, "small")
    odd = [i for i in found.items if i.change.kind is ChangeKind.SPIKE]
    return found, (odd[0] if odd else None)


def decide(desk, status, *, note=""):
    """Decide about the odd hour."""
    found, item = of(desk)
    return cleanings.decide(
        desk, "small", [item.id], status, expected_revision=found.revision, note=note
    )


def test_nothing_is_put_on_silently(faulty, trail):
    """Tests that a proposal changes neither the history nor what a forecast learns from."""
    found, item = of(faulty)
    assert item.status is Status.PROPOSED
    assert (item.change.queue, item.change.start) == ("general", at(ODD, 10))
    assert item.change.raw == (400.0, 400.0)
    assert found.history_revision == 2
    learned = cleanings.training(faulty, "small")
    assert learned.cleaner is None
    assert learned.provenance == {}
    pd.testing.assert_frame_equal(learned.history, histories.history(faulty, "small"))
    assert "proposals" in trail(faulty)[-1][3]


def test_accept_and_reverse(faulty, trail):
    """Tests that an accepted change is learned from, a reversed one not, and raw counts stay."""
    raw = histories.history(faulty, "small")
    decide(faulty, Status.ACCEPTED, note="a counter ran wild")
    found, item = of(faulty)
    assert (item.author, item.note) == ("Mei", "a counter ran wild")
    learned = cleanings.training(faulty, "small")
    assert learned.provenance == {"cleaning_revision": found.revision, "cleaning_changes": 1}
    assert learned.history["volume"].sum() < raw["volume"].sum() - 500
    pd.testing.assert_frame_equal(learned.raw, raw)
    unwanted = cleanings.training(faulty, "small", cleaned=False)
    assert (unwanted.cleaner, unwanted.provenance) == (None, {})
    decide(faulty, Status.REVERSED)
    assert cleanings.training(faulty, "small").cleaner is None
    decide(faulty, Status.ACCEPTED)
    decide(faulty, Status.REJECTED)
    assert cleanings.training(faulty, "small").cleaner is None
    pd.testing.assert_frame_equal(histories.history(faulty, "small"), raw)
    assert histories.history_revision(faulty, "small") == 2
    assert sum("changes" in entry[3] for entry in trail(faulty)) == 4


def test_looking_again(faulty):
    """Tests that a second look keeps decisions and makes no revision of its own."""
    decide(faulty, Status.REJECTED)
    before = cleanings.cleaning(faulty, "small")
    assert cleanings.look(faulty, "small") == before.revision
    assert cleanings.cleaning(faulty, "small") == before


def test_new_counts_ask_again(faulty):
    """Tests that a decision on other counts does not hold for the new ones."""
    decide(faulty, Status.ACCEPTED)
    histories.save_history(faulty, "small", "c.csv", span_csv(at(ODD, 10), at(ODD, 11), 500))
    found, item = of(faulty)
    history = histories.history(faulty, "small")
    assert cleanings.stale(found.items, history) == {item.id}
    learned = cleanings.training(faulty, "small")
    pd.testing.assert_frame_equal(learned.history, history)
    cleanings.look(faulty, "small")
    _, item = of(faulty)
    assert item.status is Status.PROPOSED
    assert item.change.raw == (500.0, 500.0)
    usual = span_csv(at(ODD, 10), at(ODD, 11), 12)
    histories.save_history(faulty, "small", "c.csv", usual)
    cleanings.look(faulty, "small")
    assert of(faulty)[1] is None


def test_own_changes(imported):
    """Tests that a planner's numbers and states are accepted at once and can be reversed."""
    day = WEEK - timedelta(days=5)
    cleanings.add_correction(
        imported, "small", ["general"], at(day, 9), at(day, 10), volume=5.0, reason="double count"
    )
    cleanings.add_state(
        imported, "small", ["general", "dialect"], at(day, 12), at(day, 15), "outage", reason="line"
    )
    found = cleanings.cleaning(imported, "small")
    assert [i.status for i in found.items] == [Status.ACCEPTED] * 3
    assert all(i.own for i in found.items)
    learned = cleanings.training(imported, "small").history
    rows = learned[(learned["timestamp"] >= at(day, 9)) & (learned["timestamp"] < at(day, 15))]
    general = rows[rows["queue"] == "general"].set_index("timestamp")
    assert general["volume"].iloc[:2].tolist() == [5.0, 5.0]
    assert (rows.loc[rows["timestamp"] >= at(day, 12), "state"] == "outage").all()
    cleanings.look(imported, "small")
    assert len([i for i in cleanings.cleaning(imported, "small").items if i.own]) == 3
    found = cleanings.cleaning(imported, "small")
    own = [i.id for i in found.items if i.own]
    cleanings.decide(imported, "small", own, Status.REVERSED, expected_revision=found.revision)
    assert cleanings.training(imported, "small").cleaner is None


def test_newest_word_on_a_span_counts(imported):
    """Tests that a second correction of a span takes the first one's place."""
    day = WEEK - timedelta(days=5)
    for volume in (5.0, 7.0):
        cleanings.add_correction(
            imported, "small", ["general"], at(day, 9), at(day, 10), volume=volume, reason="x"
        )
    found = cleanings.cleaning(imported, "small")
    assert sorted(str(i.status) for i in found.items) == ["accepted", "reversed"]
    (change,) = found.accepted
    assert change.cleaned == (7.0, 7.0)


def test_run_by_the_worker(faulty):
    """Tests that a queued look is done by the worker."""
    histories.save_history(faulty, "small", "c.csv", history_csv(WEEK, 7, seed=8).encode())
    run_id = cleanings.start_cleaning(faulty, "small")
    Worker(faulty.store, HANDLERS).run_once()
    with faulty.store.read() as tx:
        run = tx.runs.get(run_id)
    assert str(run.status) == "done"
    assert cleanings.cleaning(faulty, "small").history_revision == 3


def test_forecast_names_its_cleaning(faulty):
    """Tests that a version says which cleaning it learned from, and is judged by raw counts."""
    decide(faulty, Status.ACCEPTED)
    revision = cleanings.cleaning(faulty, "small").revision
    made = {
        cleaned: forecast_runs.make_version(
            faulty,
            "small",
            scenario=None,
            first_day=WEEK,
            weeks=1,
            model="weekday_mean_8",
            cleaned=cleaned,
        )
        for cleaned in (True, False)
    }
    with faulty.store.read() as tx:
        found = {cleaned: tx.forecasts.get(key) for cleaned, key in made.items()}
    assert found[True].info.provenance["cleaning_revision"] == revision
    assert found[True].info.provenance["cleaning_changes"] == 1
    assert "cleaning_revision" not in found[False].info.provenance
    assert found[True].frame["volume"].sum() < found[False].frame["volume"].sum()
    bands = {cleaned: version.info.backtest["leads"] for cleaned, version in found.items()}
    assert bands[True]
    for band, scores in bands[True].items():
        # The habits see raw counts and are scored against them in both.
        assert scores["baselines"] == bands[False][band]["baselines"]


def test_table(faulty):
    """Tests that changes are listed interval by interval."""
    _, item = of(faulty)
    table = changes_table([item])
    assert table["raw"].tolist() == [400.0, 400.0]
    assert table["timestamp"].tolist() == [
        at(ODD, 10).isoformat(),
        (at(ODD, 10) + timedelta(minutes=30)).isoformat(),
    ]
    assert (table["status"] == "proposed").all()
    assert (table["score"] > 4).all()
    span = (at(ODD, 10), at(ODD, 11))
    cleanings.add_state(faulty, "small", ["general"], *span, "outage", reason="=1+1")
    own = [i for i in cleanings.cleaning(faulty, "small").items if i.own]
    assert set(changes_table(own)["reason"]) == {"'=1+1"}


def test_conflict(faulty):
    """Tests that two planners don't decide past each other."""
    found, item = of(faulty)
    decide(faulty, Status.ACCEPTED)
    with pytest.raises(ConflictError):
        cleanings.decide(
            faulty, "small", [item.id], Status.REJECTED, expected_revision=found.revision
        )


def test_refused(faulty):
    """Tests that what makes no sense is told and saves nothing."""
    found, item = of(faulty)
    for ids, status in (
        ([], Status.ACCEPTED),
        (["nothing"], Status.ACCEPTED),
        ([item.id], Status.REVERSED),
        ([item.id], Status.PROPOSED),
    ):
        with pytest.raises(BadInputError):
            cleanings.decide(faulty, "small", ids, status, expected_revision=found.revision)
    span = (at(ODD, 10), at(ODD, 11))
    with pytest.raises(BadInputError):
        cleanings.add_correction(faulty, "small", ["general"], *span, volume=1.0, reason=" ")
    with pytest.raises(BadInputError):
        cleanings.add_state(faulty, "small", [], *span, "outage", reason="x")
    with pytest.raises(BadInputError):
        cleanings.add_state(faulty, "small", ["nobody"], *span, "outage", reason="x")
    assert cleanings.cleaning(faulty, "small") == found


def test_without_history(empty_desk, tmp_path):
    """Tests that a centre without history has an empty cleaning, and nothing to look at."""
    from support.centres import write_centre

    centres.import_folder(
        empty_desk, write_centre(tmp_path / "small", centre_toml=CENTRE, history_csv=None)
    )
    assert cleanings.cleaning(empty_desk, "small").items == ()
    for refused in (cleanings.look, cleanings.start_cleaning, cleanings.training):
        with pytest.raises(BadInputError):
            refused(empty_desk, "small")


@pytest.mark.parametrize("role", ["agent", "shift_leader", "scheduler", "administrator"])
def test_not_allowed(faulty, as_role, role):
    """Tests that cleaning is the planner's."""
    other = as_role(faulty, role)
    found, item = of(other)
    with pytest.raises(NotAllowedError):
        cleanings.decide(
            other, "small", [item.id], Status.ACCEPTED, expected_revision=found.revision
        )
    with pytest.raises(NotAllowedError):
        cleanings.look(other, "small")
    with pytest.raises(NotAllowedError):
        cleanings.start_cleaning(other, "small")
    with pytest.raises(NotAllowedError):
        cleanings.add_state(
            other, "small", ["general"], at(ODD, 10), at(ODD, 11), "outage", reason="x"
        )
