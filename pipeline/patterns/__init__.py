"""The pattern language in which lexicon, cues and questions are written, and the machine that finds patterns in a text.

`docs/lexicon.md` describes the language. `parse` reads a pattern, `Matcher` finds many of them at once.
"""

from pipeline.patterns.matcher import Match, Matcher, Reading, Selection, by_place
from pipeline.patterns.syntax import PatternError, parse

__all__ = ["Match", "Matcher", "PatternError", "Reading", "Selection", "by_place", "parse"]
