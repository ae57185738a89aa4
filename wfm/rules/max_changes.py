"""Max changes: after publication only so many cells, and cells of so many agents, may change."""

from __future__ import annotations

from pydantic import Field

from wfm.core.problem import RuleEntry
from wfm.core.score import Unit, Violation
from wfm.core.view import RosterView
from wfm.rules.changes import base_cells, changed, changed_days
from wfm.rules.context import ModelContext
from wfm.rules.contract import Parameters, Rule, RuleWords, Strength, Words
from wfm.rules.linear import Lin

ALL = Words("all agents", "全体坐席")
CELLS = Words("cells", "格")
AGENTS = Words("agents", "名坐席")


class MaxChangesParameters(Parameters):
    """Parameters of `MaxChanges`."""

    per_agent: int = Field(
        default=3, ge=0, le=42, description="Most changed cells of an agent (cells)"
    )
    total: int | None = Field(
        default=None, ge=0, le=100000, description="Most changed cells in all; empty for no limit"
    )
    agents: int | None = Field(
        default=None, ge=0, le=10000, description="Most agents with a change; empty for no limit"
    )


class MaxChanges(Rule[MaxChangesParameters]):
    """Cells, and agents with a changed cell, beyond the limits, against the published roster.

    Says nothing before publication. Cells that leave or a pin decides don't count.
    """

    id = "max_changes"
    parameters = MaxChangesParameters
    unit = Unit.CELLS
    strength = Strength.EITHER
    words = RuleWords(
        title=Words("Changes after publication", "发布后改动上限"),
        description=Words(
            "Once a roster is published only a few cells of an agent may change.",
            "班表发布后，每名坐席只允许少量改动。",
        ),
        violation=Words(
            "{who}: {n} {what} differ from the published roster, at most {cap} may",
            "{who}：与已发布班表相差 {n} {what}，上限 {cap} {what}",
        ),
    )

    def model(self, ctx: ModelContext, entry: RuleEntry, p: MaxChangesParameters) -> None:
        """Bound the changes of each agent and of all."""
        if not ctx.view.problem.published:
            return
        per_agent: dict[int, Lin] = {}
        total = Lin()
        for (a, d), base in base_cells(ctx.view, entry).items():
            one = changed(ctx, a, d, base)
            per_agent.setdefault(a, Lin()).extend(one)
            total.extend(one)
        for lin in per_agent.values():
            ctx.at_most(entry, lin, p.per_agent)
        if p.total is not None:
            ctx.at_most(entry, total, p.total)
        if p.agents is not None:
            touched = Lin()
            for lin in per_agent.values():
                touched.extend(_touched(ctx, lin))
            ctx.at_most(entry, touched, p.agents)

    def audit(self, seen: RosterView, entry: RuleEntry, p: MaxChangesParameters) -> list[Violation]:
        """Count the changed cells of each agent and of all."""
        view = seen.view
        found: list[Violation] = []
        if not view.problem.published:
            return found
        cells = changed_days(seen, base_cells(view, entry))
        for a, changes in cells.items():
            over = len(changes) - p.per_agent
            if over > 0:
                agent_id = view.agents[a].id
                values = {"who": agent_id, "n": len(changes), "cap": p.per_agent, "what": CELLS}
                found.append(self.violation(entry, over, agent_id=agent_id, values=values))
        n = sum(map(len, cells.values()))
        if p.total is not None and n > p.total:
            values = {"who": ALL, "n": n, "cap": p.total, "what": CELLS}
            found.append(self.violation(entry, n - p.total, values=values))
        if p.agents is not None and len(cells) > p.agents:
            values = {"who": ALL, "n": len(cells), "cap": p.agents, "what": AGENTS}
            found.append(self.violation(entry, len(cells) - p.agents, values=values))
        return found


def _touched(ctx: ModelContext, lin: Lin) -> Lin:
    """1 when an agent has a changed cell."""
    if not lin.variables:
        return Lin(constant=int(lin.constant > 0))
    one = ctx.new_bool(lambda values: int(lin.value(values) > 0))
    ctx.model.add(lin.expr() <= lin.highest() * one)
    return Lin([one], [1], decided=True)
