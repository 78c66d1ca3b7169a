"""Agreement between annotators: how far several people who read the same notes marked the same.

`study` lays corpora beside each other, `agreement` gives every figure with an interval over notes: on notes (is a label
raised), on spans (the same words) and on qualifiers (of mentions that two marked). An undefined figure says why.
"""

from annotation.agreement.effect import Effect, suggestion_effect
from annotation.agreement.measure import Agreement, agreement
from annotation.agreement.study import Study, study

__all__ = ["Agreement", "Effect", "Study", "agreement", "study", "suggestion_effect"]
