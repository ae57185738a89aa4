"""The whole path on a centre folder, headless: what `wfm demo` runs and shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from wfm.core.centre import CentreData
from wfm.core.problem import Problem
from wfm.core.roster import Roster
from wfm.core.view import ProblemView
from wfm.rostering.engine import solve
from wfm.rostering.result import RosterResult
from wfm.rules.auditing import audit
from wfm.service import chain, files, planning, requirements, solving
from wfm.service.checking import rule_set_of
from wfm.service.staffing import coverage, staffing
from wfm.sheets.centre_folder import read_centre
from wfm.sizing.service import ServiceOutlook


@dataclass(frozen=True)
class DemoResult:
    """What the demonstration ends with: rows to show, and whether the roster audits clean."""

    rows: list[tuple[str, str]]
    result: RosterResult
    clean: bool


def run_demo(
    folder: Path, out: Path, *, time_s: float, seed: int, say: Callable[[str], None]
) -> DemoResult:
    """Run history to workbook on a centre folder.

    Leaves forecast.csv, requirement.csv, problem.json, roster.json and week.xlsx in `out`.

    Parameters
    ----------
    folder : Path
        Centre folder.
    out : Path
        Made when it is not there.
    time_s : float
        Seconds for the roster.
    seed : int
    say : callable
        Told each step.
    """
    say(f"reading {folder.name}")
    data = read_centre(folder)
    rules = rule_set_of(data, folder)
    history = planning.read_history(data)
    first_day = chain.week_to_plan(data, None)
    say(f"history: {history['timestamp'].dt.date.nunique()} days; forecasting from {first_day}")
    made = planning.forecast_centre(data.centre, history, first_day, 7 + planning.TAIL_DAYS)
    files.write_frame(made.frame, out / "forecast.csv")
    requirement = planning.size_centre(data.centre, made.frame, agents=data.agents)
    files.write_frame(requirement, out / "requirement.csv")
    problem = planning.build_problem(
        data,
        requirement,
        rules.entries,
        first_day,
        provenance={
            "centre": data.fingerprint,
            "forecast": made.model,
            **planning.names_of(data.centre, rules),
        },
    )
    files.write_problem(problem, out / "problem.json")
    say(f"{len(problem.agents)} agents, {len(problem.rules)} rule entries; making the roster")
    result = solve(problem, time_s=time_s, seed=seed, on_progress=solving.narrator(say))
    rows = [
        ("forecast volume, week", f"{planning.of_week(made.frame, first_day)['volume'].sum():,.0f}")
    ]
    rows += staffing_rows(problem, result.roster)
    if result.roster is not None:
        files.write_roster(result.roster, out / "roster.json", **result.to_dict())
        outlook = outlook_of(data, planning.of_week(made.frame, first_day), problem, result.roster)
        rows += service_rows(outlook)
        solving.write_sheet(problem, result.roster, result.to_dict(), out / "week.xlsx", "en")
    rows += solving.summary_rows(result)
    rows.append(("workbook", str(out / "week.xlsx")))
    clean = result.roster is not None and not audit(problem, result.roster).hard
    return DemoResult(rows, result, clean)


def outlook_of(
    data: CentreData, forecast: pd.DataFrame, problem: Problem, roster: Roster
) -> ServiceOutlook:
    """Service to expect of a roster, by the centre's model."""
    return requirements.outlook(data.centre, forecast, staffing(problem, roster))


def staffing_rows(problem: Problem, roster: Roster | None) -> list[tuple[str, str]]:
    """Required and scheduled hours on the phones, and what is short."""
    hours = problem.interval_min / 60
    pooled = next(d for d in problem.demands if d.skill is None)
    n = int(ProblemView(problem).grid.day_starts[problem.n_days])
    required = sum(pooled.required[:n])
    rows = [("required agent-hours on the phones", f"{required * hours:,.1f}")]
    if roster is not None:
        table = coverage(problem, roster)
        table = table[table["group"] == pooled.group]
        short = float((-table["difference"]).clip(lower=0).sum())
        rows.append(
            ("scheduled agent-hours on the phones", f"{table['staffed'].sum() * hours:,.1f}")
        )
        share = short / max(1, required)
        rows.append(("understaffed agent-intervals", f"{short:,.1f} ({share:.1%} of required)"))
    return rows


def service_rows(outlook: ServiceOutlook) -> list[tuple[str, str]]:
    """Expected service of the week, of each day, and of the worst interval."""
    name = f"{outlook.model.value}, {outlook.target.definition.value}"
    rows = [(f"service level, week ({name})", f"{outlook.service_level:.1%}")]
    for day, volume, level in zip(
        outlook.days["start"], outlook.days["volume"], outlook.days["service_level"], strict=True
    ):
        if volume > 0:
            rows.append((f"service level, {pd.Timestamp(day):%a %d %b}", f"{level:.1%}"))
    if outlook.worst_timestamp is not None:
        rows.append(
            (
                f"worst interval, {outlook.worst_timestamp:%a %d %b %H:%M}",
                f"{outlook.worst_service_level:.1%}",
            )
        )
    return rows
