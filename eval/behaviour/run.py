"""Running the suite: every text once, then every case judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.language import Language

from eval.behaviour.cases import Case, Suite
from eval.behaviour.judge import Problem, judge
from pipeline.summarize import summarize

_BATCH = 256


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case and what is wrong with it."""

    case: Case
    problems: tuple[Problem, ...]

    @property
    def passed(self) -> bool:
        return not self.problems


def run(nlp: Language, suite: Suite) -> list[Outcome]:
    """The outcome of every case, in the order of the suite."""
    return run_cases(nlp, suite.cases)


def run_cases(nlp: Language, cases: Sequence[Case]) -> list[Outcome]:
    """The outcome of every one of `cases`; a text that several cases share is read once."""
    texts = list(dict.fromkeys(side.text for case in cases for side in (case.side, case.reference) if side))
    docs = nlp.pipe(texts, batch_size=_BATCH)
    summaries = {text: summarize(doc) for text, doc in zip(texts, docs, strict=True)}
    return [Outcome(case, tuple(judge(case, summaries))) for case in cases]
