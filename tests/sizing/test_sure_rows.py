from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wfm.core.errors import BadInputError
from wfm.sizing.certainty import Per
from wfm.sizing.options import SizingOptions
from wfm.sizing.size import price_frame, size_frame
from wfm.sizing.sure_rows import Certain, local_days
from wfm.sizing.target import Target

pytestmark = pytest.mark.unit

TARGET = Target(0.8, 20)
VOLUME = np.array([60.0, 120.0, 180.0, 90.0])


def table(queues=("a",), **more):
    stamps = [f"2026-03-02T{8 + k // 2:02d}:{k % 2 * 30:02d}+08:00" for k in range(4)]
    return pd.concat(
        [
            pd.DataFrame(
                {"timestamp": stamps, "queue": q, "volume": VOLUME, "aht_s": 300.0, **more}
            )
            for q in queues
        ],
        ignore_index=True,
    )


def paths(count=40, queues=("a",), seed=2):
    random = np.random.default_rng(seed)
    frames = []
    for path in range(count):
        for each in queues:
            frame = table((each,))[["timestamp", "queue", "volume"]]
            frames.append(frame.assign(path=path, volume=frame["volume"] * random.gamma(100, 0.01)))
    return pd.concat(frames, ignore_index=True)


def test_a_quantile_of_the_table_is_sized_for():
    """Tests that 90 % sure by q90 is the sizing of q90, and service stays that of the forecast."""
    sure = size_frame(table(q10=VOLUME * 0.9, q90=VOLUME * 1.2), TARGET, certain=Certain(0.9))
    heavy = size_frame(table().assign(volume=VOLUME * 1.2), TARGET)
    assert sure["agents"].tolist() == heavy["agents"].tolist()
    assert sure["volume"].tolist() == VOLUME.tolist()
    assert (sure["service_level"] > heavy["service_level"]).all()


def test_a_factor_goes_before_quantiles_and_paths_before_both():
    """Tests which of several distributions is taken."""
    odd = table(q10=VOLUME * 0.1, q90=VOLUME * 9)
    by_cv = size_frame(odd, TARGET, certain=Certain(0.9, cv=0.1))
    options = SizingOptions(confidence=0.9, cv=0.1)
    assert by_cv["agents"].tolist() == size_frame(odd, TARGET, options)["agents"].tolist()
    drawn = size_frame(odd, TARGET, certain=Certain(0.9, cv=5.0, paths=paths()))
    assert (drawn["agents"] <= by_cv["agents"] + 2).all()


def test_per_day_needs_no_more_than_per_interval():
    """Tests that a day as a whole is kept by fewer agents than every interval of it."""
    day, interval = (
        size_frame(table(), TARGET, certain=Certain(0.9, per, cv=0.1))["agents"].sum()
        for per in (Per.DAY, Per.INTERVAL)
    )
    plain = size_frame(table(), TARGET)["agents"].sum()
    assert plain < day <= interval


def test_every_queue_has_its_own_paths():
    """Tests that a queue that varies more is sized for more, in the order of the rows."""
    some = paths(queues=("a", "b"))
    wild = some["queue"] == "b"
    some.loc[wild, "volume"] = some.loc[wild, "volume"] * (1 + some.loc[wild, "path"] % 2)
    got = size_frame(table(("a", "b")), TARGET, certain=Certain(0.9, paths=some))
    assert (got["agents"].to_numpy()[4:] > got["agents"].to_numpy()[:4]).all()


def test_the_price_has_a_row_a_queue_and_level():
    """Tests that the price curve rises for every queue."""
    got = price_frame(table(("a", "b")), TARGET, None, Certain(0.9, cv=0.1))
    assert set(got["queue"]) == {"a", "b"}
    for _, rows in got.groupby("queue"):
        assert rows["agent_hours"].is_monotonic_increasing
        assert rows["confidence"].is_monotonic_increasing


def test_days_are_those_on_the_clock():
    """Tests that a day is read as written, and loose dates count too."""
    stamps = pd.Series(["2026-03-02T23:30+08:00", "2026-03-03T00:00+08:00", "2026/3/3 0:30"])
    days = local_days(stamps)
    assert days[0] != days[1]
    assert days.size == 3


@pytest.mark.parametrize(
    ("rows", "certain", "match"),
    [
        (table(), Certain(0.9), "nothing says"),
        (table(q90=[1.0, 2.0, -3.0, 4.0]), Certain(0.9), "row 4, column q90"),
        (table(q90=[1.0, np.nan, 3.0, 4.0]), Certain(0.9), "row 3, column q90"),
        (table(), Certain(1.0, cv=0.1), "out of range"),
        (table(), Certain(0.9, paths=paths().drop(columns="path")), "missing"),
        (table(), Certain(0.9, paths=paths().iloc[1:]), "every interval"),
        (table(), Certain(0.9, paths=paths().assign(volume=-1.0)), "every interval"),
        (table(), Certain(0.9, paths=pd.concat([paths(), paths()])), "every interval"),
    ],
)
def test_bad_input(rows, certain, match):
    """Tests that a distribution that is not there, or not whole, is refused with its place."""
    with pytest.raises(BadInputError, match=match):
        size_frame(rows, TARGET, certain=certain)
