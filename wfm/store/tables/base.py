"""The one MetaData, and columns that many tables have."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from wfm.store.columns import Instant

METADATA = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

JSON = sa.JSON(none_as_null=True)


def key() -> sa.Column[int]:
    """Return a number that the database gives out."""
    return sa.Column("id", sa.Integer, primary_key=True)


def centre() -> sa.Column[str]:
    """Return the centre that a row belongs to."""
    return sa.Column("centre", sa.ForeignKey("centres.name"), nullable=False)


def made() -> tuple[sa.Column[Any], ...]:
    """Return who made a row, why and when."""
    return (
        sa.Column("author", sa.String, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("created_at", Instant, nullable=False),
    )
