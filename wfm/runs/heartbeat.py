"""The side thread of a run: signs of life and progress out, cancel in."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from types import TracebackType

import structlog

from wfm.core.errors import WfmError
from wfm.runs.context import RunContext, StopReason
from wfm.store import Claim, LostClaimError, Store

LOG = structlog.get_logger(__name__)


class Heartbeat:
    """Beats while the main thread works; a context manager.

    Parameters
    ----------
    store : Store
    context : RunContext
    claim : Claim
    shutdown : threading.Event
        Set when the worker shall end.
    kinds : sequence of str
        Runs that the worker can do; its own sign of life says so.
    every_s : float
        Must be well below the time after which a run counts as abandoned.
    """

    def __init__(
        self,
        store: Store,
        context: RunContext,
        claim: Claim,
        shutdown: threading.Event,
        *,
        kinds: Sequence[str],
        every_s: float = 0.5,
    ) -> None:
        self._store = store
        self._context = context
        self._claim = claim
        self._kinds = kinds
        self._shutdown = shutdown
        self._every_s = every_s
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def __enter__(self) -> Heartbeat:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()
        self.beat()  # the last samples

    def beat(self) -> None:
        """Write one sign of life with the samples that wait, and learn whether to stop."""
        context = self._context
        samples = context.take_samples()
        try:
            with self._store.transaction(alone=False) as tx:
                cancel = tx.claims.beat(context.run_id, self._claim.token, samples)
                tx.workers.see(self._claim.run.worker, self._kinds)
        except LostClaimError:
            context.stop(StopReason.LOST)
        except WfmError as error:
            # A busy database is no reason to lose hours of work: the next beat tries again.
            context.put_back(samples)
            LOG.warning("heartbeat failed", run_id=context.run_id, error=str(error))
        else:
            if cancel:
                context.stop(StopReason.CANCEL)
            elif self._shutdown.is_set():
                context.stop(StopReason.SHUTDOWN)

    def _run(self) -> None:
        while not self._over.wait(self._every_s):
            try:
                self.beat()
            except Exception:
                LOG.exception("heartbeat failed", run_id=self._context.run_id)
