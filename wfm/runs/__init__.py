"""Long work: queue, worker, progress, cancel."""

from __future__ import annotations

from wfm.runs.context import Handler, RunContext, StopReason
from wfm.runs.executor import Executor, LocalQueue
from wfm.runs.signals import stop_on_signals
from wfm.runs.worker import Worker

__all__ = [
    "Executor",
    "Handler",
    "LocalQueue",
    "RunContext",
    "StopReason",
    "Worker",
    "stop_on_signals",
]
