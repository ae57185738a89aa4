"""The rule contract: parameters, model, audit and words, in one file a rule.

A rule says the same thing twice: `model` tells CP-SAT, `audit` reads a finished roster in plain
Python. The contract suite in tests/rules proves that the two agree.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.shifts import BreakWindow
from wfm.core.view import BoolArray, ProblemView, RosterView

if TYPE_CHECKING:  # audits must run without a solver
    from wfm.rules.context import ModelContext


class Parameters(BaseModel):
    """Base of every rule's parameters: ranges, units and descriptions become forms and docs."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class NoParameters(Parameters):
    """For rules that have none."""


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
        """Text in ``en`` or ``zh`` with the placeholders filled."""
        return (self.zh if language.startswith("zh") else self.en).format(**values)


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
    unary : bool
        Whether `forbidden` says all there is, so that `model` adds nothing for hard entries.
    """

    id: ClassVar[str]
    parameters: ClassVar[type[Parameters]]
    unit: ClassVar[Unit]
    strength: ClassVar[Strength]
    words: ClassVar[RuleWords]
    needs_breaks: ClassVar[bool] = False

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
