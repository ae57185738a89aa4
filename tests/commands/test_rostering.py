"""Tests of `wfm roster`, `explain`, `audit` and `sheet`."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta

import openpyxl
import pytest
from support.centres import WEEK

from wfm.core.problem import Pin
from wfm.core.roster import Roster
from wfm.service import files

pytestmark = pytest.mark.unit


@pytest.fixture
def contradictory(solved, tmp_path):
    """The problem with pins of a late and an early shift on two days."""
    problem = files.read_problem(solved / "problem.json")
    pins = (Pin("A001", WEEK, "L"), Pin("A001", WEEK + timedelta(days=1), "E"))
    path = tmp_path / "contradictory.json"
    files.write_problem(dataclasses.replace(problem, pins=pins), path)
    return path


KEYS = {
    "status",
    "objective",
    "bound",
    "gap",
    "excess",
    "reference_price",
    "hard_violations",
    "penalties",
    "first_roster_s",
    "wall_s",
    "peak_rss_mib",
    "changed_cells",
}


def test_roster(wfm, solved, tmp_path):
    """Tests that a short run makes a roster that audits clean, with the documented keys."""
    out = tmp_path / "roster.json"
    done = wfm("roster", solved / "problem.json", "--time", 2, "--out", out, "--json")
    assert done.code == 0
    found = done.json
    assert set(found) >= KEYS
    assert found["hard_violations"] == 0
    assert found["bound"] <= found["objective"]
    assert {"amount", "unit", "cost"} == set(next(iter(found["penalties"].values())))
    audited = wfm("audit", solved / "problem.json", out, "--json")
    assert audited.code == 0
    assert audited.json["cost"] == pytest.approx(found["objective"])


def test_deterministic(wfm, solved, tmp_path):
    """Tests that a deterministic limit gives the same roster twice, told in a table."""
    outs = [tmp_path / "a.json", tmp_path / "b.json"]
    for out in outs:
        done = wfm("roster", solved / "problem.json", "--deterministic", 0.5, "--out", out)
        assert done.code == 0
        assert "hard violations" in done.out
        assert "cost" in done.err
    assert files.read_roster(outs[0]) == files.read_roster(outs[1])


def test_repair(wfm, solved, tmp_path):
    """Tests that a repair leaves the absent agent out and stays within its changes."""
    base = files.read_roster(solved / "roster.json")
    cell = next(a for a in base if a.day == WEEK)
    out = tmp_path / "new.json"
    done = wfm(
        *("roster", solved / "problem.json", "--base", solved / "roster.json", "--time", 2),
        *("--absent", f"{cell.agent_id}@{WEEK}", "--max-changes", 6, "--out", out, "--json"),
    )
    after = files.read_roster(out)
    assert after.get(cell.agent_id, WEEK) is None
    assert done.json["changed_cells"] <= 7
    assert done.code == (1 if done.json["hard_violations"] else 0)


def test_audit_clean_and_broken(wfm, solved, tmp_path):
    """Tests that a hard violation makes exit code 1, and what is not checked is listed."""
    clean = wfm("audit", solved / "problem.json", solved / "roster.json")
    assert clean.code == 0
    assert "hard violations: 0" in clean.out
    assert "not checked: swap_form" in clean.out
    roster = files.read_roster(solved / "roster.json")
    files.write_roster(Roster(roster.assignments[1:]), tmp_path / "broken.json")
    broken = wfm("audit", solved / "problem.json", tmp_path / "broken.json")
    assert broken.code == 1
    assert "hard: " in broken.out
    assert "art. 31" in broken.out
    found = wfm("audit", solved / "problem.json", tmp_path / "broken.json", "--json")
    assert found.code == 1
    assert found.json["hard_violations"] == len(found.json["hard"]) == 1
    assert found.json["hard"][0]["rule"] == "weekly_hours"
    assert any("swap_notice" in name for name in found.json["not_checked"])


def test_sheet(wfm, solved, tmp_path):
    """Tests that a workbook is written in both languages and reads back to the same roster."""
    for language, word in (("en", "OFF"), ("zh", "休")):
        out = tmp_path / f"{language}.xlsx"
        done = wfm(
            *("sheet", solved / "problem.json", solved / "roster.json"),
            *("--out", out, "--language", language),
        )
        assert done.code == 0
        book = openpyxl.load_workbook(out)
        texts = {str(c.value) for row in book.worksheets[0].iter_rows() for c in row}
        assert word in texts
    back = tmp_path / "back.json"
    done = wfm(
        *("sheet", solved / "problem.json", solved / "roster.json", "--read", tmp_path / "en.xlsx"),
        *("--out", back, "--json"),
    )
    assert done.json == {"out": str(back)}
    assert files.read_roster(back) == files.read_roster(solved / "roster.json")
    alone = ("sheet", solved / "problem.json", "--read", tmp_path / "zh.xlsx", "--out", back)
    assert wfm(*alone).code == 0
    assert files.read_roster(back) == files.read_roster(solved / "roster.json")


# -- explain ---------------------------------------------------------------------------------------


def test_no_roster(wfm, contradictory, tmp_path):
    """Tests that contradictory pins end in code 1 with the rules in words, and no file."""
    out = tmp_path / "r.json"
    done = wfm("roster", contradictory, "--time", 2, "--out", out)
    assert done.code == 1
    assert "art. 41" in done.out
    assert not out.exists()
    found = wfm("roster", contradictory, "--time", 2, "--out", out, "--json")
    assert found.code == 1
    assert found.json["status"] == "infeasible"
    assert found.json["objective"] is None
    assert found.json["conflicts"]


def test_infeasible(wfm, contradictory, solved):
    """Tests that the contradiction is explained, and a good problem has none."""
    done = wfm("explain", contradictory, "--infeasible", "--json")
    assert done.json["feasible"] is False
    assert any("art. 41" in text for text in done.json["sentences"])
    good = wfm("explain", solved / "problem.json", "--infeasible", "--json").json
    assert good["feasible"] is True
    assert len(good["sentences"]) == 1
    assert wfm("explain", contradictory, "--infeasible").out.strip()


def test_feasible_in_words(wfm, solved):
    """Tests that a person is told that nothing contradicts, not shown an empty screen."""
    done = wfm("explain", solved / "problem.json", "--infeasible")
    assert done.code == 0
    assert done.out.strip()


def test_why(wfm, solved):
    """Tests that questions about a roster are answered in sentences."""
    both = (solved / "problem.json", solved / "roster.json")
    cell = files.read_roster(both[1]).assignments[0]
    asked = f"{cell.agent_id}, {cell.day}, {cell.shift_id}"
    why_not = wfm("explain", *both, "--why-not", asked, "--json")
    assert why_not.code == 0
    assert why_not.json == {"sentences": [f"{cell.agent_id} has {cell.shift_id} on {cell.day}."]}
    short = wfm("explain", *both, "--why-short", f"{WEEK} 10:00")
    assert short.code == 0
    assert short.out.strip()


def test_what_if(wfm, solved):
    """Tests that a day off is answered with its cost in both languages and as values."""
    both = (solved / "problem.json", solved / "roster.json")
    cell = files.read_roster(both[1]).assignments[0]
    asked = f"{cell.agent_id},{cell.day},off"
    done = wfm("explain", *both, "--what-if", asked, "--json")
    assert done.code == 0
    assert {"cost_before", "cost_after", "difference", "changes", "sentences"} <= set(done.json)
    assert asked.split(",")[0] in done.json["sentences"][0]
    chinese = wfm("explain", *both, "--what-if", asked, "--language", "zh")
    assert "休息" in chinese.out


def test_prices(wfm, solved):
    """Tests that reliefs are priced, the relaxation named first."""
    done = wfm("explain", solved / "problem.json", "--prices", "--json")
    assert done.code == 0
    assert "relaxation" in done.json["sentences"][0]
    assert len(done.json["prices"]) + done.json["left_out"] == len(done.json["sentences"]) - 1
    savings = [p["saving"] for p in done.json["prices"]]
    assert savings == sorted(savings, reverse=True)


def test_repair_of_everything(wfm, solved, tmp_path):
    """Tests leave, raised demand, kept cells and caps together; changes and effect as values."""
    base = files.read_roster(solved / "roster.json")
    cell = base.assignments[0]
    done = wfm(
        *("roster", solved / "problem.json", "--base", solved / "roster.json"),
        *("--leave", f"{cell.agent_id}@{cell.day}..{cell.day}", "--raise", f"{cell.day}=1.2"),
        *("--keep", "A002", "--max-agents", 2, "--max-changes", 4, "--deterministic", 0.3),
        *("--out", tmp_path / "new.json", "--json"),
    )
    assert done.code == 0
    made = [c for c in done.json["changes"] if not c["fact"]]
    assert len(made) <= 4
    assert len({c["agent"] for c in made}) <= 2
    assert "A002" not in {c["agent"] for c in made}
    for stage in ("published", "unmended", "mended"):
        assert {"cost", "missing_agent_intervals", "hard_violations"} <= set(done.json[stage])


# -- bad input -------------------------------------------------------------------------------------

REPAIR = ("roster", "{problem}", "--base", "{roster}", "--out", "{out}", "--absent")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["roster", "{tmp}/nowhere.json", "--out", "{out}"], "nowhere.json"),
        (["roster", "{text}", "--out", "{out}"], "text.json"),
        (["roster", "{list}", "--out", "{out}"], "list.json"),
        (["roster", "{roster}", "--out", "{out}"], "roster.json"),
        (["roster", "{problem}", "--time", "0", "--out", "{out}"], "time"),
        (["roster", "{problem}", "--absent", "A001@2031-06-02", "--out", "{out}"], "--base"),
        (
            [
                "roster",
                "{problem}",
                "--base",
                "{roster}",
                "--absent",
                "A001@soon",
                "--out",
                "{out}",
            ],
            "A001@soon",
        ),
        (
            [
                "roster",
                "{problem}",
                "--base",
                "{roster}",
                "--out",
                "{out}",
                "--absent",
                "A099@2031-06-02",
            ],
            "A099",
        ),
        (
            [
                "roster",
                "{problem}",
                "--base",
                "{roster}",
                "--out",
                "{out}",
                "--absent",
                "A001@2040-06-02",
            ],
            "2040-06-02",
        ),
        (["roster", "{problem}", "--max-changes", "3", "--out", "{out}"], "--base"),
        (["explain", "{problem}", "{roster}", "--what-if", "A001,2031-06-02"], "A001"),
        (["explain", "{problem}", "{roster}", "--what-if", "A001,soon,off"], "soon"),
        (["explain", "{problem}", "--prices", "--language", "klingon"], "klingon"),
        (["audit", "{problem}", "{tmp}/nowhere.json"], "nowhere.json"),
        (["audit", "{problem}", "{strange}"], "A099"),
        (["explain", "{problem}"], "nothing to explain"),
        (["explain", "{problem}", "{roster}", "--why-not", "A001"], "A001"),
        (["explain", "{problem}", "{roster}", "--why-not", "A099,2031-06-02,E"], "A099"),
        (["explain", "{problem}", "{roster}", "--why-short", "noon"], "noon"),
        (["explain", "{problem}", "{roster}", "--why-short", "2040-01-01 10:00"], "2040"),
        (["sheet", "{problem}", "--out", "{out}"], "missing"),
        (["sheet", "{problem}", "--read", "{text}", "--out", "{out}"], "text.json"),
        (["sheet", "{problem}", "--read", "{tmp}/nowhere.xlsx", "--out", "{out}"], "nowhere"),
        (
            ["sheet", "{problem}", "{roster}", "--out", "{out}", "--language", "klingon"],
            "klingon",
        ),
    ],
)
def test_bad_input(wfm, solved, tmp_path, words, said):
    """Tests that bad input ends in code 2, words that name it, and nothing written."""
    (tmp_path / "text.json").write_text("this is no JSON")
    (tmp_path / "list.json").write_text("[]")
    content = json.loads((solved / "roster.json").read_text())
    content["assignments"][0]["agent_id"] = "A099"
    (tmp_path / "strange.json").write_text(json.dumps(content))
    places = {
        "tmp": tmp_path,
        "out": tmp_path / "out.file",
        "text": tmp_path / "text.json",
        "list": tmp_path / "list.json",
        "strange": tmp_path / "strange.json",
        "problem": solved / "problem.json",
        "roster": solved / "roster.json",
    }
    done = wfm(*(w.format(**places) for w in words))
    assert done.code == 2, done.out
    assert said in done.err
    assert not (tmp_path / "out.file").exists()
