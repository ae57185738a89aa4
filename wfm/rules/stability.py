"""Stability: a re-run leaves the base roster alone unless a change pays."""

from __future__ import annotations

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.view import OFF, RosterView
from wfm.rules.changes import base_cells, changed, changed_days
from wfm.rules.context import ModelContext
from wfm.rules.contract import NoParameters, Rule, RuleWords, Strength, Words
from wfm.rules.linear import Lin
from wfm.rules.pinned_cells import DAY_OFF


class Stability(Rule[NoParameters]):
    """Cells that differ from the base roster, published or not; breaks may move.

    Cells that leave or a pin decides don't count. Without a base roster the rule says nothing.
    """

    id = "stability"
    parameters = NoParameters
    unit = Unit.CELLS
    strength = Strength.SOFT
    words = RuleWords(
        title=Words("Stability", "班表稳定"),
        description=Words(
            "Every cell that a new roster changes against the one before has a price.",
            "新班表每改动一格都有代价，尽量保持原班表不变。",
        ),
        violation=Words(
            "{agent} on {day}: {shift} instead of {base}",
            "{agent} {day}：由 {base} 改为 {shift}",
        ),
    )

    def model(self, ctx: ModelContext, entry: RuleEntry, p: NoParameters) -> None:
        """Price each changed cell."""
        total = Lin()
        for (a, d), base in base_cells(ctx.view, entry).items():
            total.extend(changed(ctx, a, d, base))
        ctx.price(entry, total)

    def audit(self, seen: RosterView, entry: RuleEntry, p: NoParameters) -> list[Violation]:
        """Report each changed cell."""
        view = seen.view

        def name(s: int) -> object:
            return DAY_OFF if s == OFF else view.shifts[s].id

        return [
            self.violation(
                entry,
                1,
                agent_id=view.agents[a].id,
                day=view.day(d),
                values={"base": name(base), "shift": name(seen.shift(a, d))},
            )
            for a, changes in changed_days(seen, base_cells(view, entry)).items()
            for d, base in changes
        ]
