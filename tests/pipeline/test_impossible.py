"""What must be impossible: ranking, metadata that reaches the tagger, two runs that differ, an offset that is off."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from pipeline.assemble import Settings
from pipeline.notes import Note
from pipeline.screening.workers import WORTH_A_POOL, screen_notes, summary_lines
from pipeline.summarize import summarize
from pipeline.summary import RiskFactorSummary

FORBIDDEN = re.compile(
    r"total|rank|priorit|urgen|decision|besluit|advice|advies|score|level|niveau|risk_|weight|severity|ernst|order|sort"
)
PIECES = [
    "de gang ligt vol afval", "mw. doet niet open", "geen schulden", "hij drinkt niet meer", "volgens de buren",
    "ze is vergeetachtig", "S: ik wil geen hulp", "O: woning vervuild", "😊", "é", "e\u0301", "\r\n", "\t", "  ",
    "<b>", "&nbsp;", "\x00", "👩‍👩‍👧", "[PERSOON-1]", "€ 1.200,-", "۝", "שלום", ", ", ". ", "? ", "maar ", "„ja”",
]  # fmt: skip


def _names(schema: Any) -> set[str]:
    if isinstance(schema, dict):
        own = set(schema.get("properties", {}))
        return own.union(*(_names(value) for value in schema.values()))
    if isinstance(schema, list):
        return set().union(*(_names(value) for value in schema))
    return set()


def test_no_field_ranks_totals_or_decides() -> None:
    names = _names(RiskFactorSummary.model_json_schema())
    assert {"signals", "evidence", "status", "probability"} <= names
    assert [name for name in sorted(names) if FORBIDDEN.search(name)] == []


def test_the_check_itself_can_fail() -> None:
    schema = {"$defs": {"X": {"properties": {"risk_score": {}}}}}
    assert [name for name in _names(schema) if FORBIDDEN.search(name)] == ["risk_score"]


def test_metadata_and_age_group_reach_nothing(nlp: Language) -> None:
    text = "De gang ligt vol afval. Ze is vergeetachtig en drinkt te weinig."
    plain, told = (
        json.loads(summary_lines(nlp, [Note("a", text, metadata)])[0])
        for metadata in ({}, {"age_group": "oudere", "source": "politie", "signals": "vervuiling", "text": "schulden"})
    )
    assert told.pop("metadata") != plain.pop("metadata")
    assert told == plain


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=14).map(" ".join))
def test_every_offset_is_the_exact_slice(nlp: Language, text: str) -> None:
    text = text.encode("utf-8", "replace").decode("utf-8")
    summary = summarize(nlp(text))
    for signal in (*summary.signals, *summary.protective_factors):
        for evidence in signal.evidence:
            assert text[evidence.start : evidence.end] == evidence.text != ""
            for cue in evidence.cues:
                assert text[cue.start : cue.end] == cue.text != ""
    for question in summary.triage_questions:
        assert question.in_text == bool(question.quotes)
        for quote in question.quotes:
            assert text[quote.start : quote.end] == quote.text != ""


def test_any_number_of_workers_gives_the_same_bytes() -> None:
    texts = ["Geen schulden, wel vervuiling.", "Hij drinkt niet meer.", "Buurvrouw meldt stank.", "x"]
    notes = [Note(str(i), f"{texts[i % 4]} {i}", {"i": i}) for i in range(WORTH_A_POOL + 30)]
    one = [line for _, line in screen_notes(Settings(), notes, workers=1)]
    for workers in (2, 3):
        assert [line for _, line in screen_notes(Settings(), notes, workers=workers)] == one
    assert [json.loads(line)["note_id"] for line in one] == [note.id for note in notes]


def test_signals_stand_in_the_order_of_the_taxonomy(nlp: Language) -> None:
    from pipeline.taxonomy import taxonomy

    order = list(taxonomy().labels)
    summary = summarize(nlp("Hij heeft schulden, is agressief, de woning is vervuild en hij weigert hulp."))
    ids = [signal.id for signal in summary.signals]
    assert len(ids) >= 3
    assert ids == sorted(ids, key=order.index)
