"""A figure with its interval, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CONSTANT = "beide uitkomsten komen niet voor: kans en overeenstemming zijn niet te scheiden"
NO_PAIRS = "geen notitie die twee annotatoren lazen"
NO_POSITIVES = "geen van de annotatoren gaf dit label"
NO_MATCHES = "geen markering die twee annotatoren allebei hebben"


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` with a percentile interval `low` to `high`; all None where it is not determinable, and then `reason` says why.

    `undefined` is the share of resamples in which the figure does not exist: they are left out of the interval, which is
    then too narrow, and a reader must know.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    undefined: float = 0.0
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """The fields that say something."""
        if self.value is None:
            return {"value": None, "n": self.n, "reason": self.reason}
        return {
            "value": round(self.value, 4),
            "low": None if self.low is None else round(self.low, 4),
            "high": None if self.high is None else round(self.high, 4),
            "n": self.n,
            **({"undefined_resamples": round(self.undefined, 4)} if self.undefined else {}),
        }


def figure(point: float, resampled: Floats, *, n: int, reason: str, level: float = 0.95) -> Figure:
    """A figure from its value on the data and its values on resamples, shape (resamples,); NaN is undefined."""
    if np.isnan(point):
        return Figure(None, n=n, reason=reason)
    known = resampled[~np.isnan(resampled)]
    undefined = 1.0 - known.size / resampled.size if resampled.size else 0.0
    if not known.size:
        return Figure(float(point), n=n)
    low, high = np.quantile(known, [(1 - level) / 2, (1 + level) / 2])
    return Figure(float(point), float(low), float(high), n, float(undefined))


def ratio(above: Floats, below: Floats) -> Floats:
    """Division in which nothing by nothing is NaN: undefined, not 0 and not 1."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(below > 0, above / below, np.nan)
