"""TOML in and out: what does not fit its model becomes faults with the place in the file."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from wfm.core.errors import BadInputError, Fault
from wfm.core.time import parse_clock
from wfm.sheets.uploads import load

M = TypeVar("M", bound="TomlModel")

Minute = Annotated[int, BeforeValidator(lambda text: _minute(text))]
"""A time of day written ``"HH:MM"``, as minutes after midnight."""


class TomlModel(BaseModel):
    """Base of what a TOML file may hold: a key that is not known is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _minute(text: Any) -> int:
    try:
        return parse_clock(text)
    except BadInputError as error:
        raise ValueError("not a time of day: write HH:MM, e.g. 07:30") from error


def read_toml(source: Path | bytes, file: str = "") -> dict[str, Any]:
    """Read a TOML file.

    Raises
    ------
    BadInputError
        When it is absent, too large, not UTF-8 or no TOML; with the row when that is known.
    """
    file = file or (source.name if isinstance(source, Path) else "file.toml")
    content = load(source, file)
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadInputError(
            Fault("the file is not UTF-8", "save it with the encoding UTF-8", file)
        ) from error
    except tomllib.TOMLDecodeError as error:
        row = re.search(r"line (\d+)", str(error))
        raise BadInputError(
            Fault(
                f"the file is no valid TOML ({error})",
                "mend the line: texts stand in double quotes, dates and numbers do not",
                file,
                int(row[1]) if row else None,
            )
        ) from error


def fit(model: type[M], value: Mapping[str, Any], file: str, newest: int) -> M:
    """Check what a file holds against its model.

    Parameters
    ----------
    model : type of TomlModel
    value : mapping
        Content; its key ``format`` must be there and not be newer than `newest`.
    file : str
        Name for messages.

    Raises
    ------
    BadInputError
        With the key, value and mend of everything that does not fit.
    """
    found = value.get("format")
    if isinstance(found, int) and found > newest:
        raise BadInputError(
            Fault(
                f"format {found} is newer than this version reads ({newest})",
                "update wfm, or write the file as docs/formats.md says",
                file,
                column="format",
                value=str(found),
            )
        )
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise BadInputError([_fault(e, file) for e in error.errors()]) from error


def _fault(error: Any, file: str) -> Fault:
    place = key_of(error["loc"])
    if error["type"] == "extra_forbidden":
        what, mend = "the key is unknown", "take it out, or mend its spelling (docs/formats.md)"
    elif error["type"] == "missing":
        return Fault("the key is missing", "add it (docs/formats.md)", file, column=place)
    else:
        what, mend = error["msg"], "give a value that docs/formats.md allows"
    return Fault(what, mend, file, column=place, value=str(error["input"])[:60])


def key_of(places: tuple[int | str, ...]) -> str:
    """Write a place in a file: entries of a list are counted from 1.

    Examples
    --------
    >>> key_of(("queue", 0, "skill"))
    'queue[1].skill'
    """
    text = ""
    for place in places:
        text += f"[{place + 1}]" if isinstance(place, int) else f".{place}"
    return text.removeprefix(".")


def write_toml(value: Mapping[str, Any], comment: str = "") -> str:
    """Write plain values, tables and lists of tables as TOML; None is left out.

    Parameters
    ----------
    value : mapping
        Texts, numbers, booleans, dates, lists of these; mappings; lists of mappings.
    comment : str
        Lines put in front, each marked ``#``.

    Examples
    --------
    >>> print(write_toml({"zone": "Asia/Shanghai", "queue": [{"id": "regular"}]}))
    zone = "Asia/Shanghai"
    <BLANKLINE>
    [[queue]]
    id = "regular"
    <BLANKLINE>
    """
    lines = [f"# {line}".rstrip() for line in comment.splitlines()]
    lines += _lines(value, "")
    return "\n".join([*lines, ""])


def _lines(value: Mapping[str, Any], prefix: str) -> list[str]:
    lines: list[str] = []
    nested: list[str] = []
    for key, item in value.items():
        name = key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key)
        if item is None:
            continue
        if isinstance(item, Mapping):
            nested += ["", f"[{prefix}{name}]", *_lines(item, f"{prefix}{name}.")]
        elif isinstance(item, list | tuple) and item and isinstance(item[0], Mapping):
            for entry in item:
                nested += ["", f"[[{prefix}{name}]]", *_lines(entry, f"{prefix}{name}.")]
        else:
            lines.append(f"{name} = {_literal(item)}")
    return lines + nested


def _literal(item: Any) -> str:
    match item:
        case bool():
            return "true" if item else "false"
        case int() | float():
            return repr(item)
        case date():
            return item.isoformat()
        case list() | tuple():
            return f"[{', '.join(_literal(x) for x in item)}]"
        case _:
            # JSON's escapes are TOML's, but for DEL.
            return json.dumps(str(item), ensure_ascii=False).replace("\x7f", "\\u007f")
