"""Check a centre folder whole: people, catalogue, leave, past roster, rule set, history."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from wfm.core.centre import CentreData
from wfm.core.errors import BadInputError, Fault
from wfm.forecasting.history import gaps
from wfm.forecasting.scenario_file import read_scenario
from wfm.rules.ruleset import RuleSet, read_rule_set
from wfm.service.planning import read_history
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


def check_centre(folder: Path) -> dict[str, Any]:
    """Read everything a centre folder holds.

    Returns
    -------
    dict
        centre, counts (what was read) and notes (gaps of the history).

    Raises
    ------
    BadInputError
        With every fault found in the tables; a fault of the rule set, scenarios or history is
        found once those are right.
    """
    data = read_centre(centre_path(folder))
    rules = rule_set_of(data)
    scenarios = [read_scenario(path) for path in data.files.scenarios]
    history = read_history(data)
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
