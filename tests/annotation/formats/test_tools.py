"""What the tools' own exports look like, and mistakes in them."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from annotation.corpus import CorpusError
from annotation.formats import FORMATS
from annotation.formats.label_studio import labelling_config
from pipeline.taxonomy import taxonomy

TEXT = "Buurvrouw 😊 meldt ernstige vervuiling. Geen schulden bekend."


def _file(folder: Path, content: object) -> Path:
    path = folder / "export"
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


def _result(kind: str, name: str, start: int, end: int, value: dict[str, list[str]]) -> dict[str, object]:
    return {"id": name, "from_name": kind, "to_name": "text", "value": {"start": start, "end": end} | value}


def test_the_labelling_configuration_holds_the_taxonomy() -> None:
    root = ElementTree.fromstring(labelling_config())
    known = taxonomy()
    assert [label.get("value") for label in root.iter("Label")] == list(known.labels)
    choices = {part.get("name"): [c.get("value") for c in part] for part in root.iter("Choices")}
    assert choices["presence"] == list(known.qualifiers["presence"])
    assert set(choices) == {*known.qualifiers, *(question.id for question in known.questions)}


def test_label_studio_with_two_annotators(tmp_path: Path) -> None:
    first = [
        _result("signaal", "r1", 27, 37, {"labels": ["vervuiling"]}),
        _result("signaal", "r2", 44, 52, {"labels": ["financiele_problemen"]}),
        _result("presence", "r2", 44, 52, {"choices": ["ontkend"]}),
        {"id": "q", "from_name": "al_bekend", "to_name": "text", "value": {"choices": ["nee"]}},
    ]
    task = {
        "id": 4,
        "data": {"text": TEXT},
        "annotations": [
            {"result": first, "was_cancelled": False, "completed_by": 1},
            {"result": [], "was_cancelled": False, "completed_by": {"email": "b@voorbeeld.nl"}},
            {"result": first, "was_cancelled": True, "completed_by": 3},
        ],
    }
    reading = FORMATS["label-studio"].read(_file(tmp_path, [task]))
    one, other = reading.notes
    assert [(m.label, m.text, m.presence) for m in one.mentions] == [
        ("vervuiling", "vervuiling", "aanwezig"),
        ("financiele_problemen", "schulden", "ontkend"),
    ]
    assert (one.id, one.annotator, one.triage) == ("4", "label-studio-1", {"al_bekend": "nee"})
    assert (other.annotator, other.mentions) == ("b@voorbeeld.nl", ())
    assert reading.said == ["1 cancelled annotations are left out"]


def test_an_unknown_label_is_named(tmp_path: Path) -> None:
    task = {"data": {"text": TEXT}, "annotations": [{"result": [_result("signaal", "r", 0, 9, {"labels": ["vies"]})]}]}
    with pytest.raises(CorpusError, match=r"task 1.*no label 'vies'"):
        FORMATS["label-studio"].read(_file(tmp_path, [task]))
    with pytest.raises(CorpusError, match="JSON_MIN"):
        FORMATS["label-studio"].read(_file(tmp_path, [{"text": TEXT}]))


def test_doccano_spans_that_an_annotator_made(tmp_path: Path) -> None:
    row = {"id": 7, "text": TEXT, "label": [[27, 37, "vervuiling"]], "Comments": []}
    reading = FORMATS["doccano"].read(_file(tmp_path, row))
    assert reading.notes[0].id == "7" and reading.notes[0].mentions[0].text == "vervuiling"
    assert reading.said == ["1 spans are new or moved: their qualifiers are the defaults"]
    with pytest.raises(CorpusError, match="export:1"):
        FORMATS["doccano"].read(_file(tmp_path, "geen json"))


def test_prodigy_leaves_out_what_was_rejected(tmp_path: Path) -> None:
    rows = [{"text": TEXT, "spans": [], "answer": answer} for answer in ("accept", "reject", "ignore")]
    reading = FORMATS["prodigy"].read(_file(tmp_path, "\n".join(json.dumps(row) for row in rows)))
    assert len(reading.notes) == 1 and reading.said == ["2 tasks were rejected or ignored and are left out"]


def test_brat_without_our_headers(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "a.ann").write_text(
        "T1\tvervuiling 27 37\tvervuiling\nA1\tPresence T1 onzeker\n#1\tAnnotatorNotes T1\tx\n", "utf-8"
    )
    reading = FORMATS["brat"].read(tmp_path)
    assert reading.notes[0].id == "a" and reading.notes[0].mentions[0].presence == "onzeker" and reading.said
    (tmp_path / "a.ann").write_text("T1\tvervuiling 0 9;27 37\tx\n", "utf-8")
    with pytest.raises(CorpusError, match=r"a\.ann:1: fragments with words in between"):
        FORMATS["brat"].read(tmp_path)


def test_utf16_offsets_in_webanno(tmp_path: Path) -> None:
    lines = [
        "#FORMAT=WebAnno TSV 3.3",
        "#T_SP=webanno.custom.Signaal|label",
        "",
        "",
        f"#Text={TEXT}",
        "1-1\t28-38\tvervuiling\tvervuiling\t",
    ]
    (tmp_path / "a.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    (found,) = FORMATS["webanno-tsv"].read(tmp_path).notes[0].mentions
    assert (found.start, found.end, found.text) == (27, 37, "vervuiling")
    (tmp_path / "a.tsv").write_text("\n".join([*lines[:-1], "1-1\t11-12\tx\tvervuiling\t"]), "utf-8")
    with pytest.raises(CorpusError, match=r"a\.tsv:6: no offsets"):
        FORMATS["webanno-tsv"].read(tmp_path)


def test_xmi_holds_utf16_offsets(tmp_path: Path) -> None:
    pytest.importorskip("cassis")
    source = tmp_path / "in.jsonl"
    mention = {"label": "vervuiling", "start": 27, "end": 37, "text": "vervuiling"}
    source.write_text(json.dumps({"id": "m", "text": TEXT, "mentions": [mention]}), "utf-8")
    FORMATS["cas-xmi"].write(tmp_path / "xmi", FORMATS["jsonl"].read(source).notes)
    xmi = (tmp_path / "xmi" / "note-00001.xmi").read_text("utf-8")
    assert 'begin="28" end="38"' in xmi and "TypeSystem.xml" in {path.name for path in (tmp_path / "xmi").iterdir()}


def test_a_csv_without_its_columns(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no column end, label, start"):
        FORMATS["csv"].read(_file(tmp_path, "id,text\n1,x\n"))


def test_potato_with_two_annotators(tmp_path: Path) -> None:
    rows = [
        {"id": "m-1", "text": TEXT, "mentions": [_potato_mention(27, 37, "vervuiling", presence="onzeker")]},
        {"id": "m-2", "text": "Alles rustig.", "note": {"source": "melding"}},
    ]
    (tmp_path / "notes.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    _potato_state(tmp_path, "anna", {"m-1": [(27, 37, "vervuiling"), (44, 52, "financiele_problemen")]}, {})
    _potato_state(tmp_path, "bilal", {}, {"m-1": {"al_bekend": "nee"}})
    reading = FORMATS["potato"].read(tmp_path)
    one, other = reading.notes
    assert [(m.label, m.presence) for m in one.mentions] == [
        ("vervuiling", "onzeker"),
        ("financiele_problemen", "aanwezig"),
    ]
    assert (one.annotator, other.annotator, other.mentions, other.triage) == ("anna", "bilal", (), {"al_bekend": "nee"})
    assert [said.split(" ", 1)[0] for said in reading.said] == ["1", "1", "2"]


def test_a_folder_that_is_not_potatos(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"no notes\.jsonl"):
        FORMATS["potato"].read(tmp_path)
    (tmp_path / "notes.jsonl").write_text('{"id": "m-1", "text": "Alles rustig."}\n', "utf-8")
    state = tmp_path / "annotation_output" / "anna" / "user_state.json"
    state.parent.mkdir(parents=True)
    state.write_text("{}", "utf-8")
    with pytest.raises(CorpusError, match="not what Potato 2 stores"):
        FORMATS["potato"].read(tmp_path)


def _potato_mention(start: int, end: int, label: str, **qualifiers: str) -> dict[str, object]:
    return {"start": start, "end": end, "label": label} | qualifiers


def _potato_state(
    folder: Path, who: str, spans: dict[str, list[tuple[int, int, str]]], answers: dict[str, dict[str, str]]
) -> None:
    state = {
        "user_id": who,
        "instance_id_to_span_to_value": {
            item: [[{"schema": "signaal", "name": name, "start": start, "end": end}, 1] for start, end, name in found]
            for item, found in spans.items()
        },
        "instance_id_to_label_to_value": {
            item: [[{"schema": question, "name": value}, value] for question, value in given.items()]
            for item, given in answers.items()
        },
    }
    path = folder / "annotation_output" / who / "user_state.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(state), "utf-8")


def test_potato_gets_a_text_that_it_leaves_as_it_is() -> None:
    from annotation.formats.potato import displayed

    text = " A\r\nb\t\tc  <i>&amp; d & e\x07\rf \n"
    shown, places = displayed(text)
    assert shown == "A\nb c ‹i›＆amp; d & e\nf"
    assert [text[place] for place in places if text[place].isalnum()] == list("AbciampdeF".replace("F", "f"))
    assert len(shown) == len(places) and displayed(shown)[0] == shown
