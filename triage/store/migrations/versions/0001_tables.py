"""The first tables, and the triggers that keep log, judgements and outcomes append-only."""

from __future__ import annotations

from alembic import op

from triage.store.tables import Base

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NEVER_CHANGED = ("audit_event", "judgement", "outcome")


def _sqlite() -> list[str]:
    made = [
        f"CREATE TRIGGER {table}_never_changed BEFORE UPDATE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for table in NEVER_CHANGED
    ]
    made.append(
        "CREATE TRIGGER audit_event_only_purged BEFORE DELETE ON audit_event "
        "WHEN OLD.seq >= COALESCE((SELECT MAX(before_seq) FROM audit_purge), 0) "
        "BEGIN SELECT RAISE(ABORT, 'audit_event is append-only'); END"
    )
    return made


def _postgresql() -> list[str]:
    made = [
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
        "CREATE FUNCTION refuse_unpurged() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF OLD.seq >= COALESCE((SELECT MAX(before_seq) FROM audit_purge), 0) THEN "
        "RAISE EXCEPTION 'audit_event is append-only'; END IF; RETURN OLD; END $$",
        "CREATE TRIGGER audit_event_only_purged BEFORE DELETE ON audit_event "
        "FOR EACH ROW EXECUTE FUNCTION refuse_unpurged()",
        "CREATE TRIGGER audit_event_never_truncated BEFORE TRUNCATE ON audit_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    ]
    made += [
        f"CREATE TRIGGER {table}_never_changed BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        for table in NEVER_CHANGED
    ]
    return made


def upgrade() -> None:
    connection = op.get_bind()
    Base.metadata.create_all(connection)
    for statement in _sqlite() if connection.dialect.name == "sqlite" else _postgresql():
        op.execute(statement)


def downgrade() -> None:
    connection = op.get_bind()
    Base.metadata.drop_all(connection)
    if connection.dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change")
        op.execute("DROP FUNCTION refuse_unpurged")
