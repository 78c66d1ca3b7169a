"""spaCy's own text classifier and span categoriser, trained from nothing with cheap settings."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from random import Random

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import fix_random_seed

from annotation.corpus import AnnotatedNote
from pipeline.assemble import blank
from pipeline.taxonomy import taxonomy
from training.baselines.sentences import Array, Sentences, split

KEY = "raised"
_BOW = {
    "@architectures": "spacy.TextCatBOW.v3",
    "exclusive_classes": False,
    "length": 65536,
    "ngram_size": 2,
    "no_output_layer": False,
}
_CNN = {
    "@architectures": "spacy.HashEmbedCNN.v2",
    "width": 96,
    "depth": 2,
    "embed_size": 4000,
    "window_size": 1,
    "maxout_pieces": 3,
    "subword_features": True,
    "pretrained_vectors": None,
}


class TextCat:
    """`textcat_multilabel` over a bag of words on sentences; a note has its highest sentence."""

    settings = (
        "sentences; spaCy textcat_multilabel, bag of 1-2 words in 65,536 columns, 8 passes in batches of 256; a note has "
        "its highest sentence"
    )
    passes, batch = 8, 256

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._nlp = blank()

    def fit(self, notes: Sequence[AnnotatedNote]) -> None:
        labels = list(taxonomy().labels)
        nlp = blank()
        nlp.add_pipe("textcat_multilabel", config={"model": _BOW})
        sentences = split(notes)
        examples = [
            Example.from_dict(nlp.make_doc(text), {"cats": dict(zip(labels, map(float, row), strict=True))})
            for text, row in zip(sentences.texts, sentences.raised, strict=True)
        ]
        _train(nlp, "textcat_multilabel", examples, self.passes, self.batch, self._seed)
        self._nlp = nlp

    def scores(self, notes: Sequence[AnnotatedNote]) -> Array:
        labels = list(taxonomy().labels)
        sentences = split(notes)
        rows = [[doc.cats[label] for label in labels] for doc in _run(self._nlp, sentences)]
        return sentences.pooled(np.array(rows), len(notes))


class SpanCat:
    """`spancat_singlelabel` over a small convolutional network on sentences; a note has its highest span.

    The component for one label a span: that for several, `spancat`, sends what it learns through a sigmoid, which dies out where
    of a hundred spans one has a label; it raised nothing after two passes in batches of 64.
    """

    settings = (
        "sentences; spaCy spancat_singlelabel over a HashEmbedCNN (96 wide, 2 deep), spans of 1-8 words, 6 passes in "
        "batches of 32; a note has its highest span"
    )
    passes, batch, longest = 6, 32, 8

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._nlp = blank()

    def fit(self, notes: Sequence[AnnotatedNote]) -> None:
        nlp = blank()
        nlp.add_pipe("tok2vec", config={"model": _CNN})
        suggester = {"@misc": "spacy.ngram_range_suggester.v1", "min_size": 1, "max_size": self.longest}
        listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "*"}
        nlp.add_pipe(
            "spancat_singlelabel",
            config={
                "spans_key": KEY,
                "negative_weight": 0.1,
                "suggester": suggester,
                "model": {
                    "@architectures": "spacy.SpanCategorizer.v1",
                    "tok2vec": listener,
                    "reducer": {"@layers": "spacy.mean_max_reducer.v1", "hidden_size": 96},
                    "scorer": {"@layers": "Softmax.v2"},
                },
            },
        )
        examples = [Example(doc.copy(), doc) for doc in _with_spans(nlp, notes)]
        for example in examples:
            example.predicted.spans.pop(KEY, None)
        _train(nlp, "spancat_singlelabel", examples, self.passes, self.batch, self._seed)
        self._nlp = nlp

    def scores(self, notes: Sequence[AnnotatedNote]) -> Array:
        index = {label: i for i, label in enumerate(taxonomy().labels)}
        sentences = split(notes)
        rows = np.zeros((len(sentences.texts), len(index)))
        for number, doc in enumerate(_run(self._nlp, sentences)):
            spans = doc.spans[KEY]
            for span, probability in zip(spans, np.ravel(spans.attrs["scores"]), strict=True):
                column = index[span.label_]
                rows[number, column] = max(rows[number, column], float(probability))
        return sentences.pooled(rows, len(notes))


def _with_spans(nlp: Language, notes: Sequence[AnnotatedNote]) -> Iterator[Doc]:
    """Sentences with their raised mentions as spans, cut at the borders of the sentence."""
    for note in notes:
        whole = nlp.make_doc(note.text)
        for sentence in nlp.get_pipe("nietpluis_sentences")(whole).sents:
            if not sentence.text.strip():
                continue
            doc = sentence.as_doc()
            offset = sentence.start_char
            spans = []
            for mention in note.mentions:
                start, end = max(mention.start, offset), min(mention.end, sentence.end_char)
                if mention.raised and start < end:
                    span = doc.char_span(start - offset, end - offset, label=mention.label, alignment_mode="expand")
                    if span is not None:
                        spans.append(span)
            doc.spans[KEY] = spans
            yield doc


def _train(nlp: Language, name: str, examples: list[Example], passes: int, batch: int, seed: int) -> None:
    fix_random_seed(seed)
    for label in taxonomy().labels:
        nlp.get_pipe(name).add_label(label)  # type: ignore[attr-defined]
    rng = Random(seed)
    with warnings.catch_warnings(), nlp.select_pipes(disable=["nietpluis_sentences"]):
        warnings.filterwarnings("ignore", category=FutureWarning, module="thinc")
        optimizer = nlp.initialize(lambda: examples[:500])
        for _ in range(passes):
            mixed = rng.sample(examples, len(examples))
            for start in range(0, len(mixed), batch):
                nlp.update(mixed[start : start + batch], sgd=optimizer, drop=0.2)


def _run(nlp: Language, sentences: Sentences) -> Iterator[Doc]:
    with nlp.select_pipes(disable=["nietpluis_sentences"]):
        yield from nlp.pipe(sentences.texts, batch_size=256)
