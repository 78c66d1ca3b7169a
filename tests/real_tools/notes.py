"""The notes that go through every tool: signs beyond the basic plane, combining marks, line endings, tabs, overlap."""

from __future__ import annotations

from annotation.corpus import AnnotatedMention, AnnotatedNote

HARD = "Buurvrouw 😊 meldt ernstige vervuiling.\r\nGeen schulden\tbekend; é en e\u0301 ook  niet <b>vet</b>. Zoon wil hulp."


def mention(text: str, words: str, label: str, **qualifiers: str) -> AnnotatedMention:
    """The first place of these words as a mention."""
    start = text.index(words)
    return AnnotatedMention(label=label, start=start, end=start + len(words), text=words, **qualifiers)


NOTES = [
    AnnotatedNote(
        id="m-001",
        text=HARD,
        source="melding",
        age_group="oudere",
        metadata={"wijk": "Noord"},
        triage={"al_bekend": "nee", "acuut_gevaar": "niet_vermeld"},
        mentions=(
            mention(HARD, "ernstige vervuiling", "vervuiling", attribution="volgens_ander"),
            mention(HARD, "vervuiling", "overlast", presence="onzeker"),
            mention(HARD, "schulden", "financiele_problemen", presence="ontkend"),
            mention(HARD, "Zoon wil hulp", "steunend_netwerk", experiencer="ander"),
        ),
    ),
    AnnotatedNote(
        id="m-002",
        text="Mw. doet de deur niet open en laat de thuiszorg staan.",
        source="burger",
        triage={"al_bekend": "ja"},
        mentions=(
            mention(
                "Mw. doet de deur niet open en laat de thuiszorg staan.", "doet de deur niet open", "afspraken_mijden"
            ),
        ),
    ),
]
