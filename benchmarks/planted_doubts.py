"""`python benchmarks/planted_doubts.py`: how many planted mistakes does `nietpluis annotate doubts --learn` find?

In items of the training corpus about one note in fifty loses a label, and one in fifty gets a label that it has not. Prints how
many of them are among the suspicions, and how many of the strongest were planted. What is not planted may be a real mistake.
"""

from __future__ import annotations

import argparse
from random import Random

from annotation.corpus import AnnotatedNote
from annotation.suspicion import expectations, suspicions
from pipeline.taxonomy import taxonomy
from training.corpora import load_corpus

SHARE = 0.02


def plant(
    notes: list[AnnotatedNote], rng: Random
) -> tuple[list[AnnotatedNote], set[tuple[str, str]], set[tuple[str, str]]]:
    """The notes with mistakes, and those that lost and that got a label, by note and label."""
    changed = list(notes)
    lost, got = set(), set()
    places = rng.sample(range(len(notes)), int(2 * SHARE * len(notes)))
    for number, place in enumerate(places):
        note = notes[place]
        there = sorted({mention.label for mention in note.mentions})
        if number % 2 and there:
            label = rng.choice(there)
            kept = tuple(mention for mention in note.mentions if mention.label != label)
            lost.add((note.id, label))
        else:
            label = rng.choice([label for label in taxonomy().labels if label not in there])
            mention = {"label": label, "start": 0, "end": len(note.text), "text": note.text}
            kept = (
                *note.mentions,
                AnnotatedNote.model_validate({"id": "x", "text": note.text, "mentions": [mention]}).mentions[0],
            )
            got.add((note.id, label))
        changed[place] = note.model_copy(update={"mentions": kept})
    return changed, lost, got


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = Random(options.seed)
    notes = load_corpus("train")
    rng.shuffle(notes)
    changed, lost, got = plant(notes[: options.notes], rng)
    done = suspicions(changed, expectations(changed, ["writer"]))
    found = [(each.note_id, each.label) for each in done.found]
    print(
        f"{len(lost)} lost a label, {len(set(found) & lost)} of them found; {len(got)} got one, {len(set(found) & got)} found"
    )
    print(
        f"{len(found)} suspicions in {options.notes} notes, labels not judged: {', '.join(done.not_judged) or 'none'}"
    )
    for first in (25, 50, 100, 200):
        planted = sum(each in lost | got for each in found[:first])
        print(f"of the {first} strongest {planted} were planted")


if __name__ == "__main__":
    main()
