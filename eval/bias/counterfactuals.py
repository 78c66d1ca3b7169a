"""What changes in what the tagger raises when a note is about somebody else and nothing else changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random

import numpy as np
from spacy.language import Language

from annotation.corpus import AnnotatedNote
from annotation.counterfactual.edits import Edit, Skipped, moved_span
from eval.bias.significance import holm_known, mcnemar_p
from eval.bias.sizes import share
from eval.bias.swaps import SWAPS, Pair
from eval.intervals import Figure
from eval.scored import ScoredNote, score
from pipeline.taxonomy import taxonomy

DRAWS = 1


@dataclass(frozen=True, slots=True)
class Flip:
    """A label that is raised on one side of a pair only. The text is here: the report shows it, nothing logs it."""

    note_id: str
    variant: str
    label: str
    raised_in: str
    left: str
    edits: tuple[Edit, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabelShift:
    """One label under one swap, or all together (`label` is empty: a pair flips where any label does).

    `up`: raised on side b only, `down`: on side a only; pairs whose sides mean nothing are not in them but are in `flips`.
    `raised`: pairs with the label on either side. `shift`: mean probability of b minus a where both report the label.
    `spans_lost` of `spans`: evidence of side a that no evidence of the same label overlaps on side b.
    """

    label: str
    pairs: int
    raised: int
    flips: int
    rate: Figure
    rate_of_raised: Figure
    up: int
    down: int
    p: float | None
    p_holm: float | None
    shift: float | None
    spans: int
    spans_lost: int


@dataclass(frozen=True, slots=True)
class SwapResult:
    """A swap on all notes: `skipped` says why notes gave no pair, with their number; `variants` count the pairs of each.

    `by_variant` are pairs with a flip; `rows` starts with all labels together.
    """

    swap: str
    notes: int
    pairs: int
    skipped: dict[str, int]
    variants: dict[str, int]
    by_variant: dict[str, int]
    rows: tuple[LabelShift, ...]
    flips: tuple[Flip, ...]


def run_swaps(
    nlp: Language,
    notes: Sequence[AnnotatedNote],
    seed: int = 0,
    draws: int = DRAWS,
    only: Sequence[str] | None = None,
    known: Iterable[ScoredNote] = (),
) -> list[SwapResult]:
    """Every swap on every note, `draws` times with other names and words. The same seed gives the same texts.

    `known` are notes that were read before; no text is read twice.
    """
    read = {row.note.text: row for row in known}
    results = [_run(nlp, notes, name, seed, draws, read) for name in SWAPS if only is None or name in only]
    return _adjusted(results)


def make_pairs(
    notes: Sequence[AnnotatedNote], swap: str, seed: int = 0, draws: int = DRAWS
) -> tuple[list[Pair], Counter[str]]:
    """The pairs of a swap, no two the same, and why notes gave none (by the reason of their first draw)."""
    pairs: list[Pair] = []
    skipped: Counter[str] = Counter()
    for note in notes:
        texts: set[tuple[str, str]] = set()
        for draw in range(draws):
            made = SWAPS[swap](note, Random(f"{seed}/{swap}/{draw}/{note.id}"))
            if isinstance(made, Skipped):
                if not draw:
                    skipped[made.reason] += 1
                continue
            if (made.left, made.right) not in texts:
                texts.add((made.left, made.right))
                pairs.append(made)
    return pairs, skipped


def _run(
    nlp: Language, notes: Sequence[AnnotatedNote], swap: str, seed: int, draws: int, read: dict[str, ScoredNote]
) -> SwapResult:
    pairs, skipped = make_pairs(notes, swap, seed, draws)
    texts = [text for pair in pairs for text in (pair.left, pair.right)]
    new = [text for text in dict.fromkeys(texts) if text not in read]
    read.update(zip(new, score(nlp, [AnnotatedNote(id=str(i), text=text) for i, text in enumerate(new)]), strict=True))
    scored = [read[text] for text in texts]
    lefts, rights = scored[::2], scored[1::2]
    labels = list(taxonomy().labels)
    flips = [
        _flip(pair, left, right, label)
        for pair, left, right in zip(pairs, lefts, rights, strict=True)
        for label in labels
        if label in left.raised ^ right.raised
    ]
    flipped = Counter(
        pair.variant for pair, left, right in zip(pairs, lefts, rights, strict=True) if left.raised != right.raised
    )
    rows = [_shift("", pairs, lefts, rights)]
    rows += [_shift(label, pairs, lefts, rights) for label in labels]
    return SwapResult(
        swap=swap,
        notes=len(notes),
        pairs=len(pairs),
        skipped=dict(skipped.most_common()),
        variants=dict(sorted(Counter(pair.variant for pair in pairs).items())),
        by_variant=dict(sorted(flipped.items())),
        rows=tuple(rows),
        flips=tuple(flips),
    )


def _shift(label: str, pairs: Sequence[Pair], lefts: Sequence[ScoredNote], rights: Sequence[ScoredNote]) -> LabelShift:
    up = down = flips = raised = spans = lost = 0
    shifts = []
    for pair, left, right in zip(pairs, lefts, rights, strict=True):
        a, b = ((side.raised & {label}) if label else side.raised for side in (left, right))
        raised += bool(a | b)
        flips += a != b
        if pair.sides is not None:
            first, second = (b, a) if pair.reverse else (a, b)
            up, down = up + bool(second - first), down + bool(first - second)
        both = (
            left.probabilities.keys() & right.probabilities.keys() & ({label} if label else left.probabilities.keys())
        )
        shifts += [(right.probabilities[n] - left.probabilities[n]) * (-1 if pair.reverse else 1) for n in sorted(both)]
        here, gone = _spans(pair, left, right, label)
        spans, lost = spans + here, lost + gone
    return LabelShift(
        label=label,
        pairs=len(pairs),
        raised=raised,
        flips=flips,
        rate=share(flips, len(pairs)),
        rate_of_raised=share(flips, raised),
        up=up,
        down=down,
        p=mcnemar_p(up, down),
        p_holm=None,
        shift=float(np.mean(shifts)) if shifts else None,
        spans=spans,
        spans_lost=lost,
    )


def _spans(pair: Pair, left: ScoredNote, right: ScoredNote, label: str) -> tuple[int, int]:
    """Evidence of raised labels on side a, and how much of it is lost on side b."""
    lost, known = 0, [m for m in left.found if m.label in left.raised and label in ("", m.label)]
    for mention in known:
        start, end = moved_span(mention.start, mention.end, pair.edits)
        lost += not any(f.label == mention.label and f.start < end and start < f.end for f in right.found)
    return len(known), lost


def _flip(pair: Pair, left: ScoredNote, right: ScoredNote, label: str) -> Flip:
    side = left if label in left.raised else right
    named = pair.sides or ("oorspronkelijk", pair.variant)
    return Flip(
        note_id=pair.note.id,
        variant=pair.variant,
        label=label,
        raised_in=named[(side is right) ^ pair.reverse],
        left=pair.left,
        edits=pair.edits,
        words=tuple(m.text for m in side.found if m.label == label),
    )


def _adjusted(results: list[SwapResult]) -> list[SwapResult]:
    """Adjusts the p of labels over all labels of all swaps; all labels together are not tested for direction again."""
    adjusted = iter(holm_known([row.p for result in results for row in result.rows[1:]]))
    return [
        replace(result, rows=(result.rows[0], *(replace(row, p_holm=next(adjusted)) for row in result.rows[1:])))
        for result in results
    ]
