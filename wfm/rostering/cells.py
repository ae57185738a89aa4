"""Cells changed by hand: the shifts as asked, their breaks where they cost least."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ortools.sat.python import cp_model

from wfm.core.errors import BadInputError, Fault
from wfm.core.roster import Assignment, Cell, Roster
from wfm.core.view import ProblemView
from wfm.rules.modelling import Modeller

LIMIT = 2.0
"""Deterministic time of the small solve: the same change always gets the same breaks."""


def place_shift(
    modeller: Modeller, roster: Roster, agent_id: str, day: date, shift_id: str | None
) -> Roster:
    """Return the roster with one cell changed; every other cell keeps shift and breaks.

    No hard rule but those of breaks is looked at: the audit says what the change breaks.

    Parameters
    ----------
    shift_id : str or None
        None makes a day off.

    Raises
    ------
    BadInputError
        When agent, day or shift are not of the problem, or the breaks of the shift contradict
        each other.
    """
    view = modeller.view
    check_cell(view, agent_id, day, shift_id)
    if shift_id is None:
        return roster.with_cells([((agent_id, day), None)])
    changed = roster.with_cells([((agent_id, day), Assignment(agent_id, day, shift_id))])
    return with_breaks(modeller, changed, [(agent_id, day)])


def with_breaks(modeller: Modeller, roster: Roster, cells: Iterable[Cell]) -> Roster:
    """Return the roster with the breaks of some shifts placed anew, where they cost least.

    Raises
    ------
    BadInputError
        When the breaks of a shift contradict each other.
    """
    view = modeller.view
    free = {(view.agent_index[agent], view.day_index(day)) for agent, day in cells}
    if not free:
        return roster
    ctx = modeller.context(base=roster, free=set(), free_breaks=free)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = LIMIT
    if solver.solve(ctx.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        raise BadInputError(
            Fault(
                "the breaks of a shift contradict each other",
                "mend the break windows of the shift in the catalogue",
                value=", ".join(f"{agent} {day}" for agent, day in sorted(cells)[:5]),
            )
        )
    return ctx.read(solver.value)


def check_cell(view: ProblemView, agent_id: str, day: date, shift_id: str | None) -> None:
    """Refuse an agent, day or shift that is not of the problem.

    Raises
    ------
    BadInputError
        Naming each.
    """
    faults = []
    if agent_id not in view.agent_index:
        faults.append(Fault("the agent is unknown", "choose one of the roster", value=agent_id))
    if day not in view.days:
        faults.append(Fault("the day is not in the roster", "choose one of it", value=str(day)))
    if shift_id is not None and shift_id not in view.shift_index:
        faults.append(Fault("the shift is unknown", "choose one of the catalogue", value=shift_id))
    if faults:
        raise BadInputError(faults)
