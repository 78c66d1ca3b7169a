"""Speed and memory on this machine: notes and words a second, time to the first summary, peak memory.

The named alternative is spaCy's `PhraseMatcher` over the literal words of the lexicon, without inflection, gaps or
context: what one would write in an afternoon, and the floor of what a spaCy pipeline can cost.
`benchmarks/against_clinlp.py` compares with another Dutch pipeline.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

import spacy
from spacy.matcher import PhraseMatcher

from pipeline.assemble import Settings, build
from pipeline.lexicon.entries import load_lexicon
from pipeline.notes import Note
from pipeline.screening.workers import screen_notes, summary_lines

WORDS_A_NOTE = 120
_PEAK = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-m", "nietpluis", "screen", "-", "--format", "json"], input=sys.argv[1].encode(),
               stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@dataclass(frozen=True, slots=True)
class Speed:
    """Notes and words a second of one way to process the same notes: the median of the rounds."""

    name: str
    notes_a_second: float
    words_a_second: float


@dataclass(frozen=True, slots=True)
class Bench:
    """What was measured. Seconds from starting the command to its end on one short note; peak memory in MB."""

    notes: int
    words: int
    speeds: tuple[Speed, ...]
    seconds_to_first_summary: float
    peak_megabytes: float


def composed_notes(number: int, seed: int = 0) -> list[str]:
    """Notes of about 120 words put together from the sentences of the lexicon's own entries.

    Every other sentence is one in which an entry must not match, so that a note holds about as many signals as a real
    one that is full of them.
    """
    rng = random.Random(seed)
    entries = [entry for _, _, entry in load_lexicon().entries()]
    hits = [entry.hit for entry in entries]
    misses = [miss for entry in entries for miss in entry.miss]
    notes = []
    for _ in range(number):
        sentences: list[str] = []
        while sum(sentence.count(" ") + 1 for sentence in sentences) < WORDS_A_NOTE:
            sentences.append(rng.choice(hits if len(sentences) % 2 else misses))
        notes.append(" ".join(sentences))
    return notes


def phrase_matcher() -> Callable[[list[str]], int]:
    """A function that counts the matches of a bare PhraseMatcher in texts."""
    nlp = spacy.blank("nl")
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    for entry_id, _, entry in load_lexicon().entries():
        literal = [phrase.replace("=", "") for phrase in entry.phrase]
        plain = [phrase for phrase in literal if not set("|&.*<>()") & set(phrase)]
        if plain:
            matcher.add(entry_id, [nlp.make_doc(phrase) for phrase in plain])

    def count(texts: list[str]) -> int:
        return sum(len(matcher(nlp.make_doc(text))) for text in texts)

    return count


def measure(texts: Sequence[str], workers: int, rounds: int = 3) -> Bench:
    """Runs every way `rounds` times, in turn, and takes medians."""
    notes = [Note(str(i), text) for i, text in enumerate(texts)]
    words = sum(text.count(" ") + 1 for text in texts)
    nlp = build(Settings())
    bare = phrase_matcher()
    ways: dict[str, Callable[[], object]] = {
        "nietpluis, one process": lambda: summary_lines(nlp, notes),
        "spaCy PhraseMatcher, one process": lambda: bare(list(texts)),
    }
    if workers > 1:
        ways[f"nietpluis, {workers} processes, their start included"] = lambda: sum(
            1 for _ in screen_notes(Settings(), notes, workers)
        )
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, run in ways.items():
            start = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - start)
    speeds = tuple(
        Speed(name, len(notes) / median(seconds), words / median(seconds)) for name, seconds in times.items()
    )
    return Bench(len(notes), words, speeds, *_first_summary(rounds))


def _first_summary(rounds: int) -> tuple[float, float]:
    """Seconds from start to end of `nietpluis screen -` on one note, and its peak memory in MB."""
    text = "Mw. doet niet open, de post ligt tot aan de deurmat."
    seconds, peaks = [], []
    for _ in range(rounds):
        start = time.perf_counter()
        command = [sys.executable, "-m", "nietpluis", "screen", "-", "--format", "json"]
        subprocess.run(command, input=text.encode(), stdout=subprocess.DEVNULL, check=True)
        seconds.append(time.perf_counter() - start)
        done = subprocess.run([sys.executable, "-c", _PEAK, text], capture_output=True, text=True, check=True)
        peaks.append(int(done.stdout) / (1024 if sys.platform != "darwin" else 1024 * 1024))
    return median(seconds), median(peaks)
