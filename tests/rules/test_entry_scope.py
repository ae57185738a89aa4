"""Scope and words of every rule, over the cases of the contract suite."""

from __future__ import annotations

import re

import pytest
from support.rule_cases import CASES

from wfm.core.score import Violation
from wfm.rules.auditing import audit
from wfm.rules.contract import Strength
from wfm.rules.registry import catalogue
from wfm.rules.wording import sentence

pytestmark = pytest.mark.contract
NUMBER = re.compile(r"\d+(?:\.\d+)?")
CENTRE_WIDE = {"coverage", "safety_minimum", "shift_leader", "shift_staffing", "skill_minimum"}
"""Rules that ask for people: a smaller scope lacks more, not less."""


def bad(rule: str):
    case = CASES[rule]()
    hard = catalogue()[rule].strength is not Strength.SOFT
    return case.with_entry(rule, hard=hard), case.bad


def numbers(violation: Violation, language: str) -> list[str]:
    return sorted(NUMBER.findall(sentence(violation, language)))


@pytest.mark.parametrize("rule", sorted(CASES))
def test_both_languages_hold_the_same_numbers(rule: str) -> None:
    """Tests that agent, day and every number of a finding stand in both sentences."""
    problem, roster = bad(rule)
    for v in audit(problem, roster).violations:
        assert numbers(v, "en") == numbers(v, "zh")
        assert numbers(v, "en")
        for language in ("en", "zh"):
            text = sentence(v, language)
            assert "{" not in text
            values = [x for x in v.values.values() if isinstance(x, int | float)]
            told = [f"{x:g}" if isinstance(x, float) else str(x) for x in values]
            assert all(x in text for x in told), (text, told)
            assert v.agent_id is None or v.agent_id in text


@pytest.mark.parametrize("rule", sorted(set(CASES) - CENTRE_WIDE))
def test_entry_for_another_team_finds_nothing(rule: str, narrowed) -> None:
    """Tests that agents outside the entry's scope are not held to it."""
    problem, roster = bad(rule)
    assert audit(narrowed(problem, teams=("T9",)), roster).violations == ()


@pytest.mark.parametrize("rule", sorted(CASES))
def test_entry_for_the_whole_team_finds_the_same(rule: str, narrowed) -> None:
    """Tests that naming the only team is the same as naming nobody."""
    problem, roster = bad(rule)
    named = audit(narrowed(problem, teams=("T1",)), roster).violations
    assert named == audit(problem, roster).violations
