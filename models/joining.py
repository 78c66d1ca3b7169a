"""What model and lexicon together say of a label in a note: a probability, and the threshold from which it is raised.

The probability is logistic in the log odds that the model gives the whole note and in how often the lexicon found the label
raised. Its weights are a label's own, shrunk to those of all labels together; both they and the thresholds come from
development notes (`training.network.tune`).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log2
from pathlib import Path
from typing import Any

import yaml

from models.errors import ModelError

FILE = "thresholds.yaml"


@dataclass(frozen=True, slots=True)
class Weights:
    """Log odds = `bias` + `network` * log odds of the model + `lexicon` * log2(1 + lexicon mentions that are raised)."""

    network: float
    lexicon: float
    bias: float

    def probability(self, log_odds: float, hits: int) -> float:
        """The probability that the note raises the label, 0 to 1."""
        total = self.bias + self.network * log_odds + self.lexicon * log2(1 + hits)
        return 1 / (1 + exp(-max(min(total, 30.0), -30.0)))


@dataclass(frozen=True, slots=True)
class Rule:
    """Weights and the threshold of a label, `joined` with the lexicon or for the model `alone`.

    `veto`: whether words that the lexicon found are not raised under the threshold; `span`: least probability of words that
    are shown as a mention by the model's word only.
    """

    joined: Weights
    alone: Weights
    threshold: float
    threshold_alone: float
    veto: bool
    span: float


@dataclass(frozen=True, slots=True)
class Joining:
    """The rules of all labels."""

    rules: dict[str, Rule]

    def probability(self, label: str, log_odds: float, hits: int, *, lexicon: bool) -> float:
        """The probability that the note raises `label`; `lexicon`: whether the lexicon looked for it."""
        rule = self.rules[label]
        return (rule.joined if lexicon else rule.alone).probability(log_odds, hits)

    def threshold(self, label: str, *, lexicon: bool) -> float:
        rule = self.rules[label]
        return rule.threshold if lexicon else rule.threshold_alone


def load_joining(folder: Path) -> Joining:
    """The rules in `thresholds.yaml`. Raises `ModelError`."""
    try:
        described = yaml.load((folder / FILE).read_text("utf-8"), Loader=_LOADER)
        return Joining({label: _rule(entry) for label, entry in described["labels"].items()})
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise ModelError(f"{folder / FILE}: {type(error).__name__}: {error}") from error


def _rule(entry: dict[str, Any]) -> Rule:
    return Rule(
        joined=_weights(entry["joined"]),
        alone=_weights(entry["alone"]),
        threshold=float(entry["threshold"]),
        threshold_alone=float(entry["threshold_alone"]),
        veto=bool(entry["veto"]),
        span=float(entry["span"]),
    )


def _weights(entry: dict[str, Any]) -> Weights:
    return Weights(float(entry["network"]), float(entry["lexicon"]), float(entry["bias"]))


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
