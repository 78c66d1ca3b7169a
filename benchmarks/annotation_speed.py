"""`python benchmarks/annotation_speed.py`: how long a large corpus takes, on this machine, in one process.

10,000 made notes of about 110 words with 80,000 mentions; three annotators, of whom two miss, move or requalify some mentions.
Prints seconds for writing, reading with all checks, agreement with 2,000 resamples, cases of adjudication, near-doubles.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import TypeVar

from annotation.adjudication import disagreements
from annotation.agreement import agreement, study
from annotation.corpus import AnnotatedMention, AnnotatedNote, read_jsonl, write_jsonl
from annotation.doubles import find_doubles
from pipeline.taxonomy import taxonomy

T = TypeVar("T")
WORDS = 110


def made_note(number: int, mentions: int, vocabulary: list[str], rng: Random) -> AnnotatedNote:
    """A note of drawn words with so many mentions of one to three words, side by side."""
    words = [rng.choice(vocabulary) for _ in range(WORDS)]
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word) + 1)
    text = " ".join(words)
    labels, qualifiers = list(taxonomy().labels), taxonomy().qualifiers
    found = []
    for first in sorted(rng.sample(range(0, WORDS - 4, 4), mentions)):
        start, end = starts[first], starts[first + rng.randint(1, 3)] - 1
        values = {
            name: rng.choice(options) if rng.random() < 0.2 else options[0] for name, options in qualifiers.items()
        }
        found.append(AnnotatedMention(label=rng.choice(labels), start=start, end=end, text=text[start:end], **values))
    return AnnotatedNote(id=f"m-{number}", text=text, source="melding", mentions=tuple(found))


def other_reading(note: AnnotatedNote, rng: Random) -> AnnotatedNote:
    """The note as somebody else reads it: one mention in ten missed, one in five with fewer words, one in ten denied."""
    mentions = []
    for mention in note.mentions:
        draw = rng.random()
        if draw < 0.1:
            continue
        change: dict[str, object] = {"presence": "ontkend"} if draw > 0.9 else {}
        if 0.1 <= draw < 0.3 and " " in mention.text:
            words = mention.text.rsplit(" ", 1)[0]
            change |= {"end": mention.start + len(words), "text": words}
        mentions.append(mention.model_copy(update=change))
    return note.model_copy(update={"mentions": tuple(mentions)})


def timed(name: str, work: Callable[[], T]) -> T:
    """What `work` gives, with a line that says how long it took."""
    start, cpu = time.perf_counter(), time.process_time()
    found = work()
    seconds, processor = time.perf_counter() - start, time.process_time() - cpu
    print(f"{name:<44} {seconds:7.1f} s   {processor:7.1f} s of processor", flush=True)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=int, default=10_000)
    parser.add_argument("--mentions", type=int, default=8, help="a note")
    parser.add_argument("--resamples", type=int, default=2_000)
    options = parser.parse_args()
    rng = Random(1)
    vocabulary = ["".join(rng.choices("aeioudnrstlkmg", k=rng.randint(2, 9))) for _ in range(20_000)]
    notes = [made_note(number, options.mentions, vocabulary, rng) for number in range(options.notes)]
    by_annotator = {"anna": notes} | {name: [other_reading(note, rng) for note in notes] for name in ("bilal", "carla")}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.jsonl"
        timed("write", lambda: write_jsonl(path, notes))
        timed("read and check", lambda: read_jsonl(path))
    data = timed("lay three annotators beside each other", lambda: study(by_annotator))
    timed(f"agreement, {options.resamples} resamples", lambda: agreement(data, resamples=options.resamples))
    timed("cases in which they differ", lambda: disagreements(data))
    timed("doubles and near-doubles", lambda: find_doubles(notes))
    print(f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
