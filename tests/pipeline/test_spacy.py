"""A spaCy pipeline as any other: saved, loaded elsewhere, piped in processes, serialised."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from pipeline.summarize import summarize

TEXTS = [
    "De gang ligt vol afval, mw. doet niet open.",
    "Geen schulden. Volgens de buren 😊 schreeuwt hij 's nachts.\r\nS: ik wil geen hulp",
    "",
    "Vroeger dronk hij.\tNu niet meer. Hij is bekend bij de GGZ.",
]


def summaries(docs: list[Doc]) -> list[str]:
    return [summarize(doc).model_dump_json() for doc in docs]


@pytest.fixture(scope="module")
def expected(nlp: Language) -> list[str]:
    found = summaries([nlp(text) for text in TEXTS])
    assert '"afspraken_mijden"' in found[0]
    return found


def test_spans_carry_their_qualifiers(nlp: Language) -> None:
    doc = nlp("Geen schulden.")
    (span,) = doc.spans["signals"]
    assert (span.text, span.label_, span._.presence, span._.found_by) == (
        "schulden",
        "financiele_problemen",
        "ontkend",
        ["lexicon"],
    )
    assert doc._.summary == summarize(doc)


def test_a_saved_pipeline_loads_without_importing_nietpluis(nlp: Language, expected: list[str], tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "saved")
    script = (
        "import spacy, sys\n"
        f"nlp = spacy.load({str(tmp_path / 'saved')!r})\n"
        f"texts = {TEXTS!r}\n"
        "for doc in nlp.pipe(texts): print(doc._.summary.model_dump_json())\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == expected


def test_to_bytes_and_back(nlp: Language, expected: list[str]) -> None:
    other = spacy.util.load_model_from_config(nlp.config, auto_fill=True)
    other.from_bytes(nlp.to_bytes())
    assert summaries(list(other.pipe(TEXTS))) == expected


def test_pickle(nlp: Language, expected: list[str]) -> None:
    other = pickle.loads(pickle.dumps(nlp))
    assert summaries(list(other.pipe(TEXTS))) == expected


def test_doc_bin_keeps_everything(nlp: Language, expected: list[str]) -> None:
    stored = DocBin(store_user_data=True, docs=nlp.pipe(TEXTS)).to_bytes()
    docs = list(DocBin(store_user_data=True).from_bytes(stored).get_docs(nlp.vocab))
    assert summaries(docs) == expected
    assert [span.label_ for span in docs[0].spans["signals"]]


def test_a_doc_goes_through_bytes(nlp: Language, expected: list[str]) -> None:
    docs = [Doc(nlp.vocab).from_bytes(doc.to_bytes()) for doc in nlp.pipe(TEXTS)]
    assert summaries(docs) == expected


@pytest.mark.slow
def test_two_processes_give_what_one_gives(nlp: Language, expected: list[str]) -> None:
    assert summaries(list(nlp.pipe(TEXTS * 20, n_process=2, batch_size=7))) == expected * 20


def test_the_text_of_a_doc_is_the_text_that_went_in(nlp: Language) -> None:
    for text in [*TEXTS, "  a  b\n\n c\u0301 \u200b <b>x</b>&nbsp;\x00 \ttab", "\n", "e\u0301\u0301 👩‍👩‍👧 ﷽"]:
        assert nlp(text).text == text


def test_a_foreign_doc_has_no_summary(nlp: Language) -> None:
    with pytest.raises(ValueError, match="nietpluis_summary"):
        summarize(spacy.blank("nl")("tekst"))
