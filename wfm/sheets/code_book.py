"""Codes of the shift sheet read as what they mean."""

from __future__ import annotations

from collections.abc import Mapping

from wfm.core.people import LeaveType
from wfm.core.problem import Problem
from wfm.sheets.words import LANGUAGES, day_codes, normal, shift_codes


class CodeBook:
    """What a code on the sheet may mean: a shift in either language, a day off, leave."""

    def __init__(self, problem: Problem) -> None:
        self._ids = {shift.id for shift in problem.shifts}
        self._exact: dict[str, set[str]] = {}
        self._loose: dict[str, set[str]] = {}
        for language in LANGUAGES:
            for shift_id, code in shift_codes(problem, language).items():
                self._exact.setdefault(code.strip(), set()).add(shift_id)
                self._loose.setdefault(normal(code), set()).add(shift_id)
        self._days: Mapping[str, LeaveType | None] = {
            normal(code): kind for code, kind in day_codes().items()
        }
        self.known = ", ".join(self._exact)

    def is_day_code(self, text: str) -> bool:
        """Whether the text means a day off, leave or not employed."""
        return normal(text) in self._days

    def is_known(self, text: str) -> bool:
        """Whether the text is any code."""
        return self.is_day_code(text) or bool(self.shifts(text))

    def leave(self, text: str) -> LeaveType | None:
        """Leave type of a day code, None for a day off."""
        return self._days[normal(text)]

    def shifts(self, text: str) -> set[str]:
        """Shift ids that the text may mean; exact spelling first, then any case, then ids."""
        text = text.strip()
        return (
            self._exact.get(text)
            or self._loose.get(normal(text))
            or ({text} if text in self._ids else set())
        )
