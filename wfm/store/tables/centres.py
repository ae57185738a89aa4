"""Centres, and the revisions of their parts."""

from __future__ import annotations

import sqlalchemy as sa

from wfm.store.columns import Choice
from wfm.store.kinds import DocumentKind
from wfm.store.tables.base import METADATA, centre, key, made

CENTRES = sa.Table(
    "centres",
    METADATA,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("zone", sa.String, nullable=False),
    *made(),
)

DOCUMENTS = sa.Table(
    "documents",
    METADATA,
    key(),
    centre(),
    sa.Column("kind", Choice(DocumentKind), nullable=False),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("encoding", sa.String, nullable=False),
    sa.Column("payload", sa.LargeBinary, nullable=False),
    sa.Column("fingerprint", sa.String, nullable=False),
    sa.Column("source_file", sa.String, nullable=False),
    sa.Column("source_fingerprint", sa.String, nullable=False),
    *made(),
    sa.UniqueConstraint("centre", "kind", "name", "revision"),
)
"""Append-only: a trigger refuses UPDATE and DELETE."""
