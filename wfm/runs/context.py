"""What a handler is given: its payload, and the ways to report, to keep and to be stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from wfm.store import Claim, Store

Sample = Mapping[str, Any]


class StopReason(StrEnum):
    """Why a handler should come to an end."""

    CANCEL = "cancel"  # somebody asked: the best so far is the result
    SHUTDOWN = "shutdown"  # the worker ends: the run goes back to the queue
    LOST = "lost"  # another worker took the run: nothing of this one counts


class RunContext:
    """One run as its handler sees it. Safe to call from the solver's threads.

    Parameters
    ----------
    store : Store
    claim : Claim
    clock : callable
        Gives the present instant, aware.
    sample_every_s : float
        Samples that come closer together replace one another; the newest is always kept.
    """

    def __init__(
        self,
        store: Store,
        claim: Claim,
        clock: Callable[[], datetime],
        *,
        sample_every_s: float = 0.25,
    ) -> None:
        self.store = store
        self._claim = claim
        self._clock = clock
        self._sample_every_s = sample_every_s
        self._lock = threading.Lock()
        self._pending: list[tuple[datetime, Sample]] = []
        self._kept_at = float("-inf")
        self._stop: StopReason | None = None
        self._noticed = False

    @property
    def run_id(self) -> str:
        """Id of the run: give it to what the handler saves, so that it is saved once only."""
        return self._claim.run.id

    @property
    def centre(self) -> str | None:
        """Centre of the run."""
        return self._claim.run.centre

    @property
    def author(self) -> str:
        """Who asked for the run: the author of what it saves."""
        return self._claim.run.author

    @property
    def attempt(self) -> int:
        """1 the first time; more after a worker died over the run."""
        return self._claim.run.attempts

    @property
    def payload(self) -> Mapping[str, Any]:
        """What to do."""
        return self._claim.run.payload

    @property
    def previous(self) -> Mapping[str, Any] | None:
        """Checkpoint of the worker before; None when this is the start."""
        return self._claim.checkpoint

    @property
    def noticed(self) -> bool:
        """Whether `should_stop` has told the handler to stop."""
        return self._noticed

    @property
    def stop_reason(self) -> StopReason | None:
        """Why to stop, None to go on."""
        return self._stop

    @property
    def abandoned(self) -> bool:
        """Whether what the handler returns will not count: save nothing but a checkpoint then."""
        return self._noticed and self._stop in (StopReason.SHUTDOWN, StopReason.LOST)

    def should_stop(self) -> bool:
        """Whether to come to an end now and return the best so far.

        A handler that was told True and returns counts as stopped, not as done.
        """
        self._noticed = self._noticed or self._stop is not None
        return self._stop is not None

    def progress(self, sample: Sample) -> None:
        """Report, e.g. ``{"elapsed_s": 3.2, "objective": 812, "bound": 790, "phase": "polish"}``.

        Cheap: the sample is written with the next heartbeat.
        """
        now = time.monotonic()
        with self._lock:
            if self._pending and now - self._kept_at < self._sample_every_s:
                self._pending[-1] = (self._clock(), dict(sample))
            else:
                self._pending.append((self._clock(), dict(sample)))
                self._kept_at = now

    def checkpoint(self, state: Mapping[str, Any]) -> None:
        """Keep JSON-ready values that the next worker goes on from, should this one die.

        Written at once, in place of the checkpoint before.

        Raises
        ------
        LostClaimError
            When another worker took the run meanwhile.
        """
        with self.store.transaction(alone=False) as tx:
            tx.claims.save_checkpoint(self.run_id, self._claim.token, state)

    def stop(self, reason: StopReason) -> None:
        """Tell the handler to stop; a lost run stays lost whatever comes after."""
        if self._stop is not StopReason.LOST:
            self._stop = reason

    def take_samples(self) -> list[tuple[datetime, Sample]]:
        """Samples not written yet; they are the caller's now."""
        with self._lock:
            samples, self._pending = self._pending, []
        return samples

    def put_back(self, samples: list[tuple[datetime, Sample]]) -> None:
        """Return samples that could not be written."""
        with self._lock:
            self._pending = samples + self._pending


Handler = Callable[[RunContext], Mapping[str, Any]]
"""Does one kind of run: returns its result as JSON-ready values."""
