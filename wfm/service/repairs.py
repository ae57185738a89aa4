"""Repair of a roster on files: what happened, as typed, and the proposal in tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from wfm.core.errors import BadInputError, Fault
from wfm.core.people import Leave, LeaveType
from wfm.core.problem import POOLED, Problem
from wfm.core.roster import Roster
from wfm.rostering.patch import Caps
from wfm.rostering.proposal import Proposal
from wfm.rostering.repair import REPAIR_S, Disruption, repair
from wfm.rostering.result import Progress
from wfm.service.solving import check_roster

Row = tuple[str, ...]


def parse_disruption(
    *, absent: str = "", leave: str = "", raised: str = "", keep: str = "", starters: str = ""
) -> Disruption:
    """Read what happened.

    Parameters
    ----------
    absent : str
        ``A017@2026-11-24,A020@2026-11-24``
    leave : str
        ``A017@2026-11-24..2026-11-26,...``, both days included.
    raised : str
        ``2026-11-27=1.2,...``: demand of the day times 1.2.
    keep : str
        Agents and days that may not change: ``A001,2026-11-28,...``
    starters : str
        Agents whom the roster does not know yet: ``A031,...``

    Raises
    ------
    BadInputError
        With everything that can't be read.
    """
    kept = _parts(keep)
    days = [part for part in kept if _is_date(part)]
    return Disruption(
        tuple((agent, _date(day, part)) for part in _parts(absent) for agent, day in [_at(part)]),
        tuple(_leave(part) for part in _parts(leave)),
        dict(_raise(part) for part in _parts(raised)),
        tuple(part for part in kept if part not in days),
        tuple(date.fromisoformat(part) for part in days),
        tuple(_parts(starters)),
    )


def mend(
    problem: Problem,
    base: Roster | None,
    disruption: Disruption,
    *,
    max_changes: int | None = None,
    max_agents: int | None = None,
    time_s: float | None = None,
    deterministic: float | None = None,
    seed: int = 1,
    on_progress: Callable[[Progress], None] | None = None,
) -> Proposal:
    """Repair a roster with few changes.

    Raises
    ------
    BadInputError
        Without a roster to repair, or when it is not of the problem.
    """
    if base is None:
        raise BadInputError(Fault("a repair needs a roster to repair", "give it as --base"))
    check_roster(problem, base)
    return repair(
        problem,
        base,
        disruption,
        caps=Caps(max_changes, max_agents),
        time_s=REPAIR_S if time_s is None else time_s,
        deterministic=deterministic,
        seed=seed,
        on_progress=on_progress,
    )


def change_rows(proposal: Proposal) -> list[Row]:
    """Agent, day, shift before and after, and whether it was decided by what happened."""
    return [
        (c.agent_id, str(c.day), c.before or "-", c.after or "-", "given" if c.fact else "")
        for c in proposal.changes
    ]


def effect_rows(proposal: Proposal) -> list[Row]:
    """Cost and staffing as published, with nothing done, and repaired."""
    stages = (proposal.published, proposal.unmended, proposal.mended)
    rows = [_row("cost", [None if e is None else e.cost for e in stages])]
    for group in proposal.published.missing:
        name = "all agents" if group == POOLED else group
        missing = [None if e is None else e.missing[group] for e in stages]
        short = [None if e is None else e.short[group] for e in stages]
        rows.append(_row(f"missing agent-intervals, {name}", missing))
        rows.append(_row(f"intervals short, {name}", short))
    rows.append(_row("hard findings", [None if e is None else e.hard for e in stages]))
    return rows


def _row(name: str, values: Sequence[float | None]) -> Row:
    return (name, *("-" if v is None else f"{v:,.10g}" for v in values))


def _parts(text: str) -> list[str]:
    return [p for p in (part.strip() for part in text.split(",")) if p]


def _at(part: str) -> tuple[str, str]:
    agent, _, rest = part.partition("@")
    return agent.strip(), rest


def _leave(part: str) -> Leave:
    agent, days = _at(part)
    first, _, last = days.partition("..")
    begin, end = _date(first, part), _date(last or first, part)
    if end < begin:
        raise BadInputError(Fault("leave ends before it begins", "swap the days", value=part))
    return Leave(agent, LeaveType.ANNUAL, begin, end)


def _raise(part: str) -> tuple[date, float]:
    day, _, factor = part.partition("=")
    try:
        return _date(day, part), float(factor)
    except ValueError as error:
        raise BadInputError(
            Fault("not a rise of demand", "write DATE=FACTOR, e.g. 2026-11-27=1.2", value=part)
        ) from error


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _date(text: str, value: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadInputError(Fault("not a date", "write YYYY-MM-DD", value=value)) from error
