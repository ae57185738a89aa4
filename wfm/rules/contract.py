"""The rule contract: parameters, model, audit and words, in one file a rule.

A rule says the same thing twice: `model` tells CP-SAT, `audit` reads a finished roster in plain
Python. The contract suite in tests/rules proves that the two agree.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.shifts import BreakWindow
from wfm.core.view import BoolArray, ProblemView, RosterView
from wfm.rules.memory import Memory

if TYPE_CHECKING:  # audits must run without a solver
    from wfm.rules.context import ModelContext


class Parameters(BaseModel):
    """Base of every rule's parameters: ranges, units and descriptions become forms and docs."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class NoParameters(Parameters):
    """For rules that have none."""


class Limit(StrEnum):
    """How a rule set may differ from the law pack in a parameter: only the stricter way."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


Limits = Mapping[str, Limit]
"""Per parameter how it may differ from the law pack."""


class Strength(StrEnum):
    """What an entry of the rule may be (DOMAIN.md 7)."""

    HARD = "hard"
    SOFT = "soft"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages; `{name}` placeholders are filled from a violation's values."""

    en: str
    zh: str

    def fill(self, language: str, **values: object) -> str:
        """Text in ``en`` or ``zh`` with the placeholders filled; values may be `Words` too."""
        shown = {k: shown_value(v, language) for k, v in values.items()}
        return (self.zh if language.startswith("zh") else self.en).format(**shown)

    def with_values(self, **values: object) -> Words:
        """Copy with the placeholders filled in each language."""
        return Words(self.fill("en", **values), self.fill("zh", **values))


def shown_value(value: object, language: str) -> str:
    """Write a value for a sentence: numbers without idle decimals, words in the language."""
    if isinstance(value, Words):
        return value.fill(language)
    return f"{value:g}" if isinstance(value, float) else str(value)


@dataclass(frozen=True, slots=True)
class RuleWords:
    """Title, description, and the sentence of one violation."""

    title: Words
    description: Words
    violation: Words


P = TypeVar("P", bound=Parameters)


class Rule(ABC, Generic[P]):
    """One rule of the catalogue.

    Class attributes
    ----------------
    id : str
        Name in rule sets and findings; also the file's name.
    parameters : type of Parameters
    unit : Unit
        Natural unit of a violation.
    strength : Strength
    words : RuleWords
    needs_breaks : bool
        Whether `model` needs break variables; such rules wait for the polish stage.
    limits : mapping of str to Limit
        Parameters that a rule set may only make stricter than its law pack.
    """

    id: ClassVar[str]
    parameters: ClassVar[type[Parameters]]
    unit: ClassVar[Unit]
    strength: ClassVar[Strength]
    words: ClassVar[RuleWords]
    needs_breaks: ClassVar[bool] = False
    limits: ClassVar[Limits] = {}

    def forbidden(self, view: ProblemView, entry: RuleEntry, p: P) -> BoolArray | None:
        """Return the cells that a hard entry rules out by themselves, or None.

        Shape (n_agents, n_days, n_shifts); true where the agent may not be given the shift on the
        day. Whatever can be said this way is said here, not in `model`: the engine then makes no
        variable, and bounds and tours know it too.
        """
        return None

    def windows(
        self, view: ProblemView, entry: RuleEntry, p: P, a: int, d: int, s: int
    ) -> tuple[BreakWindow, ...]:
        """Breaks that the rule adds to the catalogue's for one agent, day and shift."""
        return ()

    def memory(self, view: ProblemView, entry: RuleEntry, p: P, a: int) -> Memory | None:
        """Return what the entry remembers of an agent's tour, or None.

        With one, tours that are built day by day keep the entry, and know its price, exactly.
        """
        return None

    def key(self, p: P) -> tuple[object, ...]:
        """What tells entries of one rule apart that may stand beside each other, e.g. the skill."""
        return ()

    def check(self, entry: RuleEntry, p: P) -> str:
        """Say what is wrong with an entry beyond its parameters' ranges; empty when nothing."""
        return ""

    @abstractmethod
    def model(self, ctx: ModelContext, entry: RuleEntry, p: P) -> None:
        """Add the entry to CP-SAT: constraints when hard, penalties in natural units when soft."""

    @abstractmethod
    def audit(self, seen: RosterView, entry: RuleEntry, p: P) -> list[Violation]:
        """Return every violation in a finished roster; knows no solver."""

    def violation(
        self, entry: RuleEntry, amount: float, *, cost: float | None = None, **about: Any
    ) -> Violation:
        """Make a violation of an entry; a soft one costs weight x amount unless `cost` is given."""
        if cost is None:
            cost = amount * entry.weight
        return Violation(
            rule=entry.rule,
            hard=entry.hard,
            amount=amount,
            unit=self.unit,
            cost=0.0 if entry.hard else cost,
            source=entry.source,
            **about,
        )
