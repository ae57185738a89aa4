"""The list of rules. Adding one: a file, its test, a line here."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import ValidationError

from wfm.core.errors import BadInputError, Fault
from wfm.core.problem import Enforcement, RuleEntry
from wfm.rules.contract import Parameters, Rule, Strength
from wfm.rules.coverage import Coverage
from wfm.rules.meal_and_rest import MealAndRest
from wfm.rules.rest_between_shifts import RestBetweenShifts
from wfm.rules.weekly_hours import WeeklyHours

RULES: tuple[type[Rule[Any]], ...] = (
    Coverage,
    MealAndRest,
    RestBetweenShifts,
    WeeklyHours,
)


@cache
def catalogue() -> dict[str, Rule[Any]]:
    """Every rule by id."""
    return {kind.id: kind() for kind in RULES}


def parameters_of(entry: RuleEntry, file: str = "") -> Parameters:
    """Check an entry against its rule and return the rule's parameters.

    Raises
    ------
    BadInputError
        When the rule is unknown, a parameter is unknown or out of its range, the rule can't be
        hard or can't be soft, or a soft entry has no weight.
    """
    rule = catalogue().get(entry.rule)
    if rule is None:
        known = ", ".join(sorted(catalogue()))
        raise BadInputError(
            Fault("there is no such rule", f"use one of {known}", file=file, value=entry.rule)
        )
    try:
        parameters: Parameters = rule.parameters.model_validate(entry.parameters)
    except ValidationError as error:
        raise BadInputError(
            [
                Fault(
                    f"rule {entry.rule}: {e['msg']}",
                    "give a value that docs/rules.md allows",
                    file=file,
                    column=".".join(str(part) for part in e["loc"]),
                    value=str(e["input"]),
                )
                for e in error.errors()
            ]
        ) from error
    wrong = {Strength.HARD: not entry.hard, Strength.SOFT: entry.hard, Strength.EITHER: False}
    if wrong[rule.strength]:
        raise BadInputError(
            Fault(
                f"rule {entry.rule} can only be {rule.strength}",
                f'write kind = "{rule.strength}"',
                file=file,
                column="kind",
                value="hard" if entry.hard else "soft",
            )
        )
    if not entry.hard and entry.weight <= 0:
        raise BadInputError(
            Fault(
                f"rule {entry.rule} is soft and has no weight",
                "give a whole number of points above 0",
                file=file,
                column="weight",
                value=str(entry.weight),
            )
        )
    return parameters


def enforced(rules: tuple[RuleEntry, ...]) -> list[tuple[RuleEntry, Rule[Any], Any]]:
    """Entries that every roster is made and audited by, with their rule and parameters."""
    known = catalogue()
    return [
        (entry, known[entry.rule], parameters_of(entry))
        for entry in rules
        if entry.enforcement is Enforcement.ENFORCED
    ]
