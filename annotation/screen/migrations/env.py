"""Alembic's entry: the connection comes from `triage.store.migrate`; the version table is this room's own."""

from __future__ import annotations

from alembic import context

from annotation.screen.tables import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
    compare_type=True,
    version_table="annotation_version",
)
with context.begin_transaction():
    context.run_migrations()
