"""Forecasts, requirements and the scenarios they come from."""

from __future__ import annotations

import sqlalchemy as sa

from wfm.store.columns import Instant
from wfm.store.tables.base import JSON, METADATA, centre, key, made

SCENARIOS = sa.Table(
    "scenarios",
    METADATA,
    key(),
    centre(),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("definition", JSON, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    *made(),
    sa.Column("changed_by", sa.String, nullable=False),
    sa.Column("changed_at", Instant, nullable=False),
    sa.UniqueConstraint("centre", "name"),
)

FORECASTS = sa.Table(
    "forecasts",
    METADATA,
    key(),
    centre(),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("scenario", sa.String, nullable=False),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("last_day", sa.Date, nullable=False),
    sa.Column("model", sa.String, nullable=False),
    sa.Column("frame", sa.LargeBinary, nullable=False),
    sa.Column("backtest", JSON, nullable=False),
    sa.Column("provenance", JSON, nullable=False),
    sa.Column("details", sa.LargeBinary),
    sa.Column("published_at", Instant),
    *made(),
    sa.UniqueConstraint("centre", "version"),
)

REQUIREMENTS = sa.Table(
    "requirements",
    METADATA,
    key(),
    centre(),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("forecast_id", sa.ForeignKey("forecasts.id")),
    sa.Column("target", JSON, nullable=False),
    sa.Column("frame", sa.LargeBinary, nullable=False),
    sa.Column("provenance", JSON, nullable=False),
    *made(),
    sa.UniqueConstraint("centre", "version"),
)
