"""Text that nobody should send and somebody will: nothing of it raises, and time stays linear."""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest
from spacy.language import Language

from nietpluis.cli import main
from pipeline.notes.values import without_surrogates
from pipeline.summarize import summarize

EXAMPLES = Path(__file__).parents[2] / "examples"
STRANGE = [
    "\x00", "\ufeff", "\u202e", "\u200d", "\u0301", "\ud83d", "😊", "👩‍👩‍👧", "<", ">", "&nbsp;", "&#x;", "\\par", "{\\rtf1",
    "\r", "\n\n", "\t", '"', "'", "„", "[", "]", "[PERSOON-", "<NAAM>", "=\n", "=20", "Van: ", "Met vriendelijke groet,",
    "€", "1" * 40, "a" * 300, "...", "???", ":", "S:", "-", "geen ", "niet ", "of ", "שלום", "العربية", "中文", "ĳ", "ß", "İ",
]  # fmt: skip


def mutated(text: str, rng: random.Random) -> str:
    """The text with a few pieces cut, doubled, swapped or replaced by something strange."""
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(text) + 1)
        to = min(len(text), at + rng.randint(0, 12))
        action = rng.randrange(4)
        if action == 0:
            text = text[:at] + text[to:]
        elif action == 1:
            text = text[:to] + text[at:to] * 2 + text[to:]
        elif action == 2:
            text = text[:at] + rng.choice(STRANGE) + text[to:]
        else:
            text = text[:at] + text[at:to].swapcase()[::-1] + text[to:]
    return text


@pytest.mark.slow
def test_ten_thousand_mutated_notes_never_raise(nlp: Language) -> None:
    rng = random.Random(7)
    notes = [path.read_bytes().decode("utf-8")[:250] for path in sorted(EXAMPLES.rglob("*.txt"))]
    assert len(notes) >= 60
    for _ in range(10_000):
        text = without_surrogates(mutated(rng.choice(notes), rng))
        doc = nlp(text)
        assert doc.text == text
        for signal in summarize(doc).signals:
            assert all(text[e.start : e.end] == e.text for e in signal.evidence)


@pytest.mark.parametrize(
    "text", ["😊" * 50, "\u202eשלום עולם", "\x00\x00", "\n", " ", "a", "?" * 1000, "[" * 500, "<" * 3000]
)
def test_a_note_of_nothing_but_oddities(nlp: Language, text: str) -> None:
    summary = summarize(nlp(text))
    assert summary.signals == () and summary.notices


@pytest.mark.slow
def test_a_very_long_note_takes_time_in_proportion(nlp: Language) -> None:
    piece = "De gang ligt vol afval en mw. doet niet open, geen schulden. Volgens de buren drinkt hij niet meer. "

    def seconds(times: int) -> float:
        start = time.perf_counter()
        found = summarize(nlp(piece * times))
        assert len(found.signals) >= 3
        return time.perf_counter() - start

    seconds(50)
    assert seconds(8000) < 40 * max(seconds(800), 0.05)


def test_a_note_of_five_megabytes_is_rejected_with_its_line(tmp_path: Path) -> None:
    rows = [{"id": "a", "text": "x " * 2_500_000}, {"id": "b", "text": "De gang ligt vol afval."}]
    (tmp_path / "n.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    assert main(["screen", str(tmp_path / "n.jsonl"), "-o", str(tmp_path / "out"), "--quiet"]) == 1
    assert "1,a," in (tmp_path / "out" / "rejected.csv").read_text("utf-8")
    assert len((tmp_path / "out" / "summaries.jsonl").read_text("utf-8").splitlines()) == 1


LEXICON = ("--model", "none")


@pytest.mark.slow
def test_a_hundred_thousand_notes_of_one_character(tmp_path: Path) -> None:
    (tmp_path / "n.jsonl").write_text("".join(f'{{"id": {i}, "text": "x"}}\n' for i in range(100_000)), "utf-8")
    assert (
        main(["screen", str(tmp_path / "n.jsonl"), "-o", str(tmp_path / "out"), "--quiet", "--no-report", *LEXICON])
        == 0
    )
    with (tmp_path / "out" / "summaries.jsonl").open("rb") as lines:
        assert sum(1 for _ in lines) == 100_000
