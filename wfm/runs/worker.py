"""The worker: takes runs from the queue, one at a time, and does them."""

from __future__ import annotations

import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

import structlog

from wfm.core.errors import WfmError
from wfm.runs.context import Handler, RunContext, StopReason
from wfm.runs.heartbeat import Heartbeat
from wfm.store import Claim, LostClaimError, RunStatus, Store, StoreError
from wfm.store.claims import MAX_ATTEMPTS, STALE_AFTER_S
from wfm.store.repository import utc_now

LOG = structlog.get_logger(__name__)

_SEEN_EVERY_S = 3.0


class Worker:
    """Does the runs that it has handlers for.

    The main thread works; a side thread writes the heartbeat and reads cancel. A worker that is
    killed loses nothing: after `stale_after_s` another one takes the run up from its checkpoint.

    Parameters
    ----------
    store : Store
    handlers : mapping of str to Handler
        By kind of run.
    poll_s : float
        Pause between looks into an empty queue.
    beat_s : float
        Time between heartbeats.
    stale_after_s, max_attempts
        When a run counts as abandoned, and how many workers it may take down.
    name : str
        Shown beside the run; made from machine and process when empty.
    """

    def __init__(
        self,
        store: Store,
        handlers: Mapping[str, Handler],
        *,
        poll_s: float = 0.5,
        beat_s: float = 0.5,
        stale_after_s: float = STALE_AFTER_S,
        max_attempts: int = MAX_ATTEMPTS,
        name: str = "",
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        if beat_s * 3 > stale_after_s:
            raise ValueError("a heartbeat must come at least three times before a run is stale")
        self.name = name or f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:6]}"
        self._store = store
        self._handlers = dict(handlers)
        self._poll_s = poll_s
        self._beat_s = beat_s
        self._stale_after_s = stale_after_s
        self._max_attempts = max_attempts
        self._clock = clock
        self._seen_at = float("-inf")

    def run_forever(self, stop: threading.Event) -> None:
        """Work until `stop` is set; a run in hand then goes back to the queue."""
        LOG.info("worker started", worker=self.name, kinds=sorted(self._handlers))
        try:
            while not stop.is_set():
                try:
                    worked = self.run_once(stop)
                except WfmError as error:
                    LOG.warning("the queue can't be read", worker=self.name, error=str(error))
                    worked = False
                if not worked:
                    stop.wait(self._poll_s)
        finally:
            with suppress(StoreError), self._store.transaction(alone=False) as tx:
                tx.workers.leave(self.name)
            LOG.info("worker ended", worker=self.name)

    def run_once(self, stop: threading.Event | None = None) -> bool:
        """Do one run, if there is one; return whether there was."""
        claim = self._claim()
        if claim is None:
            return False
        self._do(claim, stop or threading.Event())
        return True

    def _claim(self) -> Claim | None:
        kinds = sorted(self._handlers)
        if self._nothing_waits(kinds):
            return None
        with self._store.transaction(alone=False) as tx:
            return tx.claims.claim(
                self.name,
                kinds,
                stale_after_s=self._stale_after_s,
                max_attempts=self._max_attempts,
            )

    def _nothing_waits(self, kinds: list[str]) -> bool:
        """Look first without the writer's turn: an idle worker disturbs nobody."""
        if time.monotonic() - self._seen_at > _SEEN_EVERY_S:
            with self._store.transaction(alone=False) as tx:
                tx.workers.see(self.name, kinds)
            self._seen_at = time.monotonic()
        with self._store.read() as view:
            return not view.claims.waiting(kinds, stale_after_s=self._stale_after_s)

    def _do(self, claim: Claim, shutdown: threading.Event) -> None:
        run = claim.run
        context = RunContext(self._store, claim, self._clock)
        log = LOG.bind(run_id=run.id, kind=run.kind, worker=self.name, attempt=run.attempts)
        log.info("run started")
        if run.cancel_requested:
            context.stop(StopReason.CANCEL)
        beat = Heartbeat(
            self._store,
            context,
            claim,
            shutdown,
            every_s=self._beat_s,
            kinds=sorted(self._handlers),
        )
        try:
            with beat:
                result = self._handlers[run.kind](context)
            self._settle(claim, context, result)
            log.info("run ended", stopped=context.stop_reason if context.noticed else None)
        except LostClaimError:
            log.warning("run lost to another worker")
        except StoreError as error:
            # Nothing can be written now: once the heartbeat is stale, a worker takes the run up.
            log.warning("the database did not answer, the run will be taken up", error=str(error))
        except WfmError as error:
            self._settle_error(claim, context, error)
            log.info("run ended without a result", error=str(error))
        except Exception:
            mark = uuid.uuid4().hex[:8]
            self._fail(claim, _sorry(mark))
            log.exception("run failed", error_id=mark)
        except BaseException:
            self._release(claim)
            raise

    def _settle(self, claim: Claim, context: RunContext, result: Mapping[str, Any] | None) -> None:
        match context.stop_reason if context.noticed else None:
            case None:
                self._end(claim, RunStatus.DONE, result=result)
            case StopReason.CANCEL:
                self._end(claim, RunStatus.CANCELLED, result=result)
            case StopReason.SHUTDOWN:
                self._release(claim)
            case StopReason.LOST:
                raise LostClaimError(f"Run {claim.run.id} was taken by another worker.")

    def _settle_error(self, claim: Claim, context: RunContext, error: WfmError) -> None:
        """A handler that was told to stop before it had anything did not fail."""
        if not context.noticed:
            self._fail(claim, str(error))
            return
        with suppress(LostClaimError):
            self._settle(claim, context, None)

    def _fail(self, claim: Claim, error: str) -> None:
        try:
            self._end(claim, RunStatus.FAILED, error=error)
        except LostClaimError:
            LOG.warning("run lost to another worker", run_id=claim.run.id)

    def _end(
        self,
        claim: Claim,
        status: RunStatus,
        *,
        result: Mapping[str, Any] | None = None,
        error: str = "",
    ) -> None:
        with self._store.transaction(alone=False) as tx:
            tx.claims.finish(claim.run.id, claim.token, status, result=result, error=error)

    def _release(self, claim: Claim) -> None:
        with self._store.transaction(alone=False) as tx:
            tx.claims.release(claim.run.id, claim.token)


def _sorry(mark: str) -> str:
    return f"Something went wrong that should not have. The log says more under {mark}."
