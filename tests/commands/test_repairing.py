"""Tests of `wfm repair`: files in, files out, reasons in both languages, faults named."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.centres import WEEK

from wfm.service import files

pytestmark = pytest.mark.contract
TUESDAY = WEEK + timedelta(days=1)


def test_repair(wfm, solved, tmp_path):
    """Tests sick calls, a rise, the past and caps in one command; the new problem audits it."""
    base = files.read_roster(solved / "roster.json")
    sick = next(a for a in base if a.day == TUESDAY)
    out, changed = tmp_path / "new.json", tmp_path / "changed.json"
    done = wfm(
        *("repair", solved / "problem.json", solved / "roster.json", "--out", out),
        *("--absent", f"{sick.agent_id}@{TUESDAY}", "--raise", f"{TUESDAY} 09:00-12:00=1.2"),
        *("--since", f"{TUESDAY} 06:00", "--max-changes", 4, "--deterministic", 0.3),
        *("--problem-out", changed, "--json"),
    )
    assert done.code == 0
    after = files.read_roster(out)
    assert after.get(sick.agent_id, TUESDAY) is None
    facts = [c for c in done.json["changes"] if c["fact"]]
    assert [(c["agent"], c["why_en"], c["why_zh"]) for c in facts] == [
        (sick.agent_id, "called in sick", "病假")
    ]
    assert len(done.json["changes"]) - 1 <= 4
    assert {day for _, day in after.changed_cells(base)} <= {
        TUESDAY + timedelta(days=k) for k in range(6)
    }
    audited = wfm("audit", changed, out, "--json")
    assert audited.code == 0
    assert done.json["mended"]["missing_agent_intervals"]["all"] >= 0
    old = files.read_problem(solved / "problem.json")
    assert sum(files.read_problem(changed).demands[0].required) > sum(old.demands[0].required)


def test_repair_in_words(wfm, solved, tmp_path):
    """Tests the tables that people read."""
    base = files.read_roster(solved / "roster.json")
    sick = next(a for a in base if a.day == TUESDAY)
    done = wfm(
        *("repair", solved / "problem.json", solved / "roster.json", "--out", tmp_path / "n.json"),
        *("--absent", f"{sick.agent_id}@{TUESDAY}", "--deterministic", 0.3, "--language", "zh"),
    )
    assert done.code == 0
    assert "病假" in done.out
    assert "unmended" in done.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--absent", "A099@2031-06-03"], "A099"),
        (["--absent", "A001@soon"], "A001@soon"),
        (["--since", "noon"], "noon"),
        (["--since", "2031-06-04 00:00", "--absent", "A001@2031-06-03"], "A001 2031-06-03"),
        (["--raise", "2031-06-03=9"], "800"),
    ],
)
def test_bad_input(wfm, solved, tmp_path, words, said):
    """Tests that bad input ends in code 2, words that name it, and nothing written."""
    out = tmp_path / "new.json"
    done = wfm("repair", solved / "problem.json", solved / "roster.json", "--out", out, *words)
    assert done.code == 2
    assert said in done.err
    assert not out.exists()
