"""Tests that cleaning proposes, changes nothing by itself, and never leaks into a back-test."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from wfm.core.errors import BadInputError
from wfm.forecasting.backtest import backtest
from wfm.forecasting.calendar import Calendar, Event
from wfm.forecasting.cleaned import Cleaner
from wfm.forecasting.cleaning import (
    ChangeKind,
    apply_changes,
    correction,
    propose,
    stale_changes,
    state_mark,
)

pytestmark = pytest.mark.unit
ZONE = "Asia/Shanghai"


def at(day, hour=0, minute=0, zone=ZONE):
    """Instant of a local time."""
    return pd.Timestamp(day, tz=zone) + pd.Timedelta(hours=hour, minutes=minute)


def put(history, start, end, *, by=None, volume=None):
    """History whose volumes of a span are multiplied or set."""
    mask = (history["timestamp"] >= start) & (history["timestamp"] < end)
    values = history["volume"].mask(mask, volume if by is None else history["volume"] * by)
    return history.assign(volume=values.round())


@pytest.fixture
def faulty(make_history):
    """Twenty weeks with a spike, an outage and an odd day."""
    history = make_history(n_days=140, daily=3000.0, noise=0.02)
    history = put(history, at("2026-03-04", 11), at("2026-03-04", 11, 30), by=3)
    history = put(history, at("2026-03-19", 10), at("2026-03-19", 13), volume=0)
    return put(history, at("2026-04-14"), at("2026-04-15"), by=1.8)


def test_proposals(faulty):
    """Tests that each fault is proposed with its span, volumes, score and reason."""
    before = faulty.copy()
    spike, outage, level = propose(faulty)
    assert (spike.kind, spike.start, spike.end) == (
        ChangeKind.SPIKE,
        at("2026-03-04", 11),
        at("2026-03-04", 11, 30),
    )
    assert spike.raw_total > 2 * spike.cleaned_total > 0
    assert spike.score > 4
    assert spike.reason
    assert (outage.kind, outage.start, outage.end) == (
        ChangeKind.OUTAGE,
        at("2026-03-19", 10),
        at("2026-03-19", 13),
    )
    assert (outage.raw_total, outage.cleaned_total, outage.state) == (0.0, None, "outage")
    assert outage.score < -4
    assert (level.kind, level.start, level.end) == (
        ChangeKind.LEVEL,
        at("2026-04-14"),
        at("2026-04-15"),
    )
    assert level.cleaned_total == pytest.approx(level.raw_total / 1.8, rel=0.12)
    pd.testing.assert_frame_equal(faulty, before)


def test_apply_is_idempotent_and_reversible(faulty):
    """Tests that changes touch their own intervals alone, once, and that raw data stay."""
    changes = propose(faulty)
    cleaned = apply_changes(faulty, changes)
    differs = cleaned["volume"].ne(faulty["volume"]) & ~(
        cleaned["volume"].isna() & faulty["volume"].isna()
    )
    assert differs.sum() <= sum(len(c.raw) for c in changes)
    assert (cleaned["state"] == "outage").sum() == 6
    assert cleaned["volume"][cleaned["state"] == "outage"].isna().all()
    pd.testing.assert_frame_equal(apply_changes(faulty, [*changes, *changes]), cleaned)
    # On what is cleaned already the changes are stale.
    pd.testing.assert_frame_equal(apply_changes(cleaned, changes), cleaned)
    pd.testing.assert_frame_equal(apply_changes(faulty, ()), faulty)
    assert [c for c in propose(cleaned) if c.key in {one.key for one in changes}] == []


def test_proposals_are_repeatable(faulty):
    """Tests that the same history gives the same proposals, queue by queue."""
    other = faulty.assign(queue="other")
    both = pd.concat([faulty, other], ignore_index=True)
    once = propose(both)
    assert once == propose(both)
    alone = propose(faulty)
    assert [c.start for c in once if c.queue == "other"] == [c.start for c in alone]


def test_abandoned_never_exceed_volume(faulty):
    """Tests that fewer contacts can't abandon more often than they came."""
    history = faulty.assign(abandoned=faulty["volume"] * 0.9)
    cleaned = apply_changes(history, propose(history))
    known = cleaned["volume"].notna()
    assert (cleaned["abandoned"][known] <= cleaned["volume"][known] + 1e-9).all()
    assert cleaned["aht_s"][known].notna().all()


def test_holidays_and_events_are_not_cleaned(make_history):
    """Tests that days with a known cause are left alone, and found without the calendar."""
    history = make_history(n_days=140, daily=3000.0, noise=0.02)
    holiday, event = date(2026, 3, 11), date(2026, 4, 8)
    history = put(history, at(holiday), at(holiday + timedelta(days=1)), by=0.3)
    history = put(history, at(event), at(event + timedelta(days=2)), by=1.9)
    days = {c.start.date() for c in propose(history)}
    assert {holiday, event} <= days
    calendar = Calendar(
        holidays={holiday: "a holiday"},
        events=(Event("campaign", event, event + timedelta(days=2)),),
    )
    assert propose(history, calendar) == ()


def test_event_of_another_queue_explains_nothing(make_history):
    """Tests that an event limited to a queue leaves the others to be judged."""
    day = date(2026, 4, 8)
    history = make_history(n_days=140, daily=3000.0, noise=0.02)
    history = put(history, at(day), at(day + timedelta(days=1)), by=1.9)
    event = Event("campaign", day, day + timedelta(days=1), queues=("elsewhere",))
    assert [c.kind for c in propose(history, Calendar(events=(event,)))] == [ChangeKind.LEVEL]


def test_pay_days_keep_their_level(make_history):
    """Tests that a high pay day is no fault, but an interval of it may be."""
    history = make_history(n_days=140, daily=3000.0, noise=0.02)
    history = put(history, at("2026-03-10"), at("2026-03-11"), by=1.5)
    assert [c.kind for c in propose(history)] == [ChangeKind.LEVEL]
    assert propose(history, Calendar(pay_days=(10,))) == ()


def test_changed_clocks(make_history):
    """Tests that spans on days of 23 and 25 hours are those of the wall clock."""
    zone = "Europe/Berlin"
    history = make_history(n_days=140, daily=4000.0, zone=zone, noise=0.02)
    start = at("2026-03-29", 11, zone=zone) - pd.Timedelta(hours=1)
    history = put(history, start, start + pd.Timedelta(minutes=30), by=4)
    (change,) = propose(history)
    assert change.start == pd.Timestamp("2026-03-29 11:00", tz=zone)
    assert len(change.raw) == 1


def test_own_correction(make_history):
    """Tests that a planner's volume or factor is put on the span's open intervals."""
    history = make_history(n_days=28, open_hours=(8, 20))
    start, end = at("2026-01-12", 7), at("2026-01-12", 9)
    fixed = correction(history, "calls", start, end, volume=12.0, reason="counter reset")
    done = apply_changes(history, [fixed])
    part = done[(done["timestamp"] >= start) & (done["timestamp"] < end)]
    assert part["volume"].tolist()[2:] == [12.0, 12.0]
    assert part["volume"].isna().tolist() == [True, True, False, False]
    assert part["state"].tolist() == ["closed", "closed", "open", "open"]
    half = apply_changes(history, [correction(history, "calls", start, end, factor=0.5)])
    assert half["volume"].sum() == pytest.approx(
        history["volume"].sum() - 0.5 * sum(v or 0 for v in fixed.raw)
    )


def test_own_value_for_what_was_missing(make_history):
    """Tests that a planner who knows a missing count can give it."""
    history = make_history(n_days=28)
    start, end = at("2026-01-12", 9), at("2026-01-12", 10)
    gone = (history["timestamp"] >= start) & (history["timestamp"] < end)
    history = history.assign(
        volume=history["volume"].mask(gone), state=history["state"].mask(gone, "missing")
    )
    done = apply_changes(history, [correction(history, "calls", start, end, volume=30.0)])
    assert done.loc[gone, "volume"].tolist() == [30.0, 30.0]
    assert (done.loc[gone, "state"] == "open").all()


@pytest.mark.parametrize("state", ["outage", "missing", "closed"])
def test_state_marks(make_history, state):
    """Tests that a marked span has the state and no count; closed hours stay closed."""
    history = make_history(n_days=28, open_hours=(8, 20))
    mark = state_mark(history, "calls", at("2026-01-12", 6), at("2026-01-12", 10), state, "fire")
    done = apply_changes(history, [mark])
    touched = done[done["timestamp"].between(mark.start, mark.end, inclusive="left")]
    assert touched["volume"].isna().all()
    assert touched["state"].tolist() == ["closed"] * 4 + [state] * 4
    assert done["volume"].isna().sum() == history["volume"].isna().sum() + 4


def test_stale_changes_are_left_out(faulty):
    """Tests that a change made for other counts is not put on, but a state mark is."""
    spike = propose(faulty)[0]
    mended = put(faulty, spike.start, spike.end, volume=70)
    assert stale_changes(faulty, [spike]) == (False,)
    assert stale_changes(mended, [spike]) == (True,)
    pd.testing.assert_frame_equal(apply_changes(mended, [spike]), mended)
    mark = state_mark(faulty, "calls", spike.start, spike.end, "outage")
    assert stale_changes(mended, [mark]) == (False,)
    assert (apply_changes(mended, [mark])["state"] == "outage").sum() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        lambda h: correction(h, "calls", at("2026-01-12"), at("2026-01-13")),
        lambda h: correction(h, "calls", at("2026-01-12"), at("2026-01-13"), volume=1, factor=1),
        lambda h: correction(h, "calls", at("2026-01-12"), at("2026-01-13"), volume=-1),
        lambda h: correction(h, "calls", at("2026-01-12"), at("2026-01-13"), factor=float("nan")),
        lambda h: correction(h, "nobody", at("2026-01-12"), at("2026-01-13"), volume=1),
        lambda h: correction(h, "calls", at("2026-01-13"), at("2026-01-12"), volume=1),
        lambda h: state_mark(h, "calls", at("2026-01-12"), at("2026-01-13"), "open"),
        lambda h: state_mark(h, "calls", at("2027-01-12"), at("2027-01-13"), "outage"),
    ],
)
def test_refused(make_history, wrong):
    """Tests that a change that makes no sense is told."""
    with pytest.raises(BadInputError):
        wrong(make_history(n_days=14))


def run(history, **options):
    """A quick back-test."""
    return backtest(history, model="weekday_mean_8", leads=((1, 7),), origins=6, **options)


def test_backtest_scores_against_raw(faulty):
    """Tests that actuals are as counted, whatever the cleaning says of them."""
    changes = propose(faulty)
    raw, cleaned = run(faulty), run(faulty, cleaner=Cleaner(changes))
    pd.testing.assert_series_equal(raw.predictions["volume"], cleaned.predictions["volume"])
    pd.testing.assert_series_equal(
        raw.predictions["weekday_mean_8"], cleaned.predictions["weekday_mean_8"]
    )
    assert not raw.predictions["forecast"].equals(cleaned.predictions["forecast"])
    nothing = run(faulty, cleaner=Cleaner(()))
    pd.testing.assert_frame_equal(raw.predictions, nothing.predictions)


def test_backtest_knows_no_future(faulty):
    """Tests that what comes after an origin changes no forecast made there, cleaned or not."""
    changes = propose(faulty)
    split = at("2026-04-27")
    poisoned = faulty.assign(
        volume=faulty["volume"].mask(faulty["timestamp"] >= split, faulty["volume"] * 5 + 100)
    )
    one = run(faulty, cleaner=Cleaner(changes)).predictions
    other = run(poisoned, cleaner=Cleaner(changes)).predictions
    early = (pd.to_datetime(one["origin"]) <= split.tz_localize(None)).to_numpy()
    assert early.any()
    np.testing.assert_allclose(one["forecast"][early], other["forecast"][early])


def test_change_of_later_days_waits(faulty):
    """Tests that a change of a day after the origin is not put on before it."""
    mark = state_mark(faulty, "calls", at("2026-05-12"), at("2026-05-13"), "outage")
    marked = run(faulty, cleaner=Cleaner((mark,))).predictions
    raw = run(faulty).predictions
    same = marked["forecast"] == raw["forecast"]
    before = pd.to_datetime(marked["origin"]) <= pd.Timestamp("2026-05-12")
    assert same[before].all()
    assert not same[~before].all()


def test_cleaning_helps_where_there_was_an_outage(make_history):
    """Tests that a cleaned history forecasts better after days that were not what they seem."""
    history = make_history(n_days=140, daily=3000.0, noise=0.02)
    for day in range(6):
        start = at("2026-03-02", 9) + pd.Timedelta(days=9 * day)
        history = put(history, start, start + pd.Timedelta(hours=8), volume=0)
    changes = propose(history)
    raw = run(history).leads["1-7"]["wape"]
    cleaned = run(history, cleaner=Cleaner(changes)).leads["1-7"]["wape"]
    assert cleaned < raw


def test_sparse_queues_are_cleaned_through_their_parent(make_history):
    """Tests that the default model back-tests queues with a cleaning, sparse ones as well."""
    big = make_history(n_days=98, daily=3000.0, queue="big")
    small = make_history(n_days=98, daily=60.0, queue="small", seed=9)
    both = pd.concat([big, small], ignore_index=True)
    mask = (both["queue"] == "big") & both["timestamp"].between(
        at("2026-02-18"), at("2026-02-19"), inclusive="left"
    )
    both["volume"] = both["volume"].mask(mask, 2 * both["volume"])
    changes = propose(both)
    assert {c.queue for c in changes} == {"big"}
    found = backtest(both, leads=((1, 7),), origins=2, cleaner=Cleaner(changes))
    plain = backtest(both, leads=((1, 7),), origins=2)
    assert set(found.queues) == {"big", "small"}
    of_small = found.predictions["queue"] == "small"
    assert not np.allclose(
        found.predictions["forecast"][of_small], plain.predictions["forecast"][of_small]
    )
