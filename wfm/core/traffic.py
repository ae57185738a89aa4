"""Who calls in a problem's horizon: what its requirement was sized from, kept to replay it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class QueueTraffic:
    """Calls of one queue, per interval from midnight of the problem's first day.

    Parameters
    ----------
    queue : str
    volume : tuple of float
        Expected calls, shape (n_intervals,).
    aht_s : tuple of float
        Mean handle time, above 0 where calls are expected, shape (n_intervals,).
    skill : str or None
        What an agent needs to take them; None for nothing.
    patience_s : float or None
        Mean patience; None for callers who never give up.
    redial_share : float
        Share of those who gave up who call again.
    priority : int
        A lower number is served first by an agent who could take several queues.
    """

    queue: str
    volume: tuple[float, ...]
    aht_s: tuple[float, ...]
    skill: str | None = None
    patience_s: float | None = None
    redial_share: float = 0.0
    priority: int = 0


@dataclass(frozen=True)
class Traffic:
    """Calls of every queue, and the service level that they were sized for.

    Parameters
    ----------
    queues : tuple of QueueTraffic
        Over the same intervals.
    service_level, threshold_s : float
    definition : str
        What the share answered in time is a share of: offered, answered, net or either.
    """

    queues: tuple[QueueTraffic, ...]
    service_level: float = 0.8
    threshold_s: float = 10.0
    definition: str = "offered"
