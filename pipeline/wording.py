"""The fixed Dutch wording of notices, and the way back from a notice to the signals that it is about."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pipeline.language.data import read_yaml
from pipeline.summary import RiskFactorSummary
from pipeline.taxonomy import taxonomy

UNSURE = 0.5
"""Below this probability more signals are wrong than right. A threshold may lie under it, where a miss is the worse mistake."""


@cache
def wording() -> dict[str, str]:
    """Notice id to its Dutch text."""
    return {str(key): str(value) for key, value in read_yaml(Path(__file__).parent / "notices.yaml").items()}


def unsure_notice(labels: Iterable[str]) -> str:
    """The notice that the model is more often wrong than right about signals with these labels."""
    return wording()["unsure"].format(labels="; ".join(labels))


@cache
def _vetoed() -> tuple[str, dict[str, str]]:
    """How every notice of a veto begins, and how it ends by label."""
    before, _, after = wording()["vetoed"].partition("{words}")
    return before, {label.id: after.format(label=label.label) for label in taxonomy().labels.values()}


def told_vetoed(summary: RiskFactorSummary) -> tuple[str, ...]:
    """The ids of the labels that a notice of the summary calls vetoed: the text has words for them that are not raised."""
    before, ends = _vetoed()
    said = [notice for notice in summary.notices if notice.startswith(before)]
    return tuple(label for label, end in ends.items() if any(notice.endswith(end) for notice in said))


def told_unsure(summary: RiskFactorSummary) -> tuple[frozenset[str], tuple[str, ...]]:
    """The ids of the signals that a notice of the summary calls unsure, and its other notices.

    For screens that say it at the signal itself. A notice that is not about exactly these signals stays a notice.
    """
    found = summary.signals + summary.protective_factors
    unsure = {signal.id: signal.label for signal in found if signal.raised and signal.probability < UNSURE}
    notice = unsure_notice(unsure.values())
    if notice not in summary.notices:
        return frozenset(), summary.notices
    return frozenset(unsure), tuple(other for other in summary.notices if other != notice)
