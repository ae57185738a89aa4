"""Paid minutes of an agent over weeks, with leave credited: shared by the rules on hours."""

from __future__ import annotations

from datetime import timedelta

from wfm.core.people import ConditionKind
from wfm.core.problem import RuleEntry
from wfm.core.view import OFF, ProblemView, RosterView
from wfm.rules.inforce import Week, holds_on


def away(view: ProblemView, a: int, d: int) -> bool:
    """Whether an agent is on granted leave or not employed on a day index, past days included."""
    if -view.n_past <= d < view.n_days:
        return not view.there[a, d + view.n_past]
    day = view.day(d)
    return not view.agents[a].employed_on(day) or view.leave_on(a, day) is not None


def credit_min(view: ProblemView, a: int, week: Week) -> int:
    """Paid minutes that leave credits in a week: a day's share each, up to the working days.

    Days after the horizon are not rostered yet and credit nothing.
    """
    contract = view.contracts[a]
    n = sum(1 for d in week if -view.n_past <= d < view.n_days and away(view, a, d))
    return min(n, contract.days_a_week) * contract.leave_day_min


def past_paid_min(view: ProblemView, a: int, week: Week) -> int:
    """Paid minutes of a week that the past roster already holds."""
    known = [d for d in week if -view.n_past <= d < 0]
    shifts = [int(view.past_shift[a, d]) for d in known]
    return sum(int(view.shift_paid[s]) for s in shifts if s != OFF)


def paid_min(seen: RosterView, a: int, week: Week) -> int:
    """Paid minutes of a week in a finished roster, past days included."""
    shifts = (seen.shift(a, d) for d in week)
    return sum(int(seen.view.shift_paid[s]) for s in shifts if s != OFF)


def overtime_barred(view: ProblemView, a: int, d: int) -> bool:
    """Whether an agent may do no overtime on a day: contract, pregnancy, nursing, own exception."""
    agent, day = view.agents[a], view.day(d)
    kinds = (ConditionKind.PREGNANT, ConditionKind.NURSING, ConditionKind.NO_OVERTIME)
    return not view.contracts[a].overtime or any(agent.has(kind, day) for kind in kinds)


def whole_weeks_before(view: ProblemView, n: int) -> tuple[Week, ...]:
    """At most n whole calendar weeks of the past roster, the latest last, before the first week."""
    first = view.weeks[0][0]
    found = []
    for k in range(n, 0, -1):
        monday = first - 7 * k
        if monday >= -view.n_past:
            found.append(tuple(range(monday, monday + 7)))
    return tuple(found)


def whole_weeks(view: ProblemView) -> list[Week]:
    """Weeks of the horizon that are known from end to end.

    A first week that began before what is known is no whole week.
    """
    return [w for w in view.weeks if w[0] >= -view.n_past and w[-1] < view.n_days]


def reference_periods(view: ProblemView, entry: RuleEntry, n_weeks: int) -> list[tuple[Week, ...]]:
    """Periods of at most n weeks, a tuple of weeks each, that end inside the horizon.

    Where the past roster does not reach back far enough a period is the whole weeks that are
    known.
    """
    whole = whole_weeks(view)
    known = [*whole_weeks_before(view, n_weeks), *whole]
    found = []
    for week in whole:
        end = known.index(week) + 1
        if holds_on(view, entry, week[0]):
            found.append(tuple(known[max(0, end - n_weeks) : end]))
    return found


def sunday_month(view: ProblemView, week: Week) -> tuple[int, int]:
    """(year, month) of a week's Sunday: the month in which the week's overtime is settled."""
    day = view.day(week[0]) + timedelta(days=6)
    return day.year, day.month
