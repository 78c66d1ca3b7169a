"""Adjudication: what is a disagreement, what needs no decision, and what a decision does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotation.adjudication import (
    KEY,
    Decision,
    MentionCase,
    QuestionCase,
    answered,
    cases,
    disagreements,
    gold,
    own,
    settle,
    take,
)
from annotation.agreement import Study, study
from annotation.corpus import AnnotatedMention, AnnotatedNote, CorpusError, mention_of
from annotation.decision_sheet import read_sheet, write_sheet
from annotation.inline import parse_inline


def note(raw: str, **fields: Any) -> AnnotatedNote:
    text, marks = parse_inline(raw)
    return AnnotatedNote(id="n", text=text, mentions=tuple(mention_of(text, mark) for mark in marks), **fields)


def readings(*raw: str) -> Study:
    return study({name: [note(text)] for name, text in zip("abcde", raw, strict=False)})


AGREED = "De gang [ligt vol]{vervuiling}. Hij drinkt."


@pytest.mark.parametrize(
    ("one", "other", "differs"),
    [
        (AGREED, AGREED, ()),
        (AGREED, "De gang ligt vol. Hij drinkt.", ("missed",)),
        (AGREED, "De gang [ligt vol]{verzameldrang}. Hij drinkt.", ("label",)),
        (AGREED, "De [gang ligt vol]{vervuiling}. Hij drinkt.", ("borders",)),
        (AGREED, "De gang [ligt vol]{vervuiling ontkend}. Hij drinkt.", ("presence",)),
        (
            AGREED,
            "De [gang ligt]{vervuiling verleden ander} vol. Hij drinkt.",
            ("borders", "temporality", "experiencer"),
        ),
    ],
)
def test_what_is_not_the_same_is_named(one: str, other: str, differs: tuple[str, ...]) -> None:
    first = cases(readings(one, other))[0]
    assert isinstance(first, MentionCase) and (first.label, first.differs) == ("vervuiling", differs)


def test_mentions_that_share_words_are_one_case_and_others_are_not() -> None:
    data = readings(
        "[De gang ligt vol]{vervuiling} en [stinkt]{vervuiling}.",
        "[De gang]{vervuiling} [ligt vol]{vervuiling} en stinkt.",
    )
    one, other = cases(data)
    assert isinstance(one, MentionCase) and isinstance(other, MentionCase)
    assert (one.start, one.end, len(one.readings["b"]), one.differs) == (0, 16, 2, ("borders",))
    assert (other.differs, other.readings["b"]) == (("missed",), ())


def test_another_label_on_the_same_words_is_shown_from_both_sides() -> None:
    one, other = disagreements(readings(AGREED, "De gang [ligt vol]{verzameldrang}. Hij drinkt."))
    assert isinstance(one, MentionCase) and isinstance(other, MentionCase)
    assert one.instead == {"b": ("verzameldrang",)} and other.instead == {"a": ("vervuiling",)}


def test_gold_takes_what_all_say_and_leaves_the_rest_to_a_person() -> None:
    data = readings("De gang [ligt vol]{vervuiling}. Hij [drinkt]{verslaving}.", AGREED)
    done = gold(data)
    assert done.notes == () and [case.id for case in done.undecided] == ["n#verslaving@22-28"]
    (case,) = done.undecided
    done = gold(data, [take(case, "a", reason="staat er letterlijk", by="c")])
    (found,) = done.notes
    assert [m.label for m in found.mentions] == ["vervuiling", "verslaving"] and done.counts() == {
        "agreed": 1,
        "decided": 1,
    }
    record = found.metadata[KEY]
    assert record["annotators"] == ["a", "b"] and record["decisions"][0]["reason"] == "staat er letterlijk"
    assert Decision.model_validate(record["decisions"][0]).by == "c", "reasons travel with the note"
    (found,) = gold(data, [take(case, "b")]).notes
    assert [m.label for m in found.mentions] == ["vervuiling"]


def test_a_majority_of_those_who_read_it() -> None:
    data = readings(AGREED, AGREED, "De gang ligt vol. Hij drinkt.")
    assert gold(data).undecided
    assert gold(data, rule="majority").counts() == {"majority": 1}
    even = readings(AGREED, "De gang ligt vol. Hij drinkt.")
    assert gold(even, rule="majority").undecided, "half is no majority"


def test_borders_alone_can_be_left_to_a_rule() -> None:
    data = readings(AGREED, "De [gang ligt vol]{vervuiling}. Hij drinkt.")
    assert gold(data).undecided
    widest, narrowest = gold(data, borders="widest").notes, gold(data, borders="narrowest").notes
    assert (widest[0].mentions[0].text, narrowest[0].mentions[0].text) == ("gang ligt vol", "ligt vol")
    denied = readings(AGREED, "De [gang ligt vol]{vervuiling ontkend}. Hij drinkt.")
    assert gold(denied, borders="widest").undecided, "more than borders differs"


def test_questions_of_triage_are_cases_too() -> None:
    both = [note(AGREED, triage={"al_bekend": answer}) for answer in ("ja", "nee")]
    data = study({"a": [both[0]], "b": [both[1]]})
    (case,) = disagreements(data)
    assert isinstance(case, QuestionCase) and case.answers == {"a": "ja", "b": "nee"}
    (found,) = gold(data, [answered(case, "niet_vermeld", reason="staat er niet")]).notes
    assert found.triage == {"al_bekend": "niet_vermeld"}
    (found,) = gold(data, [answered(case, None)]).notes
    assert found.triage == {}


def test_a_decision_on_other_readings_is_refused() -> None:
    before = readings(AGREED, "De gang ligt vol. Hij drinkt.")
    after = readings("De gang [ligt vol]{vervuiling onzeker}. Hij drinkt.", "De gang ligt vol. Hij drinkt.")
    decision = take(disagreements(before)[0], "a")
    with pytest.raises(CorpusError, match="have changed since"):
        gold(after, [decision])
    with pytest.raises(CorpusError, match="decided twice"):
        gold(before, [decision, decision])
    with pytest.raises(CorpusError, match="no such case"):
        gold(readings(AGREED, AGREED), [decision.model_copy(update={"case": "n#overlast@0-2"})])


def test_a_decided_mention_must_be_a_slice_of_the_note() -> None:
    data = readings(AGREED, "De gang ligt vol. Hij drinkt.")
    wrong = AnnotatedMention(label="vervuiling", start=3, end=7, text="hal!")
    (case,) = disagreements(data)
    assert isinstance(case, MentionCase)
    with pytest.raises(CorpusError, match="note n: a decided mention does not fit") as caught:
        gold(data, [own(case, [wrong])])
    assert "hal!" not in str(caught.value) and "gang" not in str(caught.value)


def test_who_did_not_read_it_cannot_be_right() -> None:
    (case,) = disagreements(readings(AGREED, "De gang ligt vol. Hij drinkt."))
    with pytest.raises(CorpusError, match="zora did not read"):
        take(case, "zora")
    assert settle(case, None) is None


def test_metadata_that_all_share_is_kept() -> None:
    data = study(
        {
            "a": [note(AGREED, metadata={"wijk": "Noord", "tijd": 3})],
            "b": [note(AGREED, metadata={"wijk": "Noord", "tijd": 9})],
        }
    )
    (found,) = gold(data).notes
    assert found.metadata["wijk"] == "Noord" and "tijd" not in found.metadata


ONE = "De gang [ligt vol]{vervuiling}. Hij [drinkt]{verslaving} en [belt]{overlast}."
OTHER = "De [gang ligt vol]{vervuiling}. Hij [drinkt]{verslaving volgens_ander} en belt."


def _fill(path: Path, *wanted: str) -> None:
    head, *rows = path.read_text("utf-8-sig").splitlines()
    assert len(rows) == len(wanted)
    filled = []
    for row, decision in zip(rows, wanted, strict=True):
        fields = row.rsplit(";", 4)
        filled.append(";".join([fields[0], decision, "zo is het", "carla", fields[4]]))
    path.write_text("\n".join([head, *filled]) + "\n", "utf-8-sig")


def test_a_sheet_is_filled_in_and_read_back(tmp_path: Path) -> None:
    data = study({"anna": [note(ONE)], "bilal": [note(OTHER)]})
    sheet = tmp_path / "besluiten.csv"
    assert write_sheet(sheet, data) == 3
    rows = sheet.read_text("utf-8-sig").splitlines()
    assert rows[0] == "geval;notitie;onderdeel;verschil;tekst;anna;bilal;besluit;reden;wie;lezing"
    assert "[drinkt]{verslaving};[drinkt]{verslaving volgens_ander}" in rows[2] and "wie zegt het?" in rows[2]
    assert read_sheet(sheet, data) == [], "nothing is decided yet"
    _fill(sheet, "[gang ligt]{vervuiling onzeker}", "bilal", "niets")
    (found,) = gold(data, read_sheet(sheet, data)).notes
    assert [(m.text, m.label, m.presence, m.attribution) for m in found.mentions] == [
        ("gang ligt", "vervuiling", "onzeker", "waarneming"),
        ("drinkt", "verslaving", "aanwezig", "volgens_ander"),
    ]
    assert {row["reason"] for row in found.metadata[KEY]["decisions"]} == {"zo is het"}


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ("Zora", "neither an annotator"),
        ("[gang ligt]{vies}", "no label 'vies'"),
        ("[kelder]{vervuiling}", "stand 0 times"),
    ],
)
def test_what_cannot_be_read_in_a_sheet_is_named(tmp_path: Path, wanted: str, why: str) -> None:
    data = study({"anna": [note(ONE)], "bilal": [note(OTHER)]})
    sheet = tmp_path / "besluiten.csv"
    write_sheet(sheet, data)
    _fill(sheet, wanted, "", "")
    with pytest.raises(CorpusError, match=r"besluiten\.csv:2: column besluit") as caught:
        read_sheet(sheet, data)
    assert why in str(caught.value)


def test_a_sheet_without_its_columns_and_an_annotator_named_like_one(tmp_path: Path) -> None:
    data = study({"anna": [note(ONE)], "niets": [note(OTHER)]})
    with pytest.raises(CorpusError, match="cannot be called 'niets'"):
        write_sheet(tmp_path / "x.csv", data)
    (tmp_path / "x.csv").write_text("geval;besluit\n", "utf-8")
    with pytest.raises(CorpusError, match=r"x\.csv:1: no column"):
        read_sheet(tmp_path / "x.csv", data)
