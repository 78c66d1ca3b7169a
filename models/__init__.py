"""Models: what a scorer is, the network, its calibration and thresholds, and the default that ships."""

from models.scorer import Scored, ScoredSpan, Scorer, ScorerError, default_model, default_name, load_scorer

__all__ = ["Scored", "ScoredSpan", "Scorer", "ScorerError", "default_model", "default_name", "load_scorer"]
