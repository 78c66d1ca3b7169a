"""Pseudonymising a corpus: what finders find becomes a tag such as `[PERSOON-1]`, and marks stay on their words.

Within a note the same person or number has the same tag; across notes tags say nothing. Ids and annotators become codes that
only the holder of the secret can make again, and metadata goes unless it is asked for. Whoever knows the people or the place may
still recognise them from what happened: a pseudonymised note is not an anonymous one, and stays personal data (AVG, recital 26).
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotation.corpus import AnnotatedMention, AnnotatedNote
from annotation.counterfactual.edits import Edit, edited, moved_span
from annotation.privacy.finding import Deidentifier, Found, Kind, find_all
from annotation.privacy.people import name_words

ALWAYS_KEPT = ("suggestions", "fates", "chosen_by", "split")
"""Metadata that our own commands write and that says nothing of a person."""
_TAG = re.compile(r"\[([A-Z]+)-(\d+)\]")
_CODE = 10


@dataclass(frozen=True, slots=True)
class Replaced:
    """A replacement: where it stood in which note (by its new id), what it was, and the tag that stands there now."""

    note_id: str
    start: int
    kind: Kind
    text: str
    tag: str


@dataclass(frozen=True, slots=True)
class Pseudonymised:
    """The notes as they may travel, everything that was replaced, and the old id and annotator of every new one.

    `replaced`, `ids` and `annotators` are personal data and stay at home. `dropped` counts metadata that went, by key.
    """

    notes: list[AnnotatedNote]
    replaced: list[Replaced]
    ids: dict[str, str]
    annotators: dict[str, str]
    dropped: dict[str, int]

    def counts(self) -> dict[str, int]:
        """Number of replacements by kind."""
        return dict(Counter(found.kind for found in self.replaced).most_common())


def new_secret() -> str:
    """A secret from which codes are made, in hex."""
    return secrets.token_hex(16)


def pseudonymise(
    notes: Sequence[AnnotatedNote], finders: Sequence[Deidentifier], secret: str, *, keep: Collection[str] = ()
) -> Pseudonymised:
    """Replaces what the finders find in the texts. With the same secret a note gets the same id again.

    `keep` names keys of the metadata that may travel. Source and age group stay.
    """
    texts: dict[str, tuple[str, list[Edit], list[tuple[Found, str]]]] = {}
    result: list[AnnotatedNote] = []
    replaced: list[Replaced] = []
    ids: dict[str, str] = {}
    annotators: dict[str, str] = {}
    dropped: Counter[str] = Counter()
    wanted = {*ALWAYS_KEPT, *keep}
    for note in notes:
        if note.text not in texts:
            tagged = _tagged(note.text, find_all(note.text, finders))
            edits = [Edit(found.start, found.end, tag) for found, tag in tagged]
            texts[note.text] = (edited(note.text, edits), edits, tagged)
        text, edits, tagged = texts[note.text]
        new_id = code(secret, "id", note.id)
        if new_id not in ids:
            replaced += [
                Replaced(new_id, found.start, found.kind, note.text[found.start : found.end], tag)
                for found, tag in tagged
            ]
        ids[new_id] = note.id
        annotator = None
        if note.annotator:
            annotator = f"annotator-{code(secret, 'annotator', note.annotator)[:4]}"
            annotators[annotator] = note.annotator
        dropped.update(set(note.metadata) - wanted)
        result.append(
            note.model_copy(
                update={
                    "id": new_id,
                    "text": text,
                    "annotator": annotator,
                    "mentions": tuple(_moved(mention, text, edits) for mention in note.mentions),
                    "metadata": {key: value for key, value in note.metadata.items() if key in wanted},
                }
            )
        )
    return Pseudonymised(result, replaced, ids, annotators, dict(dropped))


def code(secret: str, what: str, value: str) -> str:
    """A code for a value that nobody without the secret can make or check (HMAC-SHA256)."""
    return hmac.new(bytes.fromhex(secret), f"{what}\0{value}".encode(), "sha256").hexdigest()[:_CODE]


def _moved(mention: AnnotatedMention, text: str, edits: Sequence[Edit]) -> AnnotatedMention:
    """The mention where its words are now; one that shares words with a replaced stretch takes the whole tag."""
    start, end = moved_span(mention.start, mention.end, edits)
    return mention.model_copy(update={"start": start, "end": end, "text": text[start:end]})


def _tagged(text: str, finds: Sequence[Found]) -> list[tuple[Found, str]]:
    """Every find with its tag. Numbers go on after the tags that the text already has."""
    numbers: Counter[str] = Counter()
    for match in _TAG.finditer(text):
        numbers[match[1]] = max(numbers[match[1]], int(match[2]))
    known: list[tuple[Kind, frozenset[str], str]] = []
    result = []
    for found in finds:
        words = _identity(found.kind, text[found.start : found.end])
        tag = next((tag for kind, others, tag in known if kind == found.kind and _same(words, others)), None)
        if tag is None:
            name = found.kind.upper()
            numbers[name] += 1
            tag = f"[{name}-{numbers[name]}]"
        known.append((found.kind, words, tag))
        result.append((found, tag))
    return result


def _identity(kind: Kind, words: str) -> frozenset[str]:
    """What makes two finds the same: the words of a name (without a genitive s), or all letters and digits."""
    if kind == "persoon" and (names := name_words(words)):
        return frozenset(name.casefold().removesuffix("'s").removesuffix("’s").rstrip("s") for name in names)
    return frozenset({"".join(sign for sign in words.casefold() if sign.isalnum())})


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    """ "Jansen" is "Piet Jansen", but "Anna Jansen" is not."""
    return one <= other or other <= one


def key_content(done: Pseudonymised, secret: str) -> Mapping[str, Any]:
    """What a key file holds: with it, and only with it, new ids lead back to old ones."""
    return {"secret": secret, "ids": done.ids, "annotators": done.annotators}
