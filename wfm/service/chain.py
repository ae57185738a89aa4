"""What the planning commands do on files: forecast, back-test, size, problem."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from wfm.core.centre import CentreData
from wfm.core.errors import BadInputError, Fault
from wfm.core.problem import Problem
from wfm.core.time import monday_of
from wfm.forecasting.backtest import backtest
from wfm.forecasting.calendar import build_calendar
from wfm.forecasting.forecast import Forecast
from wfm.forecasting.history import Absent
from wfm.forecasting.reading import read_history_csv
from wfm.forecasting.scenario_stack import Stack
from wfm.rostering.synthetic import synthetic_problem
from wfm.service import planning
from wfm.service.checking import centre_path, rule_set_of
from wfm.service.scenario_folders import folder_sites, folder_stack, rows_under
from wfm.service.scenario_sizing import options_under, target_under
from wfm.sheets.centre_folder import read_centre
from wfm.sizing.erlang_a import ServiceLevelDefinition
from wfm.sizing.options import SizingOptions
from wfm.sizing.size import size_frame
from wfm.sizing.target import Model, parse_target


def week_to_plan(data: CentreData, start: date | None) -> date:
    """First day to plan: the one given, else the centre's planning week, else after the past."""
    if start is not None:
        return start
    if data.centre.planning_week is not None:
        return data.centre.planning_week
    last = data.past_last_day or date.today()
    return monday_of(last) + timedelta(days=7)


def forecast_folder(
    centre: Path, scenario: str | None, start: date | None, weeks: int, model: str
) -> Forecast:
    """Forecast a centre folder, under a scenario of it."""
    data = read_centre(centre_path(centre))
    under = folder_stack(data, scenario)
    history = planning.read_history(data)
    first_day = week_to_plan(data, start)
    made = planning.forecast_centre(data.centre, history, first_day, 7 * weeks, model=model)
    frame = under.apply(made.frame, folder_sites(data, under, first_day, 7 * weeks))
    return Forecast(frame, made.day_totals, made.model, made.notes, made.parts)


def problem_folder(centre: Path, scenario: str | None, start: date | None, weeks: int) -> Problem:
    """Problem of a centre folder: forecast, sized, with its people and rule set."""
    data = read_centre(centre_path(centre))
    rules = rule_set_of(data)
    under = folder_stack(data, scenario)
    first_day, n_days = week_to_plan(data, start), 7 * weeks + planning.TAIL_DAYS
    history = planning.read_history(data)
    made = planning.forecast_centre(data.centre, history, first_day, n_days)
    frame = under.apply(made.frame, folder_sites(data, under, first_day, n_days))
    requirement = planning.size_centre(data.centre, frame, scenario=under, agents=data.agents)
    return planning.build_problem(
        data,
        requirement,
        rules.entries,
        first_day,
        7 * weeks,
        provenance={
            "centre": data.fingerprint,
            "forecast": made.model,
            "scenario": under.name,
            **planning.names_of(data.centre, rules),
        },
        forecast=frame,
        target=planning.target_of(data.centre, under),
    )


def synthetic(agents: int, seed: int, weeks: int, interval_min: int) -> Problem:
    """Problem of a generated centre, fixed for benchmarks (docs/benchmarks.md)."""
    return synthetic_problem(agents, seed, weeks=weeks, interval_min=interval_min)


def about_problem(problem: Problem) -> dict[str, object]:
    """Sizes of a problem."""
    hours = problem.interval_min / 60
    return {
        "agents": len(problem.agents),
        "days": problem.n_days,
        "shifts": len(problem.shifts),
        "rule entries": len(problem.rules),
        **{
            f"required hours ({d.group})": round(sum(d.required) * hours, 1)
            for d in problem.demands
        },
    }


def backtest_file(
    path: Path,
    *,
    interval_min: int,
    leads: str,
    origins: int,
    zone: str,
    country: str | None,
    absent: str,
    model: str,
) -> tuple[dict[str, Any], pd.DataFrame]:
    """Back-test a forecaster on a history CSV; returns the figures and every prediction."""
    history = read_history_csv(
        path, zone=zone, interval_min=interval_min, absent=_choice(Absent, absent, "absent")
    )
    first, last = history["timestamp"].min().date(), history["timestamp"].max().date()
    calendar = build_calendar(country, range(first.year, last.year + 1))
    result = backtest(history, calendar=calendar, leads=_leads(leads), origins=origins, model=model)
    return result.to_dict(), result.predictions


def size_file(
    path: Path,
    *,
    target: str,
    model: str,
    patience_s: float | None,
    occupancy: float | None,
    answer_rate: float | None,
    asa_s: float | None,
    min_agents: int,
    shrinkage: float,
    interval_min: int | None,
    lag: bool,
    confidence: float | None,
    cv: float | None,
    sl_definition: str,
    scenario: Path | None = None,
) -> pd.DataFrame:
    """Size a forecast CSV per queue; columns as docs/formats.md says.

    A scenario file is put on it first; what it says of target, patience, shrinkage and minimum
    goes before the choices given here.
    """
    under = Stack()
    try:
        if scenario is None:
            frame = pd.read_csv(path)
        else:
            frame, under = rows_under(path.read_bytes(), path.name, scenario)
    except (OSError, ValueError) as error:
        raise BadInputError(
            Fault("the file can't be read as CSV", "check its name and content", file=str(path))
        ) from error
    options = SizingOptions(
        model=_choice(Model, model, "model"),
        patience_s=patience_s,
        lag=lag,
        shrinkage=shrinkage,
        min_agents=min_agents,
        confidence=confidence,
        cv=cv,
        interval_min=interval_min,
    )
    promised = parse_target(
        target,
        definition=_choice(ServiceLevelDefinition, sl_definition, "sl_definition"),
        asa_s=asa_s,
        answer_rate=answer_rate,
        occupancy_cap=occupancy,
    )
    return size_frame(
        frame, target_under(promised, under), options_under(options, under), file=path.name
    )


def _choice(kind: Any, value: str, column: str) -> Any:
    try:
        return kind(value)
    except ValueError as error:
        known = ", ".join(str(k.value) for k in kind)
        raise BadInputError(
            Fault("there is no such choice", f"use one of {known}", column=column, value=value)
        ) from error


def _leads(text: str) -> tuple[tuple[int, int], ...]:
    """Read bands of lead days as ``1-7,15-28``."""
    bands = []
    for part in text.split(","):
        first, _, last = part.strip().partition("-")
        if not (first.isdigit() and (last or first).isdigit()):
            raise BadInputError(
                Fault("not a band of lead days", "write e.g. 1-7,15-28", "", None, "leads", text)
            )
        bands.append((int(first), int(last or first)))
    return tuple(bands)
