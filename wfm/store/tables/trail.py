"""The audit trail: who did what, when and why."""

from __future__ import annotations

import sqlalchemy as sa

from wfm.store.columns import Choice, Instant
from wfm.store.kinds import Action, Entity
from wfm.store.tables.base import JSON, METADATA, key

AUDIT_TRAIL = sa.Table(
    "audit_trail",
    METADATA,
    key(),
    sa.Column("at", Instant, nullable=False),
    sa.Column("who", sa.String, nullable=False),
    sa.Column("action", Choice(Action), nullable=False),
    sa.Column("entity", Choice(Entity), nullable=False),
    sa.Column("entity_id", sa.String, nullable=False),
    sa.Column("centre", sa.String),
    sa.Column("before", JSON),
    sa.Column("after", JSON),
    sa.Column("why", sa.Text, nullable=False),
    sa.Index(None, "entity", "entity_id"),
    sqlite_autoincrement=True,
)
"""Append-only: a trigger refuses UPDATE and DELETE."""
