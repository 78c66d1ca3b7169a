"""Triggers that keep log, judgements and outcomes append-only."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
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
    for statement in _sqlite() if op.get_bind().dialect.name == "sqlite" else _postgresql():
        op.execute(statement)


def downgrade() -> None:
    triggers = [("audit_event_only_purged", "audit_event")]
    triggers += [(f"{table}_never_changed", table) for table in NEVER_CHANGED]
    if op.get_bind().dialect.name == "sqlite":
        for trigger, _ in triggers:
            op.execute(f"DROP TRIGGER {trigger}")
        return
    for trigger, table in [*triggers, ("audit_event_never_truncated", "audit_event")]:
        op.execute(f"DROP TRIGGER {trigger} ON {table}")
    op.execute("DROP FUNCTION refuse_change")
    op.execute("DROP FUNCTION refuse_unpurged")
