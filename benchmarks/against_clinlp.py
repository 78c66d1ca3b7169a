"""nietpluis against clinlp 0.10.0 on the same notes, in turn, in one run; see `benchmarks/README.md`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from statistics import median

from pipeline.assemble import Settings, build
from pipeline.lexicon.entries import load_lexicon
from pipeline.notes import Note, read_notes
from pipeline.screening.workers import screen_notes, summary_lines

CLINLP = "clinlp==0.10.0"
TERMS = 200
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
for line in sys.stdin:
    start = time.perf_counter()
    entities = sum(len(doc.spans["ents"]) for doc in nlp.pipe(given["texts"]))
    print(json.dumps({"seconds": time.perf_counter() - start, "entities": entities}), flush=True)
"""


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


def compare(texts: Sequence[str], python: Path, folder: Path, rounds: int) -> dict[str, float]:
    """Notes a second of each way, medians of the rounds, after one round that is not counted."""
    given = folder / "given.json"
    given.write_text(json.dumps({"texts": list(texts), "terms": terms()}, ensure_ascii=False), "utf-8")
    notes = [Note(str(i), text) for i, text in enumerate(texts)]
    nlp = build(Settings())
    times: dict[str, list[float]] = {"nietpluis, one process": [], "nietpluis, two processes": [], "clinlp": []}
    with subprocess.Popen(
        [python, "-W", "ignore", "-c", RUNNER, given],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=folder,
    ) as other:
        assert other.stdin and other.stdout
        entities = 0
        for number in range(rounds + 1):
            start = time.perf_counter()
            lines = summary_lines(nlp, notes)
            one = time.perf_counter() - start
            start = time.perf_counter()
            count = sum(1 for _ in screen_notes(Settings(), notes, 2))
            two = time.perf_counter() - start
            other.stdin.write("go\n")
            other.stdin.flush()
            answer = json.loads(other.stdout.readline())
            entities = answer["entities"]
            if number:
                for name, seconds in zip(times, (one, two, answer["seconds"]), strict=True):
                    times[name].append(seconds)
        assert count == len(notes)
        other.stdin.close()
    mentions = sum(len(s["evidence"]) for line in lines for s in _signals(json.loads(line)))
    print(
        f"{len(texts):,} notes, {sum(t.count(' ') + 1 for t in texts) / len(texts):.0f} words a note, {rounds} rounds"
    )
    print(f"mentions found: nietpluis {mentions:,}, clinlp {entities:,} (with {sum(map(len, terms().values()))} terms)")
    return {name: len(texts) / median(seconds) for name, seconds in times.items()}


def _signals(summary: dict[str, list[dict[str, list[object]]]]) -> list[dict[str, list[object]]]:
    return [*summary["signals"], *summary["protective_factors"]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inputs", nargs="*", default=["examples"], help="notes (default: examples/)")
    parser.add_argument("--notes", type=int, default=2000)
    parser.add_argument("--words", type=int, default=124, help="words a note; shorter notes are joined")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clinlp-python", type=Path, help="interpreter of an environment that has clinlp")
    options = parser.parse_args()
    sentences = cycle(row.text for row in list(read_notes(options.inputs)) if isinstance(row, Note))
    texts = list(islice(_joined(sentences, options.words), options.notes))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = options.clinlp_python or clinlp_python(folder / "env")
        speeds = compare(texts, python, folder, options.rounds)
    for way, speed in speeds.items():
        print(f"{way:<28} {speed:>8,.0f} notes/s   {speed / speeds['clinlp']:.1f} x clinlp")


def _joined(texts: Iterator[str], words: int) -> Iterator[str]:
    """Notes of about so many words: short ones joined with the next, long ones as they are."""
    for note in texts:
        while note.count(" ") + 1 < words * 0.75:
            note += " " + next(texts)
        yield note


if __name__ == "__main__":
    main()
