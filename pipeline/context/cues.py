"""Cues as data: which words set which qualifier, where they stand, and how far they reach.

One YAML file a qualifier in `data/`. Patterns are those of `docs/lexicon.md`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from pipeline.language.data import read_yaml

DATA = Path(__file__).parent / "data"
QUALIFIERS = ("presence", "temporality", "experiencer", "attribution")


def _as_tuple(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Cue(_Row):
    """Words that set a qualifier.

    `where`: the mention stands `na` the cue, `voor` it, on `beide` sides, or `binnen` (between the words of the cue).
    `reach`: how many words away the mention may begin or end. `scope`: how far at most, `deelzin` (to the next comma or
    conjunction), `zinsdeel` (the same, and no finite verb in between), `lijst` (through commas, as long as only an
    enumeration goes on), `zin`, `zinnen` (also the sentences around it, at most `reach` of them). `needs`: `werkwoord`
    if the mention must hold a finite verb, `zelfstandig` if it must not, `verleden` if its clause must be in the past
    tense, `heden` if it must not. `labels`, `not_labels`: only, or not, for these labels. `inside`: the cue may be
    among the words of the mention itself. `over`: the stops of the file do not hold it. `bars`: words that hold this
    cue alone, as they are written. `opens`: the cue must open a clause or a sentence. `value: ""` is a pseudo-cue: it
    looks like a cue and sets nothing. Values of
    `speech.READERS` (`spreker`, `volgens` ...) are of words of saying: who speaks sets what `speakers` of the file says.
    """

    phrase: Texts = Field(min_length=1)
    value: str
    where: Literal["na", "voor", "beide", "binnen"] = "na"
    reach: int = Field(default=10, ge=0)
    scope: Literal["zinsdeel", "deelzin", "lijst", "zin", "zinnen"] = "deelzin"
    needs: Literal["", "werkwoord", "zelfstandig", "verleden", "heden"] = ""
    labels: Texts = ()
    not_labels: Texts = ()
    inside: bool = False
    over: bool = False
    opens: Literal["", "deelzin", "zin"] = ""
    bars: Texts = ()
    within: int | None = None
    weight: int = 0
    """A heavier cue wins from a lighter one, whatever the distance."""


class Default(_Row):
    """What a section or a quotation sets where no cue says otherwise, for these labels or not for those.

    `others` maps labels to another value: who is overburdened by caring is not the person whom the note is about.
    """

    value: str
    labels: Texts = ()
    not_labels: Texts = ()
    others: dict[str, str] = Field(default_factory=dict)

    def value_for(self, label: str) -> str:
        """What it sets for a mention with this label."""
        return self.others.get(label, self.value)


class Question(Default):
    """What a question sets, and what an answer in the next sentence makes of it.

    `answers` maps a value to the first words of an answer. A question that begins with one of `asks` (wie, waar) doubts
    nothing.
    """

    answers: dict[str, Texts] = Field(default_factory=dict)
    asks: Texts = ()


class Holder(Default):
    """What it sets that somebody else is the subject of a mention (holders.py).

    Not for `not_labels`, to which others belong; for `natural` only where the text sets him apart ("cl. zelf").
    """

    natural: Texts = ()


class CueFile(_Row):
    """The cues of one qualifier.

    `stops` are patterns that no reach of this qualifier passes. `sections` maps a section label (`S`, `P` ...) to what
    it sets by itself; `quotation` and `question` say what quotation marks and a question mark set; `speakers` maps who
    speaks (betrokkene, ander, beroep) to what that sets; `holder` says what another subject sets.
    """

    qualifier: Literal["presence", "temporality", "experiencer", "attribution"]
    cues: tuple[Cue, ...]
    stops: Texts = ()
    sections: dict[str, Default] = Field(default_factory=dict)
    quotation: Default | None = None
    question: Question | None = None
    speakers: dict[str, Default] = Field(default_factory=dict)
    holder: Holder | None = None


@cache
def cue_files() -> tuple[CueFile, ...]:
    """The shipped cue files, in the order of the qualifiers."""
    return tuple(CueFile.model_validate(read_yaml(DATA / f"{qualifier}.yaml")) for qualifier in QUALIFIERS)
