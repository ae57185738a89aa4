from __future__ import annotations

import json
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from wfm.core.errors import BadInputError
from wfm.core.time import TimeGrid
from wfm.forecasting.days import days_from
from wfm.forecasting.folds import Fold
from wfm.forecasting.forecast import make_forecast
from wfm.forecasting.intervals import LEVELS, fit_spread
from wfm.forecasting.path_learning import fit_paths
from wfm.forecasting.paths import Paths

pytestmark = pytest.mark.unit
MONDAY = date(2026, 3, 2)
COLUMNS = ("q025", "q10", "q90", "q975")


def past(n: int = 6, *, seed: int = 1, day_sd: float = 0.1, gaps: bool = False, shared=None):
    """Past forecasts of 60 an interval whose days stray as a whole, with Poisson noise on top."""
    random = np.random.default_rng(seed)
    out = []
    for k in range(n):
        mean = np.tile(60 + 40 * np.sin(np.arange(48) / 48 * 2 * np.pi), (28, 1))
        level = random.normal(0, day_sd, 28) if shared is None else shared[k]
        actual = random.poisson(mean * np.exp(level)[:, None]).astype(float)
        if gaps:
            actual[3, 10:20] = np.nan
            actual[9] = np.nan
        out.append(Fold(7 * k, days_from(MONDAY + timedelta(7 * k), 28), mean, actual))
    return out


def frame_of(queues=("calls",), n_days: int = 3, closed: bool = False) -> pd.DataFrame:
    """A forecast frame with the quantiles that the past folds teach."""
    grid = TimeGrid(MONDAY + timedelta(100), n_days, 30, "Asia/Shanghai")
    mean = np.tile(60 + 40 * np.sin(np.arange(48) / 48 * 2 * np.pi), (n_days, 1))
    if closed:
        mean[:, :16] = 0.0
    quantiles = fit_spread(past()).quantiles(mean, np.arange(1, n_days + 1))
    frames = []
    for queue in queues:
        frame = pd.DataFrame({"timestamp": grid.local, "queue": queue, "volume": mean.ravel()})
        frame["aht_s"] = 180.0
        for name, values in zip(COLUMNS, quantiles, strict=True):
            frame[name] = values.ravel()
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def paths_of(**queues) -> Paths:
    spreads = {name: fit_spread(folds) for name, folds in queues.items()}
    last = dict.fromkeys(queues, MONDAY + timedelta(99))
    return fit_paths(queues, spreads, last, 48)


def test_interval_quantiles_are_the_forecasts():
    """Tests that at each interval the paths' quantiles are those of the frame, on the whole."""
    frame = frame_of()
    drawn = paths_of(calls=past()).sample(frame, 1000, seed=4)["calls"]
    assert drawn.shape == (1000, len(frame))
    for level, name in zip(LEVELS, COLUMNS, strict=True):
        ratio = np.quantile(drawn, level, axis=0) / frame[name].to_numpy()
        assert ratio.mean() == pytest.approx(1.0, abs=0.02)
        assert np.abs(ratio - 1).max() < 0.12
    assert drawn.mean(axis=0) == pytest.approx(frame["volume"].to_numpy(), rel=0.04)


def test_day_totals_are_the_day_total_quantiles():
    """Tests that the totals of the paths' days have the quantiles of day totals."""
    folds = past()
    frame = frame_of()
    drawn = paths_of(calls=folds).sample(frame, 1000, seed=4)["calls"]
    totals = drawn.reshape(1000, 3, 48).sum(axis=2)
    expected = frame["volume"].to_numpy().reshape(3, 48).sum(axis=1)
    said = fit_spread(folds).day_total_quantiles(expected, np.array([1, 2, 3]))
    for level, row in zip(LEVELS, said, strict=True):
        assert np.quantile(totals, level, axis=0) == pytest.approx(row, rel=0.01)


def test_slots_of_a_day_hang_together_as_they_did():
    """Tests that days which strayed as a whole do so again, and independent slots do not."""
    wild = paths_of(calls=past(day_sd=0.25)).sample(frame_of(), 400, seed=1)["calls"]
    calm = paths_of(calls=past(day_sd=0.0)).sample(frame_of(), 400, seed=1)["calls"]

    def together(drawn):
        return np.corrcoef(drawn[:, 20], drawn[:, 30])[0, 1]

    assert together(wild) > 0.5
    assert abs(together(calm)) < 0.3


def test_queues_move_together_when_they_did():
    """Tests that queues whose days strayed together have paths that do, others not."""
    shared = np.random.default_rng(5).normal(0, 0.2, (6, 28))
    twins = paths_of(a=past(seed=1, shared=shared), b=past(seed=2, shared=shared))
    strangers = paths_of(a=past(seed=1, day_sd=0.2), b=past(seed=2, day_sd=0.2))
    frame = frame_of(("a", "b"))
    found = []
    for paths in (twins, strangers):
        drawn = paths.sample(frame, 400, seed=9)
        sums = [drawn[name][:, :48].sum(axis=1) for name in ("a", "b")]
        found.append(np.corrcoef(*sums)[0, 1])
    assert found[0] > 0.7
    assert abs(found[1]) < 0.3


def test_a_scaled_forecast_has_scaled_paths():
    """Tests that a scenario of half as much again moves every path by as much."""
    paths, frame = paths_of(calls=past()), frame_of()
    grown = frame.assign(**{name: frame[name] * 1.5 for name in ("volume", *COLUMNS)})
    one, other = (paths.sample(f, 50, seed=2)["calls"] for f in (frame, grown))
    # Half a contact is added to day totals whatever their size: not quite in proportion.
    assert other == pytest.approx(one * 1.5, rel=0.02)


def test_closed_intervals_have_no_contacts():
    """Tests that nothing comes while the centre is closed, and nothing is negative."""
    drawn = paths_of(calls=past()).sample(frame_of(closed=True), 50, seed=2)["calls"]
    shut = np.tile(np.arange(48) < 16, 3)
    assert (drawn[:, shut] == 0).all()
    assert (drawn[:, ~shut] > 0).any()
    assert (drawn >= 0).all()
    assert np.isfinite(drawn).all()


def test_small_queues_keep_their_mean():
    """Tests that paths of two contacts a day are not more than two contacts a day on average."""
    random = np.random.default_rng(6)
    mean = np.full((28, 48), 2 / 48)
    folds = [
        Fold(7 * k, days_from(MONDAY, 28), mean, random.poisson(mean).astype(float))
        for k in range(8)
    ]
    frame = frame_of()
    quantiles = fit_spread(folds).quantiles(mean[:3], np.array([1, 2, 3]))
    rows = {name: q.ravel() for name, q in zip(COLUMNS, quantiles, strict=True)}
    frame = frame.assign(volume=mean[:3].ravel(), **rows)
    drawn = paths_of(calls=folds).sample(frame, 400, seed=1)["calls"]
    assert drawn.sum(axis=1).mean() == pytest.approx(6.0, rel=0.03)


def test_gaps_of_the_past_leave_no_gaps():
    """Tests that days and hours without counts in the past give finite paths."""
    drawn = paths_of(calls=past(gaps=True)).sample(frame_of(), 20, seed=2)["calls"]
    assert np.isfinite(drawn).all()
    assert (drawn > 0).mean() > 0.99


def test_a_short_history_has_a_stand_in():
    """Tests that without past forecasts the paths still keep to the frame's quantiles."""
    frame = frame_of()
    drawn = paths_of(calls=[]).sample(frame, 400, seed=2)["calls"]
    inside = (drawn >= frame["q025"].to_numpy()) & (drawn <= frame["q975"].to_numpy())
    assert inside.mean() == pytest.approx(0.95, abs=0.02)


def test_json_gives_the_same_paths_back():
    """Tests that writing and reading a value changes no path."""
    paths, frame = paths_of(calls=past(), chat=past(seed=8)), frame_of(("calls", "chat"))
    again = Paths.from_dict(json.loads(json.dumps(paths.to_dict())))
    for queue, drawn in paths.sample(frame, 30, seed=6).items():
        assert np.array_equal(again.sample(frame, 30, seed=6)[queue], drawn)


def test_the_seed_decides():
    """Tests that the same seed repeats the paths and another one does not."""
    paths, frame = paths_of(calls=past()), frame_of()
    one, same, other = (paths.sample(frame, 5, seed=s)["calls"] for s in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("n_paths", [0, 5001])
def test_a_senseless_number_of_paths_is_refused(n_paths):
    """Tests that no path and too many paths are refused."""
    with pytest.raises(BadInputError, match="number of paths"):
        paths_of(calls=past()).sample(frame_of(), n_paths, seed=1)


def test_an_unknown_queue_is_refused():
    """Tests that a frame with a queue that was never fitted is refused by name."""
    with pytest.raises(BadInputError, match="no paths"):
        paths_of(calls=past()).sample(frame_of(("mail",)), 5, seed=1)


def test_a_forecast_carries_its_paths(make_history):
    """Tests that the front door's forecast can be sampled, two queues at once."""
    history = pd.concat([make_history(queue="a"), make_history(queue="b", seed=3, daily=900)])
    made = make_forecast(history, date(2026, 3, 16), 7)
    drawn = made.paths.sample(made.frame, 10, seed=1)
    assert {name: values.shape for name, values in drawn.items()} == {
        "a": (10, 7 * 48),
        "b": (10, 7 * 48),
    }
    part = made.frame[made.frame["queue"] == "a"]
    said = made.day_totals[made.day_totals["queue"] == "a"]
    many = made.paths.sample(part, 400, seed=1)["a"].reshape(400, 7, 48).sum(axis=2)
    assert np.quantile(many, 0.9, axis=0) == pytest.approx(said["q90"].to_numpy(), rel=0.02)
