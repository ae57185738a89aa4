"""Alembic's entry: runs on the connection, and inside the transaction, that Database gives it."""

from __future__ import annotations

from alembic import context

from wfm.store.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
