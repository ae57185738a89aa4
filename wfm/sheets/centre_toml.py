"""centre.toml: what a centre is, in one file."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from wfm.core.centre import CENTRE_FORMAT, Centre, Queue, ServiceTarget, Site, Skill, Team
from wfm.core.days import LEARNED_HOURS
from wfm.core.errors import BadInputError, Fault
from wfm.core.people import Contract
from wfm.core.time import zone_info
from wfm.sheets.days_toml import ClosureEntry, DayEntry, EventEntry, OpeningEntry, day_faults
from wfm.sheets.sizing_toml import (
    Entry,
    QueueEntry,
    Share,
    ShrinkageEntry,
    TargetEntry,
    Text,
    promise_faults,
)
from wfm.sheets.toml_files import TomlModel, fit, key_of, read_toml

Hours = Annotated[float, Field(ge=0, le=168)]


class _Site(Entry):
    seats: Annotated[int, Field(ge=1)] | None = None


class _Team(Entry):
    site: str | None = None


class _Contract(TomlModel):
    id: Text
    week_hours: Hours
    week_max_hours: Hours | None = None
    day_max_hours: Annotated[float, Field(gt=0, le=24)] = 8
    overtime: bool = False
    days_a_week: Annotated[int, Field(ge=1, le=7)] = 5


class _File(TomlModel):
    format: int
    name_en: str = ""
    name_zh: str = ""
    note_en: str = ""
    note_zh: str = ""
    zone: str
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None
    holidays_move_volume: bool = True
    interval_min: Literal[5, 10, 15, 30, 60] = 30
    model: Literal["erlang-c", "erlang-a"] = "erlang-c"
    patience_s: Annotated[float, Field(gt=0)] | None = None
    redial_share: Share = 0
    unplanned_shrinkage: Share = 0
    shrinkage: ShrinkageEntry | None = None
    min_agents: Annotated[int, Field(ge=0)] = 0
    absent: Literal["zero", "missing", "closed"] = "missing"
    rule_set: Annotated[str, Field(pattern=r"^([\w-]+\.toml)?$")] = ""
    pay_days: tuple[Annotated[int, Field(ge=1, le=31)], ...] = ()
    planning_week: date | None = None
    hour_cost: Annotated[float, Field(ge=0)] | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "CNY"
    target: TargetEntry = TargetEntry()
    opening: OpeningEntry | None = None
    queue: Annotated[tuple[QueueEntry, ...], Field(min_length=1)]
    skill: tuple[Entry, ...] = ()
    site: tuple[_Site, ...] = ()
    team: Annotated[tuple[_Team, ...], Field(min_length=1)]
    contract: Annotated[tuple[_Contract, ...], Field(min_length=1)]
    closure: tuple[ClosureEntry, ...] = ()
    event: tuple[EventEntry, ...] = ()
    day: tuple[DayEntry, ...] = ()


def read_centre_toml(source: Path | bytes, centre_id: str, file: str = "") -> Centre:
    """Read centre.toml.

    Parameters
    ----------
    source : Path or bytes
    centre_id : str
        Name of the centre's folder.
    file : str
        Name for messages.

    Raises
    ------
    BadInputError
        With every fault: a key that is unknown, missing or out of range, an id given twice, a
        skill or site that is not declared, spans that end before they start.
    """
    file = file or (source.name if isinstance(source, Path) else "centre.toml")
    seen = fit(_File, read_toml(source, file), file, CENTRE_FORMAT)
    faults = _faults(seen, file)
    if faults:
        raise BadInputError(faults)
    en = seen.name_en or seen.name_zh or centre_id
    return Centre(
        id=centre_id,
        name_en=en,
        name_zh=seen.name_zh or en,
        note_en=seen.note_en or seen.note_zh,
        note_zh=seen.note_zh or seen.note_en,
        zone=seen.zone,
        country=seen.country,
        holidays_move_volume=seen.holidays_move_volume,
        interval_min=seen.interval_min,
        opening=LEARNED_HOURS if seen.opening is None else seen.opening.hours,
        queues=tuple(Queue(*q.names, **q.work) for q in seen.queue),
        skills=tuple(Skill(*s.names) for s in seen.skill),
        sites=tuple(Site(*s.names, s.seats) for s in seen.site),
        teams=tuple(Team(*t.names, t.site) for t in seen.team),
        contracts=tuple(_contract(c) for c in seen.contract),
        target=ServiceTarget(**seen.target.model_dump()),
        model=seen.model,
        patience_s=seen.patience_s,
        redial_share=seen.redial_share,
        unplanned_shrinkage=seen.unplanned_shrinkage,
        shrinkage_by_hour=() if seen.shrinkage is None else seen.shrinkage.by_hour,
        min_agents=seen.min_agents,
        absent=seen.absent,
        rule_set=seen.rule_set,
        closures=tuple(c.closure for c in seen.closure),
        events=tuple(e.event for e in seen.event),
        days=tuple(sorted((d.override for d in seen.day), key=lambda d: d.day)),
        pay_days=tuple(sorted(set(seen.pay_days))),
        planning_week=seen.planning_week,
        hour_cost=seen.hour_cost,
        currency=seen.currency,
    )


def _contract(c: _Contract) -> Contract:
    week_max = c.week_hours if c.week_max_hours is None else c.week_max_hours
    return Contract(
        id=c.id,
        week_min=round(c.week_hours * 60),
        week_max_min=round(week_max * 60),
        day_max_min=round(c.day_max_hours * 60),
        overtime=c.overtime,
        days_a_week=c.days_a_week,
    )


def _faults(seen: _File, file: str) -> list[Fault]:
    faults: list[Fault] = []

    def fault(what: str, mend: str, column: str, value: object = "") -> None:
        faults.append(Fault(what, mend, file, column=column, value=str(value)))

    try:
        zone_info(seen.zone)
    except BadInputError as error:
        fault(error.faults[0].what, error.faults[0].mend, "zone", seen.zone)
    for kind in ("queue", "skill", "site", "team", "contract"):
        ids = [entry.id for entry in getattr(seen, kind)]
        for name, count in Counter(ids).items():
            if count > 1:
                fault("the id is given twice", "give each its own id", kind, name)
    skills, sites = {s.id for s in seen.skill}, {s.id for s in seen.site}
    for i, queue in enumerate(seen.queue):
        if queue.skill is not None and queue.skill not in skills:
            mend = "declare it with [[skill]] or take it out"
            fault("the skill is unknown", mend, key_of(("queue", i, "skill")), queue.skill)
    for i, team in enumerate(seen.team):
        if team.site is not None and team.site not in sites:
            mend = "declare it with [[site]] or take it out"
            fault("the site is unknown", mend, key_of(("team", i, "site")), team.site)
    for i, contract in enumerate(seen.contract):
        if contract.week_max_hours is not None and contract.week_max_hours < contract.week_hours:
            column = key_of(("contract", i, "week_max_hours"))
            mend = f"give at least {contract.week_hours:g} hours"
            fault("the most is less than the standard", mend, column, contract.week_max_hours)
    faults += day_faults(seen, file)
    faults += promise_faults(seen, file)
    if seen.planning_week is not None and seen.planning_week.weekday() != 0:
        fault("this is no Monday", "give the week's Monday", "planning_week", seen.planning_week)
    return faults
