"""Notes to summaries, in one process or several, in input order and with the same bytes either way."""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import nullcontext
from itertools import chain, islice

from spacy.language import Language

from pipeline.assemble import Settings, build
from pipeline.notes import Note
from pipeline.summarize import summarize

CHUNK = 400
CHUNK_WITH_MODEL = 50
"""Notes a worker gets at once: about a second's work, so that progress shows and little is lost by an interruption."""
MANY_WORDS = 100_000
"""Distinct words (about 30 MB) after which the memory of further ones is given back chunk by chunk."""
WORTH_A_POOL, WORTH_A_POOL_WITH_MODEL = 400, 200
"""Notes below which starting workers costs more than it saves."""

_nlp: Language | None = None


def summary_lines(nlp: Language, notes: Sequence[Note]) -> list[str]:
    """The summary of each note as a line of JSON, without its line end."""
    with nlp.memory_zone() if len(nlp.vocab) > MANY_WORDS else nullcontext():
        return [
            summarize(doc, note_id=note.id, metadata=note.metadata, notices=note.notices).model_dump_json()
            for note, doc in zip(notes, nlp.pipe([note.text for note in notes]), strict=True)
        ]


def _start_worker(settings: Settings) -> None:
    global _nlp
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _nlp = build(settings)


def _work(notes: Sequence[Note]) -> list[str]:
    assert _nlp is not None
    return summary_lines(_nlp, notes)


def worth_a_pool(settings: Settings) -> int:
    """Notes from which `screen_notes` starts workers; fewer it reads in one process."""
    return WORTH_A_POOL_WITH_MODEL if settings.model else WORTH_A_POOL


def screen_notes(settings: Settings, notes: Iterable[Note], workers: int = 1) -> Iterator[tuple[Note, str]]:
    """Each note with its summary line, in input order. At most `workers` × 4 chunks are held at any time."""
    stream = iter(notes)
    size, worth = CHUNK_WITH_MODEL if settings.model else CHUNK, worth_a_pool(settings)
    head = list(islice(stream, worth))
    if workers < 2 or len(head) < worth:
        nlp = build(settings)
        for chunk in _chunks(chain(head, stream), size):
            yield from zip(chunk, summary_lines(nlp, chunk), strict=True)
        return
    if settings != Settings():
        build(settings)  # a mistake in a user's lexicon or model is told here, not by a worker that dies of it
    context = multiprocessing.get_context("forkserver" if sys.platform == "linux" else "spawn")
    if sys.platform == "linux":
        context.set_forkserver_preload(["pipeline.screening.preload"])
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker, initargs=(settings,)) as pool:
        waiting: deque[tuple[list[Note], Future[list[str]]]] = deque()
        try:
            for chunk in _chunks(chain(head, stream), size):
                waiting.append((chunk, pool.submit(_work, chunk)))
                if len(waiting) >= workers * 4:
                    done, future = waiting.popleft()
                    yield from zip(done, future.result(), strict=True)
            while waiting:
                done, future = waiting.popleft()
                yield from zip(done, future.result(), strict=True)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _chunks(notes: Iterator[Note], size: int) -> Iterator[list[Note]]:
    while chunk := list(islice(notes, size)):
        yield chunk
