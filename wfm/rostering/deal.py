"""Breaks dealt to people: how many take them in each way is decided, who takes which is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from wfm.core.roster import Assignment, Roster
from wfm.rostering.compact import Taken
from wfm.rostering.counted_breaks import Place
from wfm.rostering.counts import CountModel
from wfm.rostering.patterns import Breaks
from wfm.rules.modelling import Modeller


def deal(
    modeller: Modeller, counts: CountModel, roster: Roster, before: Roster, taken: Taken
) -> Roster:
    """Give people breaks as counted; who has had one of the ways to take them keeps it.

    People on one shift who count alike may exchange their breaks, so any deal costs the same.

    Parameters
    ----------
    roster : Roster
        Breaks of the places in `taken` are ignored.
    before : Roster
    taken : dict
        How many take each way, as many as have the shift.
    """
    view = modeller.view
    group = {int(a): counts.break_group[k] for k, who in enumerate(counts.classes) for a in who}
    people: dict[Place, list[Assignment]] = {}
    for cell in roster:
        a, d = view.agent_index[cell.agent_id], view.day_index(cell.day)
        place = (group[a], d, view.shift_index[cell.shift_id])
        if place in taken:
            people.setdefault(place, []).append(cell)
    dealt = [c for place, cells in people.items() for c in _given(cells, before, taken[place])]
    return roster.with_cells(((c.agent_id, c.day), c) for c in dealt)


def _given(cells: list[Assignment], before: Roster, taken: Counter[Breaks]) -> Iterable[Assignment]:
    left, waiting = Counter(taken), []
    for cell in cells:
        was = before.get(cell.agent_id, cell.day)
        if was is not None and was.shift_id == cell.shift_id and left[was.breaks] > 0:
            left[was.breaks] -= 1
            yield replace(cell, breaks=was.breaks)
        else:
            waiting.append(cell)
    for cell, breaks in zip(waiting, left.elements(), strict=True):
        yield replace(cell, breaks=breaks)
