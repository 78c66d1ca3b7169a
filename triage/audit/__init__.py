"""The log: append-only, chained, with the fields of NEN 7513 and never the text of a note."""

from __future__ import annotations

from triage.audit.chain import record

__all__ = ["record"]
