"""Parts, notes and the whole back-test of a forecast leave the columns that lists read."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from wfm.store.codec import pack

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

MOVED = ("parts", "notes")

FORECASTS = sa.table(
    "forecasts",
    sa.column("id", sa.Integer),
    sa.column("backtest", sa.JSON),
    sa.column("provenance", sa.JSON),
    sa.column("details", sa.LargeBinary),
)


def upgrade() -> None:
    op.add_column("forecasts", sa.Column("details", sa.LargeBinary, nullable=True))
    connection = op.get_bind()
    table = FORECASTS.c
    rows = connection.execute(sa.select(table.id, table.backtest, table.provenance)).all()
    for number, backtest, provenance in rows:
        details: dict[str, Any] = {name: provenance[name] for name in MOVED if name in provenance}
        details["backtest"] = backtest
        kept = {name: value for name, value in provenance.items() if name not in MOVED}
        connection.execute(
            sa.update(FORECASTS)
            .where(table.id == number)
            .values(provenance=kept, details=pack(details))
        )


def downgrade() -> None:
    op.drop_column("forecasts", "details")
