"""What the rostering commands do on files: make, audit, sheets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from wfm.core.errors import BadInputError, Fault
from wfm.core.problem import Problem
from wfm.core.roster import Roster
from wfm.core.score import AuditReport
from wfm.core.view import ProblemView
from wfm.rostering.carried import Carried, carry
from wfm.rostering.engine import solve
from wfm.rostering.result import Conflict, Progress, RosterResult
from wfm.rules.auditing import audit
from wfm.rules.modelling import Modeller
from wfm.rules.wording import sentence, title
from wfm.service.fairness_sheet import fairness_table
from wfm.sheets.book import SheetAbout, SheetStatus
from wfm.sheets.list_back import written_roster
from wfm.sheets.read_back import read_workbook
from wfm.sheets.uploads import load
from wfm.sheets.workbook import write_workbook

LANGUAGES = ("en", "zh")


def check_roster(problem: Problem, roster: Roster) -> None:
    """Check that a roster is of the problem's agents, shifts and days.

    Raises
    ------
    BadInputError
        With every cell that is not.
    """
    agents, shifts = {a.id for a in problem.agents}, {s.id for s in problem.shifts}
    last = problem.first_day + timedelta(days=problem.n_days - 1)
    faults = []
    for a in roster:
        cell = f"{a.agent_id} {a.day} {a.shift_id}"
        if a.agent_id not in agents:
            faults.append(
                Fault("the agent is not in the problem", "give its own roster", value=cell)
            )
        if a.shift_id not in shifts:
            faults.append(
                Fault("the shift is not in the problem", "give its own roster", value=cell)
            )
        if not problem.first_day <= a.day <= last:
            faults.append(Fault("the day is not in the problem", "give its own roster", value=cell))
    if faults:
        raise BadInputError(faults)


def make(
    problem: Problem,
    *,
    time_s: float,
    seed: int,
    deterministic: float | None,
    base: Roster | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> RosterResult:
    """Make a roster, from `base` on if it is given.

    Raises
    ------
    BadInputError
        When the base is not of the problem.
    """
    if base is not None:
        check_roster(problem, base)
    return solve(
        problem,
        time_s=time_s,
        seed=seed,
        base=base,
        deterministic=deterministic,
        on_progress=on_progress,
    )


def narrator(say: Callable[[str], None]) -> Callable[[Progress], None]:
    """Progress as lines for a terminal: one when something changed."""
    last: list[tuple[object, ...]] = []

    def tell(p: Progress) -> None:
        state = (p.phase, p.objective, p.bound)
        if last and last[-1] == state:
            return
        last[:] = [state]
        cost = "no roster yet" if p.objective is None else f"cost {p.objective:,.0f}"
        bound = "" if p.bound is None else f", bound {p.bound:,.0f}"
        say(f"{p.elapsed_s:7.1f} s  {p.phase:<10} {cost}{bound}")

    return tell


def summary_rows(result: RosterResult) -> list[tuple[str, str]]:
    """What a person wants to know of a result, a row each."""
    about = result.to_dict()
    rows = [("status", str(about["status"]))]
    for name in ("objective", "bound"):
        rows.append((name, "-" if about[name] is None else f"{about[name]:,.1f}"))
    for name in ("gap", "excess"):
        rows.append((name, "-" if about[name] is None else f"{about[name]:.2%}"))
    for rule, penalty in about["penalties"].items():
        rows.append((title(rule), f"{penalty['cost']:,.1f}"))
    rows.append(("hard violations", str(about["hard_violations"])))
    return rows


def conflict_texts(result: RosterResult, language: str = "en") -> list[str]:
    """Why there is no roster, a sentence each; empty when there is one."""
    return [conflict_text(c, language) for c in result.conflicts]


def audit_files(problem: Problem, roster: Roster) -> dict[str, Any]:
    """Every violation by the independent audit, as JSON-ready values.

    Raises
    ------
    BadInputError
        When the roster is not of this problem.
    """
    check_roster(problem, roster)
    report = audit(problem, roster)
    return {
        "hard_violations": len(report.hard),
        "cost": report.cost,
        "penalties": {
            rule: {"amount": p.amount, "unit": str(p.unit), "cost": p.cost}
            for rule, p in report.penalties.items()
        },
        "hard": [_violation(v) for v in report.hard],
        "soft": [_violation(v) for v in report.violations if not v.hard],
        "checked": list(report.checked),
        "not_checked": list(report.unchecked),
    }


def sheet_about(
    problem: Problem,
    about: Mapping[str, Any],
    language: str,
    *,
    revision: str = "",
    made_at: datetime | None = None,
    published: bool = False,
    roster: Roster | None = None,
) -> SheetAbout:
    """What a workbook says about itself, from what is kept beside a roster.

    Parameters
    ----------
    about : mapping
        status, objective, bound, gap, excess as far as they are known.
    roster : Roster, optional
        With it the workbook has a sheet of how evenly it shares things out.
    """
    chinese = language.startswith("zh")
    tail = "_zh" if chinese else ""
    named = problem.provenance
    return SheetAbout(
        centre_name=named.get(f"centre_name{tail}") or named.get("centre_name", problem.name),
        rule_set_name=named.get(f"rule_set{tail}") or named.get("rule_set", ""),
        made_at=made_at or datetime.now(UTC),
        language="zh" if chinese else "en",
        revision=revision,
        status=SheetStatus.PUBLISHED if published else SheetStatus.DRAFT,
        solve_status=str(about.get("status") or ""),
        cost=about.get("objective"),
        bound=about.get("bound"),
        gap=about.get("gap"),
        excess=about.get("excess"),
        sl_definition=named.get("sl_definition", ""),
        rule_titles={e.rule: title(e.rule, language) for e in problem.rules},
        fairness=None if roster is None else fairness_table(problem, roster),
    )


def write_sheet(
    problem: Problem, roster: Roster, about: Mapping[str, Any], out: Path, language: str
) -> AuditReport:
    """Write the shift-sheet workbook of a roster.

    Raises
    ------
    BadInputError
        When the roster is not of this problem, or the language is unknown.
    """
    if language not in LANGUAGES:
        raise BadInputError(
            Fault("there is no such language", f"use {' or '.join(LANGUAGES)}", value=language)
        )
    check_roster(problem, roster)
    report = audit(problem, roster)
    out.parent.mkdir(parents=True, exist_ok=True)
    told = sheet_about(problem, about, language, roster=roster)
    write_workbook(out, problem, roster, report, told, sentence)
    return report


def read_sheet(path: Path, problem: Problem, before: Roster | None) -> Carried:
    """Read an edited week sheet back as a roster; changed shifts get their breaks placed.

    Activities of changed shifts are carried along: kept, placed anew, or dropped with a reason.
    Without `before` the workbook's own list of shifts tells what was.
    """
    if before is None:
        before = written_roster(load(path, path.name), problem, path.name)
    read = read_workbook(path, problem, before)
    bare = [
        (a.agent_id, a.day) for a in read if not a.breaks and before.get(a.agent_id, a.day) != a
    ]
    return carry(Modeller(ProblemView(problem)), before, read, bare)


def conflict_text(conflict: Conflict, language: str) -> str:
    """Say a contradiction and what would free it."""
    return f"{conflict.what.fill(language)} {conflict.mend.fill(language)}"


def _violation(v: Any) -> dict[str, Any]:
    return {
        "rule": v.rule,
        "hard": v.hard,
        "amount": v.amount,
        "unit": str(v.unit),
        "cost": v.cost,
        "agent_id": v.agent_id,
        "day": None if v.day is None else v.day.isoformat(),
        "at": v.at,
        "source": v.source,
        "sentence": sentence(v),
    }
