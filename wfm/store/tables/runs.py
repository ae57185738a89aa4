"""Long work: its queue, its progress, and the workers that were seen."""

from __future__ import annotations

import sqlalchemy as sa

from wfm.store.columns import Choice, Instant
from wfm.store.kinds import RunStatus
from wfm.store.tables.base import JSON, METADATA, made

RUNS = sa.Table(
    "runs",
    METADATA,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("centre", sa.ForeignKey("centres.name")),
    sa.Column("payload", JSON, nullable=False),
    sa.Column("status", Choice(RunStatus), nullable=False),
    sa.Column("worker", sa.String, nullable=False),
    sa.Column("claim", sa.String, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("heartbeat_at", Instant),
    sa.Column("cancel_requested", sa.Boolean, nullable=False),
    sa.Column("checkpoint", sa.LargeBinary),
    sa.Column("result", JSON),
    sa.Column("error", sa.Text, nullable=False),
    *made(),
    sa.Column("started_at", Instant),
    sa.Column("finished_at", Instant),
    sa.Index(None, "status", "created_at"),
)
"""`claim` is new each time a worker takes the run: an earlier worker's writes no longer match."""

RUN_PROGRESS = sa.Table(
    "run_progress",
    METADATA,
    sa.Column("run_id", sa.ForeignKey("runs.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Instant, nullable=False),
    sa.Column("sample", JSON, nullable=False),
)

WORKERS = sa.Table(
    "workers",
    METADATA,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("kinds", JSON, nullable=False),
    sa.Column("started_at", Instant, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
)
