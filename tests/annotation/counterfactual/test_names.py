"""The lists of names: where they are from, what is kept of them, and that each can be given and found."""

from __future__ import annotations

import re
from random import Random

import pytest

from annotation.counterfactual.collect import chosen
from annotation.counterfactual.edits import DATA, data
from annotation.counterfactual.names import collected, find_names, origin_of, origins, to_origin
from annotation.counterfactual.surnames import find_surnames, surnames


def test_the_table_names_its_source_and_holds_no_name_of_a_kind_twice() -> None:
    head = (DATA / "names.tsv").read_text("utf-8").split("\nAaliyah")[0]
    assert "Faker" in head and "Permission is hereby granted" in head
    rows = [(row.name, row.kind) for row in collected()]
    assert len(rows) == len(set(rows)) > 5000
    assert {kind for _, kind in rows} == {"m", "f", "s"}
    firsts = [name for name, kind in rows if kind != "s"]
    assert len(firsts) == len(set(firsts))


@pytest.mark.parametrize("origin", origins())
def test_people_get_names_of_every_origin_and_keep_their_gender(origin: str) -> None:
    edits = to_origin("Femke belt over Mehmet.", origin, Random(0))
    text = " ".join(edit.new for edit in edits)
    assert edits and all(origin_of(name) == origin for _, name in find_names(text))


def test_what_several_origins_share_is_recognised_and_told_of_none() -> None:
    assert [name for _, name in find_names("Esther zag Charlotte, en Ayoub zag Frans tv.")] == [
        "Esther",
        "Charlotte",
        "Ayoub",
    ]
    assert {origin_of(name) for name in ("Esther", "Charlotte", "Ayoub")} == {""}


def test_names_are_chosen() -> None:
    lists = {
        ("duits", "m"): ["Otto-Karl", "Gans", "Detlef", "Heiko", "de Boer", "Kim"],
        ("frans", "m"): ["Detlef", "Jean Marie"],
        ("duits", "f"): ["Heike", "Heiko"],
        ("duits", "s"): ["Kramp"],
    }
    kept = chosen(lists, {"kramp"})
    assert kept == [("-", "m", "Detlef"), ("duits", "f", "Heike"), ("duits", "m", "Otto-Karl")]


def test_only_so_many_of_an_origin_are_given() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    names = [f"Zq{a}{b}" for a in letters for b in letters]
    assert len(chosen({("duits", "m"): names}, set())) == data("collect")["most"]


def test_surnames_are_found_after_a_title_with_other_letters_too() -> None:
    text = "Mw. Özdemir en dhr. van der Kuip-Wójcik. Berg en dal, mevrouw Șerban, fam Łuczak."
    assert [match[1] for match in find_surnames(text)] == ["Özdemir", "van der Kuip-Wójcik", "Șerban", "Łuczak"]
    shape = re.compile(r"[^\W\d_]+(-[^\W\d_]+)?")
    for names in surnames().values():
        assert all(shape.fullmatch(name) for name in names) and len(set(names)) == len(names)
        assert all(find_surnames(f"Mw. {name} belt.")[0][1] == name for name in names)
