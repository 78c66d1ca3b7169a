"""Writes a report of any number of notes, one at a time, and puts it in place only when it is whole."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from pipeline.report.contacts import Contacts, load_contacts
from pipeline.report.note_html import note_article
from pipeline.report.shell import shell
from pipeline.summary import ProducedBy, RiskFactorSummary

TITLE = "Wat er in de notities staat"
TITLE_ONE = "Wat er in de notitie staat"


def encoded(html: str) -> bytes:
    """UTF-8; half a surrogate pair, which UTF-8 cannot hold, becomes a character reference."""
    return html.encode("utf-8", "xmlcharrefreplace")


class ReportWriter:
    """A report on its way to `target`; memory does not grow with the notes.

    The notes go to a nameless file beside the target. `close` writes the page head, which needs to know what
    occurred, and the notes after it to a temporary file, and moves that into place. A report that is left by an
    exception, or never closed, leaves the target as it was. Equal notes in equal order give equal bytes; `made_on` is
    the only date there is, and only if given.
    """

    def __init__(self, target: Path, *, contacts: Contacts | None = None, made_on: str | None = None) -> None:
        self._target = target
        self._contacts = contacts or load_contacts()
        self._made_on = made_on
        self._count = 0
        self._rejected = 0
        self._found: set[str] = set()
        self._produced: dict[ProducedBy, None] = {}
        self._notes: IO[bytes] = tempfile.TemporaryFile(dir=target.parent)  # noqa: SIM115 - closed by close or discard

    def add(self, note_id: str, text: str, metadata: Mapping[str, Any], summary: RiskFactorSummary) -> None:
        """Adds one note. Raises TextMismatchError where the summary does not quote this text."""
        article = note_article(self._count + 1, note_id, text, metadata, summary, self._contacts)
        self._notes.write(encoded(article))
        self._count += 1
        self._found.update(signal.id for signal in summary.signals + summary.protective_factors)
        self._produced[summary.produced_by] = None

    def add_rejected(self, count: int = 1) -> None:
        """Counts rows that could not be read, so that the page head says so."""
        self._rejected += count

    def close(self) -> None:
        """Completes the report and moves it into place; does nothing the second time."""
        if self._notes.closed:
            return
        unfinished = self._target.with_name(f"{self._target.name}.tmp")
        page = shell(
            title=TITLE,
            count=self._count,
            found=self._found,
            produced=list(self._produced),
            rejected=self._rejected,
            made_on=self._made_on,
        )
        try:
            self._notes.seek(0)
            with unfinished.open("wb") as file:
                file.write(encoded(page.head))
                shutil.copyfileobj(self._notes, file)
                file.write(encoded(page.foot))
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(self._target)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        finally:
            self._notes.close()

    def discard(self) -> None:
        """Forgets the report; the target stays as it was."""
        self._notes.close()

    def __enter__(self) -> ReportWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.discard()


def render_note_html(text: str, summary: RiskFactorSummary, *, contacts: Contacts | None = None) -> str:
    """One note as a whole page. Raises TextMismatchError where the summary does not quote this text."""
    article = note_article(1, summary.note_id, text, summary.metadata, summary, contacts or load_contacts())
    page = shell(
        title=TITLE_ONE,
        count=1,
        found={signal.id for signal in summary.signals + summary.protective_factors},
        produced=[summary.produced_by],
        single=True,
    )
    return encoded(page.head + article + page.foot).decode("utf-8")
