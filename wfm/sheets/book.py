"""What every sheet of the workbook is written from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from wfm.core.people import SHIFT_LEADER, Agent, Leave
from wfm.core.problem import Demand, PinSource, Problem
from wfm.core.roster import Assignment, Roster
from wfm.core.score import AuditReport, Violation
from wfm.core.shifts import Shift
from wfm.core.time import local_instant
from wfm.core.view import Presence, ProblemView
from wfm.sheets.activity_names import activity_names
from wfm.sheets.fairness_table import FairnessTable
from wfm.sheets.words import say, shift_codes

Describe = Callable[[Violation, str], str]
"""Sentence of a violation in a language (``en`` or ``zh``)."""


class SheetStatus(StrEnum):
    """Whether people may rely on the sheet."""

    DRAFT = "draft"
    PUBLISHED = "published"


@dataclass(frozen=True)
class SheetAbout:
    """What the workbook says about the roster, beside the roster.

    Parameters
    ----------
    language : {"en", "zh"}
    centre_name, rule_set_name, revision : str
    made_at : datetime
        With a zone; shown in the problem's.
    status : SheetStatus
    solve_status : str
        How the run ended, in words; empty when no run is known.
    cost, bound, gap, excess : float or None
        Points and fractions (DESIGN.md 6); None is shown as not known.
    sl_definition : str
        Target and the service-level definition behind the requirement.
    notes : tuple of str
        Remarks, a paragraph each.
    rule_titles : mapping of str to str
        Title of each rule id in the sheet's language; the id stands in for one that is missing.
    fairness : FairnessTable or None
        Shown on a sheet of its own; None leaves it out.
    """

    centre_name: str
    rule_set_name: str
    made_at: datetime
    language: Literal["en", "zh"] = "en"
    revision: str = ""
    status: SheetStatus = SheetStatus.DRAFT
    solve_status: str = ""
    cost: float | None = None
    bound: float | None = None
    gap: float | None = None
    excess: float | None = None
    sl_definition: str = ""
    notes: tuple[str, ...] = ()
    rule_titles: Mapping[str, str] = field(default_factory=dict)
    fairness: FairnessTable | None = None


@dataclass(frozen=True)
class Book:
    """One roster with everything that its sheets need.

    Parameters
    ----------
    problem, roster, report
        The roster, what it was made from, and its audit.
    about : SheetAbout
    describe : callable
        Puts a violation into words.
    """

    problem: Problem
    roster: Roster
    report: AuditReport
    about: SheetAbout
    describe: Describe

    @property
    def language(self) -> str:
        """Language of every word on the sheets."""
        return self.about.language

    def say(self, key: str, /, **values: object) -> str:
        """Word of the sheet in its language."""
        return say(key, self.language, **values)

    @cached_property
    def view(self) -> ProblemView:
        """Index of the problem."""
        return ProblemView(self.problem)

    @cached_property
    def presence(self) -> Presence:
        """Where agents are, per interval, last night's shifts included."""
        return self.view.presence(self.roster)

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """Code of each shift id in the sheet's language."""
        return shift_codes(self.problem, self.language)

    @cached_property
    def activity_names(self) -> Mapping[str, str]:
        """Name of each activity id in the sheet's language."""
        return activity_names(self.problem, self.language)

    @cached_property
    def shifts(self) -> Mapping[str, Shift]:
        """Catalogue by id."""
        return {s.id: s for s in self.problem.shifts}

    @cached_property
    def teams(self) -> Mapping[str, tuple[Agent, ...]]:
        """Agents by team, teams and agents in order; shift leaders stand first."""
        teams: dict[str, list[Agent]] = {}
        for agent in sorted(
            self.problem.agents, key=lambda a: (SHIFT_LEADER not in a.skills, a.id)
        ):
            teams.setdefault(agent.team, []).append(agent)
        return {team: tuple(teams[team]) for team in sorted(teams)}

    @cached_property
    def pins(self) -> Mapping[tuple[str, date], PinSource]:
        """Fixed cells."""
        return {(p.agent_id, p.day): p.source for p in self.problem.pins}

    @cached_property
    def leave(self) -> Mapping[tuple[str, date], Leave]:
        """Granted leave by agent and day of the horizon; the first entry counts."""
        found: dict[tuple[str, date], Leave] = {}
        for leave in self.problem.leave:
            for day in self.view.days:
                if leave.covers(day):
                    found.setdefault((leave.agent_id, day), leave)
        return found

    @cached_property
    def staffed(self) -> Mapping[str, tuple[float, ...]]:
        """Agents on the phones per demand group and interval; trainees count by their share."""
        view, sums = self.view, {}
        for demand in self.problem.demands:
            weight = view.productivity.copy()
            members = set(view.with_skill(demand.skill))
            weight[[a for a in range(view.n_agents) if a not in members]] = 0
            sums[demand.group] = tuple(int(x) / 100 for x in weight @ self.presence.phone)
        return sums

    def group_name(self, demand: Demand) -> str:
        """Name of a demand group as a reader knows it."""
        return self.say("all_agents") if demand.skill is None else demand.group

    def moment(self, assignment: Assignment, offset_min: int) -> datetime:
        """Local wall-clock time some minutes after an assignment's start, without a zone."""
        shift = self.shifts[assignment.shift_id]
        start = local_instant(assignment.day, shift.start_min, self.problem.zone)
        moment = start + timedelta(minutes=offset_min)
        return moment.astimezone(ZoneInfo(self.problem.zone)).replace(tzinfo=None)

    def required(self, demand: Demand, interval: int) -> int | None:
        """Agents required in an interval; None where the demand has ended and nothing is scored."""
        return demand.required[interval] if interval < len(demand.required) else None

    def standing(self) -> str:
        """One line that says by which rules, which revision, and when the sheet was made."""
        about = self.about
        made = about.made_at
        if made.tzinfo is not None:
            made = made.astimezone(ZoneInfo(self.problem.zone))
        parts = [self.say("rule_set", name=about.rule_set_name)]
        if about.revision:
            parts.append(self.say("revision", revision=about.revision))
        parts.append(self.say("made_at", at=f"{made:%Y-%m-%d %H:%M}"))
        return " · ".join(parts)
