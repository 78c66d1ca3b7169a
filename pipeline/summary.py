"""What comes out: `RiskFactorSummary`, the shape that `summaries.jsonl` holds a line of for each note.

The names are fixed, because people script against them. Every piece of text in a summary is a slice of the note or fixed
wording; there is no total, rank, priority, urgency, advice or decision in it, under any name.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Presence = Literal["aanwezig", "onzeker", "ontkend"]
Temporality = Literal["huidig", "verleden", "toekomst"]
Experiencer = Literal["betrokkene", "ander"]
Attribution = Literal["waarneming", "volgens_betrokkene", "volgens_ander"]
Status = Literal["actief", "onzeker", "verwacht", "ontkend", "verleden", "ander"]

RAISED: tuple[Status, ...] = ("actief", "onzeker", "verwacht")
"""The statuses that count as raised; the others are shown apart, as said but not raised."""


def status(presence: str, temporality: str, experiencer: str) -> Status:
    """What a mention with these qualifiers says: raised and how, or why it is not raised."""
    if presence == "ontkend":
        return "ontkend"
    if temporality == "verleden":
        return "verleden"
    if experiencer == "ander":
        return "ander"
    if temporality == "toekomst":
        return "verwacht"
    return "onzeker" if presence == "onzeker" else "actief"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Quote(_Part):
    """A slice of the note: `text == note[start:end]`, in characters (Unicode code points)."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    text: str


class Cue(Quote):
    """Words that set a qualifier away from its default, and which qualifier they set."""

    sets: Literal["presence", "temporality", "experiencer", "attribution"]


class Evidence(Quote):
    """One mention of a signal: its words, who found them, and how they are qualified."""

    found_by: tuple[Literal["lexicon", "model"], ...] = Field(min_length=1)
    presence: Presence = "aanwezig"
    temporality: Temporality = "huidig"
    experiencer: Experiencer = "betrokkene"
    attribution: Attribution = "waarneming"
    cues: tuple[Cue, ...] = ()


class Signal(_Part):
    """A label of the taxonomy with the evidence for it; never without evidence.

    Of all signals given probability `p`, a share `p` is marked raised by annotators: by the calibrated model, or by the
    share that was right on marked text where the lexicon worked alone. For researchers; screens show words.
    """

    id: str
    label: str
    domain: str
    status: Status
    probability: float = Field(ge=0, le=1)
    evidence: tuple[Evidence, ...] = Field(min_length=1)

    @property
    def raised(self) -> bool:
        """Whether the text says this of the person concerned, now or to come, with or without doubt."""
        return self.status in RAISED


class TriageQuestion(_Part):
    """A question of triage with what the text says of it. `in_text` is false where the text is silent; never an answer."""

    id: str
    question: str
    in_text: bool
    quotes: tuple[Quote, ...] = ()


class ProducedBy(_Part):
    """Versions of everything that made this summary; "geen" for a part that was not used."""

    package: str
    taxonomy: int
    model: str
    lexicon: str


class RiskFactorSummary(_Part):
    """What one note says, quoted: signals and protective factors in the order of the taxonomy, never of a score."""

    note_id: str
    metadata: dict[str, Any] = Field(default_factory=dict)
    signals: tuple[Signal, ...] = ()
    protective_factors: tuple[Signal, ...] = ()
    triage_questions: tuple[TriageQuestion, ...] = ()
    notices: tuple[str, ...] = ()
    produced_by: ProducedBy
