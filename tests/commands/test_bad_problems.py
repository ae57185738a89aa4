"""Tests that `wfm roster` meets every bad problem with a roster, a reason, or a refusal."""

from __future__ import annotations

import pytest
from support.bad_problems import BAD, Ends, bad_problem

from wfm.service import files

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("name", BAD)
def test_roster(wfm, tmp_path, name):
    """Tests exit code 0 with a roster that audits clean, 1 with reasons, or 2 with a fault."""
    files.write_problem(bad_problem(name), tmp_path / "problem.json")
    out = tmp_path / "roster.json"
    done = wfm("roster", tmp_path / "problem.json", "--deterministic", 0.3, "--out", out)
    ends = BAD[name].ends
    assert done.code == {Ends.ROSTER: 0, Ends.EXPLAINED: 1, Ends.REFUSED: 2}[ends]
    assert out.exists() is (ends is Ends.ROSTER)
    if ends is Ends.ROSTER:
        audited = wfm("audit", tmp_path / "problem.json", out, "--json")
        assert audited.code == 0
        assert audited.json["hard_violations"] == 0
    elif ends is Ends.EXPLAINED:
        assert "can't" in done.out
    else:
        assert done.err.strip()
