"""Rule sets: a TOML file names rules by id, and a law pack bounds what they may say."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wfm.core.errors import BadInputError, Fault
from wfm.core.problem import Enforcement, RuleEntry, Scope, ScopeKind
from wfm.rules.lawpack import merged, refuse_weaker
from wfm.rules.registry import catalogue, parameters_of
from wfm.rules.requests import REQUEST_RULES, request_parameters

RULE_SET_FORMAT = 1
"""Version of the file; a reader refuses what is newer."""


@dataclass(frozen=True)
class RuleSet:
    """A rule set with its law pack.

    Parameters
    ----------
    id : str
        Name of the file without its ending.
    name_en, name_zh : str
    own : tuple of RuleEntry
        Entries of the file itself, in its order.
    law_pack : str
        File name of the law pack beside it; empty for none.
    law : tuple of RuleEntry
        Entries of the law pack.
    """

    id: str
    name_en: str
    name_zh: str
    own: tuple[RuleEntry, ...]
    law_pack: str = ""
    law: tuple[RuleEntry, ...] = ()

    @cached_property
    def entries(self) -> tuple[RuleEntry, ...]:
        """What is in force: own entries, and those of the law that none of them stands for."""
        return merged(self.own, self.law)

    def name(self, language: str) -> str:
        """Name in ``en`` or ``zh``."""
        return self.name_zh if language.startswith("zh") else self.name_en


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _ScopeShape(_Shape):
    kind: ScopeKind = ScopeKind.ALL
    names: tuple[str, ...] = ()


class _EntryShape(_Shape):
    id: str = Field(min_length=1)
    kind: Literal["hard", "soft"] = "hard"
    weight: int = Field(default=0, ge=0, le=1_000_000)
    source: str = ""
    enforcement: Enforcement = Enforcement.ENFORCED
    parameters: dict[str, Any] = Field(default_factory=dict)
    scope: _ScopeShape = _ScopeShape()
    first_day: date | None = None
    last_day: date | None = None
    title_en: str = ""
    title_zh: str = ""

    def entry(self) -> RuleEntry:
        return RuleEntry(
            rule=self.id,
            parameters=dict(self.parameters),
            hard=self.kind == "hard",
            weight=self.weight,
            source=self.source,
            enforcement=self.enforcement,
            scope=Scope(self.scope.kind, self.scope.names),
            first_day=self.first_day,
            last_day=self.last_day,
            title_en=self.title_en,
            title_zh=self.title_zh,
        )


class _FileShape(_Shape):
    format: int = RULE_SET_FORMAT
    name_en: str = Field(min_length=1)
    name_zh: str = Field(min_length=1)
    law_pack: str = ""
    rule: tuple[_EntryShape, ...] = ()


def read_rule_set(path: Path, law_packs: Path | None = None) -> RuleSet:
    """Read a rule set and the law pack it names.

    Parameters
    ----------
    path : Path
    law_packs : Path, optional
        Folder of the law packs; by default the rule set's own folder.

    Raises
    ------
    BadInputError
        When a file is missing or no TOML, an entry is unknown, out of range, given twice,
        contradicts another, or is weaker than the law pack; names file, entry and value.
    """
    shape = _read(path)
    own = _entries(shape, path.name)
    law: tuple[RuleEntry, ...] = ()
    if shape.law_pack:
        pack = (law_packs or path.parent) / Path(shape.law_pack).name
        if not pack.is_file() and (path.parent / pack.name).is_file():
            pack = path.parent / pack.name
        law = _entries(_read(pack), pack.name)
        refuse_weaker(own, law, path.name, pack.name)
    return RuleSet(path.stem, shape.name_en, shape.name_zh, own, shape.law_pack, law)


def check_entries(entries: tuple[RuleEntry, ...], file: str = "") -> None:
    """Check every entry by itself and all of them against each other.

    Raises
    ------
    BadInputError
        With every fault found.
    """
    faults: list[Fault] = []
    for n, entry in enumerate(entries, start=1):
        try:
            _check_entry(entry, file)
        except BadInputError as error:
            faults += [_placed(fault, n, entry) for fault in error.faults]
    if not faults:
        faults = _duplicates(entries, file)
    if faults:
        raise BadInputError(faults)


def _check_entry(entry: RuleEntry, file: str) -> None:
    if entry.first_day and entry.last_day and entry.last_day < entry.first_day:
        raise BadInputError(
            Fault(
                "the entry ends before it begins",
                "give a last_day on or after first_day",
                file=file,
                column="last_day",
                value=entry.last_day.isoformat(),
            )
        )
    if entry.scope.kind is not ScopeKind.ALL and not entry.scope.names:
        raise BadInputError(
            Fault(
                f"the scope is {entry.scope.kind} and names nobody",
                "name at least one, or remove the scope",
                file=file,
                column="scope.names",
            )
        )
    match entry.enforcement:
        case Enforcement.ENFORCED:
            parameters_of(entry, file)
        case Enforcement.ON_REQUEST:
            request_parameters(entry, file)
        case Enforcement.RECORDED:
            known = entry.rule in catalogue() or entry.rule in REQUEST_RULES
            if not known and not (entry.title_en and entry.title_zh):
                raise BadInputError(
                    Fault(
                        "a recorded entry needs a title in both languages",
                        "give title_en and title_zh",
                        file=file,
                        column="title_en",
                    )
                )


def _placed(fault: Fault, n: int, entry: RuleEntry) -> Fault:
    place = f"entry {n} ({entry.rule})"
    what = fault.column.removeprefix(f"{entry.rule}.")
    column = f"{place} {what}" if what and what != entry.rule else place
    return Fault(fault.what, fault.mend, fault.file, fault.row, column, fault.value)


def _duplicates(entries: tuple[RuleEntry, ...], file: str) -> list[Fault]:
    """Entries of one rule, key and scope whose days overlap: one too many, or contradictory."""
    faults = []
    seen: dict[tuple[object, ...], list[tuple[int, RuleEntry]]] = {}
    for n, entry in enumerate(entries, start=1):
        if entry.enforcement is Enforcement.RECORDED:
            continue
        key: tuple[object, ...] = ()
        if entry.enforcement is Enforcement.ENFORCED:
            key = catalogue()[entry.rule].key(parameters_of(entry))
        names = tuple(sorted(entry.scope.names))
        others = seen.setdefault((entry.rule, key, entry.scope.kind, names), [])
        for m, other in others:
            if _overlap(entry, other):
                same = (entry.parameters, entry.hard) == (other.parameters, other.hard)
                faults.append(
                    Fault(
                        f"entry {n} {'repeats' if same else 'contradicts'} entry {m}",
                        "keep one of them, or give them other agents or days",
                        file=file,
                        column=f"entry {n} ({entry.rule})",
                        value=", ".join(f"{k} = {v}" for k, v in entry.parameters.items()),
                    )
                )
        others.append((n, entry))
    return faults


def _overlap(one: RuleEntry, other: RuleEntry) -> bool:
    first = max(one.first_day or date.min, other.first_day or date.min)
    return first <= min(one.last_day or date.max, other.last_day or date.max)


def _read(path: Path) -> _FileShape:
    try:
        value = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInputError(
            Fault("the rule set is not there", "check the file's name", file=path.name)
        ) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInputError(
            Fault(f"not a TOML file: {error}", "mend the line named", file=path.name)
        ) from error
    found = value.get("format", RULE_SET_FORMAT)
    if isinstance(found, int) and found > RULE_SET_FORMAT:
        raise BadInputError(
            Fault(
                f"format {found} is newer than this version reads ({RULE_SET_FORMAT})",
                "update wfm, or write the file again with this version",
                file=path.name,
            )
        )
    try:
        return _FileShape.model_validate(value)
    except ValidationError as error:
        raise BadInputError(
            [
                Fault(
                    e["msg"],
                    "write the field as docs/rules.md says",
                    file=path.name,
                    column=_column(e["loc"], value),
                    value=str(e["input"])[:60],
                )
                for e in error.errors()
            ]
        ) from error


def _column(loc: tuple[int | str, ...], value: dict[str, Any]) -> str:
    if len(loc) >= 2 and loc[0] == "rule" and isinstance(loc[1], int):
        rule_id = value["rule"][loc[1]].get("id", "?")
        return f"entry {loc[1] + 1} ({rule_id}) {'.'.join(map(str, loc[2:]))}".strip()
    return ".".join(map(str, loc))


def _entries(shape: _FileShape, file: str) -> tuple[RuleEntry, ...]:
    entries = tuple(item.entry() for item in shape.rule)
    check_entries(entries, file)
    return entries
