"""Violations in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from wfm.core.score import Violation
from wfm.rules.registry import catalogue


def described(violation: Violation, language: str = "en") -> str:
    """One violation as a sentence in ``en`` or ``zh``; an unknown rule is named by its id."""
    rule = catalogue().get(violation.rule)
    if rule is None:
        return f"{violation.rule}: {violation.amount:g} {violation.unit}"
    values: Mapping[str, Any] = {
        "agent": violation.agent_id or "",
        "day": "" if violation.day is None else violation.day.isoformat(),
        "at": violation.at,
        "amount": f"{violation.amount:g}",
        **{name: shown(value) for name, value in violation.values.items()},
    }
    return rule.words.violation.fill(language, **values)


def shown(value: object) -> str:
    """Write a value for people: no trailing zeros, dates as ISO."""
    if isinstance(value, float):
        return f"{value:g}"
    return value.isoformat() if isinstance(value, date) else str(value)
