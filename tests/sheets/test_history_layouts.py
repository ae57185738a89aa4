"""Tests that exports of phone systems are recognised and read: guess, layout and rows together."""

from __future__ import annotations

import doctest
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from wfm.core.centre import Queue
from wfm.core.errors import BadInputError
from wfm.sheets import history_guess, history_layout
from wfm.sheets.clock_texts import AhtUnit, DayOrder
from wfm.sheets.free_table import read_free_table
from wfm.sheets.history_guess import guess_layout, header_score, match_queues
from wfm.sheets.history_layout import HandleIs, HistoryLayout, Shape
from wfm.sheets.history_rows import read_layout

pytestmark = pytest.mark.unit
QUEUES = (Queue("regular", "Regular services", "综合业务"), Queue("cards", "Cards", "信用卡"))
IDS = tuple(q.id for q in QUEUES)


def table(text, file="f.csv"):
    """Table of a text."""
    return read_free_table(text.encode(), file, header_score)


def read(text, known=QUEUES, **changes):
    """Rows of a text by its guessed layout, with changes."""
    found = table(text)
    layout = replace(guess_layout(found, known), **changes)
    return read_layout(found, layout, tuple(q.id for q in known))


def values(rows, column):
    """Values of a column, None for NaN."""
    return [None if pd.isna(v) else v for v in rows.rows[column]]


def test_examples():
    """Tests that the examples in the docstrings are true."""
    assert doctest.testmod(history_guess).failed == 0
    assert doctest.testmod(history_layout).failed == 0


DATE_AND_TIME = """\
Date,Interval,Split/Skill,Calls Offered,ACD Calls,Aban Calls,Avg Talk Time,Avg Hold Time,Avg ACW
02/03/2026,08:00-08:30,Regular services,"1,041",1038,3,02:05,0:10,00:40
02/03/2026,08:30-09:00,Cards,12,12,,3:05,,0:20
13/03/2026,08:30-09:00,Cards,-,0,,0:00,,0:00
Total,,,1053,50,3,,,
"""


def test_date_and_time_in_two_columns():
    """Tests that parts of the handle time are added, sums left out, and dashes missing."""
    rows = read(DATE_AND_TIME)
    assert rows.faults == ()
    assert values(rows, "timestamp")[0] == pd.Timestamp("2026-03-02 08:00")
    assert values(rows, "timestamp")[2] == pd.Timestamp("2026-03-13 08:30")
    assert values(rows, "queue") == ["regular", "cards", "cards"]
    assert values(rows, "volume") == [1041.0, 12.0, None]
    assert values(rows, "aht_s") == [175.0, 205.0, None]
    assert values(rows, "abandoned") == [3.0, None, None]
    assert (rows.n_summary, rows.numbers.tolist()) == (1, [2, 3, 4])


def test_chinese_export_with_totals():
    """Tests that Chinese headers are known and totals are divided by the answered."""
    rows = read(
        "日期\t时段\t技能组\t呼入量\t接听量\t放弃量\t通话总时长\t话后总时长\n"
        "2026年3月2日\t08:00\t综合业务\t41\t40\t1\t02:00:00\t0:20:00\n"
        "2026年3月2日\t08:30\t信用卡\t12\t0\t12\t0\t0\n合计\t\t\t53\t\t\t\t\n"
    )
    assert rows.faults == ()
    assert values(rows, "queue") == ["regular", "cards"]
    assert values(rows, "volume") == [41.0, 12.0]
    assert values(rows, "aht_s") == [(7200 + 1200) / 40, None]


def test_twelve_hours_month_first_answered_and_abandoned():
    """Tests that offered is the sum of the two where no column says it."""
    rows = read(
        "Start Time,Queue,Answered,Abandoned,AHT (min)\n3/2/2026 8:00 AM,regular,4,1,3.5\n"
        "3/2/2026 1:30 PM,regular,4,,3.5\n3/14/2026 1:30 PM,cards,2,0,\n"
    )
    assert [str(t) for t in values(rows, "timestamp")] == [
        "2026-03-02 08:00:00",
        "2026-03-02 13:30:00",
        "2026-03-14 13:30:00",
    ]
    assert values(rows, "volume") == [5.0, None, 2.0]
    assert values(rows, "aht_s") == [210.0, 210.0, None]


def test_own_template():
    """Tests that the house's own columns are read as they always were."""
    rows = read(
        "timestamp,queue,volume,aht_s,abandoned\n2026-03-02 08:00,regular,41,192.5,3\n"
        "2026-03-02T08:30:00,cards,0,,0\n"
    )
    assert values(rows, "volume") == [41.0, 0.0]
    assert values(rows, "aht_s") == [192.5, None]


def test_offsets_are_kept():
    """Tests that a time with its offset stays what it is."""
    rows = read("timestamp,volume\n2026-03-02T08:00:00+08:00,4\n", QUEUES[:1])
    assert values(rows, "timestamp") == ["2026-03-02T08:00:00+08:00"]
    assert values(rows, "queue") == ["regular"]


WIDE = """\
Date,Queue,08:00,08:30,09:00-09:30,Total
2026-03-02,regular,1,2,3,6
2026-03-03,cards,,5,z,5
"""


def test_a_row_a_day():
    """Tests that columns named by their interval are intervals, and faults name row and column."""
    found = table(WIDE)
    layout = replace(guess_layout(found, QUEUES), shape=Shape.DAYS, date="Date", time="")
    rows = read_layout(found, layout, IDS)
    assert [(f.row, f.column, f.value) for f in rows.faults] == [(3, "09:00-09:30", "z")]
    by_time = rows.rows.set_index(["timestamp", "queue"])["volume"]
    assert by_time[(pd.Timestamp("2026-03-02 09:00"), "regular")] == 3
    assert np.isnan(by_time[(pd.Timestamp("2026-03-03 08:00"), "cards")])
    header = ",".join(f"{h:02d}:{m:02d}" for h in range(8, 12) for m in (0, 30))
    wide = table(f"Date,{header}\n2026-03-02,{','.join('12345678')}\n")
    assert guess_layout(wide, QUEUES[:1]).shape is Shape.DAYS


def test_several_names_become_one_queue():
    """Tests that contacts are added, handle times weighted, and rows of others left out."""
    text = (
        "Date,Time,Queue,Offered,Answered,Abandoned,AHT\n"
        "2026-03-02,08:00,EN,10,10,0,100\n2026-03-02,08:00,DE,30,30,0,200\n"
        "2026-03-02,08:00,FAX,99,99,0,10\n2026-03-02,08:30,EN,5,5,0,100\n"
        "2026-03-02,09:00,EN,5,5,0,100\n2026-03-02,09:00,DE,,,,\n"
    )
    rows = read(text, queues={"EN": "regular", "DE": "regular", "FAX": ""})
    assert rows.faults == ()
    assert values(rows, "volume") == [40.0, 5.0, None]
    assert values(rows, "aht_s") == [175.0, 100.0, 100.0]
    assert (rows.n_ignored, rows.numbers.tolist()) == (1, [2, 5, 6])


def test_repeated_rows_stay_repeated():
    """Tests that two rows of one name at one time are not added: one of them is wrong."""
    text = "Date,Time,Queue,Offered\n" + "".join(
        f"2026-03-02,08:00,{name},{n}\n" for name, n in (("EN", 1), ("DE", 2), ("EN", 4))
    )
    rows = read(text, queues={"EN": "regular", "DE": "regular"})
    assert values(rows, "volume") == [3.0, 4.0]


def test_interval_ends():
    """Tests that a time which is the interval's end becomes its start, midnight included."""
    text = "Date,End Time,Offered\n" + "".join(
        f"2026-03-02,{clock},{n}\n" for n, clock in enumerate(("23:00", "23:30", "24:00"))
    )
    layout = guess_layout(table(text), QUEUES[:1])
    assert layout.ends
    rows = read(text, QUEUES[:1])
    assert [f"{t:%d %H:%M}" for t in values(rows, "timestamp")] == [
        "02 22:30",
        "02 23:00",
        "02 23:30",
    ]


def test_totals_are_told_from_averages_by_what_they_do():
    """Tests that talk time which grows with the answered is a total."""
    rng = np.random.default_rng(1)
    lines = []
    for k in range(40):
        n = int(rng.integers(5, 80))
        lines.append((f"2026-03-02,{8 + k // 4:02d}:{k % 4 * 15:02d}", n, n * 180 + k))
    head = "Date,Time,Offered,Answered,Talk Time,ACW Time\n"
    totals = table(head + "\n".join(f"{t},{n},{n},{s},{n * 20}" for t, n, s in lines) + "\n")
    means = table(head + "\n".join(f"{t},{n},{n},{s // n},20" for t, n, s in lines) + "\n")
    assert guess_layout(totals, QUEUES[:1]).handle_is is HandleIs.TOTAL
    assert guess_layout(means, QUEUES[:1]).handle_is is HandleIs.AVERAGE


def test_guess_prefers_offered_average_and_unit():
    """Tests that an average is taken before a total, and minutes are seen in the header."""
    layout = guess_layout(
        table(
            "Date,Time,Total Handle Time,Avg Handle Time (min),Offered\n2026-03-02,08:00,9,3,3\n"
        ),
        QUEUES[:1],
    )
    assert layout.handle == ("Avg Handle Time (min)",)
    assert (layout.handle_unit, layout.handle_is) == (AhtUnit.MINUTES, HandleIs.AVERAGE)
    assert layout.all_queue == "regular"


def test_queues_are_matched_by_id_and_name():
    """Tests that case and spaces don't matter, but a digit does."""
    names = ["Regular", "REGULAR services", "综合业务", "cards 2", "Cards"]
    assert match_queues(names, QUEUES) == {
        "Regular": "regular",
        "REGULAR services": "regular",
        "综合业务": "regular",
        "Cards": "cards",
    }


def test_every_wrong_cell_is_named():
    """Tests that faults stand at their rows and columns, with what was written there."""
    rows = read(
        "Date,Time,Queue,Offered,AHT\n2026-03-02,08:00,regular,x,10\n"
        "2026-02-31,08:00,regular,4,10\n2026-03-02,26:00,regular,4,10\n"
        "2026-03-02,09:00,nobody,4,10\n2026-03-02,09:30,,4,10\n2026-03-02,10:00,cards,-4,long\n"
    )
    assert [(f.row, f.column, f.value) for f in rows.faults] == [
        (2, "Offered", "x"),
        (3, "Date", "2026-02-31"),
        (4, "Time", "26:00"),
        (5, "Queue", "nobody"),
        (6, "Queue", ""),
        (7, "Offered", "-4"),
        (7, "AHT", "long"),
    ]
    assert rows.strange == ("nobody", "")


@pytest.mark.parametrize(
    ("layout", "n"),
    [
        (HistoryLayout(), 2),
        (HistoryLayout(timestamp="Date"), 1),
        (HistoryLayout(timestamp="Date", offered="Nothing"), 1),
        (HistoryLayout(date="Date", offered="Offered"), 1),
        (HistoryLayout(date="Date", time="Time", answered="Offered"), 1),
        (HistoryLayout(shape=Shape.DAYS, date="Date"), 1),
    ],
)
def test_layouts_that_say_too_little(layout, n):
    """Tests that a layout without a time or a count is refused with what it lacks."""
    found = table("Date,Time,Offered\n2026-03-02,08:00,4\n")
    with pytest.raises(BadInputError) as error:
        read_layout(found, layout, IDS)
    assert len(error.value.faults) == n


def test_queue_of_every_row():
    """Tests that a file without a queue belongs to the one chosen, and to none by itself."""
    text = "Date,Time,Offered\n2026-03-02,08:00,4\n"
    assert [f.what for f in read(text).faults] == ["no column names the queue"]
    assert values(read(text, all_queue="cards"), "queue") == ["cards"]


def test_order_of_days_can_be_told():
    """Tests that an ambiguous day is read as the planner says."""
    text = "Date,Time,Offered\n02/03/2026,08:00,4\n"
    by_order = {
        order: values(read(text, QUEUES[:1], day_order=order), "timestamp")[0].month
        for order in DayOrder
    }
    assert by_order == {DayOrder.DAY_FIRST: 3, DayOrder.MONTH_FIRST: 2}
