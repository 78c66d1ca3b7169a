"""Whom to call: fixed notices by signal, and an organisation's own file."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.report.contacts import ALWAYS_COVERED, ContactsError, load_contacts


def names(*signals: str) -> list[str]:
    notice = load_contacts().notice(frozenset(signals))
    return [] if notice is None else [contact.numbers or contact.explanation for contact in notice.contacts]


def own(tmp_path: Path, content: str) -> Path:
    path = tmp_path / "contacten.yaml"
    path.write_text(content, encoding="utf-8")
    return path


def test_each_signal_that_calls_for_it_has_its_numbers() -> None:
    assert names("suicidaliteit")[:2] == ["112", "113 of 0800-0113"]
    assert names("misbruik") == ["112", "0800-2000"]
    assert {"112", "0800-2000"} <= set(names("agressie"))
    assert names("weglopen") == ["112", "0800-2000"]
    assert names("vervuiling", "isolement") == []


def test_a_number_stands_once_however_many_signals_call_for_it() -> None:
    assert names("misbruik", "suicidaliteit", "agressie")[:3] == ["112", "113 of 0800-0113", "0800-2000"]
    notice = load_contacts().notice(frozenset({"misbruik", "suicidaliteit"}))
    assert notice is not None
    assert len(notice.sentences) == 2


def test_without_a_number_the_crisisdienst_says_so() -> None:
    assert "nog niet ingevuld" in names("suicidaliteit")[2]


def test_an_organisation_fills_in_only_its_own_number(tmp_path: Path) -> None:
    path = own(tmp_path, 'contacts:\n  crisisdienst:\n    name: Crisisdienst Rivierdal\n    phone: ["000-1112223"]\n')
    notice = load_contacts(path).notice(frozenset({"suicidaliteit"}))
    assert notice is not None
    assert [contact.name for contact in notice.contacts][-1] == "Crisisdienst Rivierdal"
    assert notice.contacts[-1].numbers == "000-1112223"
    assert notice.contacts[0].numbers == "112"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("- 112\n", "verwacht de sleutels"),
        ("contacts: [112\n", "regel 2: dit is geen geldige YAML"),
        ("contacts: 112\n", "moet namen met gegevens bevatten"),
        ("contacts:\n  crisisdienst:\n    name: X\n    telefoon: 1\n", "telefoon is geen bekende sleutel"),
        ("contacts:\n  crisisdienst:\n    phone: ['1']\n", "name ontbreekt"),
        ("contacts:\n  crisisdienst:\n    name: X\n    phone: [112]\n", "aanhalingstekens"),
        ("contacts:\n  crisisdienst:\n    name: X\n", "geef 'phone'"),
        ("notices:\n  - {signals: [suicide], text: X, contacts: ['112']}\n", "onbekend signaal 'suicide'"),
        ("notices:\n  - {signals: [misbruik], text: X, contacts: [politie]}\n", "onbekend contact 'politie'"),
        ("notices:\n  - {signals: [misbruik], text: X, contacts: ['112']}\n", "er staat niets bij 'suicidaliteit'"),
        ("notices:\n  - {signals: [misbruik], text: '', contacts: ['112']}\n", "mag niet leeg zijn"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_place(tmp_path: Path, content: str, problem: str) -> None:
    path = own(tmp_path, content)
    with pytest.raises(ContactsError) as error:
        load_contacts(path)
    assert str(error.value).startswith(str(path))
    assert problem in str(error.value)


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(ContactsError, match="kan niet worden gelezen"):
        load_contacts(tmp_path / "weg.yaml")
    binary = tmp_path / "b.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ContactsError, match="kan niet worden gelezen"):
        load_contacts(binary)


def test_what_must_always_be_covered_is(tmp_path: Path) -> None:
    for signal in ALWAYS_COVERED:
        assert names(signal)
