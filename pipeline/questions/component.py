"""The spaCy component that quotes what a note says of the questions of triage: `nietpluis_questions`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict
from spacy.language import Language
from spacy.tokens import Doc

from pipeline.language.data import read_yaml
from pipeline.language.stored import fingerprint, load, save
from pipeline.language.tokens import view
from pipeline.lexicon.entries import Texts
from pipeline.patterns import Matcher, parse
from pipeline.patterns.syntax import Rule

DATA = Path(__file__).parent / "data.yaml"
QUOTES = "questions"
FILE = Path(__file__).parent / "compiled.bin"


class QuestionEntry(BaseModel):
    """Patterns that tell something of a question, with a sentence that they must hit and sentences that they must not."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    phrase: Texts
    hit: str
    miss: Texts = ()
    within: int | None = None


Questions = dict[str, tuple[QuestionEntry, ...]]


@cache
def question_patterns() -> Questions:
    """The shipped patterns of each question, by its id."""
    data = read_yaml(DATA)["questions"]
    return {name: tuple(QuestionEntry.model_validate(entry) for entry in entries) for name, entries in data.items()}


def _fingerprint() -> bytes:
    return fingerprint([DATA, Path(__file__)])


def write() -> int:
    """Writes the compiled copy of the shipped patterns; gives its size in bytes."""
    return QuestionQuoter(question_patterns()).store()


@Language.factory("nietpluis_questions", requires=["token.is_sent_start"])
def create_questions(nlp: Language, name: str) -> QuestionQuoter:
    """Quotes for the questions of triage."""
    return QuestionQuoter(question_patterns())


class QuestionQuoter:
    """Writes `doc.user_data["questions"]`: a list of `[question, start, end]` in character offsets, in order of place."""

    def __init__(self, questions: Questions) -> None:
        self._questions = questions
        self._names = list(questions)
        stored = load(FILE, _fingerprint()) if questions is question_patterns() else None
        self._matcher = Matcher.from_data(stored) if stored is not None else self._compile()

    def _compile(self) -> Matcher:
        rules: list[tuple[Rule, int, bool]] = []
        for number, entries in enumerate(self._questions.values()):
            for entry in entries:
                for phrase in entry.phrase:
                    rules += [(rule, number, False) for rule in parse(phrase, within=entry.within)]
        return Matcher(rules)

    def predict(self, doc: Doc) -> list[list[Any]]:
        """The quotes of a doc; overlapping ones of a question become one. The doc is not changed."""
        tokens = view(doc)
        quotes: list[list[Any]] = []
        last: dict[int, list[Any]] = {}
        for match in self._matcher.find(tokens):
            start, end = tokens.starts[match.start], tokens.ends[match.end - 1]
            before = last.get(match.payload)
            if before is not None and start < before[2]:
                before[2] = max(before[2], end)
            else:
                last[match.payload] = [self._names[match.payload], start, end]
                quotes.append(last[match.payload])
        return quotes

    def __call__(self, doc: Doc) -> Doc:
        doc.user_data[QUOTES] = self.predict(doc)
        return doc

    def store(self) -> int:
        """Writes the compiled copy of the shipped patterns; gives its size in bytes."""
        return save(FILE, _fingerprint(), self._compile().to_data())

    def to_bytes(self, **kwargs: Any) -> bytes:
        data = {name: [entry.model_dump(mode="json") for entry in rows] for name, rows in self._questions.items()}
        return json.dumps(data, ensure_ascii=False).encode()

    def from_bytes(self, data: bytes, **kwargs: Any) -> QuestionQuoter:
        read = json.loads(data)
        self.__init__(  # type: ignore[misc]
            {name: tuple(QuestionEntry.model_validate(entry) for entry in rows) for name, rows in read.items()}
        )
        return self

    def to_disk(self, path: str | Path, **kwargs: Any) -> None:
        """Writes the patterns, so that a saved pipeline quotes tomorrow what it quotes today."""
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / "questions.json").write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, **kwargs: Any) -> QuestionQuoter:
        return self.from_bytes((Path(path) / "questions.json").read_bytes())
