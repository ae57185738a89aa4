"""Parts of a centre as JSON values and back."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from wfm.core.activities import ActivityPlan
from wfm.core.attendance import Attendance
from wfm.core.centre import Centre, ServiceTarget
from wfm.core.days import DayOverride, Event, OpeningHours
from wfm.core.people import Agent, Leave
from wfm.core.problem import RuleEntry
from wfm.core.roster import Assignment
from wfm.core.shifts import Shift
from wfm.forecasting.cleaning import Change
from wfm.forecasting.scenario import Scenario
from wfm.service.repair_asks import RepairAsk
from wfm.sheets.history_layout import HistoryLayout

KINDS: dict[str, Any] = {
    "centre": Centre,
    "people": tuple[Agent, ...],
    "shifts": tuple[Shift, ...],
    "leave": tuple[Leave, ...],
    "events": tuple[Event, ...],
    "days": tuple[DayOverride, ...],
    "opening": OpeningHours,
    "past_roster": tuple[Assignment, ...],
    "rules": tuple[RuleEntry, ...],
    "scenario": Scenario,
    "target": ServiceTarget,
    "activities": tuple[ActivityPlan, ...],
    "attendance": tuple[Attendance, ...],
    "history_layout": HistoryLayout,
    "change": Change,
    "repair_ask": RepairAsk,
}
"""What each part holds."""


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(KINDS[kind])


def to_json(kind: str, value: Any) -> Any:
    """JSON-ready values of a part."""
    return _adapter(kind).dump_python(value, mode="json")


def fingerprint_of(content: bytes) -> str:
    """First 16 hexadecimal digits of a file's SHA-256."""
    return hashlib.sha256(content).hexdigest()[:16]


def from_json(kind: str, value: Any) -> Any:
    """Part from its JSON values."""
    return _adapter(kind).validate_python(value)
