"""Scenarios as TOML files, for import and export."""

from __future__ import annotations

import dataclasses
import json
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from wfm.core.errors import BadInputError, Fault
from wfm.forecasting.scenario import Scenario, scenario_from

FORMAT = 1
"""Version of the file; a reader refuses what is newer."""

MAX_BYTES = 1_000_000

_ALWAYS = ("growth", "aht_factor", "self_service_share")
"""Written even where they change nothing: whoever opens the file sees what can be changed."""


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
        When it is no TOML, of a newer format, or holds a field that is unknown or a value out of
        range: with the line of each.
    """
    try:
        decoded = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        values = tomllib.loads(decoded)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInputError(
            Fault(f"the file is not TOML ({error})", "correct the line named, save as UTF-8", file)
        ) from error
    made_for = values.pop("format", FORMAT)
    if made_for != FORMAT:
        raise BadInputError(
            Fault(
                "the file has another format",
                f"this version reads format {FORMAT}",
                file,
                line_of(decoded, ("format",)),
                "format",
                str(made_for)[:80],
            )
        )
    try:
        return scenario_from(values, file)
    except BadInputError as error:
        raise BadInputError(
            [
                dataclasses.replace(fault, row=line_of(decoded, tuple(fault.column.split("."))))
                for fault in error.faults
            ]
        ) from error


def scenario_to_toml(scenario: Scenario) -> str:
    """Write a scenario as TOML text; reading it back gives the same scenario."""
    plain = Scenario(name=scenario.name)
    top, tables = [f"format = {FORMAT}", f"name = {_value(scenario.name)}"], []
    for field in dataclasses.fields(scenario):
        name, value = field.name, getattr(scenario, field.name)
        if name == "name" or (value == getattr(plain, name) and name not in _ALWAYS):
            continue
        if isinstance(value, Mapping):
            tables += ["", f"[{name}]"]
            tables += [f"{_value(key)} = {_value(item)}" for key, item in value.items()]
        elif dataclasses.is_dataclass(value):
            tables += ["", f"[{name}]", *_fields(value)]
        elif isinstance(value, tuple) and value and dataclasses.is_dataclass(value[0]):
            for part in value:
                tables += ["", f"[[{name}]]", *_fields(part)]
        else:
            top.append(f"{name} = {_value(value)}")
    return "\n".join([*top, *tables]) + "\n"


def write_scenario(scenario: Scenario, path: Path | str) -> None:
    """Write a scenario file in UTF-8."""
    Path(path).write_text(scenario_to_toml(scenario), encoding="utf-8", newline="\n")


def line_of(text: str, place: tuple[str, ...]) -> int | None:
    r"""Line of a value in TOML text, counted from 1.

    Parameters
    ----------
    place : tuple of str
        Keys and positions, e.g. ``("events", "1", "factor")``. A value that is not written gives
        the line of what should hold it; None when that is not written either.

    Examples
    --------
    >>> line_of('growth = 1\n[[events]]\nfactor = 2\n', ("events", "0", "factor"))
    3
    """
    header: tuple[str, ...] = ()
    counts: dict[str, int] = {}
    here: tuple[str, ...] = ()
    best: tuple[int, int] | None = None
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if line.startswith("[["):
            name = _bare(line.strip("[] ").split("]")[0])
            header = (name, str(counts.get(name, 0)))
            counts[name] = counts.get(name, 0) + 1
            here = header
        elif line.startswith("["):
            header = here = (_bare(line.strip("[] ").split("]")[0]),)
        elif "=" in line and not line.startswith("#"):
            here = (*header, _bare(line.split("=")[0]))
        else:
            continue
        if here == place[: len(here)] and (best is None or len(here) > best[0]):
            best = (len(here), number)
    return None if best is None else best[1]


def _bare(key: str) -> str:
    return key.strip().strip("\"'")


def _fields(part: Any) -> list[str]:
    """Lines of a part; what is left at its default is not written."""
    lines = []
    for field in dataclasses.fields(part):
        value = getattr(part, field.name)
        if value is None or (value == field.default and field.name not in ("factor", "share")):
            continue
        lines.append(f"{field.name} = {_value(value)}")
    return lines


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return f"[{', '.join(_value(item) for item in value)}]"
    # JSON strings are TOML basic strings, but for DEL, which TOML wants escaped.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
