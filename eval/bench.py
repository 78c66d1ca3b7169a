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

from models.scorer import DEFAULT
from pipeline.assemble import Settings, build
from pipeline.lexicon.entries import load_lexicon
from pipeline.notes import Note
from pipeline.screening.workers import screen_notes, summary_lines, worth_a_pool

WORDS_A_NOTE = 120
ONE_IN = 5
"""The share of the notes that the network reads, which is far slower than the rest."""
_TIMED = """
import resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run(sys.argv[2:], input=sys.argv[1].encode(), stdout=subprocess.DEVNULL, check=True)
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@dataclass(frozen=True, slots=True)
class Speed:
    """Notes and words a second of one way to process `notes` of the notes: the median of the rounds."""

    name: str
    notes: int
    notes_a_second: float
    words_a_second: float


@dataclass(frozen=True, slots=True)
class Bench:
    """What was measured, with which model (None: the lexicon alone). Seconds from starting the command to its end on one
    short note; peak memory in MB."""

    notes: int
    words: int
    model: str | None
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


@dataclass(frozen=True, slots=True)
class _Way:
    notes: list[Note]
    run: Callable[[list[Note]], object]


def measure(texts: Sequence[str], workers: int, rounds: int = 3, model: str | None = None) -> Bench:
    """Runs every way `rounds` times, in turn, and takes medians: without a model, with `model` (a folder or `default`)
    on a fifth of the notes, and the alternative. Several processes are measured where there are notes enough to use them."""
    notes = [Note(str(i), text) for i, text in enumerate(texts)]
    bare = phrase_matcher()
    ways = {"spaCy PhraseMatcher, one process": _Way(notes, lambda some: bare([note.text for note in some]))}
    ways |= _own_ways("lexicon alone", Settings(), notes, workers)
    if model is not None:
        few = notes[: max(1, len(notes) // ONE_IN)]
        ways |= _own_ways("lexicon and network", Settings(model=model), few, workers)
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.perf_counter()
            way.run(way.notes)
            times[name].append(time.perf_counter() - start)
    speeds = tuple(_speed(name, way.notes, median(times[name])) for name, way in ways.items())
    return Bench(len(notes), _words(notes), model, speeds, *_first_summary(rounds, model))


def _own_ways(name: str, settings: Settings, notes: list[Note], workers: int) -> dict[str, _Way]:
    nlp = build(settings)
    ways = {f"{name}, one process": _Way(notes, lambda some: summary_lines(nlp, some))}
    if workers > 1 and len(notes) >= worth_a_pool(settings):
        ways[f"{name}, {workers} processes, their start included"] = _Way(
            notes, lambda some: sum(1 for _ in screen_notes(settings, some, workers))
        )
    return ways


def _speed(name: str, notes: Sequence[Note], seconds: float) -> Speed:
    return Speed(name, len(notes), len(notes) / seconds, _words(notes) / seconds)


def _words(notes: Sequence[Note]) -> int:
    return sum(note.text.count(" ") + 1 for note in notes)


def _first_summary(rounds: int, model: str | None) -> tuple[float, float]:
    """Seconds from start to end of `nietpluis screen -` on one note, and its peak memory in MB."""
    text = "Mw. doet niet open, de post ligt tot aan de deurmat."
    chosen = [] if model == DEFAULT else ["--model", model or "none"]
    command = [sys.executable, "-m", "nietpluis", "screen", "-", "--format", "json", *chosen]
    seconds, peaks = [], []
    for _ in range(rounds):
        timed = [sys.executable, "-c", _TIMED, text, *command]
        done = subprocess.run(timed, capture_output=True, text=True, check=True)
        took, peak = done.stdout.split()
        seconds.append(float(took))
        peaks.append(int(peak) / (1024 if sys.platform != "darwin" else 1024 * 1024))
    return median(seconds), median(peaks)
