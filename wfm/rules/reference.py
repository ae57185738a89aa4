"""docs/rules.md from the registries: ``python -m wfm.rules.reference > docs/rules.md``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from wfm.rules.contract import Parameters, Rule, RuleWords
from wfm.rules.registry import RULES, range_of
from wfm.rules.requests import REQUEST_RULES

HEAD = """# Rules

Every rule that a rule set in `constraints/` may name, with its parameters. Made from the registry
by `python -m wfm.rules.reference > docs/rules.md`; a test keeps it up to date.

A rule set is a TOML file:

```toml
format = 1
name_en = "Model bank"
name_zh = "示范银行客服中心"
law_pack = "law_cn.toml"        # optional; the rule set may be stricter, never weaker

[[rule]]
id = "rest_between_shifts"      # a rule below; free for recorded entries
kind = "hard"                   # hard: holds in every roster; soft: priced
weight = 0                      # points for one unit, soft entries only
source = "art. 41"              # shown beside every finding
enforcement = "enforced"        # enforced | on_request | recorded
scope = { kind = "team", names = ["T1"] }   # all (default) | team | contract | agent
first_day = 2026-01-01          # days of validity, both included, optional
last_day = 2026-12-31
title_en = ""                   # for recorded entries, in both languages
title_zh = ""
[rule.parameters]
min_hours = 11.0
```

An entry of dates is in force for a day, for a week by its Monday, for an interval by its local day.
"""


def reference() -> str:
    """The whole page as Markdown."""
    parts = [HEAD, "## Rules of the roster\n"]
    parts += [_rule(rule()) for rule in RULES]
    parts.append("## Rules checked on request\n")
    for rule in REQUEST_RULES.values():
        notes = ["an approver may override, with a reason"] if rule.overridable else []
        parts.append(_section(rule.id, rule.words, notes, rule.parameters, {}))
    return "\n".join(parts)


def _rule(rule: Rule[Parameters]) -> str:
    notes = [f"{rule.strength}", f"counted in {rule.unit}"]
    bounded = {name: limit.value.replace("_", " ") for name, limit in rule.limits.items()}
    return _section(rule.id, rule.words, notes, rule.parameters, bounded)


def _section(
    rule_id: str,
    words: RuleWords,
    notes: list[str],
    parameters: type[Parameters],
    bounded: dict[str, str],
) -> str:
    lines = [f"### {rule_id}", ""]
    lines.append(f"**{words.title.en}** · {words.title.zh}{'  ' if notes else ''}")
    if notes:
        lines.append("; ".join(notes))
    lines += ["", words.description.en, "", words.description.zh, ""]
    if parameters.model_fields:
        lines += [
            "| parameter | default | range | meaning | law pack |",
            "| --- | --- | --- | --- | --- |",
        ]
        for name, field in _fields(parameters):
            cells = (name, _default(field), range_of(field), field.description or "")
            law = bounded.get(name, "")
            lines.append(f"| {' | '.join(cells)} | {law} |")
        lines.append("")
    return "\n".join(lines)


def _fields(parameters: type[Parameters]) -> Iterator[tuple[str, FieldInfo]]:
    """Parameters with their names; those of records in a list stand below it."""
    for name, field in parameters.model_fields.items():
        yield name, field
        for kind in get_args(field.annotation):
            if isinstance(kind, type) and issubclass(kind, Parameters):
                yield from ((f"{name}: {inner}", x) for inner, x in _fields(kind))


def _default(field: FieldInfo) -> str:
    if field.default is PydanticUndefined:
        return "required"
    value = field.default
    if value is None:
        return "empty"
    if isinstance(value, tuple):
        return ", ".join(_plain(v) for v in value) or "empty"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _plain(value: object) -> str:
    if isinstance(value, Parameters):
        pairs = value.model_dump().items()
        return ", ".join(f"{k} {'/'.join(map(str, v))}" for k, v in pairs)
    return str(value)


if __name__ == "__main__":
    print(reference(), end="")
