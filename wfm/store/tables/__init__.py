"""The tables, a file for each group of nouns."""

from __future__ import annotations

from wfm.store.tables.base import METADATA
from wfm.store.tables.centres import CENTRES, DOCUMENTS
from wfm.store.tables.plans import FORECASTS, REQUIREMENTS, SCENARIOS
from wfm.store.tables.requests import LEAVE, REQUESTS
from wfm.store.tables.rosters import PINS, PROBLEMS, ROSTERS
from wfm.store.tables.runs import RUN_PROGRESS, RUNS, WORKERS
from wfm.store.tables.trail import AUDIT_TRAIL

__all__ = [
    "AUDIT_TRAIL",
    "CENTRES",
    "DOCUMENTS",
    "FORECASTS",
    "LEAVE",
    "METADATA",
    "PINS",
    "PROBLEMS",
    "REQUESTS",
    "REQUIREMENTS",
    "ROSTERS",
    "RUNS",
    "RUN_PROGRESS",
    "SCENARIOS",
    "WORKERS",
]
