"""Running baselines on given training and test notes: as they are, with one voice left out, on parts of the corpus, and
with augmentation."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import numpy as np

from annotation.corpus import AnnotatedNote
from eval.literal import score_literal
from eval.raised import RaisedFigures, raised_figures
from training.augment import CHANGES, Settings, augmented
from training.baselines.joined import RAISED, Lexicon, WithLexicon
from training.baselines.simple import Nothing, Prior
from training.baselines.tagger import Array, Baseline, best_threshold, inner_split, raised_at

Notes = Sequence[AnnotatedNote]
SHARES = (0.25, 0.5, 0.75, 1.0)
THIRDS = 3


@dataclass(frozen=True, slots=True)
class Row:
    """A baseline on the test notes. `left_out`: every test voice tagged by the baseline trained without that voice (with
    the threshold of the whole), and `voices` the same a voice; None where nothing is learned or it was not asked for.
    `thirds`: without a third of the voices at once, that one among them."""

    name: str
    settings: str
    threshold: float | None
    figures: RaisedFigures
    left_out: RaisedFigures | None
    voices: dict[str, RaisedFigures]
    seconds: float
    thirds: bool


@dataclass(slots=True)
class Bench:
    """Training and test notes with the baselines that can be run on them."""

    train: Notes
    test: Notes
    base: str = "offline"
    seed: int = 0
    _lexicon: Lexicon | None = field(default=None)
    _embed: Any = field(default=None)
    _memory: dict[int, Any] = field(default_factory=dict)

    @property
    def lexicon(self) -> Lexicon:
        if self._lexicon is None:
            self._lexicon = Lexicon()
        return self._lexicon

    def baselines(self) -> dict[str, Callable[[], Baseline]]:
        """How to make each baseline, by name, from cheap to dear."""

        def tfidf() -> Baseline:
            from training.baselines.linear import TfIdf

            return TfIdf(self.seed, self._memory)

        def frozen() -> Baseline:
            from training.baselines.embed import Embedder
            from training.baselines.linear import FrozenEncoder

            self._embed = self._embed or Embedder(self.base, [note.text for note in self.train])
            return FrozenEncoder(self._embed)

        def fine_tuned() -> Baseline:
            from training.baselines.finetuned import SentenceClassifier

            return SentenceClassifier(self.base, self.seed)

        def textcat() -> Baseline:
            from training.baselines.spacy_models import TextCat

            return TextCat(self.seed)

        def spancat() -> Baseline:
            from training.baselines.spacy_models import SpanCat

            return SpanCat(self.seed)

        return {
            "nothing": Nothing,
            "prior": Prior,
            "literal words": Literal,
            "lexicon": lambda: self.lexicon,
            "tf-idf": tfidf,
            "tf-idf with lexicon": lambda: WithLexicon(tfidf(), self.lexicon),
            "spacy textcat": textcat,
            "spacy spancat": spancat,
            "frozen encoder": frozen,
            "frozen encoder with lexicon": lambda: WithLexicon(frozen(), self.lexicon),
            "fine-tuned sentences": fine_tuned,
        }

    def row(self, name: str, *, left_out: bool = False, thirds: bool = False) -> Row:
        """One baseline; `left_out` also with every voice left out, one after the other or in `thirds`."""
        began = time.perf_counter()
        baseline = self.baselines()[name]()
        threshold = self._threshold(baseline, self.train)
        baseline.fit(self.train)
        figures = self._figures(baseline.scores(self.test), threshold)
        again = left_out and _learns(baseline)
        pooled, voices = self._left_out(baseline, threshold, thirds) if again else (None, {})
        shown = threshold if _learns(baseline) else None
        seconds = time.perf_counter() - began
        return Row(name, baseline.settings, shown, figures, pooled, voices, seconds, again and thirds)

    def curve(self, name: str) -> dict[str, RaisedFigures]:
        """The baseline trained on random shares of the items, the smaller within the larger."""
        items = Random(self.seed).sample(list(self.train), len(self.train))
        found = {}
        for share in SHARES:
            part = items[: round(share * len(items))]
            baseline = self.baselines()[name]()
            threshold = self._threshold(baseline, part)
            baseline.fit(part)
            found[f"{share:.0%} ({len(part):,} items)"] = self._figures(baseline.scores(self.test), threshold)
        return found

    def ablation(self, name: str) -> dict[str, RaisedFigures]:
        """The baseline with a variant of every training item added: none, each kind of change alone, all together.

        All at the threshold of the baseline without augmentation.
        """
        threshold = self._threshold(self.baselines()[name](), self.train)
        kinds: dict[str, Settings | None] = {"none": None}
        kinds.update({kind: Settings.only(kind) for kind in CHANGES})
        kinds["all"] = Settings()
        found = {}
        for kind, settings in kinds.items():
            baseline = self.baselines()[name]()
            extra = list(augmented(self.train, self.seed, settings)) if settings else []
            baseline.fit([*self.train, *extra])
            found[f"{kind} ({len(extra):,} variants)"] = self._figures(baseline.scores(self.test), threshold)
        return found

    def _threshold(self, baseline: Baseline, train: Notes) -> float:
        if not _learns(baseline):
            return RAISED
        inner = inner_split(train, self.seed)
        baseline.fit(inner.learn)
        return best_threshold(baseline.scores(inner.choose), inner.choose)

    def _figures(self, scores: Array, threshold: float) -> RaisedFigures:
        return raised_figures([note.raised for note in self.test], raised_at(scores, threshold), per_label=False)

    def _left_out(
        self, baseline: Baseline, threshold: float, thirds: bool
    ) -> tuple[RaisedFigures, dict[str, RaisedFigures]]:
        gold: list[frozenset[str]] = []
        found: list[frozenset[str]] = []
        voices = {}
        every = {note.source for note in self.test}
        for part in in_parts(every, THIRDS if thirds else len(every)):
            baseline.fit([note for note in self.train if note.source not in part])
            for voice in sorted(part):
                notes = [note for note in self.test if note.source == voice]
                raised = raised_at(baseline.scores(notes), threshold)
                truth = [note.raised for note in notes]
                voices[voice] = raised_figures(truth, raised, per_label=False)
                gold += truth
                found += raised
        return raised_figures(gold, found, per_label=False), voices


class Literal:
    """The literal words of the lexicon, without inflection, gaps or context."""

    settings = "the literal words of the lexicon, without inflection, gaps or context"

    def fit(self, notes: Notes) -> None:
        """The words are what they are."""

    def scores(self, notes: Notes) -> Array:
        from pipeline.taxonomy import taxonomy

        labels = list(taxonomy().labels)
        rows = [[RAISED * (label in row.raised) for label in labels] for row in score_literal(notes)]
        return np.array(rows).reshape(-1, len(labels))


def in_parts(voices: Iterable[str], parts: int) -> list[frozenset[str]]:
    """Voices dealt out over `parts` in the order of their names; fewer parts where there are fewer voices."""
    dealt = [frozenset(sorted(set(voices))[part::parts]) for part in range(parts)]
    return [part for part in dealt if part]


def _learns(baseline: Baseline) -> bool:
    return not isinstance(baseline, Nothing | Literal | Lexicon)
