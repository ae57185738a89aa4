from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wfm.core.errors import BadInputError
from wfm.sizing.lag import TimeModel
from wfm.sizing.options import SizingOptions
from wfm.sizing.size import SIZE_COLUMNS, size_frame
from wfm.sizing.target import Model, ServiceLevelDefinition, Target, parse_target

pytestmark = pytest.mark.unit

TARGET = parse_target("80/20")


def table(**change):
    rows = {
        "timestamp": ["2026-03-02T08:00+08:00", "2026-03-02T08:30+08:00", "2026-03-02T09:00+08:00"],
        "volume": [100, 100, 0],
        "aht_s": [180.0, 180.0, np.nan],
    }
    return pd.DataFrame(rows | change)


def test_columns_and_defaults():
    """Tests the promised columns in their order, and what stands in them by default."""
    got = size_frame(table(), TARGET, SizingOptions(lag=False))
    assert tuple(got.columns) == SIZE_COLUMNS
    assert got["agents"].tolist() == got["agents_with_shrinkage"].tolist() == [14, 14, 0]
    np.testing.assert_allclose(got["load_erlangs"], [10.0, 10.0, 0.0])
    assert set(got["queue"]) == {"all"}
    assert got.loc[0, ["model", "target", "sl_definition"]].tolist() == [
        "erlang-c",
        "80/20",
        "offered",
    ]
    assert got["service_level"].isna().tolist() == [False, False, True]
    assert got["timestamp"].tolist() == table()["timestamp"].tolist()


def test_each_queue_for_itself():
    """Tests that queues are sized apart and rows keep their order."""
    rows = pd.concat([table(queue="b"), table(queue="a", volume=[200, 200, 200], aht_s=180.0)])
    rows = rows.sample(frac=1, random_state=1)
    got = size_frame(rows, TARGET, SizingOptions(lag=False))
    assert got["queue"].tolist() == rows["queue"].tolist()
    assert set(got[got["queue"] == "a"]["agents"]) == {24}
    assert set(got[got["queue"] == "b"]["agents"]) == {14, 0}


def test_options_reach_the_answer():
    """Tests that minimum, shrinkage, model and definition are applied and named."""
    options = SizingOptions(
        model=Model.ERLANG_A, patience_s=120, lag=False, shrinkage=0.3, min_agents=7
    )
    target = Target(0.8, 20, ServiceLevelDefinition.NET)
    got = size_frame(table(), target, options)
    assert got["agents"].tolist()[2] == 7
    assert got["agents_with_shrinkage"].tolist()[2] == 10
    assert got.loc[0, "agents"] < 14
    assert got.loc[0, ["model", "sl_definition"]].tolist() == ["erlang-a", "net"]


def test_lag_carries_calls_over():
    """Tests that with lag averaging calls still in hand after the last ones came need agents."""
    got = size_frame(table(), TARGET, SizingOptions(time=TimeModel.LAG))
    np.testing.assert_allclose(got["load_erlangs"], [10.0, 10.0, 1.0])
    assert got["agents"].tolist() == [14, 14, 3]


def test_agents_who_go_finish_their_calls():
    """Tests that by default nobody is asked for where nobody calls."""
    got = size_frame(table(), TARGET)
    assert got["agents"].tolist() == [14, 14, 0]


def test_a_single_row_is_half_an_hour():
    """Tests that one row alone counts as half an hour unless the interval is named."""
    one = table().head(1)
    assert size_frame(one, TARGET)["load_erlangs"].tolist() == pytest.approx([10.0])
    quarter = SizingOptions(interval_min=15)
    assert size_frame(one, TARGET, quarter)["load_erlangs"].tolist() == pytest.approx([20.0])


def test_numbers_as_text():
    """Tests that a CSV read as text is understood."""
    got = size_frame(table().astype(str).replace("nan", ""), TARGET, SizingOptions(lag=False))
    assert got["agents"].tolist() == [14, 14, 0]


@pytest.mark.parametrize(
    ("change", "row", "column", "word"),
    [
        ({"volume": [100, -1, 0]}, 3, "volume", "negative"),
        ({"volume": [100, None, 0]}, 3, "volume", "missing"),
        ({"volume": ["x", 1, 0]}, 2, "volume", "not a number"),
        ({"volume": [float("inf"), 1, 0]}, 2, "volume", "infinite"),
        ({"aht_s": [180, None, 180]}, 3, "aht_s", "missing"),
        ({"aht_s": [180, 0, 180]}, 3, "aht_s", "zero"),
        ({"aht_s": [180, -5, 180]}, 3, "aht_s", "negative"),
        ({"aht_s": ["180", "180", "long"]}, 4, "aht_s", "not a number"),
        (
            {"timestamp": ["2026-03-02T08:00", "yesterday", "2026-03-02T09:00"]},
            3,
            "timestamp",
            "time",
        ),
        ({"timestamp": ["2026-03-02T08:00"] * 3}, 3, "timestamp", "twice"),
    ],
)
def test_bad_rows(change, row, column, word):
    """Tests that a bad cell is refused with file, row, column and the mend."""
    with pytest.raises(BadInputError) as caught:
        size_frame(table(**change), TARGET, file="may.csv")
    fault = caught.value.faults[0]
    assert (fault.file, fault.row, fault.column) == ("may.csv", row, column)
    assert word in fault.what
    assert fault.mend


def test_every_bad_row_is_listed():
    """Tests that all faults come together, in the order of the rows."""
    with pytest.raises(BadInputError) as caught:
        size_frame(table(volume=[-1, -2, -3], aht_s=[180, -1, 180]), TARGET)
    assert [fault.row for fault in caught.value.faults] == [2, 3, 3, 4]


def test_missing_columns_and_rows():
    """Tests that a table without its columns or without rows is refused."""
    with pytest.raises(BadInputError, match="column aht_s"):
        size_frame(table().drop(columns="aht_s"), TARGET)
    with pytest.raises(BadInputError, match="no rows"):
        size_frame(table().head(0), TARGET)


def test_timestamps_as_times():
    """Tests that aware times do as well as text, and come back as they were."""
    rows = table(
        timestamp=pd.date_range("2026-03-02 08:00", periods=3, freq="30min", tz="Asia/Shanghai")
    )
    got = size_frame(rows, TARGET)
    assert got["agents"].tolist() == size_frame(table(), TARGET)["agents"].tolist()
    assert got["timestamp"].tolist() == rows["timestamp"].tolist()


def test_dates_as_spreadsheets_write_them():
    """Tests that year-first dates with slashes are read, and ambiguous ones refused."""
    loose = table(timestamp=["2026/3/2 8:00", "2026-03-02 08:30", "2026/3/2 9:00"])
    got = size_frame(loose, TARGET)
    assert got["agents"].tolist() == size_frame(table(), TARGET)["agents"].tolist()
    with pytest.raises(BadInputError, match=r"row 2, column timestamp"):
        size_frame(table(timestamp=["02/03/2026 8:00", "2026-03-02 08:30", "x"]), TARGET)


def test_rows_with_a_repeated_index():
    """Tests that rows are told apart by place, not by the frame's index."""
    rows = table(timestamp=["2026/3/2 8:00", "2026-03-02 08:30", "2026/3/2 9:00"])
    rows.index = [7, 7, 7]
    got = size_frame(rows, TARGET)
    assert got["agents"].tolist() == size_frame(table(), TARGET)["agents"].tolist()
