"""What reading a table gives: values, and everything that is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from wfm.core.errors import BadInputError, Fault

T = TypeVar("T")


@dataclass(frozen=True)
class Parsed(Generic[T]):
    """Values of the rows without a fault, and the faults of the others.

    Parameters
    ----------
    values : tuple
    faults : tuple of Fault
    ignored : tuple of str
        Headers that mean nothing here.
    """

    values: tuple[T, ...]
    faults: tuple[Fault, ...] = ()
    ignored: tuple[str, ...] = ()

    def checked(self) -> tuple[T, ...]:
        """Values, when nothing is wrong.

        Raises
        ------
        BadInputError
            With every fault.
        """
        if self.faults:
            raise BadInputError(self.faults)
        return self.values


@dataclass(frozen=True, slots=True)
class Known:
    """Ids that rows may name; None where they are not known and so not checked."""

    skills: frozenset[str] | None = None
    teams: frozenset[str] | None = None
    contracts: frozenset[str] | None = None
    shifts: frozenset[str] | None = None
    agents: frozenset[str] | None = None
