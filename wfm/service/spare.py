"""Outbound calls and care work in the time of agents beyond the requirement of a roster."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.core.problem import POOLED, Problem
from wfm.core.roster import Roster
from wfm.core.view import ProblemView, RosterView
from wfm.rules.coverage import PERCENT, Coverage
from wfm.sizing.arrays import FloatArray
from wfm.sizing.blending import Campaign, fill_care, run_campaign


@dataclass(frozen=True)
class SpareTime:
    """What the spare time of a roster is good for.

    Parameters
    ----------
    intervals : DataFrame
        timestamp, spare (agents beyond the requirement), outbound and care (agents used),
        attempts, reached, given_up, waiting (customers).
    spare_hours, outbound_hours, care_hours : float
        Agent-hours there are, and used.
    """

    intervals: pd.DataFrame
    spare_hours: float
    outbound_hours: float
    care_hours: float

    @property
    def reached(self) -> float:
        """Customers reached."""
        return float(self.intervals["reached"].sum())

    @property
    def waiting(self) -> float:
        """Customers whom nobody had the time to try often enough."""
        return float(self.intervals["waiting"].iloc[-1]) if len(self.intervals) else 0.0


def spare_people(problem: Problem, roster: Roster, view: ProblemView | None = None) -> FloatArray:
    """People on the phones who can leave them, per interval of the horizon's own days.

    One after the other, those with the fewest skills first, as long as the pool and every skill
    group that a person counts for keep what they require. Whole people by their productivity.
    """
    view = view or ProblemView(problem)
    n = int(view.grid.day_starts[problem.n_days])
    phone = RosterView(view, roster).presence.phone[:, :n]
    weight = np.array([Coverage.weight(view, demand) for demand in problem.demands]) / PERCENT
    required = np.array([view.required(demand)[:n] for demand in problem.demands])
    surplus = weight @ phone - required
    pool = next(k for k, demand in enumerate(problem.demands) if demand.group == POOLED)
    spare = np.zeros(n)
    for a in np.argsort((weight > 0).sum(axis=0), kind="stable"):
        counts = weight[:, a] > 0
        if not counts.any():
            continue
        own = weight[counts, a][:, None]
        free = phone[a].astype(bool) & (surplus[counts] >= own - 1e-9).all(axis=0)
        surplus[counts] -= own * free
        spare += weight[pool, a] * free
    return spare


def use_spare_time(
    problem: Problem,
    roster: Roster,
    campaign: Campaign | None = None,
    *,
    hours: tuple[int, int] = (9, 20),
    care_hours: float = 0.0,
) -> SpareTime:
    """Put a campaign, then care work, into the time of agents beyond the requirement.

    Nobody whom the requirement asks for is used, in the pool or in any skill group, so the
    service that was sized for stays.

    Parameters
    ----------
    campaign : Campaign, optional
    hours : tuple of int
        Local hours in which customers may be called, half-open.
    care_hours : float
        Agent-hours of care work wished for.

    Raises
    ------
    BadInputError
        When the hours are no span of a day, or a number is negative.
    """
    first, last = hours
    if not 0 <= first < last <= 24:
        mend = "give a first hour before the last, 0 to 24, e.g. 9-20"
        value = f"{first}-{last}"
        raise BadInputError(Fault("the hours are no span of a day", mend, value=value))
    view = ProblemView(problem)
    spare = spare_people(problem, roster, view)
    stamps = view.grid.local[: spare.size]
    may = np.asarray((stamps.hour >= first) & (stamps.hour < last))
    interval_s = problem.interval_min * 60.0
    done = run_campaign(campaign or Campaign("none", 0, 1.0, 1.0), spare, interval_s, may)
    left = np.maximum(spare - done["agents"].to_numpy(), 0.0)  # rounding may go below 0
    care = fill_care(care_hours, left, interval_s)
    intervals = done.rename(columns={"agents": "outbound"}).assign(
        timestamp=stamps, spare=spare, care=care
    )
    order = ["timestamp", "spare", "outbound", "care", "attempts", "reached", "given_up", "waiting"]
    share = interval_s / 3600.0
    return SpareTime(
        intervals[order],
        float(spare.sum() * share),
        float(done["agents"].sum() * share),
        float(care.sum() * share),
    )
