"""Part-timers, fixed shifts, bags, flexible and split shifts on the command line, end to end."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import openpyxl
import pytest
from support.centres import WEEK, rules_toml
from support.shift_kinds import write_kinds

from wfm.core.roster import Roster
from wfm.rules.auditing import audit
from wfm.service import files

pytestmark = pytest.mark.unit

OFFICE = {"D", "F@08:00", "F@09:00", "F@10:00"}


@pytest.fixture(scope="module")
def kinds(tmp_path_factory):
    """The folder of the centre."""
    return write_kinds(tmp_path_factory.mktemp("kinds") / "small")


@pytest.fixture(scope="module")
def made(kinds):
    """Problem and roster."""
    from wfm.rostering.engine import solve
    from wfm.service import chain

    problem = chain.problem_folder(kinds, None, None, 1)
    result = solve(problem, time_s=60, deterministic=0.6, seed=1)
    assert result.roster is not None
    place = kinds.parent
    files.write_problem(problem, place / "problem.json")
    files.write_roster(result.roster, place / "roster.json", **result.to_dict())
    return place, problem, result.roster


def shifts_of(roster: Roster, agent: str) -> list[str]:
    return [cell.shift_id for cell in roster if cell.agent_id == agent]


def test_problem_names_concrete_shifts(made):
    """Tests that flexible shifts are opened, and lists of agents name what bags hold."""
    _, problem, _ = made
    assert [s.id for s in problem.shifts if s.family] == ["F@08:00", "F@09:00", "F@10:00"]
    lists = {a.id: a.shifts for a in problem.agents}
    assert lists["A001"] == ()
    assert lists["A002"] == ("E",)
    assert set(lists["A003"]) == OFFICE
    assert lists["A004"] == ("F@08:00", "F@09:00", "F@10:00")
    # Split shifts are barred for whomever the rule set's own entry is not about.
    assert [e.parameters.get("elsewhere", False) for e in problem.rules if e.rule == "split_shifts"]


def test_everybody_gets_what_is_agreed(made):
    """Tests that the roster audits clean and gives each agent the agreed shifts and hours."""
    _, problem, roster = made
    assert audit(problem, roster).hard == ()
    assert set(shifts_of(roster, "A002")) == {"E"}
    assert set(shifts_of(roster, "A003")) <= OFFICE
    assert len(shifts_of(roster, "A004")) == 5
    part = shifts_of(roster, "A006")
    assert len(part) * 4 - part.count("S") * 4 + part.count("S") * 8 in range(20, 25)
    assert part.count("S") <= 2
    assert shifts_of(roster, "A007") in (["H"] * 5, ["H"] * 6)
    assert not any("S" in shifts_of(roster, a.id) for a in problem.agents if a.contract == "full")


def test_audit_from_files_finds_what_is_not_agreed(wfm, made, tmp_path):
    """Tests that a split shift of somebody else is a hard finding of `wfm audit`."""
    place, _, roster = made
    cell = next(c for c in roster if c.agent_id == "A001")
    day = dataclasses.replace(cell, shift_id="S", breaks=())
    files.write_roster(roster.with_cells([((cell.agent_id, cell.day), day)]), tmp_path / "r.json")
    found = wfm("audit", place / "problem.json", tmp_path / "r.json", "--json")
    assert found.code == 1
    assert "split_shifts" in {v["rule"] for v in found.json["hard"]}


def test_catalogue_without_a_rule_has_no_split_shifts(tmp_path):
    """Tests that split shifts are given only where a rule set says so."""
    from wfm.core.view import ProblemView
    from wfm.rules.modelling import Modeller
    from wfm.service import chain

    folder = write_kinds(tmp_path / "small", small_toml=rules_toml())
    problem = chain.problem_folder(folder, None, None, 1)
    view = ProblemView(problem)
    assert not Modeller(view).allowed[:, :, view.shift_index["S"]].any()


def test_sheet_there_and_back(wfm, made, tmp_path):
    """Tests that the workbook shows start times, gaps as blanks, and reads back the roster."""
    place, _, roster = made
    for language, code in (("en", "F"), ("zh", "弹")):
        out = tmp_path / f"{language}.xlsx"
        files_ = place / "problem.json", place / "roster.json"
        done = wfm("sheet", *files_, "--out", out, "--language", language)
        assert done.code == 0
        back = tmp_path / f"{language}.json"
        assert wfm("sheet", *files_, "--read", out, "--out", back).code == 0
        assert files.read_roster(back) == roster
        week = openpyxl.load_workbook(out).worksheets[0]
        texts = {str(c.value) for row in week.iter_rows() for c in row}
        shown = {f"{code} {s.partition('@')[2]}" for s in shifts_of(roster, "A004")}
        assert shown <= texts
        assert any("08:00–12:00 16:00–20:00" in text for text in texts)


def test_sheet_of_a_split_shift(wfm, made, tmp_path):
    """Tests that the gap stands in the list of shifts, and is blank in the day's lines."""
    place, _, roster = made
    cell = next(c for c in roster if c.shift_id == "S")
    out = tmp_path / "en.xlsx"
    done = wfm("sheet", place / "problem.json", place / "roster.json", "--out", out)
    assert done.code == 0
    book = openpyxl.load_workbook(out)
    listed = next(w for w in book.worksheets if any(c.value == "Gap" for r in w for c in r))
    assert any(c.value == "12:00–16:00" for row in listed.iter_rows() for c in row)
    days = [w for w in book.worksheets if f"{cell.day:%m-%d}" in w.title]
    row = next(r for r in days[0].iter_rows(min_row=6) if r[0].value == cell.agent_id)
    marks = [c.value for c in row[3:]]
    assert len([m for m in marks if m]) == 16


def test_changed_on_the_sheet(wfm, made, tmp_path):
    """Tests that another start typed into the sheet is read as that shift of the family."""
    place, _, roster = made
    out, back = tmp_path / "s.xlsx", tmp_path / "back.json"
    files_ = place / "problem.json", place / "roster.json"
    assert wfm("sheet", *files_, "--out", out, "--language", "en").code == 0
    book = openpyxl.load_workbook(out)
    row = next(r for r in book.worksheets[0].iter_rows() if r[0].value == "A004")
    cell = next(c for c in row if str(c.value).startswith("F "))
    other = "10:00" if cell.value != "F 10:00" else "08:00"
    cell.value = f"F {other}"
    book.save(out)
    assert wfm("sheet", *files_, "--read", out, "--out", back).code == 0
    changed = files.read_roster(back).changed_cells(roster)
    assert len(changed) == 1
    agent, day = changed[0]
    assert (agent, day in [WEEK + timedelta(days=d) for d in range(7)]) == ("A004", True)
    assert files.read_roster(back).cells[changed[0]].shift_id == f"F@{other}"
