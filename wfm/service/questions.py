"""Questions about a problem or a roster, as typed, answered in sentences."""

from __future__ import annotations

from datetime import date
from typing import Any

from wfm.core.errors import BadInputError, Fault
from wfm.core.problem import Problem
from wfm.core.roster import Roster
from wfm.rostering.prices import prices_of
from wfm.rostering.questions import why_infeasible, why_not, why_short
from wfm.rostering.whatif import what_if
from wfm.rules.contract import Words
from wfm.service.solving import LANGUAGES, check_roster, conflict_text

FEASIBLE = Words(
    "Nothing contradicts: there is a roster that keeps every hard rule.",
    "没有矛盾：存在满足全部硬性规则的班表。",
)

OFF = "off"
"""Typed for a day off."""


def infeasible(problem: Problem, language: str = "en") -> dict[str, Any]:
    """Smallest sets of rules and facts that contradict each other, in words."""
    _check_language(language)
    found = why_infeasible(problem)
    sentences = [conflict_text(c, language) for c in found]
    return {"feasible": not found, "sentences": sentences or [FEASIBLE.fill(language)]}


def prices(problem: Problem, language: str = "en") -> dict[str, Any]:
    """What reliefs would save, by the relaxation."""
    _check_language(language)
    found = prices_of(problem)
    return {**found.to_dict(), "sentences": found.sentences(language)}


def ask_why_not(
    problem: Problem, roster: Roster, text: str, language: str = "en"
) -> dict[str, Any]:
    """Why an agent does not have a shift on a day (``AGENT,DATE,SHIFT``)."""
    agent, day, shift = _cell(problem, roster, text, language)
    found = why_not(problem, roster, agent, day, shift)
    return {"sentences": [c.fill(language) for c in found]}


def ask_what_if(
    problem: Problem, roster: Roster, text: str, language: str = "en"
) -> dict[str, Any]:
    """What a shift or a day off would cost (``AGENT,DATE,SHIFT`` or ``AGENT,DATE,off``)."""
    agent, day, shift = _cell(problem, roster, text, language)
    found = what_if(problem, roster, agent, day, None if shift == OFF else shift)
    return {**found.to_dict(), "sentences": [c.fill(language) for c in found.sentences]}


def ask_why_short(
    problem: Problem, roster: Roster, at: str, language: str = "en"
) -> dict[str, Any]:
    """Why an interval is short of agents."""
    _check_language(language)
    check_roster(problem, roster)
    return {"sentences": [c.fill(language) for c in why_short(problem, roster, at)]}


def _cell(problem: Problem, roster: Roster, text: str, language: str) -> tuple[str, date, str]:
    _check_language(language)
    check_roster(problem, roster)
    parts = [p.strip() for p in text.split(",")]
    if len(parts) != 3:
        raise BadInputError(Fault("not a question", "write AGENT,DATE,SHIFT", value=text))
    try:
        return parts[0], date.fromisoformat(parts[1]), parts[2]
    except ValueError as error:
        raise BadInputError(Fault("not a date", "write YYYY-MM-DD", value=text)) from error


def _check_language(language: str) -> None:
    if language not in LANGUAGES:
        raise BadInputError(
            Fault("there is no such language", f"use {' or '.join(LANGUAGES)}", value=language)
        )
