"""The enumerations of the store."""

from __future__ import annotations

from enum import StrEnum


class DocumentKind(StrEnum):
    """Parts of a centre that are kept as whole revisions."""

    CENTRE = "centre"
    PEOPLE = "people"
    SHIFTS = "shifts"
    LEAVE = "leave"
    PAST_ROSTER = "past_roster"
    RULE_SET = "rule_set"
    HISTORY = "history"
    HOLIDAYS = "holidays"
    EVENTS = "events"
    PROVENANCE = "provenance"
    ATTENDANCE = "attendance"
    SOURCE = "source"
    CLEANING = "cleaning"
    OVERRIDES = "overrides"
    ACTUALS = "actuals"
    SCENARIO = "scenario"
    OTHER_SITE = "other_site"
    ACTIVITIES = "activities"
    WISHES = "wishes"
    COMPARISON = "comparison"
    UPLOAD = "upload"


class RosterStatus(StrEnum):
    """Where a revision stands; at most one of a week is published."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class RosterOrigin(StrEnum):
    """What made a revision."""

    SOLVE = "solve"
    EDIT = "edit"
    REQUEST = "request"
    REPAIR = "repair"
    PUBLISH = "publish"
    UNDO = "undo"
    IMPORT = "import"


class RequestKind(StrEnum):
    """What an agent asks for."""

    LEAVE = "leave"
    SWAP = "swap"


class RequestStatus(StrEnum):
    """Where a request stands; only one that is asked can be decided."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class LeaveSource(StrEnum):
    """How granted leave came in."""

    IMPORT = "import"
    REQUEST = "request"
    REPAIR = "repair"


class RunStatus(StrEnum):
    """Where a piece of long work stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to the run."""
        return self in (RunStatus.DONE, RunStatus.FAILED, RunStatus.CANCELLED)


class Entity(StrEnum):
    """Nouns that the audit trail speaks of."""

    CENTRE = "centre"
    DOCUMENT = "document"
    FORECAST = "forecast"
    REQUIREMENT = "requirement"
    SCENARIO = "scenario"
    PROBLEM = "problem"
    ROSTER = "roster"
    PIN = "pin"
    REQUEST = "request"
    LEAVE = "leave"
    RUN = "run"


class Action(StrEnum):
    """Verbs of the audit trail."""

    CREATED = "created"
    CHANGED = "changed"
    DELETED = "deleted"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    SET = "set"
    RELEASED = "released"
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    GRANTED = "granted"
    REVOKED = "revoked"
    QUEUED = "queued"
    CANCELLED = "cancelled"
