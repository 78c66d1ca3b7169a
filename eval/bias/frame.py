"""The same comparison as a fairlearn `MetricFrame`, for those who work with it. Needs fairlearn and pandas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from eval.bias.groups import Grouping
from eval.scored import ScoredNote


def to_metricframe(rows: Sequence[ScoredNote], grouping: Grouping, label: str) -> Any:
    """A `fairlearn.metrics.MetricFrame` of one label by the groups of a grouping: raised, miss and false-alarm rate,
    precision, F1 and the number of notes. Notes without a group are left out, as in the report.

    fairlearn gives 0 where a rate has no notes to rest on; the report says "niet te bepalen". Raises `ImportError` that says
    what to install.
    """
    try:
        from fairlearn.metrics import (
            MetricFrame,
            count,
            false_negative_rate,
            false_positive_rate,
            selection_rate,
        )
        from sklearn.metrics import f1_score, precision_score
    except ImportError as error:
        raise ImportError("to_metricframe needs fairlearn: pip install fairlearn") from error
    kept = [(row, group) for row, group in zip(rows, grouping.groups, strict=True) if group is not None]
    return MetricFrame(
        metrics={
            "raised_rate": selection_rate,
            "miss_rate": false_negative_rate,
            "false_alarm_rate": false_positive_rate,
            "precision": _quiet(precision_score),
            "f1": _quiet(f1_score),
            "notes": count,
        },
        y_true=np.array([label in row.note.raised for row, _ in kept], dtype=int),
        y_pred=np.array([label in row.raised for row, _ in kept], dtype=int),
        sensitive_features={grouping.name: [group for _, group in kept]},
    )


def _quiet(metric: Any) -> Any:
    """Undefined becomes NaN instead of 0 with a warning."""

    def measure(y_true: Any, y_pred: Any) -> Any:
        return metric(y_true, y_pred, zero_division=np.nan)

    return measure
