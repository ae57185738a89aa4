"""Problems, the rosters made from them, and fixed cells."""

from __future__ import annotations

import sqlalchemy as sa

from wfm.core.problem import PinSource
from wfm.store.columns import Choice, Instant
from wfm.store.kinds import RosterOrigin, RosterStatus
from wfm.store.tables.base import JSON, METADATA, centre, key, made

PROBLEMS = sa.Table(
    "problems",
    METADATA,
    key(),
    centre(),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("last_day", sa.Date, nullable=False),
    sa.Column("fingerprint", sa.String, nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    *made(),
    sa.UniqueConstraint("centre", "fingerprint"),
)

ROSTERS = sa.Table(
    "rosters",
    METADATA,
    key(),
    centre(),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("last_day", sa.Date, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("status", Choice(RosterStatus), nullable=False),
    sa.Column("origin", Choice(RosterOrigin), nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    sa.Column("problem_id", sa.ForeignKey("problems.id")),
    sa.Column("parent_id", sa.ForeignKey("rosters.id")),
    sa.Column("run_id", sa.String, unique=True),
    sa.Column("score", JSON, nullable=False),
    sa.Column("published_at", Instant),
    sa.Column("published_by", sa.String),
    *made(),
    sa.UniqueConstraint("centre", "first_day", "revision"),
)
sa.Index(
    "ix_rosters_one_published",
    ROSTERS.c.centre,
    ROSTERS.c.first_day,
    unique=True,
    sqlite_where=sa.text("status = 'published'"),
    postgresql_where=sa.text("status = 'published'"),
)

PINS = sa.Table(
    "pins",
    METADATA,
    key(),
    centre(),
    sa.Column("agent_id", sa.String, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("shift_id", sa.String),
    sa.Column("source", Choice(PinSource), nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    *made(),
    sa.Column("released_at", Instant),
    sa.Column("released_by", sa.String),
)
sa.Index(
    "ix_pins_one_active",
    PINS.c.centre,
    PINS.c.agent_id,
    PINS.c.day,
    unique=True,
    sqlite_where=sa.text("active"),
    postgresql_where=sa.text("active"),
)
