"""The rostering problem in Timefold for Python: what is decided and every rule as a stream.

Runs in the environment of the peer, see `timefold_run`. Runs of days are judged from the list of
an employee's days: the solver's own collector of consecutive sequences says the same, and makes
about a quarter of the moves per CPU-second from Python (instance 4).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from timefold.solver.domain import (
    PlanningEntityCollectionProperty,
    PlanningId,
    PlanningScore,
    PlanningVariable,
    ProblemFactCollectionProperty,
    ValueRangeProvider,
    planning_entity,
    planning_solution,
)
from timefold.solver.score import (
    ConstraintCollectors,
    ConstraintFactory,
    HardSoftScore,
    Joiners,
    constraint_provider,
)


@dataclass(eq=False)
class Shift:
    """A shift that can be given."""

    id: Annotated[int, PlanningId]
    minutes: int


@dataclass(eq=False)
class Employee:
    """One person's limits."""

    id: Annotated[int, PlanningId]
    max_minutes: int
    min_minutes: int
    max_run: int
    min_run: int
    min_off: int
    max_weekends: int
    last_day: int
    max_shifts: list[int]

    def off_rhythm(self, days: list) -> int:
        """Days by which runs of work are too long or short, and runs of days off too short."""
        found = 0
        run = 0
        first = 0
        last = -1
        for day in sorted(days):
            if run > 0 and day == last + 1:
                run = run + 1
            else:
                if run > 0:
                    if run > self.max_run:
                        found = found + run - self.max_run
                    if run < self.min_run and first > 0:
                        found = found + self.min_run - run
                    if day - last - 1 < self.min_off:
                        found = found + self.min_off + 1 - day + last
                run = 1
                first = day
            last = day
        if run > self.max_run:
            found = found + run - self.max_run
        if run > 0 and run < self.min_run and first > 0 and last < self.last_day:
            found = found + self.min_run - run
        return found


@dataclass(eq=False)
class Post:
    """What is staffed: a shift of a day, or an interval of a group."""

    id: Annotated[int, PlanningId]
    cost: list[int]


@planning_entity
@dataclass(eq=False)
class Cell:
    """An employee's day; without a shift it is a day off."""

    id: Annotated[int, PlanningId]
    employee: Employee
    day: int
    week: int
    weekend: bool
    key: int
    barred: list[list[bool]]
    options: Annotated[list[Shift], ValueRangeProvider]
    price: list[int]
    fills: list[list[Post]]
    shift: Annotated[Shift | None, PlanningVariable(allows_unassigned=True)] = field(default=None)

    def posts(self) -> list[Post]:
        """Posts that the shift fills."""
        return self.fills[self.shift.id]

    def post(self) -> Post:
        """Return the one post that the shift fills."""
        return self.fills[self.shift.id][0]

    def wish(self) -> int:
        """What the employee's wishes charge."""
        if self.shift is None:
            return self.price[len(self.price) - 1]
        return self.price[self.shift.id]


@planning_solution
@dataclass(eq=False)
class Roster:
    """Facts, cells and score."""

    employees: Annotated[list[Employee], ProblemFactCollectionProperty]
    posts: Annotated[list[Post], ProblemFactCollectionProperty]
    cells: Annotated[list[Cell], PlanningEntityCollectionProperty]
    score: Annotated[HardSoftScore | None, PlanningScore] = field(default=None)


HARD, SOFT = HardSoftScore.ONE_HARD, HardSoftScore.ONE_SOFT


def succession(factory: ConstraintFactory):
    """A shift may not follow some shifts of the day before."""
    return (
        factory.for_each(Cell)
        .join(Cell, Joiners.equal(lambda a: a.key + 1, lambda b: b.key))
        .filter(lambda a, b: a.barred[a.shift.id][b.shift.id])
        .penalize(HARD)
        .as_constraint("succession")
    )


def most_of_a_shift(factory: ConstraintFactory):
    """An employee has at most so many of a shift."""
    return (
        factory.for_each(Cell)
        .group_by(lambda a: a.employee, lambda a: a.shift.id, ConstraintCollectors.count())
        .filter(lambda e, s, n: n > e.max_shifts[s])
        .penalize(HARD, lambda e, s, n: n - e.max_shifts[s])
        .as_constraint("most of a shift")
    )


def most_minutes(factory: ConstraintFactory):
    """Minutes are not above the most."""
    return (
        factory.for_each(Cell)
        .group_by(lambda a: a.employee, ConstraintCollectors.sum(lambda a: a.shift.minutes))
        .filter(lambda e, m: m > e.max_minutes)
        .penalize(HARD, lambda e, m: (m - e.max_minutes) // 60 + 1)
        .as_constraint("most minutes")
    )


def least_minutes(factory: ConstraintFactory):
    """Minutes are not below the least, also of who has no shift at all."""
    return (
        factory.for_each(Cell)
        .group_by(lambda a: a.employee, ConstraintCollectors.sum(lambda a: a.shift.minutes))
        .complement(Employee, lambda e: 0)
        .filter(lambda e, m: m < e.min_minutes)
        .penalize(HARD, lambda e, m: (e.min_minutes - m) // 60 + 1)
        .as_constraint("least minutes")
    )


def rhythm(factory: ConstraintFactory):
    """Runs of work and of days off have their lengths."""
    return (
        factory.for_each(Cell)
        .group_by(lambda a: a.employee, ConstraintCollectors.to_list(lambda a: a.day))
        .penalize(HARD, lambda e, days: e.off_rhythm(days))
        .as_constraint("rhythm")
    )


def weekends(factory: ConstraintFactory):
    """So many weekends are worked at most."""
    return (
        factory.for_each(Cell)
        .filter(lambda a: a.weekend)
        .group_by(lambda a: a.employee, ConstraintCollectors.count_distinct(lambda a: a.week))
        .filter(lambda e, n: n > e.max_weekends)
        .penalize(HARD, lambda e, n: n - e.max_weekends)
        .as_constraint("weekends")
    )


def wishes(factory: ConstraintFactory):
    """Refused wishes cost their weight."""
    return (
        factory.for_each_including_unassigned(Cell)
        .filter(lambda a: a.wish() > 0)
        .penalize(SOFT, lambda a: a.wish())
        .as_constraint("wishes")
    )


def staffing_of_posts(factory: ConstraintFactory):
    """People in a shift cost what the post says, also when there is nobody."""
    return (
        factory.for_each(Cell)
        .group_by(lambda a: a.post(), ConstraintCollectors.count())
        .complement(Post, lambda p: 0)
        .filter(lambda p, n: p.cost[n] > 0)
        .penalize(SOFT, lambda p, n: p.cost[n])
        .as_constraint("staffing of posts")
    )


def staffing_of_intervals(factory: ConstraintFactory):
    """People in an interval cost what it says, also when there is nobody."""
    return (
        factory.for_each(Cell)
        .expand(lambda a: a.posts())
        .flatten_last(lambda posts: posts)
        .group_by(lambda a, p: p, ConstraintCollectors.count_bi())
        .complement(Post, lambda p: 0)
        .filter(lambda p, n: p.cost[n] > 0)
        .penalize(SOFT, lambda p, n: p.cost[n])
        .as_constraint("staffing of intervals")
    )


@constraint_provider
def rules_of_posts(factory: ConstraintFactory):
    """Every rule of an instance of Curtois & Qu."""
    rules = (succession, most_of_a_shift, most_minutes, least_minutes, rhythm, weekends, wishes)
    return [rule(factory) for rule in (*rules, staffing_of_posts)]


@constraint_provider
def rules_of_intervals(factory: ConstraintFactory):
    """Every rule of a centre's week."""
    rules = (succession, most_minutes, least_minutes, rhythm, staffing_of_intervals)
    return [rule(factory) for rule in rules]
