"""Findings in words: what a rule is called and what one violation says, in both languages."""

from __future__ import annotations

import pandas as pd

from wfm.core.problem import Enforcement, RuleEntry
from wfm.core.score import AuditReport
from wfm.rules.contract import shown_value
from wfm.rules.registry import catalogue
from wfm.rules.requests import REQUEST_RULES
from wfm.rules.wording import sentence, title


def entry_title(entry: RuleEntry, language: str = "en") -> str:
    """Title of an entry: its own words, which say more for this centre, else the rule's."""
    own = entry.title_zh if language.startswith("zh") else entry.title_en
    return own or title(entry.rule, language)


def findings(report: AuditReport, language: str = "en") -> pd.DataFrame:
    """Every violation as a row: rule, title, hard, amount, unit, cost, whom, when, sentence."""
    columns = ["rule", "title", "hard", "amount", "unit", "cost", "agent_id", "day", "at"]
    columns += ["source", "sentence"]
    rows = [
        (
            v.rule,
            title(v.rule, language),
            v.hard,
            v.amount,
            str(v.unit),
            v.cost,
            v.agent_id or "",
            v.day,
            v.at,
            v.source,
            sentence(v, language),
        )
        for v in report.violations
    ]
    return pd.DataFrame(rows, columns=columns)


def rule_rows(rules: tuple[RuleEntry, ...], language: str = "en") -> pd.DataFrame:
    """The rule set in force as a table, an entry a row."""
    columns = ["rule", "title", "description", "kind", "weight", "parameters", "source"]
    columns += ["enforcement", "scope"]
    known = catalogue()
    rows = []
    for entry in rules:
        rule = known.get(entry.rule) or REQUEST_RULES.get(entry.rule)
        recorded = entry.enforcement is Enforcement.RECORDED
        rows.append(
            (
                entry.rule,
                entry_title(entry, language),
                "" if rule is None else rule.words.description.fill(language),
                "" if recorded else "hard" if entry.hard else "soft",
                entry.weight,
                ", ".join(f"{k} = {shown_value(v, language)}" for k, v in entry.parameters.items()),
                entry.source,
                str(entry.enforcement),
                " ".join([str(entry.scope.kind), *entry.scope.names]),
            )
        )
    return pd.DataFrame(rows, columns=columns)
