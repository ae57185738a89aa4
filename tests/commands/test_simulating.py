"""Tests of `wfm simulate`."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from wfm.service import chain, files

pytestmark = pytest.mark.unit
FEW = ("--replications", 3)
FIGURES = ("service_level", "answer_rate", "asa_s", "occupancy", "queue_length")


@pytest.fixture
def paths(solved):
    """problem.json and roster.json of the small centre."""
    return solved / "problem.json", solved / "roster.json"


def test_two_files_are_enough(wfm, paths):
    """Tests that the documented form gives figures with bands per interval, day and in all."""
    done = wfm("simulate", *paths, *FEW, "--json")
    assert done.code == 0
    found = done.json
    problem = files.read_problem(paths[0])
    assert found["replications"] == 3
    assert found["sl_definition"] == problem.traffic.definition
    assert found["threshold_s"] == problem.traffic.threshold_s
    pooled = [row for row in found["intervals"] if row["queue"] == "all"]
    assert len(pooled) == 7 * 48
    for row in (found["total"][0], pooled[20]):
        for name in FIGURES:
            assert {name, f"{name}_low", f"{name}_high"} <= set(row)
    assert found["total"][0]["erlang_service_level"] is not None
    volume = sum(sum(q.volume[: 7 * 48]) for q in problem.traffic.queues)
    assert found["total"][0]["offered"] == pytest.approx(volume, rel=0.1)


def test_same_seed_and_both_kernels_say_the_same(wfm, paths):
    """Tests that the answer depends on the seed and not on the event loop."""
    pure = wfm("simulate", *paths, *FEW, "--kernel", "pure", "--json").json
    compiled = wfm("simulate", *paths, *FEW, "--kernel", "numba", "--json").json
    assert pure.pop("kernel") != compiled.pop("kernel")
    assert pure == compiled
    other = wfm("simulate", *paths, *FEW, "--seed", 9, "--json").json
    assert other["total"] != pure["total"]


def test_table_for_people(wfm, paths):
    """Tests that the table names the definition, the days, the worst intervals and Erlang."""
    done = wfm("simulate", *paths, *FEW)
    assert done.code == 0
    for text in ("3 replications", "95 % bands", "offered in", "Erlang", "worst intervals", "±"):
        assert text in done.out


def test_patience_and_absence_change_the_answer(wfm, paths):
    """Tests that impatient callers are lost, and that missing shifts lose more."""
    base = wfm("simulate", *paths, *FEW, "--patience-s", 60, "--json").json["total"][0]
    thin = wfm(
        "simulate", *paths, *FEW, "--patience-s", 60, "--absence", 0.3, "--json"
    ).json["total"][0]  # fmt: skip
    assert base["answer_rate"] < 1
    assert thin["answer_rate"] < base["answer_rate"]
    assert thin["offered"] == base["offered"]


def test_intervals_as_csv(wfm, paths, tmp_path):
    """Tests that --out writes a row an interval and queue, with local offsets."""
    out = tmp_path / "simulated.csv"
    assert wfm("simulate", *paths, *FEW, "--out", out, "--json").code == 0
    frame = pd.read_csv(out)
    assert frame["timestamp"].iloc[0].endswith("+08:00")
    assert {"service_level_low", "sl_either_high", "erlang_occupancy"} <= set(frame)


@pytest.fixture
def without_calls(paths, tmp_path):
    """The problem as an older version wrote it: nobody knows who calls."""
    problem = dataclasses.replace(files.read_problem(paths[0]), traffic=None)
    path = tmp_path / "old.json"
    files.write_problem(problem, path)
    return path


def test_nobody_knows_who_calls(wfm, without_calls, paths):
    """Tests that a problem without calls is bad input with the mends named."""
    done = wfm("simulate", without_calls, paths[1], *FEW)
    assert done.code == 2
    assert "--forecast" in done.err
    assert "--from-requirement" in done.err


def test_calls_of_a_forecast(wfm, without_calls, paths, folder, tmp_path):
    """Tests that a forecast.csv of the same days brings the calls."""
    problem = files.read_problem(paths[0])
    csv = tmp_path / "forecast.csv"
    made = chain.forecast_folder(folder, None, problem.first_day, 1, "seasonal_naive")
    files.write_frame(made.frame, csv)
    found = wfm("simulate", without_calls, paths[1], "--forecast", csv, *FEW, "--json")
    assert found.code == 0
    total = found.json["total"][0]
    assert total["offered"] == pytest.approx(made.frame["volume"].sum(), rel=0.1)
    # With calls of its own, a problem says what skill and patience each queue has.
    double = made.frame.assign(volume=made.frame["volume"] * 2)
    files.write_frame(double, csv)
    own = wfm("simulate", *paths, "--forecast", csv, *FEW, "--json").json
    assert own["total"][0]["offered"] == pytest.approx(double["volume"].sum(), rel=0.1)
    late = made.frame[made.frame["timestamp"] >= made.frame["timestamp"].quantile(0.5)]
    files.write_frame(late, csv)
    done = wfm("simulate", without_calls, paths[1], "--forecast", csv, *FEW)
    assert done.code == 2
    assert "does not cover" in done.err


def test_calls_that_the_requirement_would_serve(wfm, without_calls, paths):
    """Tests that assumed calls are said to be assumed, and are served about as promised."""
    done = wfm("simulate", without_calls, paths[1], "--from-requirement", *FEW)
    assert done.code == 0
    assert "assumed" in done.err
    one, two = (
        wfm(
            *("simulate", without_calls, paths[1], "--from-requirement", "--patience-s", 90),
            *("--aht-s", aht, *FEW, "--json"),
        ).json["total"][0]
        for aht in (180, 360)
    )
    # Twice the handle time, about half the calls.
    assert two["offered"] == pytest.approx(one["offered"] / 2, rel=0.15)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (("--from-requirement", "--aht-s", 0), "aht_s"),
        (("--handle-cv", 0), "cv"),
        (("--confidence", 1), "confidence"),
        (("--absence", 1), "absence"),
        (("--patience-s", 0), "patience"),
        (("--redial", 1), "redial"),
        (("--warmup-s", -1), "warmup"),
        (("--sl-definition", "best"), "definition"),
        (("--target", "80"), "target"),
    ],
)
def test_choices_out_of_range(wfm, paths, words, part):
    """Tests that a choice out of range is told in one sentence with exit code 2."""
    done = wfm("simulate", *paths, *FEW, *words)
    assert done.code == 2
    assert part in done.err
    assert "Mend" in done.err


def test_roster_of_another_problem(wfm, paths, tmp_path):
    """Tests that a roster of other people is refused."""
    other = tmp_path / "other.json"
    files.write_problem(chain.synthetic(10, 1, 1, 30), other)
    done = wfm("simulate", other, paths[1], "--from-requirement", *FEW)
    assert done.code == 2
    assert "not in the problem" in done.err
