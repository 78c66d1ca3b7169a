"""Versions: the same notes are the same version, and a change is seen. Descriptions: what is counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotation.corpus import AnnotatedMention, AnnotatedNote, CorpusError
from annotation.description import datasheet, describe, questions, read_about
from annotation.versions import CORPUS, DATASHEET, digest, freeze, verify, versions

NOTES = [
    AnnotatedNote(
        id="1",
        text="De gang ligt vol.",
        source="burger",
        annotator="anna",
        mentions=(AnnotatedMention(label="vervuiling", start=3, end=16, text="gang ligt vol", presence="onzeker"),),
        triage={"al_bekend": "nee"},
        metadata={"wijk": "Noord", "split": "train"},
    ),
    AnnotatedNote(id="1", text="De gang ligt vol.", source="burger", annotator="bilal"),
    AnnotatedNote(id="2", text="Alles rustig hier vandaag.", source="a|b"),
]


def test_a_digest_is_over_content_and_not_over_order() -> None:
    assert digest(NOTES) == digest(reversed(NOTES)) and len(digest(NOTES)) == 64
    for change in ({"text": "De gang ligt vol!"}, {"mentions": ()}, {"annotator": "zora"}, {"metadata": {}}):
        assert digest([NOTES[0].model_copy(update=change), *NOTES[1:]]) != digest(NOTES)


def test_a_version_is_kept_once_and_a_change_is_seen(tmp_path: Path) -> None:
    first = freeze(tmp_path / "s", NOTES, message="eerste")
    again = freeze(tmp_path / "s", NOTES[::-1], message="iets anders")
    assert first.new and not again.new and again.version == first.version and again.version.message == "eerste"
    second = freeze(tmp_path / "s", NOTES[:2], parents=[first.version.name])
    assert {version.name for version in versions(tmp_path / "s")} == {first.folder.name, second.folder.name}
    assert second.version.parents == (first.folder.name,)
    assert not any(path.stat().st_mode & 0o222 for path in first.folder.iterdir()), "files are read-only"
    assert first.version.name in (first.folder / DATASHEET).read_text("utf-8")
    corpus = first.folder / CORPUS
    corpus.chmod(0o644)
    corpus.write_text(corpus.read_text("utf-8").replace("onzeker", "aanwezig"), "utf-8")
    with pytest.raises(CorpusError, match="its notes have changed"):
        verify(first.folder)
    with pytest.raises(CorpusError, match="have changed"):
        versions(tmp_path / "s")


def test_what_is_no_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no version 1234"):
        freeze(tmp_path, NOTES, parents=["1234"])
    with pytest.raises(CorpusError, match="no note in this corpus"):
        freeze(tmp_path, [])
    assert not list(tmp_path.iterdir()), "nothing half made is left behind"
    with pytest.raises(CorpusError, match=r"cannot read version\.json"):
        verify(tmp_path)


def test_a_description_counts() -> None:
    found = describe(NOTES)
    assert (found.notes, found.texts, found.unmarked, found.all_mentions) == (3, 2, 2, 1)
    assert (
        found.mentions.labels["vervuiling"] == found.mentions.raised["vervuiling"] == found.in_notes["vervuiling"] == 1
    )
    assert found.mentions.qualifiers["presence"] == {"aanwezig": 0, "onzeker": 1, "ontkend": 0}
    assert found.words == (4, 4, 4, 4, 4) and found.characters[0] == 17
    assert found.sources == {"a|b": 1, "burger": 2} and found.annotators == {"": 1, "anna": 1, "bilal": 1}
    assert found.triage["al_bekend"] == {"ja": 0, "nee": 1, "niet_vermeld": 0} and found.metadata == {
        "split": 1,
        "wijk": 1,
    }


@pytest.mark.parametrize(("language", "unanswered"), [("nl", "*Niet ingevuld.*"), ("en", "*Not answered.*")])
def test_a_datasheet_shows_counts_answers_and_gaps(language: str, unanswered: str) -> None:
    sheet = datasheet(describe(NOTES), "abc", {"why": "Voor onderzoek."}, language)  # type: ignore[arg-type]
    assert "Voor onderzoek." in sheet and sheet.count(unanswered) == len(questions("nl")) - 1
    assert "| a\\|b | 1 |" in sheet and "Noord" not in sheet, "values of metadata are not shown"
    for line in sheet.splitlines():
        assert not line.startswith("|") or line.endswith("|"), line


def test_answers_are_read_and_checked(tmp_path: Path) -> None:
    path = tmp_path / "about.yaml"
    path.write_text("why: Voor onderzoek.\nuse:\n", "utf-8")
    assert read_about(path) == {"why": "Voor onderzoek."}
    path.write_text("waarom: x\n", "utf-8")
    with pytest.raises(CorpusError, match=r"about\.yaml: no question 'waarom'; there are why"):
        read_about(path)
    path.write_text("a: [\n", "utf-8")
    with pytest.raises(CorpusError, match="no YAML"):
        read_about(path)
