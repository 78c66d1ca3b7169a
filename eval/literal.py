"""The baseline for a lexicon: its literal words, without inflection, gaps or context; all that is found is raised.

`python -m eval.literal CORPUS...` prints how well that does.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

import spacy
from spacy.matcher import PhraseMatcher

from annotation.corpus import AnnotatedMention, AnnotatedNote
from eval.evaluation import read_corpora
from eval.raised import raised_figures
from eval.scored import ScoredNote
from pipeline.lexicon.entries import load_lexicon


def score_literal(notes: Sequence[AnnotatedNote]) -> Iterator[ScoredNote]:
    """What the literal words find in notes."""
    nlp = spacy.blank("nl")
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    for _, label, entry in load_lexicon().entries():
        for phrase in entry.phrase:
            words = phrase.replace("=", "").split("|") if " " not in phrase else [phrase.replace("=", "")]
            plain = [word for word in words if not set("|&.*<>()") & set(word)]
            matcher.add(label, [nlp.make_doc(word) for word in plain])
    for note in notes:
        found = tuple(
            AnnotatedMention(label=span.label_, start=span.start_char, end=span.end_char, text=span.text)
            for span in matcher(nlp(note.text), as_spans=True)
        )
        raised = frozenset(mention.label for mention in found)
        yield ScoredNote(note, raised, dict.fromkeys(raised, 1.0), found)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+", type=Path)
    options = parser.parse_args(arguments)
    rows = list(score_literal([note for notes in read_corpora(options.corpora).values() for note in notes]))
    found = raised_figures([row.note.raised for row in rows], [row.raised for row in rows])
    for name, figure in (
        ("micro precision", found.micro.precision),
        ("micro recall", found.micro.recall),
        ("micro F1", found.micro.f1),
        ("macro F1", found.macro_f1),
        ("raised a note without a signal", found.quiet_raised),
    ):
        shown = "-" if figure.value is None else f"{figure.value:.3f} ({figure.low:.3f} - {figure.high:.3f})"
        print(f"{name:<32} {shown}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
