"""One cell changed by hand: its shift as asked, breaks where they cost least."""

from __future__ import annotations

from datetime import date

from wfm.core.errors import BadInputError, Fault
from wfm.core.roster import Assignment, Roster
from wfm.core.view import ProblemView
from wfm.rostering.carried import Carried, carry
from wfm.rules.modelling import Modeller


def place_shift(
    modeller: Modeller, roster: Roster, agent_id: str, day: date, shift_id: str | None
) -> Roster:
    """Roster of `change_shift`."""
    return change_shift(modeller, roster, agent_id, day, shift_id).roster


def change_shift(
    modeller: Modeller, roster: Roster, agent_id: str, day: date, shift_id: str | None
) -> Carried:
    """Change one cell; every other cell keeps shift and breaks.

    No hard rule but those of breaks is looked at: the audit says what the change breaks. Breaks
    of the shift are placed where they cost least; activities are carried along (`carry`).

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
    check_cell(modeller.view, agent_id, day, shift_id)
    cell = (agent_id, day)
    made = None if shift_id is None else Assignment(agent_id, day, shift_id)
    return carry(modeller, roster, roster.with_cells([(cell, made)]), [cell])


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
