"""Agreement of annotators on a yes or no: what each coefficient takes for chance, on counts of answer patterns.

A pattern is one row of answers, an annotator a column: 1 yes, 0 no, -1 not read. Notes with the same pattern are counted
together, so that a bootstrap over notes is one multinomial draw of counts, whatever the number of notes.

Sources: Cohen 1960; Fleiss 1971, with shares weighted where not all read all; Krippendorff 2011 ("Computing Krippendorff's
alpha-reliability"); Gwet 2008 (AC1); Cicchetti and Feinstein 1990 (positive agreement). They differ in the agreement expected
by chance, and with rare labels they differ much: so they stand side by side, with the prevalence.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from annotation.agreement.figures import Floats, ratio

Patterns = NDArray[np.int8]
Coefficient = Callable[[Patterns, Floats], Floats]


def _yes_and_read(patterns: Patterns) -> tuple[Floats, Floats]:
    return (patterns == 1).sum(axis=1).astype(float), (patterns >= 0).sum(axis=1).astype(float)


def _observed(patterns: Patterns, counts: Floats) -> Floats:
    """Share of agreeing pairs of annotators, averaged over the notes that two or more read."""
    yes, read = _yes_and_read(patterns)
    several = read >= 2
    pairs = np.where(several, read * (read - 1), 1.0)
    agreeing = (yes * (yes - 1) + (read - yes) * (read - yes - 1)) / pairs
    return ratio(counts @ np.where(several, agreeing, 0.0), counts @ several.astype(float))


def _share_of_yes(patterns: Patterns, counts: Floats) -> Floats:
    """Share of yes, a note weighing the same however many read it."""
    yes, read = _yes_and_read(patterns)
    several = read >= 2
    return ratio(counts @ np.where(several, yes / np.maximum(read, 1), 0.0), counts @ several.astype(float))


def observed_agreement(patterns: Patterns, counts: Floats) -> Floats:
    """Agreeing pairs, chance not taken off. `patterns` (k, annotators), `counts` (resamples, k); gives (resamples,)."""
    return _observed(patterns, counts)


def prevalence(patterns: Patterns, counts: Floats) -> Floats:
    """Share of yes over all answers, of notes that two or more read."""
    return _share_of_yes(patterns, counts)


def fleiss_kappa(patterns: Patterns, counts: Floats) -> Floats:
    """Fleiss' kappa; chance: every annotator draws from the common share of yes."""
    yes = _share_of_yes(patterns, counts)
    expected = yes**2 + (1 - yes) ** 2
    return ratio(_observed(patterns, counts) - expected, 1 - expected)


def gwet_ac1(patterns: Patterns, counts: Floats) -> Floats:
    """Gwet's AC1; chance only on the answers that are guesses, so that it keeps its sense where a label is rare."""
    yes = _share_of_yes(patterns, counts)
    expected = 2 * yes * (1 - yes)
    return ratio(_observed(patterns, counts) - expected, 1 - expected)


def krippendorff_alpha(patterns: Patterns, counts: Floats) -> Floats:
    """Krippendorff's nominal alpha; chance: pairs drawn from all answers without putting back."""
    yes, read = _yes_and_read(patterns)
    several = read >= 2
    weight = np.where(several, read, 0.0)
    mixed = np.where(several, yes * (read - yes) / np.maximum(read - 1, 1), 0.0)
    total_yes = counts @ np.where(several, yes, 0.0)
    total = counts @ weight
    disagreement = 2 * (counts @ mixed)
    expected = 2 * total_yes * (total - total_yes) / np.maximum(total - 1, 1)
    return 1 - ratio(disagreement, expected)


def positive_agreement(patterns: Patterns, counts: Floats) -> Floats:
    """Of the yes answers, the share that another annotator shares: 2a / (2a + b + c), over all pairs."""
    yes, read = _yes_and_read(patterns)
    return ratio(counts @ (yes * (yes - 1)), counts @ (yes * np.maximum(read - 1, 0)))


def cohen_kappa(patterns: Patterns, counts: Floats) -> Floats:
    """Cohen's kappa, mean over the pairs of annotators for which it exists (two annotators: Cohen's own)."""
    annotators = patterns.shape[1]
    values = []
    for first in range(annotators):
        for second in range(first + 1, annotators):
            one, other = patterns[:, first], patterns[:, second]
            both = (one >= 0) & (other >= 0)
            n = counts @ both.astype(float)
            agree = ratio(counts @ (both & (one == other)).astype(float), n)
            share_one = ratio(counts @ (both & (one == 1)).astype(float), n)
            share_other = ratio(counts @ (both & (other == 1)).astype(float), n)
            expected = share_one * share_other + (1 - share_one) * (1 - share_other)
            values.append(ratio(agree - expected, 1 - expected))
    stacked = np.vstack(values)
    known = ~np.isnan(stacked)
    return ratio(np.where(known, stacked, 0.0).sum(axis=0), known.sum(axis=0).astype(float))


COEFFICIENTS: dict[str, Coefficient] = {
    "observed_agreement": observed_agreement,
    "positive_agreement": positive_agreement,
    "cohen_kappa": cohen_kappa,
    "fleiss_kappa": fleiss_kappa,
    "krippendorff_alpha": krippendorff_alpha,
    "gwet_ac1": gwet_ac1,
    "prevalence": prevalence,
}


def nominal_alpha(tables: Floats) -> Floats:
    """Krippendorff's nominal alpha of pairs of values. `tables` (resamples, k, k) counts pairs; gives (resamples,)."""
    both = tables + tables.transpose(0, 2, 1)
    margins = both.sum(axis=2)
    total = margins.sum(axis=1)
    agreeing = np.trace(both, axis1=1, axis2=2)
    expected = (total**2 - (margins**2).sum(axis=1)) / np.maximum(total - 1, 1)
    return 1 - ratio(total - agreeing, expected)


def nominal_kappa(tables: Floats) -> Floats:
    """Cohen's kappa of pairs of values. `tables` (resamples, k, k): rows the first annotator, columns the second."""
    total = tables.sum(axis=(1, 2))
    observed = ratio(np.trace(tables, axis1=1, axis2=2), total)
    expected = ratio((tables.sum(axis=2) * tables.sum(axis=1)).sum(axis=1), total**2)
    return ratio(observed - expected, 1 - expected)


def nominal_ac1(tables: Floats) -> Floats:
    """Gwet's AC1 of pairs of values. `tables` (resamples, k, k) counts pairs."""
    k = tables.shape[1]
    total = tables.sum(axis=(1, 2))
    observed = ratio(np.trace(tables, axis1=1, axis2=2), total)
    shares = ratio(tables.sum(axis=2) + tables.sum(axis=1), 2 * total[:, None])
    expected = (shares * (1 - shares)).sum(axis=1) / (k - 1)
    return ratio(observed - expected, 1 - expected)


def nominal_agreement(tables: Floats) -> Floats:
    """Share of equal values. `tables` (resamples, k, k) counts pairs."""
    return ratio(np.trace(tables, axis1=1, axis2=2), tables.sum(axis=(1, 2)))
