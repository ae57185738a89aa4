"""Pinned cells: what the scheduler or an approved swap has fixed survives every regeneration."""

from __future__ import annotations

import numpy as np

from wfm.core.problem import Pin, RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.view import OFF, BoolArray, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.contract import NoParameters, Rule, RuleWords, Strength, Words
from wfm.rules.inforce import holds_on

DAY_OFF = Words("a day off", "休息")


class PinnedCells(Rule[NoParameters]):
    """Cells whose shift, or day off, differs from the pinned one."""

    id = "pinned_cells"
    parameters = NoParameters
    unit = Unit.CELLS
    strength = Strength.HARD
    words = RuleWords(
        title=Words("Pinned cells", "固定班次"),
        description=Words(
            "Cells pinned by the scheduler or by an approved swap stay as they are.",
            "排班员或已批准的换班所固定的班次不得改动。",
        ),
        violation=Words(
            "{agent} on {day} is pinned to {pinned} and has {shift}",
            "{agent} {day} 固定为 {pinned}，现为 {shift}",
        ),
    )

    @staticmethod
    def pinned(view: ProblemView, entry: RuleEntry) -> list[tuple[int, int, Pin]]:
        """Pins inside the horizon that the entry covers: (agent, day, pin)."""
        scoped = set(view.scoped(entry))
        cells = [
            (view.agent_index[x.agent_id], view.day_index(x.day), x) for x in view.problem.pins
        ]
        return [
            (a, d, x)
            for a, d, x in cells
            if a in scoped and 0 <= d < view.n_days and holds_on(view, entry, d)
        ]

    def forbidden(self, view: ProblemView, entry: RuleEntry, p: NoParameters) -> BoolArray | None:
        """Rule out every other shift of a pinned cell."""
        mask = np.zeros((view.n_agents, view.n_days, view.n_shifts), dtype=bool)
        for a, d, pin in self.pinned(view, entry):
            keep = None if pin.shift_id is None else view.shift_index[pin.shift_id]
            for s in range(view.n_shifts):
                mask[a, d, s] |= s != keep
        return mask

    def model(self, ctx: ModelContext, entry: RuleEntry, p: NoParameters) -> None:
        """Make the pinned shift be worked; the others are ruled out already."""
        view = ctx.view
        for a, d, pin in self.pinned(view, entry):
            if pin.shift_id is not None:
                ctx.at_least(entry, ctx.x(a, d, view.shift_index[pin.shift_id]), 1)

    def audit(self, seen: RosterView, entry: RuleEntry, p: NoParameters) -> list[Violation]:
        """Compare every pinned cell."""
        view, found = seen.view, []
        for a, d, pin in self.pinned(view, entry):
            s = seen.shift(a, d)
            has = None if s == OFF else view.shifts[s].id
            if has != pin.shift_id:
                found.append(
                    self.violation(
                        entry,
                        1,
                        agent_id=pin.agent_id,
                        day=pin.day,
                        values={"pinned": pin.shift_id or DAY_OFF, "shift": has or DAY_OFF},
                    )
                )
        return found
