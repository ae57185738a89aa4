"""What a rule is called and what one of its violations says, in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from wfm.core.score import Violation
from wfm.rules.registry import catalogue
from wfm.rules.requests import REQUEST_RULES


def title(rule: str, language: str = "en") -> str:
    """Title of a rule of either registry; an unknown one keeps its id."""
    known = catalogue().get(rule) or REQUEST_RULES.get(rule)
    return rule if known is None else known.words.title.fill(language)


def sentences(violations: Sequence[Violation]) -> tuple[tuple[str, str], ...]:
    """Say violations in both languages, English first."""
    return tuple((sentence(v), sentence(v, "zh")) for v in violations)


def sentence(violation: Violation, language: str = "en") -> str:
    """Say one violation as a sentence.

    Raises
    ------
    KeyError
        When there is no such rule, or the rule's sentence names a value that it did not give.
    """
    values = {
        "agent": violation.agent_id or "",
        "day": str(violation.day or ""),
        "at": violation.at,
        "amount": violation.amount,
        **violation.values,
    }
    return catalogue()[violation.rule].words.violation.fill(language, **values)
