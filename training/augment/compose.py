"""Whole notes out of snippets of one voice and age group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from random import Random

from annotation.corpus import AnnotatedMention, AnnotatedNote

FEWEST, MOST = 2, 6
_JOINTS = (" ", " ", " ", "\n", "\n\n")


def compose(snippets: Sequence[AnnotatedNote], seed: int, rounds: int = 1) -> Iterator[AnnotatedNote]:
    """Notes of two to six snippets in random order, one kind of joint a note. Every snippet occurs once a round.

    A last snippet of a voice that is left alone is given as it is. `metadata` names the parts by their ids.
    """
    groups: dict[tuple[str, str], list[AnnotatedNote]] = defaultdict(list)
    for snippet in snippets:
        groups[snippet.source, snippet.age_group or ""].append(snippet)
    for round_ in range(rounds):
        for (voice, age_group), members in sorted(groups.items()):
            rng = Random(f"{seed}/{round_}/{voice}/{age_group}")
            left = rng.sample(members, len(members))
            number = 0
            while left:
                size = min(rng.randint(FEWEST, MOST), len(left))
                if len(left) - size == 1:
                    size += 1
                parts, left = left[:size], left[size:]
                number += 1
                yield join(parts, rng.choice(_JOINTS), f"{voice}-{age_group}-{seed}-{round_}-{number}")


def join(parts: Sequence[AnnotatedNote], joint: str, note_id: str) -> AnnotatedNote:
    """One note of several, with `joint` between them."""
    text = ""
    mentions: list[AnnotatedMention] = []
    for part in parts:
        text += joint if text else ""
        shift = len(text)
        mentions += [m.model_copy(update={"start": m.start + shift, "end": m.end + shift}) for m in part.mentions]
        text += part.text
    return AnnotatedNote(
        id=note_id,
        text=text,
        source=parts[0].source,
        age_group=parts[0].age_group,
        mentions=tuple(mentions),
        metadata={**parts[0].metadata, "kind": "composed", "parts": [part.id for part in parts]},
    )
