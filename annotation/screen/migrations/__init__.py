"""Alembic migrations of the annotation screen."""
