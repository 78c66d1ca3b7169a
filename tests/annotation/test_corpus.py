"""Annotated corpora: reading says which line is wrong and why; both forms give back what was written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.corpus import (
    AnnotatedMention,
    AnnotatedNote,
    CorpusError,
    read_jsonl,
    read_marked,
    write_jsonl,
    write_marked,
)
from annotation.inline import InlineError, Mark, format_inline, parse_inline

NOTE: dict[str, Any] = {
    "id": "m-1",
    "text": "Geen stank, zegt buur 😊.",
    "source": "burger",
    "age_group": "oudere",
    "mentions": [
        {
            "label": "vervuiling",
            "start": 5,
            "end": 10,
            "text": "stank",
            "presence": "ontkend",
            "temporality": "huidig",
            "experiencer": "betrokkene",
            "attribution": "volgens_ander",
        }
    ],
    "annotator": "a",
    "triage": {"al_bekend": "nee", "traject": "niet_vermeld"},
    "metadata": {"wijk": "Noord"},
}


def _changed(**mention: Any) -> dict[str, Any]:
    return {**NOTE, "mentions": [{**NOTE["mentions"][0], **mention}]}


def test_json_lines_come_back(tmp_path: Path) -> None:
    notes = [AnnotatedNote.model_validate(NOTE), AnnotatedNote(id="m-2", text="Alles goed.")]
    assert write_jsonl(tmp_path / "c.jsonl", notes) == 2
    assert read_jsonl(tmp_path / "c.jsonl") == notes
    first = json.loads((tmp_path / "c.jsonl").read_text("utf-8").splitlines()[0])
    assert first == NOTE


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (_changed(start=4), "mention 1 (vervuiling): its text is not characters 4 to 10"),
        (_changed(end=400), "no slice of a text of 24"),
        (_changed(start=10, end=5), "no slice"),
        (_changed(label="bestaat_niet"), "no label 'bestaat_niet'"),
        (_changed(presence="misschien"), "mentions.0.presence: Input should be 'aanwezig', 'onzeker' or 'ontkend'"),
        (_changed(weight=1), "mentions.0.weight: Extra inputs"),
        ({**NOTE, "age_group": "kind"}, "age_group: Input should be"),
        ({**NOTE, "triage": {"al_bekend": "soms"}}, "triage.al_bekend: Input should be"),
        ({**NOTE, "triage": {"urgent": "ja"}}, "no question 'urgent'"),
        ({**NOTE, "text": ""}, "text: String should have at least 1 character"),
    ],
)
def test_a_wrong_line_is_named_without_its_text(tmp_path: Path, wrong: dict[str, Any], why: str) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(json.dumps(NOTE) + "\n\n" + json.dumps({**wrong, "id": "m-2"}) + "\n{\n", "utf-8")
    with pytest.raises(CorpusError) as caught:
        read_jsonl(path)
    first, second = caught.value.problems
    assert first.startswith("c.jsonl:3: ") and why in first
    assert second.startswith("c.jsonl:4:1: Invalid JSON: EOF")
    assert "zegt buur" not in str(caught.value)


def test_an_id_twice_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text((json.dumps(NOTE) + "\n") * 2, "utf-8")
    with pytest.raises(CorpusError, match=r"c\.jsonl:2: id also on line 1"):
        read_jsonl(path)


def test_marked_text_becomes_notes(tmp_path: Path) -> None:
    path = tmp_path / "07.tsv"
    path.write_text("burger\toudere\tGeen [stank]{vervuiling ontkend}\\nHoi\r\nschool\t\tNiets.\n", "utf-8", newline="")
    first, second = read_marked(path)
    assert (first.id, first.source, first.age_group, first.text) == ("07-1", "burger", "oudere", "Geen stank\nHoi")
    assert (first.mentions[0].text, first.mentions[0].presence, first.raised) == ("stank", "ontkend", frozenset())
    assert (second.id, second.age_group) == ("07-2", None)


def test_wrong_marked_lines_are_all_named(tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    path.write_text("burger\toudere\nburger\tkind\tHoi\nburger\toudere\t[x]{nee}\nburger\toudere\t\n", "utf-8")
    with pytest.raises(CorpusError) as caught:
        read_marked(path)
    assert [problem.split(": ")[0] for problem in caught.value.problems] == [
        "x.tsv:1",
        "x.tsv:2",
        "x.tsv:3:19",
        "x.tsv:4",
    ]


def test_text_that_is_not_utf8_is_one_problem(tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    path.write_bytes("burger\toudere\tcafé".encode("cp1252"))
    with pytest.raises(CorpusError, match=r"x\.tsv:1: not UTF-8 \(byte 18 of the line\)"):
        read_marked(path)
    path.write_bytes(b"burger\toudere\tHoi\n" * 2000 + "burger\t\tcafé".encode("cp1252"))
    with pytest.raises(CorpusError, match=r"x\.tsv:2001: not UTF-8 \(byte 12 of the line\)"):
        read_marked(path)


def test_two_annotators_may_read_one_note(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    notes = [AnnotatedNote.model_validate({**NOTE, "annotator": name}) for name in ("a", "b", "a")]
    write_jsonl(path, notes[:2])
    assert read_jsonl(path) == notes[:2]
    write_jsonl(path, notes)
    with pytest.raises(CorpusError, match=r"c\.jsonl:3: id also on line 1, by a too"):
        read_jsonl(path)


def test_a_mistake_in_a_mark_has_its_column(tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    path.write_text("burger\toudere\tEen\\ntwee [stank]{vervuiling ontkent}\nburger\t\tlos {x\n", "utf-8")
    with pytest.raises(CorpusError) as caught:
        read_marked(path)
    line, other = path.read_text("utf-8").splitlines()
    assert caught.value.problems[0].startswith(f"x.tsv:1:{line.index('vervuiling') + 1}: no qualifier")
    assert caught.value.problems[1].startswith(f"x.tsv:2:{other.index('{') + 1}: a brace")


WORDS = st.text(st.characters(exclude_characters="[]{}\\\t\r\n\x85\u2028", exclude_categories=["Cs"]), min_size=1)
LABELS = st.sampled_from(["vervuiling", "overlast", "weglopen"])
PIECES = st.lists(st.tuples(WORDS, st.lists(LABELS, max_size=2, unique=True), st.booleans()), min_size=1, max_size=6)


@settings(deadline=None)
@given(PIECES)
def test_what_is_written_inline_is_read_back(pieces: list[tuple[str, list[str], bool]]) -> None:
    text, marks = "", []
    for words, labels, denied in pieces:
        if words.strip():
            presence = "ontkend" if denied else "aanwezig"
            span = (len(text), len(text) + len(words))
            marks += [Mark(label, *span, presence, "toekomst", "betrokkene", "waarneming") for label in labels]
        text += words
    assert parse_inline(format_inline(text, marks)) == (text, marks)


def _note(text: str, *spans: tuple[int, int]) -> AnnotatedNote:
    mentions = [AnnotatedMention(label="overlast", start=s, end=e, text=text[s:e]) for s, e in spans]
    return AnnotatedNote(id="a", text=text, source="burger", age_group="jongere", mentions=tuple(mentions))


def test_marked_text_is_written_and_read_back(tmp_path: Path) -> None:
    note = _note("Luid gebonk\nen [PERSOON-1] gilt.", (0, 11), (27, 31))
    path = tmp_path / "x.tsv"
    assert write_marked(path, [note]) == 1
    assert read_marked(path) == [note.model_copy(update={"id": "x-1"})]


@pytest.mark.parametrize(
    "note",
    [
        _note("luid gebonk", (0, 6), (5, 11)),
        _note("luid [gebonk]", (0, 13)),
        _note("luid {gebonk}"),
        _note("pad C:\\nieuw"),
        _note("luid\tgebonk"),
    ],
)
def test_what_the_form_cannot_hold_is_refused(tmp_path: Path, note: AnnotatedNote) -> None:
    with pytest.raises(InlineError):
        write_marked(tmp_path / "x.tsv", [note])
    assert not (tmp_path / "x.tsv").exists()
