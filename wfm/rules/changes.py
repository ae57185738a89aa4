"""Cells that differ from a base roster: shared by the rules on changes and stability."""

from __future__ import annotations

from wfm.core.problem import RuleEntry
from wfm.core.view import OFF, ProblemView, RosterView
from wfm.rules.context import ModelContext
from wfm.rules.hours import away
from wfm.rules.inforce import days
from wfm.rules.linear import Lin


def base_cells(view: ProblemView, entry: RuleEntry) -> dict[tuple[int, int], int]:
    """Shift in the base roster of every cell that may change or stay, OFF for a day off.

    Cells that leave, the end of employment or a pin decides are facts, not changes of the
    roster, and are left out. Empty without a base roster.
    """
    base = view.problem.base
    if base is None:
        return {}
    held = {(a.agent_id, a.day): view.shift_index[a.shift_id] for a in base}
    pinned = {(p.agent_id, p.day) for p in view.problem.pins}
    found = {}
    for a in view.scoped(entry):
        agent_id = view.agents[a].id
        for d in days(view, entry):
            cell = (agent_id, view.day(d))
            if cell not in pinned and not away(view, a, d):
                found[a, d] = held.get(cell, OFF)
    return found


def changed(ctx: ModelContext, a: int, d: int, base: int) -> Lin:
    """1 when a cell differs from its base shift."""
    if base == OFF:
        return ctx.works(a, d)
    return Lin(constant=1).extend(ctx.x(a, d, base), -1)


def changed_days(
    seen: RosterView, cells: dict[tuple[int, int], int]
) -> dict[int, list[tuple[int, int]]]:
    """(day, base shift) of every changed cell, per agent."""
    found: dict[int, list[tuple[int, int]]] = {}
    for (a, d), base in cells.items():
        if seen.shift(a, d) != base:
            found.setdefault(a, []).append((d, base))
    return found
