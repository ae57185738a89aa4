"""Tests of `wfm forecast`, `backtest`, `clean`, `size` and `problem`."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from support.centres import WEEK, history_csv

from wfm.service import files

pytestmark = pytest.mark.unit


@pytest.fixture
def history(tmp_path):
    """A history file of ten weeks."""
    path = tmp_path / "calls.csv"
    path.write_text(history_csv(WEEK.replace(month=3, day=24), 70))
    return path


# -- forecast --------------------------------------------------------------------------------------


def test_forecast(wfm, folder, tmp_path):
    """Tests that a forecast has every interval of its weeks, with offsets and quantiles."""
    out = tmp_path / "deep" / "f.csv"
    done = wfm("forecast", folder, "--out", out, "--weeks", 2, "--model", "weekday_mean_8")
    assert done.code == 0
    assert "general" in done.out
    assert "_" not in done.err  # notes are words, not keys
    frame = files.read_forecast(out, "Asia/Shanghai")
    assert len(frame) == 2 * 14 * 48
    assert frame["timestamp"].min().date() == WEEK
    assert "+08:00" in out.read_text()


def test_forecast_scenario_and_start(wfm, folder, tmp_path):
    """Tests that a scenario of the folder multiplies, from the day asked for."""
    about = ("--start", "2031-06-09", "--model", "weekday_mean_8", "--json")
    plain = wfm("forecast", folder, "--out", tmp_path / "a.csv", *about).json
    grown = wfm("forecast", folder, "--out", tmp_path / "b.csv", "--scenario", "promotion", *about)
    assert grown.json["volume"]["general"] == pytest.approx(
        1.1 * plain["volume"]["general"], rel=1e-3
    )
    assert plain["model"] == "weekday_mean_8"
    assert pd.read_csv(tmp_path / "a.csv")["timestamp"].iloc[0].startswith("2031-06-09T00:00:00")


# -- backtest --------------------------------------------------------------------------------------


def test_backtest(wfm, history, tmp_path):
    """Tests that a back-test gives the documented keys, and predictions to recompute them."""
    done = wfm(
        *("backtest", history, "--leads", "1-7,8-14", "--origins", 2, "--model", "weekday_mean_8"),
        *("--zone", "Asia/Shanghai", "--predictions", tmp_path / "p.csv", "--json"),
    )
    assert done.code == 0
    found = done.json
    assert {"origins", "cpu_s", "leads", "intraday"} <= set(found)
    assert set(found["leads"]) == {"1-7", "8-14"}
    keys = "wape rmse mase bias day_total_wape pinball pinball_poisson coverage_80 coverage_95"
    assert set(keys.split()) <= set(found["leads"]["1-7"])
    bases = found["leads"]["1-7"]["baselines"]
    assert {"seasonal_naive", "weekday_mean_8", "weekday_median_6"} <= set(bases)
    table = pd.read_csv(tmp_path / "p.csv")
    assert {"origin", "lead_day", "timestamp", "queue", "volume", "forecast", "q10"} <= set(table)
    band = table[table["lead_day"].between(1, 7)].dropna(subset=["volume"])
    wape = (band["volume"] - band["forecast"]).abs().sum() / band["volume"].sum()
    assert wape == pytest.approx(found["leads"]["1-7"]["wape"], rel=1e-6)


def test_backtest_table(wfm, history):
    """Tests that a person is shown the method beside its baselines."""
    done = wfm("backtest", history, "--leads", "1-7", "--origins", 2, "--model", "weekday_mean_8")
    assert done.code == 0
    assert "seasonal_naive" in done.out
    assert "%" in done.out


# -- clean -----------------------------------------------------------------------------------------


def test_clean(wfm, history, tmp_path):
    """Tests that what strays is listed interval by interval, and the file stays as it was."""
    out = tmp_path / "proposals.csv"
    about = ("--out", out, "--zone", "Asia/Shanghai", "--absent", "zero", "--json")
    before = wfm("clean", history, *about).json
    text = history.read_text()
    stamp = next(line for line in text.splitlines() if "10:00" in line and "-04-2" in line)
    parts = stamp.split(",")
    odd = text.replace(stamp, ",".join([*parts[:2], "900", *parts[3:]]))
    history.write_text(odd)
    done = wfm("clean", history, *about)
    assert done.code == 0
    assert (
        done.json.get("spike", {}).get("changes") == before.get("spike", {}).get("changes", 0) + 1
    )
    found = pd.read_csv(out)
    (row,) = found[found["raw"] == 900].to_dict("records")
    assert row["kind"] == "spike"
    assert row["cleaned"] < 100
    assert row["timestamp"].startswith(parts[0].replace(" ", "T"))
    assert history.read_text() == odd


# -- size ------------------------------------------------------------------------------------------

COLUMNS = [
    "timestamp",
    "queue",
    "volume",
    "aht_s",
    "load_erlangs",
    "agents",
    "agents_with_shrinkage",
    "service_level",
    "asa_s",
    "occupancy",
    "model",
    "target",
    "sl_definition",
]


@pytest.fixture
def flat(tmp_path):
    """A forecast of four equal half-hours: 10 erlangs."""
    path = tmp_path / "flat.csv"
    rows = [f"2031-06-02 {8 + k // 2:02d}:{30 * (k % 2):02d},100,180" for k in range(4)]
    path.write_text("timestamp,volume,aht_s\n" + "\n".join(rows) + "\n")
    return path


def test_size(wfm, flat, tmp_path):
    """Tests that ten erlangs at 80/20 need fourteen agents, in the documented columns."""
    out = tmp_path / "r.csv"
    done = wfm("size", flat, "--out", out, "--no-lag", "--json")
    assert done.code == 0
    assert done.json == {"rows": 4, "peak_agents": 14, "sl_definition": "offered"}
    table = pd.read_csv(out)
    assert list(table.columns) == COLUMNS
    assert set(table["agents"]) == {14}
    assert set(table["agents_with_shrinkage"]) == {14}
    assert (table["service_level"] >= 0.8).all()
    assert set(table["load_erlangs"].round(6)) == {10.0}


def test_size_exact_shrinkage(wfm, flat, tmp_path):
    """Tests that 21 agents at 30 % shrinkage are 30, not 31."""
    out = tmp_path / "r.csv"
    wfm("size", flat, "--out", out, "--no-lag", "--min-agents", 21, "--shrinkage", 0.3)
    table = pd.read_csv(out)
    assert set(table["agents"]) == {21}
    assert set(table["agents_with_shrinkage"]) == {30}


def test_size_options(wfm, flat, tmp_path):
    """Tests that each further demand is kept."""
    out = tmp_path / "r.csv"
    assert wfm("size", flat, "--out", out, "--occupancy", 0.6).code == 0
    assert (pd.read_csv(out)["occupancy"] <= 0.6).all()
    about = ("--model", "erlang-a", "--patience-s", 120, "--answer-rate", 0.95, "--asa-s", 15)
    done = wfm("size", flat, "--out", out, *about, "--sl-definition", "answered")
    assert done.code == 0
    table = pd.read_csv(out)
    assert (table["asa_s"] <= 15).all()
    assert set(table["model"]) == {"erlang-a"}
    assert set(table["sl_definition"]) == {"answered"}


def test_size_for_a_probability(wfm, flat, tmp_path):
    """Tests that certainty costs agents: by factor, by quantiles, by paths, and what it costs."""
    out, price = tmp_path / "r.csv", tmp_path / "price.csv"

    def agents(*options):
        done = wfm("size", flat, "--out", out, *options)
        assert done.code == 0
        return int(pd.read_csv(out)["agents"].sum())

    plain = agents()
    table = pd.read_csv(flat)
    paths = tmp_path / "paths.csv"
    pd.concat(
        [table.assign(path=k, volume=table["volume"] * (0.8 + 0.02 * k)) for k in range(21)]
    ).to_csv(paths, index=False)
    by_factor = agents("--confidence", 0.9, "--cv", 0.2)
    by_paths = agents("--confidence", 0.9, "--paths", paths, "--per", "day", "--price", price)
    table.assign(q10=80, q90=120).to_csv(flat, index=False)
    by_quantiles = agents("--confidence", 0.9)
    assert plain < min(by_factor, by_paths, by_quantiles)
    assert pd.read_csv(price)["agent_hours"].is_monotonic_increasing
    assert wfm("size", flat, "--out", out, "--cv", 0.2).code != 0


# -- problem ---------------------------------------------------------------------------------------


def test_problem(wfm, folder, tmp_path):
    """Tests that a centre's problem is written whole and reads back."""
    out = tmp_path / "problem.json"
    done = wfm("problem", folder, "--out", out, "--json")
    assert done.code == 0
    assert done.json["agents"] == 8
    assert done.json["required hours (all)"] > done.json["required hours (minnan)"] > 0
    problem = files.read_problem(out)
    assert (problem.first_day, problem.n_days, len(problem.past)) == (WEEK, 7, 40)
    assert problem.provenance["rule_set"] == "Small rules"
    grown = wfm("problem", folder, "--scenario", "promotion", "--out", out, "--json").json
    assert grown["required hours (all)"] > done.json["required hours (all)"]


def test_synthetic(wfm, tmp_path):
    """Tests that a generated centre is the same for a seed, and another for another."""
    names = [tmp_path / f"{k}.json" for k in range(3)]
    for path, seed in zip(names, (1, 1, 2), strict=True):
        done = wfm("problem", "--synthetic", 12, "--seed", seed, "--out", path, "--json")
        assert done.json["agents"] == 12
    texts = [path.read_text() for path in names]
    assert texts[0] == texts[1] != texts[2]
    assert json.loads(texts[0])["agents"]


# -- bad input -------------------------------------------------------------------------------------

BAD_HISTORY = "timestamp,volume\n2031-03-24 08:30,-4\n2031-03-24 09:00,many\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["forecast", "{folder}", "--scenario", "nowhere"], "nowhere"),
        (["forecast", "{folder}", "--model", "crystal"], "crystal"),
        (["forecast", "{tmp}/nowhere"], "nowhere"),
        (["backtest", "{tmp}/nowhere.csv"], "nowhere.csv"),
        (["backtest", "{history}", "--zone", "Mars/Base"], "Mars/Base"),
        (["backtest", "{history}", "--country", "XX"], "XX"),
        (["backtest", "{history}", "--leads", "soon"], "soon"),
        (["backtest", "{history}", "--leads", "7-1"], "7-1"),
        (["backtest", "{history}", "--leads", "0-3"], "0-3"),
        (["backtest", "{history}", "--absent", "perhaps"], "perhaps"),
        (["backtest", "{history}", "--interval", "7"], "7"),
        (["backtest", "{history}", "--model", "crystal"], "crystal"),
        (["size", "{tmp}/nowhere.csv"], "nowhere.csv"),
        (["size", "{history}"], "aht_s"),
        (["size", "{flat}", "--target", "often"], "often"),
        (["size", "{flat}", "--target", "120/20"], "100 %"),
        (["size", "{flat}", "--model", "erlang-x"], "erlang-x"),
        (["size", "{flat}", "--model", "erlang-a"], "patience"),
        (["size", "{flat}", "--shrinkage", "1"], "1"),
        (["size", "{flat}", "--sl-definition", "nice"], "nice"),
        (["size", "{flat}", "--confidence", "0.9"], "cv"),
        (["problem"], "centre"),
        (["problem", "--synthetic", "0"], "two agents"),
        (["problem", "--synthetic", "-5"], "two agents"),
        (["problem", "{folder}", "--scenario", "nowhere"], "nowhere"),
    ],
)
def test_bad_input(wfm, folder, flat, tmp_path, words, said):
    """Tests that bad input ends in code 2, words that name it, and nothing written."""
    history = tmp_path / "bad.csv"
    history.write_text(history_csv(WEEK.replace(month=3, day=24), 70).replace(",aht_s", ",x"))
    places = {"folder": folder, "tmp": tmp_path, "history": history, "flat": flat}
    out = tmp_path / "out.csv"
    line = [w.format(**places) for w in words]
    done = wfm(*line, *(["--predictions"] if words[0] == "backtest" else ["--out"]), out)
    assert done.code == 2, done.out
    assert said in done.err
    assert done.out == ""
    assert not out.exists()


def test_faults_of_a_history(wfm, tmp_path):
    """Tests that each fault of a history is one line with file, row, column, value."""
    path = tmp_path / "calls.csv"
    path.write_text(BAD_HISTORY)
    done = wfm("backtest", path)
    assert done.code == 2
    assert "calls.csv, row 2, column volume" in done.err
    assert "calls.csv, row 3, column volume" in done.err
    assert len(done.err.splitlines()) == 2


def test_folder_that_cannot_be_written(wfm, folder, flat, tmp_path):
    """Tests that an output that can't be written is one line, too."""
    (tmp_path / "file").write_text("")
    done = wfm("size", flat, "--out", tmp_path / "file" / "r.csv")
    assert done.code == 2
    assert len(done.err.splitlines()) == 1
