"""Tests of the counts of a running day: read, kept a document a day, handed to the history."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pytest
from support.centres import WEEK, history_csv

from wfm.core.errors import BadInputError, ConflictError
from wfm.service import actuals, histories, today

pytestmark = pytest.mark.unit


def table(until: int = 48, days: int = 1, seed: int = 5) -> bytes:
    """Counts of the first day up to an interval of its day (of two queues) as a CSV."""
    lines = history_csv(WEEK, days, seed).splitlines()
    n_slots = max(0, min(until, 40) - 16)
    return "\n".join(lines[: 1 + 2 * n_slots] if days == 1 else lines).encode()


def read(desk, content: bytes) -> pd.DataFrame:
    """Rows of the first day."""
    return actuals.read_actuals(desk, "small", WEEK, "counts.csv", content)


def save(desk, counts, expected=0, **more):
    """Save counts of the first day."""
    return actuals.save_actuals(desk, "small", WEEK, counts, expected_revision=expected, **more)


def test_counts_come_back(planned):
    """Tests that what was read is kept, and nothing was counted before."""
    assert actuals.actuals(planned, "small", WEEK).revision == 0
    counts = read(planned, table(24))
    assert len(counts) == 2 * 8
    saved = save(planned, counts)
    assert (saved.revision, saved.n_counted, saved.in_history) == (1, 16, False)
    kept = actuals.actuals(planned, "small", WEEK).frame
    assert kept["volume"].sum() == counts["volume"].sum()
    assert kept["timestamp"].iloc[0] == pd.Timestamp(f"{WEEK} 08:00", tz="Asia/Shanghai")


def test_saving_twice_changes_nothing(planned):
    """Tests that the same counts, in another order too, are no new revision."""
    counts = read(planned, table(24))
    save(planned, counts)
    again = save(planned, counts.iloc[::-1], expected=1)
    assert again.revision == 1


def test_new_counts_come_on_top(planned):
    """Tests that a later export replaces the intervals it tells and keeps the others."""
    first, second = read(planned, table(24)), read(planned, table(28, seed=6))
    later = second[second["timestamp"].dt.hour >= 11]
    both = actuals.merged(first, later).set_index(actuals.KEYS)["volume"]
    assert len(both) == 2 * 12
    told = later.set_index(actuals.KEYS)["volume"]
    assert (both[told.index] == told).all()
    kept = first.set_index(actuals.KEYS)["volume"].drop(told.index, errors="ignore")
    assert (both[kept.index] == kept).all()
    both = both.reset_index()
    save(planned, first)
    assert save(planned, both, expected=1).revision == 2
    with pytest.raises(ConflictError):
        save(planned, first, expected=1)


def test_rows_of_other_days_are_left_out(planned):
    """Tests that an export of two days gives the day asked for, and says when it has none."""
    assert len(read(planned, table(days=2))) == 2 * 24
    with pytest.raises(BadInputError, match="no count of"):
        actuals.read_actuals(planned, "small", WEEK + timedelta(days=9), "c.csv", table(24))


def test_a_whole_day_goes_to_the_history_once(planned):
    """Tests that the last count hands the day over, and a second time changes nothing."""
    before = histories.history_revision(planned, "small")
    slots = today.open_intervals(planned, "small", WEEK)
    part = save(planned, read(planned, table(36)), open_intervals=slots)
    assert not part.in_history
    assert histories.history_revision(planned, "small") == before
    counts = read(planned, table())
    assert save(planned, counts, expected=1, open_intervals=slots).in_history
    history = histories.history(planned, "small")
    day = history[history["timestamp"].dt.date == WEEK]
    assert day["volume"].sum() == counts["volume"].sum()
    assert set(day.loc[day["volume"].isna(), "state"]) == {"closed"}
    assert histories.history_revision(planned, "small") == before + 1
    save(planned, counts, expected=2, open_intervals=slots)
    assert histories.history_revision(planned, "small") == before + 1


def test_unknown_is_not_zero(planned):
    """Tests that a row without a volume is not kept as a count."""
    counts = read(planned, table(24))
    counts.loc[3, "volume"] = None
    assert save(planned, counts).n_counted == 15


@pytest.mark.parametrize(
    ("column", "value", "what"),
    [
        ("volume", -1.0, "is negative"),
        ("queue", "nowhere", "queue is unknown"),
        ("timestamp", pd.Timestamp(f"{WEEK} 08:10", tz="Asia/Shanghai"), "not one of the day"),
    ],
)
def test_refuses(planned, column, value, what):
    """Tests that a wrong row is named and nothing is saved."""
    counts = read(planned, table(24))
    counts.loc[2, column] = value
    with pytest.raises(BadInputError, match=what) as caught:
        save(planned, counts)
    assert caught.value.faults[0].row == 4
    assert actuals.actuals(planned, "small", WEEK).revision == 0


def test_a_shift_leader_feeds_the_day_and_the_history_names_them(planned, as_role, trail):
    """Tests that who sits at the desk may do it, under their own name."""
    leader = as_role(planned, "shift_leader")
    slots = today.open_intervals(leader, "small", WEEK)
    assert save(leader, read(leader, table()), open_intervals=slots).in_history
    assert [entry[0] for entry in trail(planned)[-2:]] == ["some shift_leader"] * 2
