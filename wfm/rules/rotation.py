"""Rotation: a pattern of days that repeats, each group of people at its own place in it."""

from __future__ import annotations

from datetime import date

import numpy as np
from pydantic import Field, model_validator

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.view import OFF, BoolArray, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.hours import away
from wfm.rules.inforce import days
from wfm.rules.linear import Lin
from wfm.rules.memory import BARRED, Memory
from wfm.rules.naming import members

DAY_OFF = Words("a day off", "休息")


class Letter(Parameters):
    """What a letter of the pattern stands for."""

    letter: str = Field(min_length=1, max_length=1, description="Letter of the pattern")
    shifts: tuple[str, ...] = Field(
        default=(),
        description="Shift ids or bags, or night or day for all of them; empty is a day off",
    )


class Phase(Parameters):
    """Where some people stand in the pattern."""

    names: tuple[str, ...] = Field(min_length=1, description="Teams or agents")
    days: int = Field(ge=0, le=365, description="Letter of the anchor day, 0 for the first")


class RotationParameters(Parameters):
    """Parameters of `Rotation`."""

    pattern: str = Field(
        min_length=1, max_length=366, description="The cycle, a letter a day, of any length"
    )
    letters: tuple[Letter, ...] = Field(
        min_length=1, description="Shifts that each letter of the pattern allows"
    )
    anchor: date = Field(description="Day that the phases are counted from")
    phases: tuple[Phase, ...] = Field(
        default=(),
        description="Place of teams and agents in the cycle; an agent's own goes before the "
        "team's, who is not named begins with the first letter",
    )

    @model_validator(mode="after")
    def _letters_known(self) -> RotationParameters:
        named = [x.letter for x in self.letters]
        if len(set(named)) < len(named):
            raise ValueError("a letter is named twice")
        unknown = sorted(set(self.pattern) - set(named))
        if unknown:
            raise ValueError(f"letters of the pattern are not named: {''.join(unknown)}")
        return self


class Rotation(Rule[RotationParameters]):
    """Cells that differ from the rotation: another shift, a day off worked, a day of work off.

    Days of leave, and days before the first or after the last of employment, differ from nothing.
    """

    id = "rotation"
    parameters = RotationParameters
    unit = Unit.CELLS
    strength = Strength.EITHER
    words = RuleWords(
        title=Words("Rotation", "轮班"),
        description=Words(
            "Shifts and days off follow a pattern that repeats, each team or agent at its own "
            "place in it; every cell that differs is counted.",
            "班次与休息按固定周期轮转，各班组或坐席有各自的起点；每处偏离都计数。",
        ),
        violation=Words(
            "{agent} on {day}: the rotation says {letter}, the roster {given}",
            "{agent} {day}：轮班为“{letter}”，排班为{given}",
        ),
    )

    @staticmethod
    def letter(view: ProblemView, p: RotationParameters, a: int, d: int) -> str:
        """Letter of an agent on a day index."""
        agent = view.agents[a]
        own = [x.days for x in p.phases if agent.id in x.names]
        team = [x.days for x in p.phases if agent.team in x.names]
        phase = (own or team or [0])[0]
        return p.pattern[((view.day(d) - p.anchor).days + phase) % len(p.pattern)]

    @staticmethod
    def members(view: ProblemView, p: RotationParameters) -> dict[str, BoolArray]:
        """Shifts that each letter allows, shape (n_shifts,); none for a day off.

        Raises
        ------
        BadInputError
            When a name is no shift of the catalogue.
        """
        return {
            x.letter: members(view, x.shifts, "rotation.letters", classes=True) for x in p.letters
        }

    @classmethod
    def off_letters(cls, p: RotationParameters) -> set[str]:
        """Letters that stand for a day off."""
        return {x.letter for x in p.letters if not x.shifts}

    def cells(
        self, view: ProblemView, entry: RuleEntry, p: RotationParameters
    ) -> list[tuple[int, int, str]]:
        """(agent, day, letter) of every cell that is judged."""
        return [
            (a, d, self.letter(view, p, a, d))
            for a in view.scoped(entry)
            for d in days(view, entry)
            if not away(view, a, d)
        ]

    def forbidden(
        self, view: ProblemView, entry: RuleEntry, p: RotationParameters
    ) -> BoolArray | None:
        """Return the shifts that the letters don't allow."""
        members = self.members(view, p)
        out = np.zeros((view.n_agents, view.n_days, view.n_shifts), dtype=bool)
        for a, d, letter in self.cells(view, entry, p):
            out[a, d] = ~members[letter]
        return out

    def model(self, ctx: ModelContext, entry: RuleEntry, p: RotationParameters) -> None:
        """Price each cell that differs; when hard, ask for work where the letter is no day off."""
        members, off = self.members(ctx.view, p), self.off_letters(p)
        total = Lin()
        for a, d, letter in self.cells(ctx.view, entry, p):
            given = ctx.shifts(a, d, members[letter].astype(np.int64))
            if entry.hard:
                if letter not in off:
                    ctx.at_least(entry, given, 1)
            elif letter in off:
                total.extend(ctx.works(a, d))
            else:
                total.extend(given, -1)
                total.constant += 1
        if not entry.hard:
            ctx.price(entry, total)

    def memory(
        self, view: ProblemView, entry: RuleEntry, p: RotationParameters, a: int
    ) -> Memory | None:
        """Remember nothing: a hard rotation says day by day what may be; None for a soft one."""
        if not entry.hard:
            return None
        members, off = self.members(view, p), self.off_letters(p)
        step = np.zeros((view.n_days, 1, view.n_shifts + 1), dtype=np.int64)
        for d in days(view, entry):
            if not away(view, a, d):
                letter = self.letter(view, p, a, d)
                step[d, 0, :-1][~members[letter]] = BARRED
                step[d, 0, -1] = 0 if letter in off else BARRED
        return Memory(0, step, None, np.zeros(1))

    def audit(self, seen: RosterView, entry: RuleEntry, p: RotationParameters) -> list[Violation]:
        """Look up every cell in the pattern."""
        view, found = seen.view, []
        members, off = self.members(view, p), self.off_letters(p)
        for a, d, letter in self.cells(view, entry, p):
            s = seen.shift(a, d)
            right = letter in off if s == OFF else bool(members[letter][s])
            if not right:
                found.append(
                    self.violation(
                        entry,
                        1,
                        agent_id=view.agents[a].id,
                        day=view.day(d),
                        values={
                            "letter": letter,
                            "given": DAY_OFF if s == OFF else view.shifts[s].id,
                        },
                    )
                )
        return found
