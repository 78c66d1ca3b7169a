"""From a trained network to a model folder that can be used: qualifiers it may set, probabilities, thresholds, figures.

All is chosen on the development writers. Figures are cross-fitted: what is said of a writer's notes comes from weights and
thresholds that were fitted without that writer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from annotation.corpus import AnnotatedNote
from models.joining import Joining, Rule
from models.manifest import write_manifest
from models.onnx_scorer import DESCRIPTION
from pipeline.taxonomy import taxonomy
from training.corpora import is_whole_note
from training.network.calibrate import Floats, Pairs, as_weights, calibration_error, cross_fitted, fit
from training.network.measure import Bools, figures, span_f1, truth_of
from training.network.observe import Observed, Remembering, observe, pairs_of, pipeline_with, qualifier_accuracy
from training.network.thresholds import Choice, choose, shifted
from training.network.write import NEVER, write_thresholds

SURE = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, NEVER)
OVERRULE = (0.34, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, NEVER)
SPANS = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
SHIFTS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2)
QUIET, QUIET_COST = 0.5, 0.01
"""Raised signals that a note without any may have on average, and the micro F1 that may be given for it."""
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Side:
    """Everything that is fitted for the model joined with the lexicon, or for the model alone."""

    weights: Floats
    probability: Floats
    choices: list[Choice]
    pairs: Pairs
    shift: float = 0.0


def tune(folder: Path, development: Sequence[AnnotatedNote], say: Say) -> dict[str, Any]:
    """Completes the model in `folder` (network, tokenizer, description) and gives the development figures."""
    write_thresholds(folder, {}, {}, {})
    scorer = Remembering.from_folder(folder)
    labels = list(taxonomy().labels)
    sure, overrule = _choose_sure(scorer, folder, [n for n in development if is_whole_note(n)], say)
    _describe(folder, sure=sure, overrule=overrule)
    scorer.sure_from(sure, overrule)
    joined_rows = observe(pipeline_with(scorer, folder), development)
    alone_rows = observe(pipeline_with(scorer, folder, lexicon=False), development)
    joined = _quieter(_side(joined_rows, labels, lexicon=True), joined_rows, labels, lexicon=True)
    alone = _quieter(_side(alone_rows, labels, lexicon=False), alone_rows, labels, lexicon=False)
    lexicon_rows = observe(pipeline_with(None, None), development)
    figures_now = _compare(joined, alone, joined_rows, alone_rows, lexicon_rows, labels)
    rules = _rules(joined, alone, labels, span=0.3)
    span, spans = _choose_span(scorer, folder, rules, development)
    rules = {label: replace(rule, span=span) for label, rule in rules.items()}
    write_thresholds(
        folder, rules, dict(zip(labels, joined.choices, strict=True)), dict(zip(labels, alone.choices, strict=True))
    )
    figures_now |= {"spans": spans, "span_threshold": span, "sure": sure, "overrule": overrule, "shift": joined.shift}
    return figures_now


def _side(rows: Sequence[Observed], labels: Sequence[str], *, lexicon: bool) -> Side:
    pairs, misses = pairs_of(rows, labels)
    probability = cross_fitted(pairs, len(labels), lexicon=lexicon)
    choices = choose(pairs, probability, misses, labels, lexicon=lexicon)
    return Side(fit(pairs, len(labels), lexicon=lexicon), probability, choices, pairs)


def _quieter(side: Side, rows: Sequence[Observed], labels: Sequence[str], *, lexicon: bool) -> Side:
    """The side with higher thresholds while notes without a signal get too many, as far as that costs little F1."""
    notes = [row.note for row in rows]
    whole = np.array([is_whole_note(note) for note in notes])
    truth = truth_of(notes)[whole]
    best, floor = side, 0.0
    for shift in SHIFTS:
        tried = replace(side, shift=shift, choices=shifted(side.choices, shift))
        found = figures(_decided(tried, len(notes), labels, lexicon=lexicon)[whole], truth)
        floor = floor or found.micro_f1 - QUIET_COST
        if found.micro_f1 < floor:
            break
        best = tried
        if found.raised_a_quiet_note <= QUIET:
            break
    return best


def _choose_sure(
    scorer: Remembering, folder: Path, notes: Sequence[AnnotatedNote], say: Say
) -> tuple[dict[str, float], dict[str, float]]:
    """From which probability the network sets each qualifier where rules are silent, and from which it overrules them.

    Chosen one after the other, each by the share of right values; where two do as well, the higher one.
    """
    names = list(taxonomy().qualifiers)
    nlp = pipeline_with(scorer, folder)
    chosen: list[dict[str, float]] = []
    for levels in (SURE, OVERRULE):
        right: dict[float, dict[str, float]] = {}
        for level in levels:
            now = dict.fromkeys(names, level)
            scorer.sure_from(*([*chosen, now] if chosen else [now, dict.fromkeys(names, NEVER)]))
            right[level] = qualifier_accuracy(observe(nlp, notes))
        chosen.append({name: max(levels, key=lambda at, name=name: (right[at][name], at)) for name in names})
        say("qualifiers: " + "; ".join(f"{at}: " + ", ".join(f"{right[at][n]:.3f}" for n in names) for at in levels))
    return chosen[0], chosen[1]


def _describe(folder: Path, **more: Any) -> None:
    path = folder / DESCRIPTION
    described = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**described, **more}, indent=1, ensure_ascii=False) + "\n", "utf-8")
    write_manifest(folder)


def _rules(joined: Side, alone: Side, labels: Sequence[str], span: float) -> dict[str, Rule]:
    return {
        label: Rule(
            joined=as_weights(joined.weights[n]),
            alone=as_weights(alone.weights[n]),
            threshold=joined.choices[n].threshold,
            threshold_alone=alone.choices[n].threshold,
            veto=joined.choices[n].veto,
            span=span,
        )
        for n, label in enumerate(labels)
    }


def _decided(side: Side, notes: int, labels: Sequence[str], *, lexicon: bool, veto: bool | None = None) -> Bools:
    """Which labels are raised, [notes, labels], every writer by thresholds chosen without him; `veto` overrules."""
    said = np.zeros((notes, len(labels)), bool)
    pairs = side.pairs
    none = np.zeros(len(labels), np.int64)
    for writer in np.unique(pairs.writer):
        out = pairs.writer == writer
        choices = shifted(choose(pairs.take(~out), side.probability[~out], none, labels, lexicon=lexicon), side.shift)
        threshold = np.array([c.threshold for c in choices])[pairs.label[out]]
        may = np.array([c.veto if veto is None else veto for c in choices])[pairs.label[out]]
        yes = (side.probability[out] >= threshold) | (~may & (pairs.hits[out] > 0))
        said[pairs.note[out], pairs.label[out]] = yes
    return said


def _raised(rows: Sequence[Observed], labels: Sequence[str]) -> Bools:
    return np.array([[any(m.label == label and m.raised for m in row.found) for label in labels] for row in rows], bool)


def _compare(
    joined: Side,
    alone: Side,
    joined_rows: Sequence[Observed],
    alone_rows: Sequence[Observed],
    lexicon_rows: Sequence[Observed],
    labels: Sequence[str],
) -> dict[str, Any]:
    """Figures on whole notes of every way to decide, and of calibration and qualifiers."""
    notes = [row.note for row in joined_rows]
    whole = np.array([is_whole_note(note) for note in notes])
    truth = truth_of(notes)[whole]
    network = _decided(alone, len(notes), labels, lexicon=False)
    lexicon = _raised(lexicon_rows, labels)
    ways = {
        "lexicon alone": lexicon,
        "network alone": network,
        "either": network | lexicon,
        "joined, no veto": _decided(joined, len(notes), labels, lexicon=True, veto=False),
        "joined": _decided(joined, len(notes), labels, lexicon=True),
        "joined, veto everywhere": _decided(joined, len(notes), labels, lexicon=True, veto=True),
    }
    rows = whole[joined.pairs.note]
    shown = joined.probability[rows]
    return {
        "notes": int(whole.sum()),
        "ways": {name: asdict(figures(said[whole], truth)) for name, said in ways.items()},
        "calibration_error": calibration_error(shown, joined.pairs.raised[rows]),
        "calibration_error_raised": calibration_error(shown[shown >= 0.3], joined.pairs.raised[rows][shown >= 0.3]),
        "qualifiers": {
            "rules and network": qualifier_accuracy([r for r, w in zip(joined_rows, whole, strict=True) if w]),
            "rules alone": qualifier_accuracy([r for r, w in zip(lexicon_rows, whole, strict=True) if w]),
            "network alone": qualifier_accuracy([r for r, w in zip(alone_rows, whole, strict=True) if w]),
        },
    }


def _choose_span(
    scorer: Remembering, folder: Path, rules: dict[str, Rule], development: Sequence[AnnotatedNote]
) -> tuple[float, dict[str, float]]:
    """The least probability of words that are shown by the model's word only: best F1 of overlapping mentions."""
    notes = [note for note in development if is_whole_note(note)]
    gold = [[(m.label, m.start, m.end) for m in note.mentions] for note in notes]
    nlp = pipeline_with(scorer, folder)
    found: dict[float, tuple[float, float, float]] = {}
    for span in SPANS:
        scorer.joining = Joining({label: replace(rule, span=span) for label, rule in rules.items()})
        rows = observe(nlp, notes)
        found[span] = span_f1(gold, [[(m.label, m.start, m.end) for m in row.found] for row in rows])
    best = max(SPANS, key=lambda span: found[span][2])
    return best, dict(zip(("precision", "recall", "f1"), found[best], strict=True))
