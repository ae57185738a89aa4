"""Tests of the history: previewed, merged, kept as revisions."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import openpyxl
import pandas as pd
import pytest
from support.centres import CENTRE, HISTORY_WEEKS, WEEK, history_csv, history_rows, write_centre

from wfm.core.errors import BadInputError, NotAllowedError
from wfm.service import centres, histories
from wfm.sheets.history_layout import HistoryLayout

pytestmark = pytest.mark.unit

FIRST = WEEK - timedelta(weeks=HISTORY_WEEKS)
WHOLE = history_csv(FIRST, 7 * HISTORY_WEEKS).encode()
NEXT = history_csv(WEEK, 7, seed=8).encode()


def at(frame, stamp, queue="general"):
    """The row of an interval."""
    when = pd.Timestamp(stamp, tz="Asia/Shanghai")
    return frame[(frame["timestamp"] == when) & (frame["queue"] == queue)].iloc[0]


def correction(*rows):
    """A file with a few rows."""
    return "\n".join(["timestamp,queue,volume", *rows]).encode()


def test_same_file_twice(imported, trail):
    """Tests that what is known already makes no revision and no entry."""
    n = len(trail(imported))
    assert histories.save_history(imported, "small", "calls.csv", WHOLE) == 1
    assert histories.history_revision(imported, "small") == 1
    assert len(trail(imported)) == n


def test_new_week(imported, trail):
    """Tests that a later week is added behind, and the same file again changes nothing."""
    old = histories.history(imported, "small")
    assert histories.save_history(imported, "small", "week.csv", NEXT, reason="May") == 2
    new = histories.history(imported, "small")
    assert len(new) == len(old) + 2 * 7 * 48
    pd.testing.assert_frame_equal(
        new[new["timestamp"] < old["timestamp"].max()].reset_index(drop=True),
        old[old["timestamp"] < old["timestamp"].max()].reset_index(drop=True),
    )
    assert trail(imported)[-1] == ("Mei", "changed", "document", "May")
    assert histories.save_history(imported, "small", "week.csv", NEXT) == 2


def test_preview_counts_conflicts(imported):
    """Tests that intervals with other numbers than known are counted, and nothing is saved."""
    before = histories.history(imported, "small")
    volume = at(before, "2031-05-26 10:00")["volume"]
    rows = [f"2031-05-26 10:00,general,{volume + 5:.0f}"]
    rows.append(f"2031-05-26 10:30,general,{at(before, '2031-05-26 10:30')['volume']:.0f}")
    seen = histories.preview_history(imported, "small", "c.csv", correction(*rows))
    assert seen.faults == ()
    assert (seen.n_rows, seen.n_replaced, seen.queues) == (2, 1, ("general",))
    pd.testing.assert_frame_equal(histories.history(imported, "small"), before)


@pytest.mark.parametrize("absent", ["missing", "zero", "closed"])
def test_correction_touches_its_own_rows_alone(imported, absent):
    """Tests that two corrected intervals leave every other interval as it was."""
    before = histories.history(imported, "small")
    content = correction("2031-05-26 10:00,general,77", "2031-05-27 10:30,general,78")
    histories.save_history(imported, "small", "c.csv", content, absent=absent)
    after = histories.history(imported, "small")
    changed = after["volume"].compare(before["volume"])
    assert len(changed) == 2
    assert at(after, "2031-05-26 10:00")["volume"] == 77
    assert at(after, "2031-05-27 10:30")["volume"] == 78
    assert (after["state"] == before["state"]).all()


def test_gap_is_listed_not_refused(imported):
    """Tests that a week left out is marked missing and listed, queue by queue."""
    later = history_csv(WEEK + timedelta(days=7), 7).encode()
    seen = histories.preview_history(imported, "small", "later.csv", later)
    assert seen.faults == ()
    assert set(seen.gaps["queue"]) == {"general", "dialect"}
    assert (seen.gaps["intervals"] == 7 * 48).all()
    histories.save_history(imported, "small", "later.csv", later)
    history = histories.history(imported, "small")
    assert pd.isna(at(history, "2031-06-04 10:00")["volume"])
    assert at(history, "2031-06-04 10:00")["state"] == "missing"
    histories.save_history(imported, "small", "between.csv", NEXT)
    assert at(histories.history(imported, "small"), "2031-06-04 10:00")["state"] == "open"


def test_closure_in_a_gap_is_closed(empty_desk, tmp_path):
    """Tests that a day on which the centre was shut is no gap."""
    text = CENTRE + '\n[[closure]]\nfirst_day = 2031-06-04\nlast_day = 2031-06-04\nname = "x"\n'
    centres.import_folder(empty_desk, write_centre(tmp_path / "small", centre_toml=text))
    later = history_csv(WEEK + timedelta(days=7), 7).encode()
    histories.save_history(empty_desk, "small", "later.csv", later)
    history = histories.history(empty_desk, "small")
    assert at(history, "2031-06-04 10:00")["state"] == "closed"
    assert at(history, "2031-06-05 10:00")["state"] == "missing"


def test_first_history(empty_desk, tmp_path):
    """Tests that the first file of a centre is its first revision."""
    centres.import_folder(empty_desk, write_centre(tmp_path / "small", history_csv=None))
    seen = histories.preview_history(empty_desk, "small", "calls.csv", WHOLE)
    assert seen.n_replaced == 0
    assert seen.first.date() == FIRST
    assert histories.save_history(empty_desk, "small", "calls.csv", WHOLE) == 1


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (correction("2031-05-26 10:30,general,1", "2031-05-26 10:30,general,2"), (3, "timestamp")),
        (correction("2031-05-26 10:30,general,-1"), (2, "volume")),
        (correction("2031-05-26 10:30,general,many"), (2, "volume")),
        (correction("yesterday,general,1"), (2, "timestamp")),
        (correction("2031-05-26 10:30,nowhere,1"), (None, "queue")),
        (b"", (None, "")),
        (b"time,calls\n1,2\n", (None, "")),
    ],
)
def test_faults(imported, content, place):
    """Tests that a faulty file names its place in the preview and is refused whole."""
    seen = histories.preview_history(imported, "small", "c.csv", content)
    assert seen.faults
    assert seen.faults[0].file == "c.csv"
    if place[0]:
        assert (seen.faults[0].row, seen.faults[0].column) == place
    with pytest.raises(BadInputError):
        histories.save_history(imported, "small", "c.csv", content)
    assert histories.history_revision(imported, "small") == 1


def workbook(rows, header=("timestamp", "queue", "volume", "aht_s")):
    """An Excel file of rows."""
    book = openpyxl.Workbook()
    for row in (header, *rows):
        book.active.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_xlsx(imported):
    """Tests that an Excel history, dates as cells, reads as the CSV does."""
    rows = [
        (pd.Timestamp(t).to_pydatetime(), queue, volume, aht_s if volume else None)
        for t, queue, volume, aht_s in history_rows(WEEK, 7, seed=8)
    ]
    histories.save_history(imported, "small", "week.xlsx", workbook(rows))
    by_xlsx = histories.history(imported, "small")
    histories.save_history(imported, "small", "week.csv", NEXT)
    assert histories.history_revision(imported, "small") == 2
    pd.testing.assert_frame_equal(histories.history(imported, "small"), by_xlsx)


def test_xlsx_fault_row(imported):
    """Tests that a fault in an Excel file is at the row that Excel shows."""
    content = workbook(
        [("2031-06-02 08:00", "general", 3, None), ("2031-06-02 08:30", "general", -3, None)]
    )
    seen = histories.preview_history(imported, "small", "c.xlsx", content)
    assert [(f.row, f.column, f.value) for f in seen.faults] == [(3, "volume", "-3")]


def test_layout(imported):
    """Tests that another system's columns can be told, and that a wrong one is named."""
    rows = (b"2031-06-02 10:00,general,7\n", b"2031-06-02 10:30,general,8\n")
    content = b"start,skill,presented today\n" + b"".join(rows)
    layout = HistoryLayout(timestamp="start", queue="skill", offered="presented today")
    seen = histories.preview_history(imported, "small", "c.csv", content, layout=layout)
    assert seen.faults == ()
    histories.save_history(imported, "small", "c.csv", content, layout=layout)
    assert at(histories.history(imported, "small"), "2031-06-02 10:30")["volume"] == 8
    wrong = replace(layout, offered="calls")
    refused = histories.preview_history(imported, "small", "c.csv", content, layout=wrong)
    assert [f.column for f in refused.faults] == ["calls"]


@pytest.mark.parametrize("role", ["agent", "shift_leader", "scheduler", "administrator"])
def test_not_allowed(imported, as_role, role):
    """Tests that the history is the planner's."""
    other = as_role(imported, role)
    with pytest.raises(NotAllowedError):
        histories.preview_history(other, "small", "c.csv", NEXT)
    with pytest.raises(NotAllowedError):
        histories.save_history(other, "small", "c.csv", NEXT)
    assert histories.history(other, "small") is not None
