"""Tests that another centre's forecast comes over whole, or is refused by row."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wfm.core.errors import BadInputError
from wfm.core.frames import FORECAST
from wfm.forecasting.scenario_sites import on_grid, read_site_csv

pytestmark = pytest.mark.unit
ZONE = "Asia/Shanghai"


def test_a_file_without_offsets_is_local() -> None:
    """Tests that a plain table is read in the centre's zone, with Poisson intervals."""
    text = "timestamp,volume,aht_s\n2026-03-02 08:00,100,180\n2026-03-02 08:30,0,\n"
    frame = read_site_csv(text.encode(), "x.csv", ZONE)
    FORECAST.validate(frame)
    assert frame["timestamp"].iloc[0] == pd.Timestamp("2026-03-02 08:00", tz=ZONE)
    assert frame["queue"].tolist() == ["calls", "calls"]
    assert 80 <= frame["q025"].iloc[0] < frame["q10"].iloc[0] < 100
    assert 100 < frame["q90"].iloc[0] < frame["q975"].iloc[0] <= 121
    assert frame.loc[1, ["volume", "q975"]].tolist() == [0.0, 0.0]


def test_offsets_queues_and_intervals_are_kept() -> None:
    """Tests that a forecast.csv of another zone comes over as it was written."""
    text = (
        "timestamp,queue,volume,aht_s,q025,q10,q90,q975\n"
        "2026-03-02T09:00:00+09:00,cards,10,100,4,6,14,17\n"
    )
    row = read_site_csv(text.encode(), "x.csv", ZONE).iloc[0]
    assert row["timestamp"] == pd.Timestamp("2026-03-02 08:00", tz=ZONE)
    assert [row[c] for c in ("queue", "q025", "q975")] == ["cards", 4.0, 17.0]


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        ("timestamp,volume\n2026-03-02 08:00,1\n", None, "aht_s"),
        ("timestamp,volume,aht_s\n", None, ""),
        ("timestamp,volume,aht_s\n2026-03-02 08:00,1,100\nsoon,1,100\n", 3, "timestamp"),
        ("timestamp,volume,aht_s\n2026-03-02 08:00,-1,100\n", 2, "volume"),
        ("timestamp,volume,aht_s\n2026-03-02 08:00,many,100\n", 2, "volume"),
        ("timestamp,volume,aht_s\n2026-03-02 08:00,inf,100\n", 2, "volume"),
        ("timestamp,volume,aht_s\n2026-03-02 08:00,1,0\n", 2, "aht_s"),
        ("timestamp,volume,aht_s\n2026-03-02 08:00,1,9\n2026-03-02 08:00,1,9\n", 3, "timestamp"),
    ],
)
def test_what_can_not_be_used_is_named(text: str, row: int | None, column: str) -> None:
    """Tests that row and column of what is wrong are said."""
    with pytest.raises(BadInputError) as caught:
        read_site_csv(text.encode(), "x.csv", ZONE)
    fault = caught.value.faults[0]
    assert (fault.file, fault.row, fault.column) == ("x.csv", row, column)


def frame(freq: str, n: int, zone: str = ZONE) -> pd.DataFrame:
    volume = 10.0 + np.arange(n)
    return pd.DataFrame(
        {
            "timestamp": pd.date_range("2026-03-02", periods=n, freq=freq, tz=zone),
            "queue": "a",
            "volume": volume,
            "aht_s": 100.0 + np.arange(n),
            "q025": volume - 4,
            "q10": volume - 2,
            "q90": volume + 2,
            "q975": volume + 4,
        }
    )


def test_shorter_intervals_are_added_up() -> None:
    """Tests that volume and work are kept and that spread grows by the root of the count."""
    fine = frame("15min", 8)
    out = on_grid(fine, ZONE, 30)
    assert out["volume"].tolist() == [21.0, 25.0, 29.0, 33.0]
    assert (out["volume"] * out["aht_s"]).sum() == pytest.approx(
        (fine["volume"] * fine["aht_s"]).sum()
    )
    assert out["q975"].iloc[0] == pytest.approx(21 + 4 * np.sqrt(2))


def test_longer_intervals_are_divided() -> None:
    """Tests that an hour is two halves, with the spread of its half."""
    out = on_grid(frame("60min", 3), ZONE, 30)
    assert out["volume"].tolist() == [5.0, 5.0, 5.5, 5.5, 6.0, 6.0]
    assert (out["timestamp"].diff().dropna() == pd.Timedelta(minutes=30)).all()
    assert out["q975"].iloc[0] == pytest.approx(5 + 4 / np.sqrt(2))


def test_going_there_and_back_is_the_same() -> None:
    """Tests that dividing and adding up again loses nothing."""
    whole = frame("60min", 4)
    back = on_grid(on_grid(whole, ZONE, 15), ZONE, 60)
    pd.testing.assert_frame_equal(back[list(whole.columns)], whole, check_freq=False)


def test_another_zone_is_another_clock() -> None:
    """Tests that instants stay and the clock is this centre's."""
    out = on_grid(frame("30min", 2, "Asia/Tokyo"), ZONE, 30)
    assert str(out["timestamp"].dt.tz) == ZONE
    assert out["timestamp"].iloc[0].hour == 23


def test_grids_that_do_not_fit_are_refused() -> None:
    """Tests that intervals of which neither divides the other are said."""
    with pytest.raises(BadInputError, match="20 minutes can't be brought to 30"):
        on_grid(frame("20min", 3), ZONE, 30)
