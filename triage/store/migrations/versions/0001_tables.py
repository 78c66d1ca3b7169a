"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("mode", _choice("mode", "eerst_lezen", "op_verzoek", "zonder"), nullable=False),
        sa.Column("suggestions_on", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("name", name=op.f("uq_team_name")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("login", sa.String(length=200), nullable=False),
        sa.Column(
            "role", _choice("role", "lezer", "beoordelaar", "beheerder", "onderzoeker", "auditor"), nullable=False
        ),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("oidc_subject", sa.String(length=500), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("suggestions_on", sa.Boolean(), nullable=False),
        sa.Column("may_open_vault", sa.Boolean(), nullable=False),
        sa.Column("failed_logins", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_person_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("login", name=op.f("uq_person_login")),
        sa.UniqueConstraint("oidc_subject", name=op.f("uq_person_oidc_subject")),
    )
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_api_token_made_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
    )
    op.create_table(
        "audit_event",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=True),
        sa.Column("object_kind", sa.String(length=40), nullable=True),
        sa.Column("object_id", sa.String(length=100), nullable=True),
        sa.Column("subject_key", sa.String(length=64), nullable=True),
        sa.Column("on_behalf_of", sa.String(length=100), nullable=True),
        sa.Column("basis", sa.String(length=60), nullable=False),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.Column("system", sa.String(length=60), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("details", JSON, nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_audit_event_person_id_person")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_event")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_event_hash")),
    )
    op.create_index(op.f("ix_audit_event_at"), "audit_event", ["at"], unique=False)
    op.create_index(op.f("ix_audit_event_event"), "audit_event", ["event"], unique=False)
    op.create_index(op.f("ix_audit_event_object_id"), "audit_event", ["object_id"], unique=False)
    op.create_index(op.f("ix_audit_event_person_id"), "audit_event", ["person_id"], unique=False)
    op.create_index(op.f("ix_audit_event_subject_key"), "audit_event", ["subject_key"], unique=False)
    op.create_table(
        "audit_purge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("before_seq", sa.Integer(), nullable=False),
        sa.Column("last_hash", sa.String(length=64), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_audit_purge_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_purge")),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", _choice("deliverykind", "formulier", "bestand", "map"), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("note_ids", JSON, nullable=False),
        sa.Column("rejects", JSON, nullable=False),
        sa.Column("error", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_delivery_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    op.create_index(op.f("ix_delivery_at"), "delivery", ["at"], unique=False)
    op.create_index(op.f("ix_delivery_person_id"), "delivery", ["person_id"], unique=False)
    op.create_table(
        "login_session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_login_session_person_id_person")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_login_session")),
    )
    op.create_index(op.f("ix_login_session_person_id"), "login_session", ["person_id"], unique=False)
    op.create_table(
        "note",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("received_hash", sa.String(length=64), nullable=False),
        sa.Column("notices", JSON, nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("noted_on", sa.Date(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("metadata", JSON, nullable=False),
        sa.Column("pseudonymised", sa.Boolean(), nullable=False),
        sa.Column("subject_key", sa.String(length=64), nullable=True),
        sa.Column(
            "status",
            _choice("notestatus", "wacht", "bezig", "gelezen", "later", "overleg", "afgerond", "mislukt"),
            nullable=False,
        ),
        sa.Column("assigned_to", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("second_reader", sa.Integer(), nullable=True),
        sa.Column("held_out", sa.Boolean(), nullable=False),
        sa.Column("random_share", sa.Boolean(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["assigned_to"], ["person.id"], name=op.f("fk_note_assigned_to_person")),
        sa.ForeignKeyConstraint(["second_reader"], ["person.id"], name=op.f("fk_note_second_reader_person")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_note_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sa.UniqueConstraint("source", "external_id", name=op.f("uq_note_source")),
    )
    op.create_index(op.f("ix_note_arrived_at"), "note", ["arrived_at"], unique=False)
    op.create_index(op.f("ix_note_assigned_to"), "note", ["assigned_to"], unique=False)
    op.create_index(op.f("ix_note_external_id"), "note", ["external_id"], unique=False)
    op.create_index("ix_note_status_arrived_at", "note", ["status", "arrived_at"], unique=False)
    op.create_index(op.f("ix_note_subject_key"), "note", ["subject_key"], unique=False)
    op.create_index(op.f("ix_note_team_id"), "note", ["team_id"], unique=False)
    op.create_index(op.f("ix_note_text_hash"), "note", ["text_hash"], unique=False)
    op.create_table(
        "switch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", _choice("switchscope", "alle", "team", "persoon"), nullable=False),
        sa.Column("scope_id", sa.Integer(), nullable=True),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["person.id"], name=op.f("fk_switch_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_switch")),
    )
    op.create_table(
        "consult",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.String(length=36), nullable=False),
        sa.Column("from_person", sa.Integer(), nullable=False),
        sa.Column("to_person", sa.Integer(), nullable=True),
        sa.Column("kind", _choice("consultkind", "overleg", "later", "tweede_lezer"), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["from_person"], ["person.id"], name=op.f("fk_consult_from_person_person")),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_consult_note_id_note")),
        sa.ForeignKeyConstraint(["to_person"], ["person.id"], name=op.f("fk_consult_to_person_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consult")),
    )
    op.create_index(op.f("ix_consult_note_id"), "consult", ["note_id"], unique=False)
    op.create_index(op.f("ix_consult_to_person"), "consult", ["to_person"], unique=False)
    op.create_table(
        "first_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("signals", JSON, nullable=False),
        sa.Column("questions", JSON, nullable=False),
        sa.Column("own_words", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_first_reading_note_id_note")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_first_reading_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_first_reading")),
    )
    op.create_index(op.f("ix_first_reading_at"), "first_reading", ["at"], unique=False)
    op.create_index("ix_first_reading_note_id_person_id", "first_reading", ["note_id", "person_id"], unique=False)
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.String(length=36), nullable=False),
        sa.Column("state", _choice("jobstate", "wacht", "bezig", "klaar", "mislukt"), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("run_after", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_by", sa.String(length=100), nullable=True),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_job_note_id_note")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("note_id", name=op.f("uq_job_note_id")),
    )
    op.create_index("ix_job_state_run_after", "job", ["state", "run_after"], unique=False)
    op.create_table(
        "judgement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("signal", sa.String(length=60), nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end_", sa.Integer(), nullable=True),
        sa.Column("suggested", sa.Boolean(), nullable=False),
        sa.Column("verdict", _choice("verdict", "klopt", "klopt_niet", "weet_ik_niet", "anders"), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_judgement_note_id_note")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_judgement_person_id_person")),
        sa.ForeignKeyConstraint(["replaces"], ["judgement.id"], name=op.f("fk_judgement_replaces_judgement")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgement")),
    )
    op.create_index(op.f("ix_judgement_at"), "judgement", ["at"], unique=False)
    op.create_index("ix_judgement_note_id_person_id", "judgement", ["note_id", "person_id"], unique=False)
    op.create_index(op.f("ix_judgement_replaces"), "judgement", ["replaces"], unique=False)
    op.create_index(op.f("ix_judgement_signal"), "judgement", ["signal"], unique=False)
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", _choice("objectionkind", "correctie", "bezwaar"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_objection_answered_by_person")),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_objection_note_id_note")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_objection_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
    )
    op.create_index(op.f("ix_objection_at"), "objection", ["at"], unique=False)
    op.create_index(op.f("ix_objection_note_id"), "objection", ["note_id"], unique=False)
    op.create_table(
        "opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_opening_note_id_note")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_opening_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening")),
    )
    op.create_index(op.f("ix_opening_at"), "opening", ["at"], unique=False)
    op.create_index("ix_opening_note_id_person_id", "opening", ["note_id", "person_id"], unique=False)
    op.create_table(
        "outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_outcome_note_id_note")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outcome_person_id_person")),
        sa.ForeignKeyConstraint(["replaces"], ["outcome.id"], name=op.f("fk_outcome_replaces_outcome")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
    )
    op.create_index(op.f("ix_outcome_at"), "outcome", ["at"], unique=False)
    op.create_index(op.f("ix_outcome_note_id"), "outcome", ["note_id"], unique=False)
    op.create_table(
        "own_signal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("signal", sa.String(length=60), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end_", sa.Integer(), nullable=False),
        sa.Column("presence", sa.String(length=20), nullable=False),
        sa.Column("temporality", sa.String(length=20), nullable=False),
        sa.Column("experiencer", sa.String(length=20), nullable=False),
        sa.Column("attribution", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_own_signal_note_id_note")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_own_signal_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_signal")),
    )
    op.create_index(op.f("ix_own_signal_at"), "own_signal", ["at"], unique=False)
    op.create_index("ix_own_signal_note_id_person_id", "own_signal", ["note_id", "person_id"], unique=False)
    op.create_index(op.f("ix_own_signal_signal"), "own_signal", ["signal"], unique=False)
    op.create_table(
        "reveal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mode", _choice("mode", "eerst_lezen", "op_verzoek", "zonder"), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_reveal_note_id_note")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reveal_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reveal")),
    )
    op.create_index(op.f("ix_reveal_at"), "reveal", ["at"], unique=False)
    op.create_index("ix_reveal_note_id_person_id", "reveal", ["note_id", "person_id"], unique=False)
    op.create_table(
        "screened_signal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.String(length=36), nullable=False),
        sa.Column("signal", sa.String(length=60), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_screened_signal_note_id_note")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screened_signal")),
        sa.UniqueConstraint("note_id", "signal", name=op.f("uq_screened_signal_note_id")),
    )
    op.create_index(op.f("ix_screened_signal_note_id"), "screened_signal", ["note_id"], unique=False)
    op.create_index(op.f("ix_screened_signal_signal"), "screened_signal", ["signal"], unique=False)
    op.create_table(
        "screening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.String(length=36), nullable=False),
        sa.Column("summary", JSON, nullable=True),
        sa.Column("produced_by", JSON, nullable=False),
        sa.Column("input_hash", sa.String(length=64), nullable=False),
        sa.Column("config_hash", sa.String(length=64), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.String(length=300), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_screening_note_id_note")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening")),
    )
    op.create_index(op.f("ix_screening_note_id"), "screening", ["note_id"], unique=False)
    op.create_table(
        "vault_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.String(length=36), nullable=False),
        sa.Column("kind", _choice("vaultkind", "original", "mapping"), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_vault_item_note_id_note")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_item")),
        sa.UniqueConstraint("note_id", "kind", name=op.f("uq_vault_item_note_id")),
    )
    op.create_index(op.f("ix_vault_item_note_id"), "vault_item", ["note_id"], unique=False)


def downgrade() -> None:
    for table in (
        "vault_item",
        "screening",
        "screened_signal",
        "reveal",
        "own_signal",
        "outcome",
        "opening",
        "objection",
        "judgement",
        "job",
        "first_reading",
        "consult",
        "switch",
        "note",
        "login_session",
        "delivery",
        "audit_purge",
        "audit_event",
        "api_token",
        "person",
        "team",
    ):
        op.drop_table(table)
