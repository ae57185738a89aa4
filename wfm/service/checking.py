"""Check a centre folder whole: people, catalogue, leave, past roster, rule set, history."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import pandas as pd

from wfm.core.centre import CentreData
from wfm.core.errors import BadInputError, Fault
from wfm.forecasting.history import gaps
from wfm.forecasting.scenario import Scenario
from wfm.forecasting.scenario_file import read_scenario
from wfm.forecasting.scenario_stack import refuse_unknown_queues, stack_of
from wfm.rules.ruleset import RuleSet, read_rule_set
from wfm.service.planning import read_history
from wfm.service.scenario_folders import site_contents
from wfm.service.settings import settings
from wfm.sheets.centre_folder import read_centre


def centre_path(name: Path) -> Path:
    """Folder of a centre given as a path or as its name in forecasts/."""
    return name if name.exists() else settings().centres_dir / name


def rule_set_of(data: CentreData, folder: Path | None = None) -> RuleSet:
    """Rule set that a centre names, from constraints/ or from the centre's own folder."""
    name = data.centre.rule_set
    own = (folder or data.files.folder) / name
    path = own if name and own.is_file() else settings().rules_dir / name
    if not name or not path.is_file():
        raise BadInputError(
            Fault(
                "the rule set is not there",
                "name a file of constraints/ as rule_set",
                file="centre.toml",
                column="rule_set",
                value=name,
            )
        )
    return read_rule_set(path, law_packs=settings().rules_dir)


def read_rest(
    data: CentreData,
) -> tuple[RuleSet, tuple[Scenario, ...], pd.DataFrame | None]:
    """Rule set, scenarios and HISTORY frame (None without one) of a folder with good tables.

    Raises
    ------
    BadInputError
        With the faults of all three.
    """
    faults: list[Fault] = []
    rules: RuleSet | None = None
    scenarios: list[Scenario] = []
    history: pd.DataFrame | None = None
    try:
        rules = rule_set_of(data)
    except BadInputError as error:
        faults += error.faults
    for path in data.files.scenarios:
        try:
            scenarios.append(scenario_of_file(path, [q.id for q in data.centre.queues]))
        except BadInputError as error:
            faults += error.faults
    by_name = {scenario.name: scenario for scenario in scenarios}
    for scenario in scenarios if not faults else ():
        try:
            stack_of(scenario, by_name.get)
        except BadInputError as error:
            faults += error.faults
    try:
        site_contents(data, scenarios)
    except BadInputError as error:
        faults += error.faults
    try:
        history = read_history(data) if data.files.history else None
    except BadInputError as error:
        faults += error.faults
    if faults or rules is None:
        raise BadInputError(faults)
    return rules, tuple(scenarios), history


def scenario_of_file(path: Path, queues: Collection[str]) -> Scenario:
    """Scenario of a file; one that names a queue that the centre does not have is refused."""
    scenario = read_scenario(path)
    refuse_unknown_queues(scenario, queues, path.name)
    return scenario


def check_centre(folder: Path) -> dict[str, Any]:
    """Read everything a centre folder holds.

    Returns
    -------
    dict
        centre, counts (what was read) and notes (gaps of the history).

    Raises
    ------
    BadInputError
        With every fault found in the tables; once those are right, with every fault of the rule
        set, the scenarios and the history.
    """
    data = read_centre(centre_path(folder))
    rules, scenarios, history = read_rest(data)
    if history is None:
        history = read_history(data)  # says that there is none, and where it goes
    holes = gaps(history)
    notes = [f"history of {g.queue} is missing from {g.start} to {g.end}" for g in holes[:10]] + (
        [f"... and {len(holes) - 10} more gaps"] if len(holes) > 10 else []
    )
    counts = {
        "agents": len(data.agents),
        "shifts": len(data.shifts),
        "leave": len(data.leave),
        "past assignments": len(data.past),
        "rule entries": len(rules.entries),
        "scenarios": len(scenarios),
        "queues": int(history["queue"].nunique()),
        "history days": int(history["timestamp"].dt.date.nunique()),
        "gaps": len(holes),
    }
    return {"centre": data.centre.id, "counts": counts, "notes": notes}
