"""Edits of spelling and layout that must not change what is raised, for texts of any kind."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable


def lower(text: str) -> str:
    return text.lower()


def upper(text: str) -> str:
    return text.upper()


def no_stop(text: str) -> str:
    return text.rstrip().rstrip(".!?")


def double_spaces(text: str) -> str:
    return text.replace(" ", "  ")


def no_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def wrapped(text: str) -> str:
    """A line break instead of a space after every fifth word, as a mail program makes them."""
    words = text.split(" ")
    return "".join(
        word + ("" if i == len(words) else "\n" if i % 5 == 0 else " ") for i, word in enumerate(words, start=1)
    )


def exclaimed(text: str) -> str:
    return no_stop(text) + "!!!"


def no_commas(text: str) -> str:
    return text.replace(",", "")


EDITS: dict[str, Callable[[str], str]] = {
    "kleine_letters": lower,
    "hoofdletters": upper,
    "zonder_punt": no_stop,
    "dubbele_spaties": double_spaces,
    "zonder_accenten": no_accents,
    "afgebroken_regels": wrapped,
    "uitroeptekens": exclaimed,
    "zonder_komma": no_commas,
}
