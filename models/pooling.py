"""From pieces to the whole note: the scores of its pieces, averaged with the weight of the surest."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
SHARPNESS = 2.0


def pool(scores: Floats, sharpness: float = SHARPNESS) -> Floats:
    """Log scores [pieces, labels] as one a label: the softmax average, near the largest but not deaf to the rest."""
    if not len(scores):
        return np.full(scores.shape[1:], -50.0, np.float32)
    weights = np.exp(sharpness * (scores - scores.max(0)))
    pooled: Floats = ((weights * scores).sum(0) / weights.sum(0)).astype(np.float32)
    return pooled


def log_sigmoid(logits: Floats) -> Floats:
    """The log of the sigmoid, without overflow."""
    found: Floats = (-np.logaddexp(0.0, -logits)).astype(np.float32)
    return found


def softmax(logits: Floats) -> Floats:
    """The softmax over the last axis."""
    shares = np.exp(logits - logits.max(-1, keepdims=True))
    found: Floats = (shares / shares.sum(-1, keepdims=True)).astype(np.float32)
    return found
