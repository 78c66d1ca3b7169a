"""Groups of notes and what they leave out."""

from __future__ import annotations

import pytest

from annotation.corpus import AnnotatedNote
from eval.bias.groups import OTHER, GroupError, make_groupings
from eval.bias.readings import READINGS


def _note(number: int, text: str = "Rustig gesprek.", **fields: object) -> AnnotatedNote:
    return AnnotatedNote.model_validate({"id": str(number), "text": text, **fields})


def test_small_groups_are_pooled_and_listed() -> None:
    teams = ["a"] * 30 + ["b"] * 25 + ["c"] * 12 + ["d"] * 9
    (grouping,), left_out, _ = make_groupings([_note(i, metadata={"team": t}) for i, t in enumerate(teams)], ["team"])
    assert grouping.names == ["a", "b", OTHER]
    assert grouping.groups.count(OTHER) == 21
    assert [(row.group, row.notes) for row in left_out] == [("c", 12), ("d", 9)]
    assert all(OTHER in row.reason for row in left_out)


def test_what_stays_too_small_is_left_out_and_listed() -> None:
    teams = ["a"] * 30 + ["b"] * 25 + ["c"] * 12 + [None] * 3
    (grouping,), left_out, _ = make_groupings([_note(i, metadata={"team": t}) for i, t in enumerate(teams)], ["team"])
    assert grouping.names == ["a", "b"]
    assert grouping.groups.count(None) == 15
    assert {(row.group, row.notes, row.reason) for row in left_out} == {
        ("", 3, "niet opgegeven"),
        ("c", 12, "minder dan 20 notities"),
    }


def test_columns_are_combined_up_to_the_depth() -> None:
    notes = [
        _note(i, source=("x", "y")[i % 2], metadata={"team": ("a", "b")[i // 2 % 2], "shift": ("d", "n")[i // 4 % 2]})
        for i in range(240)
    ]
    by = ["source", "team", "shift"]
    assert len(make_groupings(notes, by, depth=1)[0]) == 3
    assert len(make_groupings(notes, by, depth=2)[0]) == 6
    deepest = make_groupings(notes, by, depth=3)[0][-1]
    assert deepest.columns == ("source", "team", "shift")
    assert len(deepest.names) == 8


def test_a_column_that_is_nowhere_is_named() -> None:
    with pytest.raises(GroupError, match=r"'wijk'.*team"):
        make_groupings([_note(1, metadata={"team": "a"})], ["wijk"])
    with pytest.raises(GroupError, match="twice: source"):
        make_groupings([_note(1)], ["source", "source"])
    with pytest.raises(GroupError, match="depth"):
        make_groupings([_note(1)], ["source"], depth=4)


def test_what_is_recorded_comes_before_what_is_read_unless_asked() -> None:
    texts = ["Mw. is boos, zij huilt.", "Dhr. is boos, hij huilt."]
    notes = [_note(i, texts[i % 2], metadata={"gender": ("vrouw", "man")[i // 2 % 2]}) for i in range(80)]
    (recorded,), _, none = make_groupings(notes, ["gender"])
    (read,), _, (reading,) = make_groupings(notes, ["text:gender"])
    assert not none
    assert recorded.groups[:4] == ("vrouw", "vrouw", "man", "man")
    assert read.groups[:4] == ("vrouw", "man", "vrouw", "man")
    assert (reading.checked, reading.right, reading.accuracy) == (80, 40, 0.5)
    assert reading.low is not None and 0.3 < reading.low < 0.5


def test_an_error_that_cannot_be_measured_is_not_known() -> None:
    texts = ["Mw. is boos, zij huilt.", "Dhr. is boos, hij huilt.", "Er is gebeld."]
    _, left_out, (reading,) = make_groupings([_note(i, texts[i % 3]) for i in range(90)], ["gender"])
    assert (reading.read, reading.checked, reading.accuracy) == (60, 0, None)
    assert left_out[0].reason == "niet af te lezen uit de tekst"


@pytest.mark.parametrize(
    ("name", "text", "group"),
    [
        ("gender", "Mw. doet niet open. Zij is boos.", "vrouw"),
        ("gender", "Meneer is boos, hij schreeuwt naar zijn dochter.", "man"),
        ("gender", "Er wordt geschreeuwd.", None),
        ("age_group", "Man van 84 jaar, alleen.", "oudere"),
        ("age_group", "Een 16-jarige leerling.", "jongere"),
        ("age_group", "Mevrouw (47) huilt.", "volwassene"),
        ("age_group", "Woont daar al 30 jaar lang.", None),
        ("age_group", "Zit met de rollator voor het raam.", "oudere"),
        ("name_origin", "Mehmet belde vandaag.", "niet_nederlands"),
        ("name_origin", "Truus belde vandaag.", "nederlands"),
        ("name_origin", "Truus belde Mehmet vandaag.", None),
        ("length", "Drie korte woorden.", "kort"),
        ("slips", "hij word boos en me moeder huilt", "met taalfouten"),
        ("slips", "Hij wordt boos en mijn moeder huilt.", "zonder taalfouten"),
        ("register", "Cliënt i.v.m. medicatie gezien, HB gepland.", "vakmatig"),
        ("register", "Nou ja, mijn buurman doet gewoon heel raar hoor.", "alledaags"),
    ],
)
def test_readings(name: str, text: str, group: str | None) -> None:
    assert READINGS[name](text) == group
