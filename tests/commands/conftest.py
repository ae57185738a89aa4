"""The command line as a user meets it: its output, its errors, its exit code."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from typing import Any

import pytest
from support.centres import write_centre

from wfm import cli


@dataclass(frozen=True)
class Done:
    """What a command ended with."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, which must be JSON and nothing else."""
        return json.loads(self.out, parse_constant=_no_number)


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """The small centre's folder; not to be changed."""
    return write_centre(tmp_path_factory.mktemp("centres") / "small")


@pytest.fixture
def wfm(monkeypatch, capsys):
    """Run a command line in this process, through the program's own entry."""
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["wfm", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as caught:
            cli.main()
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Done(int(caught.value.code or 0), said.out, said.err)

    return run


@pytest.fixture(scope="session")
def solved(tmp_path_factory, folder):
    """problem.json and a roster.json of the small centre, made once."""
    from wfm.rostering.engine import solve
    from wfm.service import chain, files

    place = tmp_path_factory.mktemp("solved")
    problem = chain.problem_folder(folder, None, None, 1)
    files.write_problem(problem, place / "problem.json")
    result = solve(problem, time_s=60, deterministic=1.0, seed=1)
    files.write_roster(result.roster, place / "roster.json", **result.to_dict())
    return place
