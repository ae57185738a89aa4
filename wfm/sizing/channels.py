"""How each queue is worked: which of them have callers on the line, and what the others are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import pandas as pd

from wfm.core.errors import BadInputError, Fault
from wfm.sizing.arrays import not_negative
from wfm.sizing.chat import ChatWork
from wfm.sizing.redial import check_redial


class Channel(StrEnum):
    """Channels, by how their contacts wait."""

    PHONE = "phone"
    CHAT = "chat"
    EMAIL = "email"
    CALLBACK = "callback"
    OUTBOUND = "outbound"
    CARE = "care"

    @property
    def deferred(self) -> bool:
        """Whether its work has a deadline instead of a caller who waits."""
        return self in (Channel.EMAIL, Channel.CALLBACK)

    @property
    def fills(self) -> bool:
        """Whether its work only fills spare time and requires nobody."""
        return self in (Channel.OUTBOUND, Channel.CARE)


@dataclass(frozen=True)
class QueueWork:
    """What sizing has to know of a queue beside its contacts.

    Parameters
    ----------
    queue : str
    channel : Channel
    chat : ChatWork
        Of a chat queue.
    threshold_s : float or None
        Of a chat queue: seconds to the first answer; None for the target's.
    deadline_min : int or None
        E-mail and call-backs need one: minutes of opening time.
    idle_share : float
        E-mail and call-backs: share of phone agents' idle time that this work may use, 0 to 1.
    backlog : float
        E-mail and call-backs: contacts left from before the first interval, due within one
        deadline of it.
    patience_s, redial_share : float or None
        Of a phone queue; None for the options'.

    Raises
    ------
    BadInputError
        When a number is out of range or a deadline is missing.
    """

    queue: str
    channel: Channel = Channel.PHONE
    chat: ChatWork = field(default_factory=ChatWork)
    threshold_s: float | None = None
    deadline_min: int | None = None
    idle_share: float = 0.0
    backlog: float = 0.0
    patience_s: float | None = None
    redial_share: float | None = None

    def __post_init__(self) -> None:
        not_negative("backlog", self.backlog, "give the contacts left, 0 or more")
        if self.redial_share is not None:
            check_redial(self.redial_share)
        faults = []
        if self.channel.deferred and (self.deadline_min is None or self.deadline_min <= 0):
            what = f"the queue {self.queue} has no deadline"
            mend = "give the minutes in which a contact has to be done, e.g. 240"
            faults.append(Fault(what, mend, column="deadline_min", value=str(self.deadline_min)))
        if not 0 <= self.idle_share <= 1:
            what = "more than all idle time cannot be used"
            mend = "give a share from 0 to 1"
            faults.append(Fault(what, mend, column="idle_share", value=str(self.idle_share)))
        if self.patience_s is not None and not 0 < self.patience_s < np.inf:
            mend = "give the mean patience in seconds, above 0"
            value = str(self.patience_s)
            faults.append(
                Fault("the patience is out of range", mend, column="patience_s", value=value)
            )
        if faults:
            raise BadInputError(faults)

    def deadline(self, interval_s: float) -> int:
        """Intervals that the deadline is long, rounded down.

        Raises
        ------
        BadInputError
            When it is shorter than an interval.
        """
        assert self.deadline_min is not None
        found = int(self.deadline_min * 60 // interval_s)
        if found < 1:
            raise BadInputError(
                Fault(
                    f"the deadline of {self.queue} is shorter than an interval",
                    f"give {interval_s / 60:g} min at least, or size it as phone or chat",
                    column="deadline_min",
                    value=str(self.deadline_min),
                )
            )
        return found


Works = Mapping[str, QueueWork]
"""Queues that are said something of; one that is not is a phone queue."""


def by_queue(works: Iterable[QueueWork]) -> dict[str, QueueWork]:
    """Works by their queue's name.

    Raises
    ------
    BadInputError
        When a queue is named twice.
    """
    found: dict[str, QueueWork] = {}
    for work in works:
        if work.queue in found:
            mend = "say once how each queue is worked"
            raise BadInputError(Fault("the queue is named twice", mend, value=work.queue))
        found[work.queue] = work
    return found


def channel_of(works: Works, queue: str) -> Channel:
    """Channel of a queue: phone unless something else is said."""
    return works[queue].channel if queue in works else Channel.PHONE


def rows_of(frame: pd.DataFrame, works: Works, *channels: Channel) -> pd.DataFrame:
    """Rows of a frame whose queue is of one of some channels."""
    if not works:
        return frame if Channel.PHONE in channels else frame.iloc[:0]
    kinds = {queue: channel_of(works, queue) for queue in frame["queue"].unique()}
    return frame[frame["queue"].map(kinds).isin(channels).to_numpy(dtype=bool)]


def mean_over_volume(
    frame: pd.DataFrame, works: Works, name: str, otherwise: float, *, inverse: bool = False
) -> float:
    """Mean of a number that queues may differ in, weighted by contacts; arithmetic or harmonic.

    Impatience adds up as a rate, so patience is averaged harmonically.
    """
    volumes = frame.groupby("queue")["volume"].sum()
    values = {
        queue: otherwise if queue not in works or (v := getattr(works[queue], name)) is None else v
        for queue in volumes.index
    }
    if len(set(values.values())) <= 1:
        return next(iter(values.values()), otherwise)
    weights = volumes.to_numpy(dtype=np.float64)
    numbers = np.array([values[queue] for queue in volumes.index], dtype=np.float64)
    if not weights.any():
        weights = np.ones_like(weights)
    if inverse:
        return float(weights.sum() / np.sum(weights / numbers))
    return float(np.average(numbers, weights=weights))
