"""Requests of agents, and the leave that was granted."""

from __future__ import annotations

import sqlalchemy as sa

from wfm.core.people import LeaveType
from wfm.store.columns import Choice, Instant
from wfm.store.kinds import LeaveSource, RequestKind, RequestStatus
from wfm.store.tables.base import JSON, METADATA, centre, key, made

REQUESTS = sa.Table(
    "requests",
    METADATA,
    key(),
    centre(),
    sa.Column("kind", Choice(RequestKind), nullable=False),
    sa.Column("status", Choice(RequestStatus), nullable=False),
    sa.Column("agent_id", sa.String, nullable=False),
    sa.Column("partner_id", sa.String),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("last_day", sa.Date, nullable=False),
    sa.Column("payload", JSON, nullable=False),
    sa.Column("details", JSON, nullable=False),
    sa.Column("findings", JSON, nullable=False),
    sa.Column("asked_by", sa.String, nullable=False),
    sa.Column("asked_at", Instant, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("decided_by", sa.String, nullable=False),
    sa.Column("decided_at", Instant),
    sa.Column("decision_reason", sa.Text, nullable=False),
    sa.Column("override_reason", sa.Text, nullable=False),
    sa.Column("roster_id", sa.ForeignKey("rosters.id")),
    sa.Index(None, "centre", "status"),
)
"""`first_day` and `last_day` hold the leave, or the earlier and the later day of a swap."""

LEAVE = sa.Table(
    "leave",
    METADATA,
    key(),
    centre(),
    sa.Column("agent_id", sa.String, nullable=False),
    sa.Column("type", Choice(LeaveType), nullable=False),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("last_day", sa.Date, nullable=False),
    sa.Column("source", Choice(LeaveSource), nullable=False),
    sa.Column("request_id", sa.ForeignKey("requests.id")),
    *made(),
    sa.Column("revoked_at", Instant),
    sa.Column("revoked_by", sa.String),
    sa.Index(None, "centre", "first_day"),
)
