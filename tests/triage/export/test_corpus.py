"""The export for researchers: in the form of the contract, pseudonymised texts only, nobody's name or id in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from annotation.corpus import read_jsonl
from tests.triage.conftest import Browser, add_person
from triage.export.corpus import extent, lines
from triage.settings import Settings
from triage.store.choices import Mode, Role, Verdict
from triage.store.session import Store
from triage.store.tables import FirstReading, Judgement, Note, OwnSignal, Reveal, Screening
from triage.store.types import now

Client = Callable[..., Browser]
TEXT = "[PERSOON-1] doet niet open. 😊 Overal liggen vuilniszakken."
QUALIFIERS = {
    "presence": "aanwezig",
    "temporality": "huidig",
    "experiencer": "betrokkene",
    "attribution": "waarneming",
}


def signal(label: str, words: str) -> dict[str, Any]:
    start = TEXT.index(words)
    return {"id": label, "evidence": [{"start": start, "end": start + len(words), "text": words, **QUALIFIERS}]}


@pytest.fixture
def filled(store: Store) -> Store:
    """Two readers of a pseudonymised note, one of a note with names, one deleted note."""
    one, two = add_person(store, Role.BEOORDELAAR, "een"), add_person(store, Role.BEOORDELAAR, "twee")
    with store.session() as session:
        made = [
            Note(text=TEXT, text_hash="0" * 64, source="Wijkagent Zonneveld", pseudonymised=True,
                 extra={"age_group": "oudere", "straat": "Zonneveldlaan 3"}),
            Note(text="Mw. Zonneveld doet niet open.", text_hash="0" * 64, source="melding", pseudonymised=False),
            Note(text="", text_hash="0" * 64, source="melding", pseudonymised=True, deleted_at=now()),
        ]  # fmt: skip
        session.add_all(made)
        session.flush()
        summary = {
            "signals": [signal("afspraken_mijden", "doet niet open"), signal("vervuiling", "vuilniszakken")],
            "protective_factors": [],
        }
        session.add(
            Screening(
                note_id=made[0].id, summary=summary, produced_by={"model": "m"}, input_hash="0" * 64, config_hash="0"
            )
        )
        moment = now()
        for note in made:
            for person in (one, two):
                key = {"note_id": note.id, "person_id": person.id}
                answers = {"al_bekend": "nee", "traject": "niet_vermeld", "acuut_gevaar": "ja"}
                session.add(FirstReading(**key, signals=["vervuiling"], questions=answers, at=moment))
        key = {"note_id": made[0].id, "person_id": one.id}
        session.add(Reveal(**key, mode=Mode.EERST_LEZEN, at=moment + timedelta(minutes=1)))
        session.add(Judgement(**key, signal="afspraken_mijden", verdict=Verdict.KLOPT))
        session.add(Judgement(**key, signal="vervuiling", verdict=Verdict.KLOPT))
        session.flush()
        session.add(Judgement(**key, signal="vervuiling", verdict=Verdict.KLOPT_NIET))
        at = TEXT.index("Overal")
        for later, place in ((0, 0), (2, at)):
            session.add(
                OwnSignal(
                    **key,
                    signal="verzameldrang",
                    start=place,
                    end=place + 6,
                    **QUALIFIERS,
                    at=moment + timedelta(minutes=later),
                )
            )
        session.add(OwnSignal(**key, signal="isolement", start=0, end=3, **QUALIFIERS, removed_at=now()))
    return store


@pytest.fixture
def exported(filled: Store, settings: Settings) -> list[dict[str, Any]]:
    with filled.reading() as session:
        return list(lines(session, settings))


def test_only_pseudonymised_notes_go_along(filled: Store, exported: list[dict[str, Any]]) -> None:
    with filled.reading() as session:
        found = extent(session)
    assert (found.lines, found.notes, found.not_pseudonymised) == (2, 1, 1)
    assert len(exported) == 2 and {line["text"] for line in exported} == {TEXT}


def test_the_annotation_tools_read_it(exported: list[dict[str, Any]], tmp_path: Path) -> None:
    file = tmp_path / "export.jsonl"
    file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in exported), "utf-8")
    notes = read_jsonl(file)
    assert [note.age_group for note in notes] == ["oudere", "oudere"]
    assert len({note.annotator for note in notes}) == 2 and len({note.id for note in notes}) == 2
    assert notes[0].triage == {"al_bekend": "nee", "traject": "niet_vermeld", "acuut_gevaar": "ja"}


def test_where_each_mention_comes_from(exported: list[dict[str, Any]]) -> None:
    judged = next(line for line in exported if line["metadata"]["mode"])
    found = [
        (mention["label"], mention["text"], provenance)
        for mention, provenance in zip(judged["mentions"], judged["metadata"]["provenance"], strict=True)
    ]
    assert found == [
        ("verzameldrang", "[PERSO", "eigen"),
        ("afspraken_mijden", "doet niet open", "suggestie_klopt"),
        ("verzameldrang", "Overal", "toegevoegd_na_suggesties"),
    ]
    assert judged["metadata"]["verdicts"] == {"afspraken_mijden": "klopt", "vervuiling": "klopt_niet"}


def test_untouched_suggestions_are_nobodys_label(exported: list[dict[str, Any]]) -> None:
    silent = next(line for line in exported if line["metadata"]["mode"] is None)
    assert silent["mentions"] == [] and silent["metadata"]["first_reading"] == ["vervuiling"]


def test_nothing_names_anybody(filled: Store, exported: list[dict[str, Any]]) -> None:
    written = json.dumps(exported)
    assert "Zonneveld" not in written and "straat" not in written
    assert exported[0]["source"] == "overig"
    with filled.reading() as session:
        for note in session.query(Note):
            assert note.id not in written
    assert not any(line["annotator"].endswith(("-1", "-2")) for line in exported)


def test_only_researchers_get_it_and_it_is_logged(filled: Store, client: Client) -> None:
    for role in ("lezer", "beoordelaar", "beheerder", "auditor"):
        other = client(role)
        assert other.get("/onderzoek").status_code == 403
        assert other.post_form("/onderzoek/export").status_code == 403
    researcher = client("onderzoeker")
    assert "niet anoniem" in researcher.get("/onderzoek").text
    answer = researcher.post_form("/onderzoek/export")
    assert answer.status_code == 200 and len(answer.text.splitlines()) == 2
    assert "Zonneveld" not in answer.text
    log = client("auditor").get("/controle/logboek")
    assert "export voor onderzoek" in log.text.lower()
