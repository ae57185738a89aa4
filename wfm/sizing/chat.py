"""Chat: an agent holds several conversations at once, each of them somewhat longer for it.

With at most c chats an agent, n agents are n c places. A chat held beside j others takes
``1 + slowdown * j`` times as long, as the agent types in one window at a time. Taking every chat
at the length that it has at full concurrency makes the places an ordinary queue, M/M/(n c)
(or + M with patience): on the safe side while agents are not all full, and right when they are,
which is when the target is decided. See Tezcan & Zhang (2014), "Routing and staffing in customer
service chat systems with impatient customers".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wfm.core.errors import BadInputError, Fault
from wfm.sizing.arrays import FloatArray, IntArray, Numbers, not_negative
from wfm.sizing.inverse import agents_needed
from wfm.sizing.performance import Performance, performance
from wfm.sizing.target import Target


@dataclass(frozen=True)
class ChatWork:
    """How agents hold chats.

    Parameters
    ----------
    concurrency : int
        Most chats of one agent at once, 1 or more.
    slowdown : float
        What each further chat at once adds to the length of all of them, as a share: 0 is no
        loss at all; 1 and more means that one after the other is as fast.

    Raises
    ------
    BadInputError
        When a number is out of range.
    """

    concurrency: int = 1
    slowdown: float = 0.0

    def __post_init__(self) -> None:
        faults = []
        if self.concurrency < 1 or self.concurrency != int(self.concurrency):
            mend = "give a whole number of chats, 1 or more"
            value = str(self.concurrency)
            faults.append(
                Fault("no agent can hold so many chats", mend, column="concurrency", value=value)
            )
        if not 0 <= self.slowdown < np.inf:
            mend = "give a share of 0 or more, e.g. 0.15"
            value = str(self.slowdown)
            faults.append(
                Fault("the slowdown is out of range", mend, column="slowdown", value=value)
            )
        if faults:
            raise BadInputError(faults)

    @property
    def inflation(self) -> float:
        """Length of a chat at full concurrency over that of a chat alone."""
        return 1.0 + self.slowdown * (self.concurrency - 1)

    @property
    def throughput(self) -> float:
        """Chats that a full agent ends in the time of one chat alone."""
        return self.concurrency / self.inflation


def chat_agents(
    load_erlangs: Numbers,
    aht_s: Numbers,
    target: Target,
    work: ChatWork,
    *,
    patience_s: float | None = None,
    min_agents: Numbers = 0,
) -> IntArray:
    """Return the least agents whose places keep the target.

    Parameters
    ----------
    load_erlangs : array
        Chats offered a second times the length of a chat alone, any shape.
    aht_s : array
        Mean length of a chat held alone, seconds.
    target : Target
        Its threshold is the time to the first answer.
    work : ChatWork
    patience_s : float or None
        Mean patience before the first answer (Erlang A); None for Erlang C.
    min_agents : array
        Never fewer.

    Examples
    --------
    >>> alone = chat_agents(10.0, 600.0, Target(0.8, 60), ChatWork())
    >>> three = chat_agents(10.0, 600.0, Target(0.8, 60), ChatWork(3, 0.15))
    >>> int(alone), int(three)
    (14, 6)
    """
    load = not_negative("load_erlangs", load_erlangs, "give the load of chats, 0 or more")
    aht = np.asarray(aht_s, dtype=np.float64)
    least = not_negative("min_agents", min_agents, "give a whole number of agents, 0 or more")
    places = agents_needed(
        load * work.inflation, aht * work.inflation, target, patience_s=patience_s
    )
    agents = -(-places // work.concurrency)
    return np.maximum(agents, np.ceil(least).astype(np.int64))


def chat_performance(
    load_erlangs: FloatArray,
    agents: FloatArray,
    aht_s: FloatArray,
    target: Target,
    work: ChatWork,
    patience_s: float | None = None,
) -> Performance:
    """Service that agents give to chats; occupancy is that of the places. Flat arrays."""
    return performance(
        load_erlangs * work.inflation,
        agents * work.concurrency,
        aht_s * work.inflation,
        target,
        patience_s,
    )
