"""The database: tables, migrations, repositories, audit trail."""

from __future__ import annotations

from wfm.store.centres import Centre
from wfm.store.claims import Claim
from wfm.store.database import Database
from wfm.store.documents import Document, DocumentInfo
from wfm.store.errors import LostClaimError, StoreError
from wfm.store.forecasts import ForecastInfo, SavedForecast
from wfm.store.kinds import (
    Action,
    DocumentKind,
    Entity,
    LeaveSource,
    RequestKind,
    RequestStatus,
    RosterOrigin,
    RosterStatus,
    RunStatus,
)
from wfm.store.leave import SavedLeave
from wfm.store.pins import SavedPin
from wfm.store.problems import ProblemInfo, SavedProblem
from wfm.store.requests import Request, SwapWish
from wfm.store.requirements import RequirementInfo, SavedRequirement
from wfm.store.rosters import RosterInfo, SavedRoster
from wfm.store.runs import ProgressSample, Run
from wfm.store.scenarios import Scenario
from wfm.store.store import Store, UnitOfWork
from wfm.store.trail import TrailEntry
from wfm.store.workers import WorkerInfo

__all__ = [
    "Action",
    "Centre",
    "Claim",
    "Database",
    "Document",
    "DocumentInfo",
    "DocumentKind",
    "Entity",
    "ForecastInfo",
    "LeaveSource",
    "LostClaimError",
    "ProblemInfo",
    "ProgressSample",
    "Request",
    "RequestKind",
    "RequestStatus",
    "RequirementInfo",
    "RosterInfo",
    "RosterOrigin",
    "RosterStatus",
    "Run",
    "RunStatus",
    "SavedForecast",
    "SavedLeave",
    "SavedPin",
    "SavedProblem",
    "SavedRequirement",
    "SavedRoster",
    "Scenario",
    "Store",
    "StoreError",
    "SwapWish",
    "TrailEntry",
    "UnitOfWork",
    "WorkerInfo",
]
