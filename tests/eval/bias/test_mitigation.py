"""Settings side by side: the same notes, the same pairs, differences against the first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from spacy.language import Language

from annotation.corpus import AnnotatedNote, write_jsonl
from eval.bias.mitigation import compare, main, markdown
from tests.eval.marked import note_of

NOTES = [
    note_of("Mw. Jansen is [vaak dronken]{verslaving}, zij doet niet open.", note_id="1", source="burger"),
    note_of("Dhr. heeft [schulden]{financiele_problemen}, hij praat erover.", note_id="2", source="politie"),
    note_of("Er ligt [overal afval]{vervuiling} in de gang. Truus belt.", note_id="3", source="burger"),
]


def test_the_same_tagger_twice_differs_in_nothing(nlp: Language) -> None:
    first, second = compare({"een": nlp, "twee": nlp}, NOTES, only=["first_names", "gender"])
    assert first.f1 == second.f1 and first.f1.value is not None and first.f1.value > 0.5
    assert second.gain.value == 0.0
    assert list(second.swaps) == ["first_names", "gender"]
    for name, flips in second.swaps.items():
        assert (flips.fewer, flips.more) == (0, 0), name
        assert flips.pairs == first.swaps[name].pairs


def test_another_tagger_is_held_against_the_first(nlp: Language) -> None:
    from spacy.tokens import Doc

    from pipeline.assemble import build
    from pipeline.mentions import mentions_of, set_mentions

    @Language.component("forget_when_truus")
    def forget(doc: Doc) -> Doc:
        if "Truus" in doc.text:
            set_mentions(doc, [m for m in mentions_of(doc) if m["label"] != "vervuiling"])
        return doc

    other = build()
    other.add_pipe("forget_when_truus", before="nietpluis_summary")
    first, second = compare({"heel": nlp, "vergeet": other}, NOTES, only=["first_names"])
    assert second.gain.value is not None and second.gain.value < 0
    assert (first.swaps["first_names"].flipped, second.swaps["first_names"].flipped) == (0, 1)
    assert (second.swaps["first_names"].more, second.swaps["first_names"].p) == (1, 1.0)
    table = markdown([first, second])
    assert "| first_names | 1 | 0 (0.0 %) | 1 (100.0 %), p 1.000 |" in table


def test_the_command_writes_both_forms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = tmp_path / "notes.jsonl"
    notes: list[AnnotatedNote] = NOTES
    write_jsonl(corpus, notes)
    asked = [str(corpus), "--setting", "lexicon=none", "--swap", "gender", "-o", str(tmp_path / "out")]
    assert main(asked) == 0
    said = json.loads((tmp_path / "out" / "mitigation.json").read_text("utf-8"))
    assert said["notes"] == 3 and list(said["settings"][0]["swaps"]) == ["gender"]
    assert (tmp_path / "out" / "mitigation.md").read_text("utf-8") == capsys.readouterr().out


@pytest.mark.parametrize("setting", ["lexicon", "=none", "x=/no/such/folder"])
def test_wrong_settings_are_said(tmp_path: Path, setting: str, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = tmp_path / "notes.jsonl"
    write_jsonl(corpus, NOTES)
    assert main([str(corpus), "--setting", setting, "-o", str(tmp_path)]) == 2
    assert capsys.readouterr().err
