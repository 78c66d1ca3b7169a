"""The datasheet of the corpus, `training/corpus/README.md`, from a template and the files themselves."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from annotation.doubles import find_doubles
from training.corpora import CORPUS, NOTE_WORDS, load_corpus, load_writers, missing_files
from training.corpora.counts import count

DATASHEET = "README.md"
SECOND_READING = CORPUS.parent / "second_reading" / "agreement.json"
_SECOND_ROWS = {
    "raised labels, Krippendorff's alpha, mean over labels": ("notes", "gemiddelde", "krippendorff_alpha"),
    "raised labels, positive agreement, mean over labels": ("notes", "gemiddelde", "positive_agreement"),
    "mentions, F1 on overlapping words": ("spans", "alle", "overlap_f1"),
    "mentions, F1 on exactly the same words": ("spans", "alle", "exact_f1"),
    "mentions, alpha for unitizing": ("spans", "alle", "unitizing_alpha"),
    "presence of shared mentions, kappa": ("qualifiers", "presence", "cohen_kappa"),
    "temporality, kappa": ("qualifiers", "temporality", "cohen_kappa"),
    "experiencer, kappa": ("qualifiers", "experiencer", "cohen_kappa"),
    "attribution, kappa": ("qualifiers", "attribution", "cohen_kappa"),
}


def corpus_digest(folder: Path = CORPUS) -> str:
    """A hash of all marked text and its splits: the first 16 hex digits of a SHA-256."""
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.tsv"), folder / "writers.yaml"]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def datasheet(folder: Path = CORPUS) -> str:
    """The datasheet as Markdown. Raises `CorpusError` for a corpus that cannot be read."""
    notes = load_corpus(folder=folder)
    counts = count(notes)
    absent = set(missing_files(folder))
    environment = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False)
    template = environment.from_string((Path(__file__).parent / "datasheet.md.jinja").read_text("utf-8"))
    return template.render(
        counts=counts,
        note_from=NOTE_WORDS,
        note_words_mean=round(counts.note_words / max(1, counts.notes)),
        quiet_share=counts.quiet / max(1, counts.notes),
        unmarked_share=counts.unmarked_snippets / max(1, counts.snippets),
        digest=corpus_digest(folder),
        doubles=len(find_doubles(notes)),
        writers_in=Counter(w.split for w in load_writers(folder).values() if w.id not in absent),
        shortfalls=counts.shortfalls(),
        **_second_reading(),
    )


def _second_reading() -> dict[str, Any]:
    """The figures of `training/second_reading`, and its five labels of least agreement."""
    second = json.loads(SECOND_READING.read_text("utf-8"))
    alphas = {
        label: row["krippendorff_alpha"]["value"]
        for label, row in second["notes"].items()
        if label != "gemiddelde" and row["krippendorff_alpha"]["value"] is not None
    }
    weakest = sorted(alphas, key=lambda label: alphas[label])[:5]
    return {
        "second": second,
        "second_rows": [(name, second[part][row][cell]) for name, (part, row, cell) in _SECOND_ROWS.items()],
        "second_weakest": ", ".join(f"{label} ({alphas[label]:.2f})" for label in weakest),
    }
