"""nietpluis against clinlp 0.10.0 on the same notes, in turn, in one run; see `benchmarks/README.md`."""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from annotation.inline import parse_inline
from pipeline.assemble import Settings, build
from pipeline.lexicon.entries import load_lexicon
from pipeline.notes import Note, read_notes
from pipeline.screening.workers import screen_notes, summary_lines

CLINLP = "clinlp==0.10.0"
TERMS = 200
WARM_UP = 100
"""Notes that every process reads before the clock runs; they are not among those that are measured."""
RUNNER = """
import json, sys, time
import spacy, clinlp
from clinlp.ie import Term

given = json.load(open(sys.argv[1], encoding="utf-8"))
nlp = spacy.blank("clinlp")
nlp.add_pipe("clinlp_normalizer")
nlp.add_pipe("clinlp_sentencizer")
matcher = nlp.add_pipe("clinlp_rule_based_entity_matcher", config={"attr": "NORM"})
matcher.add_terms_from_dict(given["terms"])
nlp.add_pipe("clinlp_context_algorithm", config={"phrase_matcher_attr": "NORM"})
for doc in nlp.pipe(given["warm_up"]):
    pass
print("{}", flush=True)
for line in sys.stdin:
    texts = given["texts"][slice(*json.loads(line))]
    start, cpu = time.perf_counter(), time.process_time()
    entities = sum(len(doc.spans["ents"]) for doc in nlp.pipe(texts))
    times = {"seconds": time.perf_counter() - start, "cpu": time.process_time() - cpu}
    print(json.dumps({**times, "entities": entities}), flush=True)
"""


@dataclass
class Times:
    """Seconds of each round of one way to read the same notes; `cpu`: of processor time, where it is one process."""

    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


def terms() -> dict[str, list[str]]:
    """About 200 literal terms of the lexicon, spread evenly over its labels, by label."""
    by_label: dict[str, list[str]] = {}
    for _, label, entry in load_lexicon().entries():
        for phrase in entry.phrase:
            for word in phrase.replace("=", "").split("|"):
                if word.isalpha() and len(word) > 3:
                    by_label.setdefault(label, []).append(word)
    share = -(-TERMS // len(by_label))
    return {label: sorted(set(words))[:share] for label, words in by_label.items()}


def clinlp_python(folder: Path) -> Path:
    """The interpreter of a new environment that has clinlp."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", CLINLP], check=True)
    return python


class Clinlp:
    """A process with clinlp that reads parts of the given notes when it is told to."""

    def __init__(self, python: Path, given: Path) -> None:
        self._process = subprocess.Popen(
            [python, "-W", "ignore", "-c", RUNNER, given],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=given.parent,
        )
        self.answer()

    def go(self, low: int, high: int) -> None:
        assert self._process.stdin
        self._process.stdin.write(f"[{low}, {high}]\n")
        self._process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        assert self._process.stdout
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def __enter__(self) -> Clinlp:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()


def compare(texts: Sequence[str], python: Path, folder: Path, rounds: int) -> dict[str, Times]:
    """Times of every way, in turn, round after round."""
    warm_up, texts = texts[:WARM_UP], texts[WARM_UP:]
    given = folder / "given.json"
    data = {"texts": list(texts), "warm_up": list(warm_up), "terms": terms()}
    given.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    notes = [Note(str(i), text) for i, text in enumerate(texts)]
    nlp = build(Settings())
    summary_lines(nlp, [Note(str(i), text) for i, text in enumerate(warm_up)])
    whole, tagging, two = Times(), Times(), Times()
    clinlp, two_clinlp = Times(), Times()
    entities = mentions = 0
    with ExitStack() as stack:
        others = [stack.enter_context(Clinlp(python, given)) for _ in range(2)]
        for _ in range(rounds):
            start, cpu = time.perf_counter(), time.process_time()
            lines = [line for low in range(0, len(notes), 400) for line in summary_lines(nlp, notes[low : low + 400])]
            _stop(whole, start, cpu)
            mentions = sum(line.count('"found_by":') for line in lines)
            with nlp.select_pipes(disable=["nietpluis_questions", "nietpluis_summary"]):
                start, cpu = time.perf_counter(), time.process_time()
                found = sum(len(doc.spans["signals"]) for doc in nlp.pipe(texts))
                _stop(tagging, start, cpu)
            assert found == mentions
            others[0].go(0, len(texts))
            answer = others[0].answer()
            clinlp.seconds.append(answer["seconds"])
            clinlp.cpu.append(answer["cpu"])
            entities = answer["entities"]
            start = time.perf_counter()
            assert sum(1 for _ in screen_notes(Settings(), notes, 2)) == len(notes)
            two.seconds.append(time.perf_counter() - start)
            start = time.perf_counter()
            others[0].go(0, len(texts) // 2)
            others[1].go(len(texts) // 2, len(texts))
            assert sum(other.answer()["entities"] for other in others) == entities
            two_clinlp.seconds.append(time.perf_counter() - start)
    words = sum(text.count(" ") + 1 for text in texts) / len(texts)
    print(f"{len(texts):,} different notes, {words:.0f} words a note, {rounds} rounds")
    print(
        f"mentions found: nietpluis {mentions:,}, clinlp {entities:,} (with {sum(map(len, data['terms'].values()))} terms)"
    )
    return {
        "clinlp, one process": clinlp,
        "nietpluis, one process, tagging and context": tagging,
        "nietpluis, one process, whole chain to JSON": whole,
        "clinlp, two processes, their start left out": two_clinlp,
        "nietpluis, two processes, their start and JSON included": two,
    }


def _stop(times: Times, start: float, cpu: float) -> None:
    times.seconds.append(time.perf_counter() - start)
    times.cpu.append(time.process_time() - cpu)


def read_texts(inputs: Sequence[str]) -> list[str]:
    """Texts of note files, and of marked corpora (`.tsv`: the last column, its marks taken out)."""
    corpora = [Path(name) for name in inputs if name.endswith(".tsv")]
    others = [name for name in inputs if not name.endswith(".tsv")]
    texts = [row.text for row in read_notes(others) if isinstance(row, Note)] if others else []
    for path in corpora:
        texts += [parse_inline(line.split("\t")[-1])[0] for line in path.read_text("utf-8").splitlines() if line]
    return list(dict.fromkeys(texts))


def joined(texts: Sequence[str], words: int) -> Iterator[str]:
    """Notes of about so many words: short ones joined with the next, long ones as they are. None comes twice."""
    note = ""
    for text in texts:
        note = f"{note} {text}" if note else text
        if note.count(" ") + 1 >= words * 0.75:
            yield note
            note = ""


def main() -> None:
    corpus = sorted(str(path) for path in Path("training/corpus").glob("*.tsv"))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inputs", nargs="*", default=["examples"], help="notes (default: examples/)")
    parser.add_argument("--corpus", nargs="*", default=corpus, help="marked notes for the rest (default: all shipped)")
    parser.add_argument("--notes", type=int, default=2500)
    parser.add_argument("--words", type=int, default=124, help="words a note; shorter notes are joined")
    parser.add_argument(
        "--rounds", type=int, default=3, help="at least 2: the first shows words seen for the first time"
    )
    parser.add_argument("--clinlp-python", type=Path, help="interpreter of an environment that has clinlp")
    options = parser.parse_args()
    rest = read_texts(options.corpus)
    random.Random(0).shuffle(rest)
    texts = list(joined([*read_texts(options.inputs), *rest], options.words))[: options.notes + WARM_UP]
    random.Random(1).shuffle(texts)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = options.clinlp_python or clinlp_python(folder / "env")
        ways = compare(texts, python, folder, options.rounds)
    show(ways, len(texts) - WARM_UP)


def show(ways: dict[str, Times], number: int) -> None:
    """Prints notes a second of every way, and against clinlp with as many processes."""
    titles = ("first time", "again", "a cpu second")
    print(f"{'notes a second':<58}" + "".join(f"{title:>14}{'x clinlp':>10}" for title in titles))
    against = Times()
    for way, times in ways.items():
        against = times if way.startswith("clinlp") else against
        cells = [(times.seconds[0], against.seconds[0]), (median(times.seconds[1:]), median(against.seconds[1:]))]
        if times.cpu:
            cells.append((median(times.cpu[1:]), median(against.cpu[1:])))
        print(f"{way:<58}" + "".join(f"{number / own:>14,.0f}{other / own:>10.1f}" for own, other in cells))


if __name__ == "__main__":
    main()
