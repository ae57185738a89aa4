"""Scenarios as TOML files, for import and export."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from wfm.core.errors import BadInputError, Fault
from wfm.forecasting.scenario import Scenario, scenario_from

MAX_BYTES = 1_000_000


def read_scenario(path: Path | str) -> Scenario:
    """Read a scenario file.

    Raises
    ------
    BadInputError
        When the file is absent, too large, no TOML, or holds a value out of range.
    """
    path = Path(path)
    if not path.is_file():
        raise BadInputError(Fault("there is no such file", "check the name", path.name))
    if path.stat().st_size > MAX_BYTES:
        raise BadInputError(
            Fault("the file is too large for a scenario", "keep it below 1 MB", path.name)
        )
    return scenario_from_toml(path.read_bytes(), path.name)


def scenario_from_toml(text: str | bytes, file: str = "") -> Scenario:
    """Read a scenario from TOML text.

    Raises
    ------
    BadInputError
        When it is no TOML or holds a value out of range.
    """
    try:
        values = tomllib.loads(text.decode("utf-8-sig") if isinstance(text, bytes) else text)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInputError(
            Fault(f"the file is not TOML ({error})", "correct the line named, save as UTF-8", file)
        ) from error
    return scenario_from(values, file)


def scenario_to_toml(scenario: Scenario) -> str:
    """Write a scenario as TOML text; reading it back gives the same scenario."""
    lines = [
        f"name = {_text(scenario.name)}",
        f"growth = {scenario.growth!r}",
        f"aht_factor = {scenario.aht_factor!r}",
        f"self_service_share = {scenario.self_service_share!r}",
    ]
    if scenario.shrinkage is not None:
        lines.append(f"shrinkage = {scenario.shrinkage!r}")
    if scenario.note:
        lines.append(f"note = {_text(scenario.note)}")
    if scenario.target is not None:
        lines += [
            "",
            "[target]",
            f"service_level = {scenario.target.service_level!r}",
            f"threshold_s = {scenario.target.threshold_s!r}",
        ]
    if scenario.queue_factors:
        lines += ["", "[queue_factors]"]
        lines += [f"{_text(queue)} = {value!r}" for queue, value in scenario.queue_factors.items()]
    for event in scenario.events:
        lines += [
            "",
            "[[events]]",
            f"name = {_text(event.name)}",
            f"start = {event.start.isoformat()}",
            f"end = {event.end.isoformat()}",
            f"factor = {event.factor!r}",
            f"queues = [{', '.join(_text(queue) for queue in event.queues)}]",
        ]
    return "\n".join(lines) + "\n"


def write_scenario(scenario: Scenario, path: Path | str) -> None:
    """Write a scenario file in UTF-8."""
    Path(path).write_text(scenario_to_toml(scenario), encoding="utf-8", newline="\n")


def _text(value: Any) -> str:
    # JSON strings are TOML basic strings, but for DEL, which TOML wants escaped.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
