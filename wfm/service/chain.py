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
from wfm.forecasting.cleaning import propose
from wfm.forecasting.forecast import Forecast
from wfm.forecasting.history import Absent
from wfm.forecasting.reading import read_history_csv
from wfm.forecasting.scenario_stack import Stack
from wfm.rostering.synthetic import synthetic_problem
from wfm.service import planning
from wfm.service.checking import centre_path, rule_set_of
from wfm.service.cleaning_items import Item, changes_table
from wfm.service.scenario_folders import folder_sites, folder_stack, rows_under
from wfm.service.scenario_sizing import options_under, target_under
from wfm.sheets.centre_folder import read_centre
from wfm.sizing.certainty import Per
from wfm.sizing.erlang_a import ServiceLevelDefinition
from wfm.sizing.options import SizingOptions
from wfm.sizing.size import price_frame, size_frame
from wfm.sizing.sure_rows import Certain
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
        scenario=under,
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


def clean_file(
    path: Path, *, interval_min: int, zone: str, country: str | None, absent: str
) -> pd.DataFrame:
    """Propose what to clean in a history CSV: a row for each interval of each proposal."""
    history = read_history_csv(
        path, zone=zone, interval_min=interval_min, absent=_choice(Absent, absent, "absent")
    )
    first, last = history["timestamp"].min().date(), history["timestamp"].max().date()
    calendar = build_calendar(country, range(first.year, last.year + 1))
    items = [Item(str(n), change) for n, change in enumerate(propose(history, calendar), start=1)]
    return changes_table(items)


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
    per: str = "interval",
    paths: Path | None = None,
    price: bool = False,
) -> pd.DataFrame:
    """Size a forecast CSV per queue; columns as docs/formats.md says.

    With a confidence it is sized for a probability, by `cv`, by scenario paths, or else by the
    forecast's own quantiles; with `price` the answer is what each level of certainty costs.

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
        interval_min=interval_min,
    )
    promised = parse_target(
        target,
        definition=_choice(ServiceLevelDefinition, sl_definition, "sl_definition"),
        asa_s=asa_s,
        answer_rate=answer_rate,
        occupancy_cap=occupancy,
    )
    promised, options = target_under(promised, under), options_under(options, under)
    certain = _certain(confidence, cv, per, paths, price)
    if price and certain is not None:
        return price_frame(frame, promised, options, certain, file=path.name)
    return size_frame(frame, promised, options, file=path.name, certain=certain)


def _certain(
    confidence: float | None, cv: float | None, per: str, paths: Path | None, price: bool
) -> Certain | None:
    """Certainty that was asked for; the price curve goes through its own levels."""
    if confidence is None and not price:
        if cv is not None or paths is not None:
            mend = "give the confidence as well, e.g. 0.9"
            raise BadInputError(Fault("the confidence is missing", mend, column="confidence"))
        return None
    try:
        frame = None if paths is None else pd.read_csv(paths)
    except (OSError, ValueError) as error:
        raise BadInputError(
            Fault("the file can't be read as CSV", "check its name and content", str(paths))
        ) from error
    sure = 0.9 if confidence is None else confidence
    file = "" if paths is None else paths.name
    return Certain(sure, _choice(Per, per, "per"), cv, frame, file)


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
