"""Outbound calls and care work in the time of spare agents, and idle time that e-mail may use.

An interval's spare agents are those on duty beyond the requirement. Only they are given work that
nobody waits for, so the agents who keep the service level stay where they are: service is not
touched, whatever is done in the spare time. The agents required are idle for part of their time
too; only work that can be put aside the moment a call comes may use that, and only the share of
it that is granted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.sizing.arrays import BoolArray, FloatArray, Numbers, not_negative, positive

MOST_ATTEMPTS = 3
"""Attempts to reach a customer, when nothing else is said (art. 3 of the model bank's rules)."""


@dataclass(frozen=True)
class Campaign:
    """Customers to be called.

    Parameters
    ----------
    name : str
    contacts : float
        Customers on the list at the first interval.
    reach : float
        Share of attempts in which somebody answers, above 0 and up to 1.
    talk_s : float
        Handle time of a call that is answered.
    ring_s : float
        Time that an attempt without answer takes.
    attempts : int
        Most attempts a customer.
    pause : int
        Intervals before the same customer is tried again, 1 or more.

    Raises
    ------
    BadInputError
        When a number is out of range.
    """

    name: str
    contacts: float
    reach: float
    talk_s: float
    ring_s: float = 30.0
    attempts: int = MOST_ATTEMPTS
    pause: int = 1

    def __post_init__(self) -> None:
        not_negative("contacts", self.contacts, "give the customers on the list, 0 or more")
        positive("talk_s", self.talk_s, "give the handle time in seconds, above 0")
        not_negative("ring_s", self.ring_s, "give the seconds of an attempt without answer")
        faults = []
        if not 0 < self.reach <= 1:
            mend = "give the share of attempts answered, above 0 and up to 1"
            value = str(self.reach)
            faults.append(Fault("nobody can be reached so", mend, column="reach", value=value))
        for column, number in (("attempts", self.attempts), ("pause", self.pause)):
            if number < 1:
                mend = "give a whole number, 1 or more"
                faults.append(
                    Fault(f"{column} is out of range", mend, column=column, value=str(number))
                )
        if faults:
            raise BadInputError(faults)

    @property
    def attempt_s(self) -> float:
        """Mean agent time of an attempt."""
        return self.reach * self.talk_s + (1.0 - self.reach) * self.ring_s

    @property
    def attempts_each(self) -> float:
        """Mean attempts a customer when there is time for all."""
        return float((1.0 - (1.0 - self.reach) ** self.attempts) / self.reach)


def spare_agents(staffed: Numbers, required: Numbers) -> FloatArray:
    """Agents on duty beyond the requirement, 0 or more; any shape."""
    here = not_negative("staffed", staffed, "give the agents on the phones, 0 or more")
    needed = not_negative("required", required, "give the agents required, 0 or more")
    return np.maximum(here - needed, 0.0)


def idle_agents(load_erlangs: Numbers, agents: Numbers, share: Numbers) -> FloatArray:
    """Agents' idle time between calls that may be used, in agents; any shape.

    Parameters
    ----------
    load_erlangs : array
        Load that is carried: calls that are answered.
    agents : array
    share : array
        Share of the idle time that may be used, 0 to 1.
    """
    part = not_negative("idle_share", share, "give a share from 0 to 1")
    if (part > 1).any():
        mend = "give a share from 0 to 1"
        what = "more than all idle time cannot be used"
        raise BadInputError(Fault(what, mend, column="idle_share", value=str(part.max())))
    return part * spare_agents(agents, load_erlangs)


def run_campaign(
    campaign: Campaign,
    spare: FloatArray,
    interval_s: float,
    allowed: BoolArray | None = None,
) -> pd.DataFrame:
    """Put a campaign into spare time, as far as it goes.

    Customers who were tried more often come first, so that no list is left half done. Counts are
    means: fractions of customers.

    Parameters
    ----------
    campaign : Campaign
    spare : ndarray
        Spare agents per interval, shape (n_intervals,).
    interval_s : float
    allowed : ndarray of bool, optional
        Intervals in which customers may be called; all by default.

    Returns
    -------
    DataFrame
        agents (used), attempts, reached, given_up (all attempts used), waiting (still on the
        list), one row an interval; of the customers, reached + given_up + waiting is the list.
    """
    n = spare.size
    spare = not_negative("spare", spare, "give the spare agents, 0 or more")
    may = np.ones(n, dtype=np.bool_) if allowed is None else np.asarray(allowed, dtype=np.bool_)
    if may.size != n:
        mend = "give both the same intervals"
        raise BadInputError(
            Fault("the lengths differ", mend, column="allowed", value=str(may.size))
        )
    ready = np.zeros((campaign.attempts, n + campaign.pause))
    if n:
        ready[0, 0] = campaign.contacts
    rows = np.zeros((n, 5))
    lists = np.zeros(campaign.attempts)
    over = 0.0
    reached = 0.0
    for t in range(n):
        lists += ready[:, t]
        can = spare[t] * interval_s / campaign.attempt_s if may[t] else 0.0
        tried_all = answered = lost = 0.0
        for k in reversed(range(campaign.attempts)):
            tried = min(float(lists[k]), can)
            lists[k] -= tried
            can -= tried
            tried_all += tried
            answered += tried * campaign.reach
            if k + 1 < campaign.attempts:
                ready[k + 1, t + campaign.pause] += tried * (1.0 - campaign.reach)
            else:
                lost += tried * (1.0 - campaign.reach)
        reached += answered
        over += lost
        used = tried_all * campaign.attempt_s / interval_s
        rows[t] = used, tried_all, answered, lost, campaign.contacts - reached - over
    columns = ["agents", "attempts", "reached", "given_up", "waiting"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(waiting=frame["waiting"].clip(lower=0.0))


def fill_care(
    hours: float, spare: FloatArray, interval_s: float, allowed: BoolArray | None = None
) -> FloatArray:
    """Agents on care work per interval: spare time, earliest first, until the hours are done.

    Parameters
    ----------
    hours : float
        Agent-hours of care work to be done.
    spare : ndarray
        Spare agents per interval, what campaigns use taken off.
    """
    wanted = float(not_negative("hours", hours, "give the agent-hours, 0 or more"))
    free = not_negative("spare", spare, "give the spare agents, 0 or more")
    if allowed is not None:
        free = np.where(allowed, free, 0.0)
    before = np.concatenate([[0.0], np.cumsum(free)[:-1]]) if free.size else free
    return np.clip(wanted * 3600.0 / interval_s - before, 0.0, free)
