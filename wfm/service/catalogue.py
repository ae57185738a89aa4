"""The shift catalogue as a problem needs it: agents name each concrete shift they may have."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from wfm.core.people import Agent
from wfm.core.shifts import Shift, named


def with_concrete_shifts(agents: Iterable[Agent], shifts: tuple[Shift, ...]) -> tuple[Agent, ...]:
    """Agents whose lists of shifts name every shift of a bag or of a flexible shift.

    Parameters
    ----------
    agents : iterable of Agent
        May name shifts, flexible shifts and bags.
    shifts : tuple of Shift
        Concrete ones (`wfm.core.shifts.concrete`). A name that none of them has stays, for
        `wfm.core.interchange.check_problem` to find.
    """
    known: dict[str, tuple[str, ...]] = {}
    found = []
    for agent in agents:
        for name in agent.shifts:
            if name not in known:
                known[name] = named(shifts, name) or (name,)
        ids = dict.fromkeys(i for name in agent.shifts for i in known[name])
        found.append(replace(agent, shifts=tuple(ids)) if tuple(ids) != agent.shifts else agent)
    return tuple(found)
