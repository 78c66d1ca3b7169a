"""Models: what a scorer is, and later the network, its loading, its calibration and the default that ships."""

from models.scorer import ScoredSpan, Scorer, load_scorer

__all__ = ["ScoredSpan", "Scorer", "load_scorer"]
