"""Rule sets written as TOML: what is written reads back as the same rule set."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from enum import Enum

from wfm.core.problem import Enforcement, RuleEntry, ScopeKind
from wfm.rules.ruleset import RULE_SET_FORMAT, RuleSet


def rule_set_to_toml(rule_set: RuleSet) -> str:
    """Write a rule set's own entries; the law pack is named, not copied."""
    lines = [
        f"format = {RULE_SET_FORMAT}",
        f"name_en = {_value(rule_set.name_en)}",
        f"name_zh = {_value(rule_set.name_zh)}",
    ]
    if rule_set.law_pack:
        lines.append(f"law_pack = {_value(rule_set.law_pack)}")
    for entry in rule_set.own:
        lines += ["", *_entry(entry)]
    return "\n".join(lines) + "\n"


def _entry(entry: RuleEntry) -> list[str]:
    fields: dict[str, object] = {"id": entry.rule, "kind": "hard" if entry.hard else "soft"}
    if entry.weight:
        fields["weight"] = entry.weight
    fields["source"] = entry.source
    if entry.enforcement is not Enforcement.ENFORCED:
        fields["enforcement"] = entry.enforcement
    fields |= {
        name: value
        for name in ("first_day", "last_day", "title_en", "title_zh")
        if (value := getattr(entry, name))
    }
    if entry.scope.kind is not ScopeKind.ALL:
        fields["scope"] = {"kind": entry.scope.kind, "names": list(entry.scope.names)}
    lines = ["[[rule]]", *(f"{name} = {_value(value)}" for name, value in fields.items())]
    if entry.parameters:
        lines.append("[rule.parameters]")
        # An empty parameter is the default: TOML has no null.
        lines += [f"{k} = {_value(v)}" for k, v in entry.parameters.items() if v is not None]
    return lines


def _value(value: object) -> str:
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{k} = {_value(v)}" for k, v in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(v) for v in value) + "]"
    # A JSON string is a TOML basic string, but for the delete character.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007F")
