"""First tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
APPEND_ONLY = ("audit_trail", "documents")


def key() -> sa.Column[Any]:
    return sa.Column("id", sa.Integer, nullable=False)


def text(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String, nullable=nullable)


def prose(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=False)


def number(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer, nullable=nullable)


def day(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Date, nullable=False)


def at(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, INSTANT, nullable=nullable)


def values(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON, nullable=nullable)


def blob(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.LargeBinary, nullable=nullable)


def yes_or_no(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean, nullable=False)


def made() -> tuple[sa.Column[Any], ...]:
    return (text("author"), prose("reason"), at("created_at"))


def table(
    name: str, *parts: sa.schema.SchemaItem, unique: tuple[str, ...] = (), **options: Any
) -> None:
    columns = [part for part in parts if isinstance(part, sa.Column)]
    rest = [part for part in parts if not isinstance(part, sa.Column)]
    if not any(isinstance(part, sa.PrimaryKeyConstraint) for part in rest):
        rest.append(sa.PrimaryKeyConstraint(columns[0].name, name=f"pk_{name}"))
    if unique:
        rest.append(sa.UniqueConstraint(*unique, name=f"uq_{name}_{'_'.join(unique)}"))
    op.create_table(name, *columns, *rest, **options)


def refers(name: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=f"fk_{name}_{column}")


def of_centre(name: str) -> sa.ForeignKeyConstraint:
    return refers(name, "centre", "centres.name")


def upgrade() -> None:
    table("centres", text("name"), text("title"), text("zone"), *made())
    table(
        "documents",
        *(key(), text("centre"), text("kind"), text("name"), number("revision")),
        *(text("encoding"), blob("payload"), text("fingerprint")),
        *(text("source_file"), text("source_fingerprint"), *made()),
        of_centre("documents"),
        unique=("centre", "kind", "name", "revision"),
    )
    table(
        "scenarios",
        *(key(), text("centre"), text("name"), values("definition"), number("revision")),
        *(*made(), text("changed_by"), at("changed_at")),
        of_centre("scenarios"),
        unique=("centre", "name"),
    )
    table(
        "forecasts",
        *(key(), text("centre"), number("version"), text("scenario"), day("first_day")),
        *(day("last_day"), text("model"), blob("frame"), values("backtest")),
        *(values("provenance"), at("published_at", True), *made()),
        of_centre("forecasts"),
        unique=("centre", "version"),
    )
    table(
        "requirements",
        *(key(), text("centre"), number("version"), number("forecast_id", True)),
        *(values("target"), blob("frame"), values("provenance"), *made()),
        of_centre("requirements"),
        refers("requirements", "forecast_id", "forecasts.id"),
        unique=("centre", "version"),
    )
    rosters()
    requests()
    runs()
    table(
        "audit_trail",
        *(key(), at("at"), text("who"), text("action"), text("entity"), text("entity_id")),
        *(text("centre", True), values("before", True), values("after", True), prose("why")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_trail_entity_entity_id", "audit_trail", ["entity", "entity_id"])
    guard()


def rosters() -> None:
    table(
        "problems",
        *(key(), text("centre"), day("first_day"), day("last_day"), text("fingerprint")),
        *(blob("payload"), *made()),
        of_centre("problems"),
        unique=("centre", "fingerprint"),
    )
    table(
        "rosters",
        *(key(), text("centre"), day("first_day"), day("last_day"), number("revision")),
        *(text("status"), text("origin"), blob("payload"), number("problem_id", True)),
        *(number("parent_id", True), text("run_id", True), values("score")),
        *(at("published_at", True), text("published_by", True), *made()),
        of_centre("rosters"),
        refers("rosters", "problem_id", "problems.id"),
        refers("rosters", "parent_id", "rosters.id"),
        sa.UniqueConstraint("run_id", name="uq_rosters_run_id"),
        unique=("centre", "first_day", "revision"),
    )
    one = sa.text("status = 'published'")
    op.create_index(
        "ix_rosters_one_published",
        "rosters",
        ["centre", "first_day"],
        unique=True,
        sqlite_where=one,
        postgresql_where=one,
    )
    table(
        "pins",
        *(key(), text("centre"), text("agent_id"), day("day"), text("shift_id", True)),
        *(text("source"), yes_or_no("active"), *made()),
        *(at("released_at", True), text("released_by", True)),
        of_centre("pins"),
    )
    op.create_index(
        "ix_pins_one_active",
        "pins",
        ["centre", "agent_id", "day"],
        unique=True,
        sqlite_where=sa.text("active"),
        postgresql_where=sa.text("active"),
    )


def requests() -> None:
    table(
        "requests",
        *(key(), text("centre"), text("kind"), text("status"), text("agent_id")),
        *(text("partner_id", True), day("first_day"), day("last_day"), values("payload")),
        *(values("details"), values("findings"), text("asked_by"), at("asked_at")),
        *(prose("reason"), text("decided_by"), at("decided_at", True)),
        *(prose("decision_reason"), prose("override_reason"), number("roster_id", True)),
        of_centre("requests"),
        refers("requests", "roster_id", "rosters.id"),
    )
    op.create_index("ix_requests_centre_status", "requests", ["centre", "status"])
    table(
        "leave",
        *(key(), text("centre"), text("agent_id"), text("type"), day("first_day")),
        *(day("last_day"), text("source"), number("request_id", True), *made()),
        *(at("revoked_at", True), text("revoked_by", True)),
        of_centre("leave"),
        refers("leave", "request_id", "requests.id"),
    )
    op.create_index("ix_leave_centre_first_day", "leave", ["centre", "first_day"])


def runs() -> None:
    table(
        "runs",
        *(text("id"), text("kind"), text("centre", True), values("payload"), text("status")),
        *(text("worker"), text("claim"), number("attempts"), at("heartbeat_at", True)),
        *(yes_or_no("cancel_requested"), blob("checkpoint", True), values("result", True)),
        *(prose("error"), *made(), at("started_at", True), at("finished_at", True)),
        of_centre("runs"),
    )
    op.create_index("ix_runs_status_created_at", "runs", ["status", "created_at"])
    table(
        "run_progress",
        *(text("run_id"), number("number"), at("at"), values("sample")),
        sa.PrimaryKeyConstraint("run_id", "number", name="pk_run_progress"),
        refers("run_progress", "run_id", "runs.id"),
    )
    table("workers", text("name"), values("kinds"), at("started_at"), at("seen_at"))


def guard() -> None:
    """Refuse every change to what was once written in an append-only table."""
    if op.get_bind().dialect.name == "sqlite":
        for name in APPEND_ONLY:
            for verb in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {name}_no_{verb.lower()} BEFORE {verb} ON {name} "
                    f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION wfm_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for name in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} "
            "FOR EACH STATEMENT EXECUTE FUNCTION wfm_append_only()"
        )


def downgrade() -> None:
    for name in (
        *("audit_trail", "workers", "run_progress", "runs", "leave", "requests", "pins"),
        *("rosters", "problems", "requirements", "forecasts", "scenarios", "documents", "centres"),
    ):
        op.drop_table(name)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION wfm_append_only()")
