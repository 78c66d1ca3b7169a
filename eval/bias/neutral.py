"""A note that tells no gender: die, hen and hun for he and she, and nouns for both."""

from __future__ import annotations

from typing import Any

from annotation.corpus import AnnotatedNote
from annotation.counterfactual.edits import Edit, Skipped, like, words_of
from annotation.counterfactual.gender import find_pronouns
from annotation.counterfactual.names import find_names


def find_neutral(note: AnnotatedNote, table: dict[str, Any]) -> list[Edit] | Skipped:
    """Edits that take the gender out; skipped where a noun has no word for both, or a word cannot be told.

    The verb stays as it is: "hij loopt" becomes "die loopt".
    """
    words, nouns = words_of(note.text), table["neutral_nouns"]
    if {word[0].casefold() for word in words} & set(table["neutral_bound"]):
        return Skipped("een woord dat alleen een man of vrouw kan zijn")
    if find_names(note.text):
        return Skipped("een voornaam vertelt man of vrouw")
    edits = find_pronouns(note.text, nouns)
    if isinstance(edits, Skipped):
        return edits
    for i, word in enumerate(words):
        new = nouns.get(word[0].casefold())
        if new is None:
            continue
        before = words[i - 1][0].casefold() if i else ""
        after = note.text[word.end() :].lstrip(". ")
        if new == "betrokkene" and (after[:1].isupper() or before in ("de", "een", "die", "deze")):
            return Skipped("een aanspreekvorm bij een naam of lidwoord")
        short = note.text[word.end() : word.end() + 1] == "." and len(word[0]) < 5 and after[:1].islower()
        edits.append(Edit(word.start(), word.end() + short, like(word[0], new)))
    return edits
