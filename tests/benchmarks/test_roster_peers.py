"""Tests that peers are compared fairly, and that a peer that is not there is told."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import MagicMock

import pytest

from benchmarks import peer_environment, peer_pyworkforce, peer_timefold, roster_peers
from benchmarks.fixed_breaks import fixed_problem
from benchmarks.nrp_instance import Employee, Instance
from benchmarks.peer_environment import Peer, java_version
from benchmarks.peer_timefold import SEARCHES, Answer
from benchmarks.roster_peers import Options, centre_row, counts_row, files_of, instance_row

pytestmark = pytest.mark.unit

SHORT = Options(0.3, 0.3, centres=(4,), searches=SEARCHES[:1])
INSTANCE = Instance(
    "Made",
    7,
    {"E": 480},
    {},
    (Employee("A", {"E": 7}, 2400, 960, 5, 1, 1, 1),),
    (("A", 1, "E", 3),),
    (),
    {(d, "E"): (1, 10, 1) for d in range(7)},
)


@pytest.fixture
def absent(monkeypatch: pytest.MonkeyPatch) -> None:
    """No peer is installed."""
    for name in ("TIMEFOLD", "PYWORKFORCE"):
        monkeypatch.setattr(roster_peers, name, MagicMock(**{"missing.return_value": "not there"}))


def answering(monkeypatch: pytest.MonkeyPatch, answer: Answer) -> None:
    """Let Timefold give an answer without being there."""
    monkeypatch.setattr(roster_peers, "TIMEFOLD", MagicMock(**{"missing.return_value": ""}))
    monkeypatch.setattr(peer_timefold, "ask", lambda *_: answer)


@pytest.mark.usefixtures("absent")
def test_ours_is_measured_where_a_peer_is_not_there() -> None:
    """Tests that rows say what is missing and still hold our figures."""
    rows = list(roster_peers.measure(SHORT))
    assert "--instances" in rows[0]["timefold"]
    assert rows[1]["timefold"] == "not there"
    assert [row["pyworkforce"] for row in rows[2:]] == ["not there"] * 2
    assert all(row["ours"] is not None and row["hard violations"] == 0 for row in rows[1:])
    assert not any(key.startswith("ours /") for row in rows for key in row)


def test_a_legal_answer_gets_a_ratio(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests an instance whose optimum is known: five days of seven, two short."""
    answering(monkeypatch, Answer({(0, d): 0 for d in range(4)}, 0, -30, 1.0, 9))
    row = instance_row(INSTANCE, SHORT)
    assert row["ours"] == row["bound"] == 20
    assert (row["timefold"], row["timefold: hard rules broken"]) == (30, 0)
    assert row["ours / timefold"] == pytest.approx(20 / 30, abs=1e-3)
    assert "timefold: its own score" not in row


def test_an_illegal_answer_gets_none_and_a_false_word_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Tests that the checker decides, not the peer's own score."""
    answering(monkeypatch, Answer({(0, d): 0 for d in range(7)}, 0, 0, 1.0, 9))
    row = instance_row(INSTANCE, SHORT)
    assert row["timefold: hard rules broken"] > 0
    assert "ours / timefold" not in row
    assert row["timefold: its own score"] == "0 hard, 0 soft"


def test_a_failing_peer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that an error of the peer leaves our figures standing."""

    def fail(*_: object) -> None:
        raise RuntimeError("out of memory")

    answering(monkeypatch, Answer({}, 0, 0, 0.0, None))
    monkeypatch.setattr(peer_timefold, "ask", fail)
    row = centre_row(fixed_problem(4, 1), SHORT)
    assert row["timefold"] == "failed: out of memory"
    assert row["ours"] is not None
    monkeypatch.setattr(roster_peers, "PYWORKFORCE", MagicMock(**{"missing.return_value": ""}))
    monkeypatch.setattr(peer_pyworkforce, "ask", fail)
    row = counts_row(4, peer_pyworkforce.DIFFERENCE, SHORT)
    assert row["pyworkforce"] == "failed: out of memory"


def test_counts_without_a_solution_are_a_status(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that counts which nobody can work are no cost."""
    said = {
        "status": "FEASIBLE",
        "seconds": 0.5,
        "resources_shifts": [{"day": 0, "shift": "0.0", "resources": 99}],
    }
    monkeypatch.setattr(roster_peers, "PYWORKFORCE", MagicMock(**{"missing.return_value": ""}))
    monkeypatch.setattr(peer_pyworkforce, "ask", lambda _: said)
    row = counts_row(4, peer_pyworkforce.DIFFERENCE, SHORT)
    assert row["pyworkforce"] == "FEASIBLE"
    assert "ours / pyworkforce" not in row


def test_instances_come_in_order_of_their_numbers(tmp_path: Path) -> None:
    """Tests that 10 comes after 9, and that some can be named."""
    for number in (10, 9, 2):
        (tmp_path / f"Instance{number}.txt").touch()
    assert [p.stem for p in files_of(tmp_path, None)] == ["Instance2", "Instance9", "Instance10"]
    assert [p.stem for p in files_of(tmp_path, [10, 2])] == ["Instance2", "Instance10"]


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ('openjdk version "17.0.15" 2025-04-15', 17),
        ('java version "1.8.0_402"', 1),
        ("no such thing", 0),
    ],
)
def test_java_is_asked_for_its_version(
    said: str, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests the version of a runtime."""
    monkeypatch.setattr(peer_environment.shutil, "which", lambda _: "java")
    run = MagicMock(return_value=MagicMock(stderr=said))
    monkeypatch.setattr(peer_environment.subprocess, "run", run)
    assert java_version() == version


def test_what_is_missing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests the words for a peer without Java and for one that is not installed."""
    monkeypatch.setattr(peer_environment, "HOME", tmp_path)
    monkeypatch.setattr(peer_environment.shutil, "which", lambda _: None)
    assert java_version() == 0
    assert "openjdk-17" in Peer("one", "one", "one==1", java=True).missing()
    assert "--install" in Peer("one", "one", "one==1").missing()
