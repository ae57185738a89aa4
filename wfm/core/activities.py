"""Work off the phones that is planned: training, meetings, one-to-ones, outbound blocks.

A centre writes plans with a recurrence; `planned` turns them into what a horizon owes, day by day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from wfm.core.people import Agent, Leave
from wfm.core.time import DAY_MIN, monday_of


class ActivityKind(StrEnum):
    """What agents do off the inbound phones besides breaks (art. 3, 20-23, 27, 92)."""

    TRAINING = "training"
    MEETING = "meeting"
    BRIEFING = "briefing"
    ONE_TO_ONE = "one_to_one"
    OUTBOUND = "outbound"
    OTHER = "other"


class Recurrence(StrEnum):
    """How often a plan falls due."""

    ONCE = "once"  # once between its first and last day
    WEEKLY = "weekly"  # once in every week, Monday to Sunday
    DAILY = "daily"  # on each of its days


LAST_MIN = 2 * DAY_MIN
"""Clock windows end here at the latest: a night shift's morning is minute 1440 and later."""


@dataclass(frozen=True, slots=True)
class Participants:
    """Who takes part: the union of agents, teams and holders of a skill; all empty is everybody."""

    agents: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()

    def holds_for(self, agent: Agent) -> bool:
        """Whether an agent takes part."""
        if not (self.agents or self.teams or self.skills):
            return True
        return (
            agent.id in self.agents
            or agent.team in self.teams
            or any(skill in self.skills for skill in agent.skills)
        )


@dataclass(frozen=True, slots=True)
class PlannedActivity:
    """An activity that a horizon owes to its participants; paid as work.

    Parameters
    ----------
    id : str
    kind : ActivityKind
    length_min : int
        Off the phones for every interval that it touches.
    occurrences : tuple of tuple of date
        Each is due once, on one of its days; no day is in two. The day is that of the shift.
    participants : Participants
    together : bool
        All at the same time; otherwise each participant at a time of its own.
    min_participants : int or None
        Fewest who make an occurrence, where all meet; None asks for one.
    from_min, to_min : int
        Clock window that holds all of it, in minutes after midnight of the shift's day.
    title_en, title_zh : str
        Shown to people; empty shows the kind.
    """

    id: str
    kind: ActivityKind
    length_min: int
    occurrences: tuple[tuple[date, ...], ...]
    participants: Participants = Participants()
    together: bool = False
    min_participants: int | None = None
    from_min: int = 0
    to_min: int = LAST_MIN
    title_en: str = ""
    title_zh: str = ""

    def occurrence_on(self, day: date) -> int | None:
        """Index of the occurrence that a day belongs to, None for none."""
        return next((k for k, days in enumerate(self.occurrences) if day in days), None)

    def due(self, agent: Agent, k: int, leave: Iterable[Leave]) -> bool:
        """Whether an agent owes an occurrence: takes part, and is there on one of its days.

        Parameters
        ----------
        leave : iterable of Leave
            The agent's own.
        """
        return self.participants.holds_for(agent) and any(
            agent.employed_on(day) and not any(x.covers(day) for x in leave)
            for day in self.occurrences[k]
        )


@dataclass(frozen=True, slots=True)
class ActivityPlan:
    """An activity as a centre writes it, with its recurrence.

    Parameters
    ----------
    activity : PlannedActivity
        Without occurrences.
    recurrence : Recurrence
    weekdays : tuple of int
        Allowed weekdays, Monday 0; empty allows all.
    first_day, last_day : date or None
        Days of validity, both included.
    """

    activity: PlannedActivity
    recurrence: Recurrence = Recurrence.WEEKLY
    weekdays: tuple[int, ...] = ()
    first_day: date | None = None
    last_day: date | None = None

    @property
    def id(self) -> str:
        """Id of the activity."""
        return self.activity.id

    def allowed_on(self, day: date) -> bool:
        """Whether the plan may fall on a day."""
        return (
            (self.first_day is None or self.first_day <= day)
            and (self.last_day is None or day <= self.last_day)
            and (not self.weekdays or day.weekday() in self.weekdays)
        )


def occurrences(plan: ActivityPlan, first_day: date, n_days: int) -> tuple[tuple[date, ...], ...]:
    """Days of each occurrence that falls due in a horizon.

    A plan that is due once is due in the horizon in which it begins; without a `first_day`, in
    every horizon.

    Examples
    --------
    >>> meeting = PlannedActivity("m", ActivityKind.MEETING, 30, ())
    >>> plan = ActivityPlan(meeting, Recurrence.WEEKLY, weekdays=(1, 3))
    >>> [[d.day for d in days] for days in occurrences(plan, date(2031, 6, 2), 14)]
    [[3, 5], [10, 12]]
    """
    days = [first_day + timedelta(days=d) for d in range(n_days)]
    allowed = [day for day in days if plan.allowed_on(day)]
    if not allowed:
        return ()
    if plan.recurrence is Recurrence.ONCE:
        begun = plan.first_day is not None and plan.first_day < first_day
        return () if begun else (tuple(allowed),)
    if plan.recurrence is Recurrence.DAILY:
        return tuple((day,) for day in allowed)
    weeks: dict[date, list[date]] = {}
    for day in allowed:
        weeks.setdefault(monday_of(day), []).append(day)
    return tuple(tuple(week) for week in weeks.values())


def planned(
    plans: Iterable[ActivityPlan], first_day: date, n_days: int
) -> tuple[PlannedActivity, ...]:
    """What the plans of a centre owe in a horizon; plans that do not fall into it are left out."""
    due = [(plan.activity, occurrences(plan, first_day, n_days)) for plan in plans]
    return tuple(replace(activity, occurrences=days) for activity, days in due if days)


def of_agents(
    activities: Iterable[PlannedActivity], agents: Iterable[Agent]
) -> tuple[PlannedActivity, ...]:
    """Activities without participants who are not there; those that lose all of them fall away."""
    there = {a.id for a in agents}
    found = []
    for x in activities:
        who = x.participants
        left = replace(who, agents=tuple(a for a in who.agents if a in there))
        if left == Participants() and who != left:
            continue
        found.append(replace(x, participants=left))
    return tuple(found)


def plan_faults(x: PlannedActivity) -> list[tuple[str, str]]:
    """What is wrong with an activity by itself: (what, how to mend it)."""
    found: list[tuple[str, str]] = []
    if not 0 < x.length_min <= DAY_MIN:
        found.append(("the activity lasts no time, or over a day", "mend length_min"))
    elif not 0 <= x.from_min <= x.to_min - x.length_min or x.to_min > LAST_MIN:
        found.append(("the activity does not fit into its window", "widen the window"))
    if x.min_participants is not None and not (x.together and x.min_participants >= 1):
        found.append(
            (
                "min_participants is for activities that all attend together, 1 or more",
                "leave it empty, or set together",
            )
        )
    return found


def activity_faults(
    activities: Iterable[PlannedActivity], agents: Iterable[Agent], first_day: date, n_days: int
) -> list[tuple[str, str, str]]:
    """What is wrong with the activities of a horizon: (what, how to mend it, value)."""
    found: list[tuple[str, str, str]] = []
    seen: set[str] = set()
    people = {a.id for a in agents}
    for x in activities:
        if not x.id or x.id in seen:
            found.append(("the activity's id is empty or given twice", "give it its own", x.id))
        seen.add(x.id)
        found += [(what, mend, x.id) for what, mend in plan_faults(x)]
        days = [day for k in x.occurrences for day in k]
        if len(days) != len(set(days)) or not all(x.occurrences):
            found.append(
                ("occurrences without days, or with a day in two", "give each its days", x.id)
            )
        found += [
            ("a day of the activity is not in the horizon", "leave it out", f"{x.id}: {day}")
            for day in days
            if not 0 <= (day - first_day).days < n_days
        ]
        found += [
            ("the participant is unknown", "name an agent of the centre", f"{x.id}: {name}")
            for name in x.participants.agents
            if name not in people
        ]
    return found
