"""Repair of a roster: the course that files and runs share, what happened as typed, and tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from wfm.core.errors import BadInputError, Fault
from wfm.core.people import Leave, LeaveType
from wfm.core.problem import POOLED, Problem
from wfm.core.roster import Cell, Roster
from wfm.core.time import parse_clock
from wfm.rostering.patch import Caps
from wfm.rostering.proposal import Effect
from wfm.rostering.repair import REPAIR_S, repair
from wfm.rostering.result import Progress, RosterResult
from wfm.service import repair_effects
from wfm.service.repair_asks import Absence, RepairAsk, Rise, check_ask
from wfm.service.repair_effects import OfferedChange
from wfm.service.repair_facts import Setting, disruption_of, frozen, past_held, raised, settle
from wfm.service.solving import check_roster

Row = tuple[str, ...]
WHOLE_DAY = ("00:00", "24:00")
SPAN = re.compile(r"(?P<day>\S+)(?:[ T](?P<first>\d{1,2}:\d\d)-(?P<last>\d{1,2}:\d\d))?")


@dataclass(frozen=True)
class Mended:
    """A repaired roster beside the one before.

    Parameters
    ----------
    result : RosterResult
        As the engine gave it.
    problem : Problem
        With what happened, as the repaired roster has to be judged by.
    roster : Roster or None
        None when nothing legal was found.
    changes : tuple of OfferedChange
        Facts first.
    moved : tuple of cells
        Shifts that stay and get other breaks.
    effects : dict of str to Effect or None
        published, unmended (nothing done), mended.
    """

    result: RosterResult
    problem: Problem
    roster: Roster | None
    changes: tuple[OfferedChange, ...]
    moved: tuple[Cell, ...]
    effects: dict[str, Effect | None]

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        stages = {k: None if e is None else e.to_dict() for k, e in self.effects.items()}
        return {
            "changes": [c.to_dict() for c in self.changes],
            "moved_breaks": len(self.moved),
            **stages,
        }


def propose(
    at: Setting,
    ask: RepairAsk,
    *,
    time_s: float = REPAIR_S,
    deterministic: float | None = None,
    seed: int = 1,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> tuple[RosterResult, Roster | None]:
    """Let the engine repair, hold what was over by the ask's instant, put idle breaks back."""
    framed = frozen(at.raised, at.base, ask)
    result = repair(
        framed,
        at.base,
        disruption_of(ask, framed),
        caps=Caps(ask.max_changes, ask.max_agents),
        time_s=time_s,
        deterministic=deterministic,
        seed=seed,
        on_progress=on_progress,
        should_stop=should_stop,
    ).result
    if result.roster is None:
        return result, None
    held = past_held(at.base, result.roster, ask, framed)
    return result, repair_effects.with_quiet_breaks(at.settled, at.start, held)


def mend(
    problem: Problem,
    base: Roster | None,
    ask: RepairAsk,
    *,
    time_s: float | None = None,
    deterministic: float | None = None,
    seed: int = 1,
    on_progress: Callable[[Progress], None] | None = None,
) -> Mended:
    """Repair a roster on files with few changes.

    Raises
    ------
    BadInputError
        Without a roster to repair, or when it or the ask is not of the problem.
    """
    if base is None:
        raise BadInputError(Fault("a repair needs a roster to repair", "give it as --base"))
    check_roster(problem, base)
    check_ask(problem, ask)
    at = settle(raised(problem, ask.rises), base, ask)
    result, roster = propose(
        at,
        ask,
        time_s=REPAIR_S if time_s is None else time_s,
        deterministic=deterministic,
        seed=seed,
        on_progress=on_progress,
    )
    effects: dict[str, Effect | None] = {
        "published": repair_effects.effect(problem, base)[0],
        "unmended": repair_effects.effect(at.settled, at.start)[0],
        "mended": None,
    }
    if roster is None:
        return Mended(result, at.settled, None, (), (), effects)
    effects["mended"] = repair_effects.effect(at.settled, roster)[0]
    return Mended(
        result,
        at.settled,
        roster,
        repair_effects.offered_changes(at.settled, base, at.start, roster, ask),
        repair_effects.moved_breaks(at.start, roster),
        effects,
    )


def parse_ask(
    *,
    absent: str = "",
    leave: str = "",
    raise_: str = "",
    keep: str = "",
    starters: str = "",
    since: str = "",
    max_changes: int | None = None,
    max_agents: int | None = None,
) -> RepairAsk:
    """Read what happened and what may change.

    Parameters
    ----------
    absent : str
        ``A017@2026-11-24,A020@2026-11-24 06:00-10:00``
    leave : str
        ``A017@2026-11-24..2026-11-26,...``, both days included.
    raise_ : str
        ``2026-11-27=1.2,2026-11-28 09:00-12:00=1.3``: demand times that.
    keep : str
        Agents and days that may not change: ``A001,2026-11-28,...``
    starters : str
        Agents whom the roster does not know yet: ``A031,...``
    since : str
        ``2026-11-24 06:40``: nothing before it changes.

    Raises
    ------
    BadInputError
        With the part that can't be read.
    """
    kept = _parts(keep)
    days = [part for part in kept if _is_date(part)]
    return RepairAsk(
        tuple(_absence(part) for part in _parts(absent)),
        tuple(_leave(part) for part in _parts(leave)),
        tuple(_rise(part) for part in _parts(raise_)),
        tuple(_parts(starters)),
        tuple(part for part in kept if part not in days),
        tuple(date.fromisoformat(part) for part in days),
        max_changes,
        max_agents,
        _instant(since) if since else None,
    )


def change_rows(mended: Mended, language: str = "en") -> list[Row]:
    """Agent, day, shift before and after, and why."""
    return [
        (c.agent_id, str(c.day), c.before or "-", c.after or "-", c.why.fill(language))
        for c in mended.changes
    ]


def effect_rows(mended: Mended) -> list[Row]:
    """Cost and staffing as published, with nothing done, and repaired."""
    stages = list(mended.effects.values())
    rows = [_row("cost", [None if e is None else e.cost for e in stages])]
    published = mended.effects["published"]
    for group in () if published is None else published.missing:
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
    return agent.strip(), rest.strip()


def _absence(part: str) -> Absence:
    agent, rest = _at(part)
    return Absence(agent, *_span(rest, part))


def _leave(part: str) -> Leave:
    agent, days = _at(part)
    first, _, last = days.partition("..")
    begin, end = _date(first, part), _date(last or first, part)
    if end < begin:
        raise BadInputError(Fault("leave ends before it begins", "swap the days", value=part))
    return Leave(agent, LeaveType.ANNUAL, begin, end)


def _rise(part: str) -> Rise:
    when, _, factor = part.partition("=")
    try:
        percent = 100.0 * (float(factor) - 1.0)
    except ValueError as error:
        mend_ = "write DATE=FACTOR or DATE HH:MM-HH:MM=FACTOR, e.g. 2026-11-27=1.2"
        raise BadInputError(Fault("not a rise of demand", mend_, value=part)) from error
    day, first, last = _span(when.strip(), part)
    return Rise(day, round(percent, 6), first, last)


def _span(text: str, value: str) -> tuple[date, str, str]:
    """Day with its clock span, the whole day when none is given."""
    found = SPAN.fullmatch(text)
    if found is None:
        raise BadInputError(Fault("not a date", "write YYYY-MM-DD [HH:MM-HH:MM]", value=value))
    first, last = found["first"] or WHOLE_DAY[0], found["last"] or WHOLE_DAY[1]
    for clock in (first, last):
        parse_clock(clock)
    return _date(found["day"], value), first.zfill(5), last.zfill(5)


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        mend_ = "write YYYY-MM-DD HH:MM, in local time"
        raise BadInputError(Fault("not a moment", mend_, value=text)) from error


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
