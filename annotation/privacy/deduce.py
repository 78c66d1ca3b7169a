"""`deduce` (Menger and others 2018) as a `Deidentifier`: the extra `privacy`, slow to load and never needed.

It knows long lists of Dutch names, places, streets and institutions. Its ages are not taken: they belong to what a note says.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

from annotation.privacy.finding import Found, Kind

_KINDS: dict[str, Kind] = {
    "persoon": "persoon",
    "patient": "persoon",
    "locatie": "adres",
    "ziekenhuis": "plaats",
    "zorginstelling": "plaats",
    "instelling": "plaats",
    "datum": "datum",
    "telefoonnummer": "telefoon",
    "emailadres": "email",
    "url": "url",
    "bsn": "bsn",
    "id": "nummer",
}


class DeduceFinder:
    """Loading takes some seconds, the first time on a machine minutes. Raises `ModuleNotFoundError` without deduce."""

    def __init__(self) -> None:
        self._deduce = _load()

    def find(self, text: str) -> Iterator[Found]:
        """What deduce annotates."""
        for found in self._deduce.deidentify(text).annotations:
            kind = _KINDS.get(found.tag)
            if kind is not None:
                yield Found(int(found.start_char), int(found.end_char), kind)


def _load() -> Any:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    try:
        from deduce import Deduce
    finally:
        # importing deduce turns on logging of everything, texts too
        root.handlers[:] = handlers
        root.setLevel(level)
    return Deduce()
