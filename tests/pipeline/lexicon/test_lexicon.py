"""The shipped lexicon: every entry's own sentences, enough entries, nothing about who somebody is, and its mistakes named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.language.data import read_yaml
from pipeline.language.stored import load
from pipeline.lexicon.check import check_lexicon, check_questions
from pipeline.lexicon.compiled import FILE, fingerprint, shipped_finder
from pipeline.lexicon.entries import Lexicon, LexiconError, load_lexicon, read_file, shipped_files
from pipeline.lexicon.finder import Finder
from pipeline.questions.component import DATA
from pipeline.taxonomy import taxonomy

LEXICON = load_lexicon()
WHO_SOMEBODY_IS = re.compile(
    r"marok|\bturk|islam|moslim|koran|djinn|surinaam|antill|curaca|\bsyri|eritre|somali|afgha|\birak|\biraan|\biran|"
    r"pakist|\bpolen|\bpoolse?\b|bulgaar|roemeen|oekra|\brus\b|\bchine[es]|afrika|arabier|berber|\bjood|\bjoods|hindoe|"
    r"\bchristen|katholi|reformator|hoofddoek|allochto|autochto|nationaliteit|afkomst|\betni|zigeuner|\broma\b|sinti|"
    r"\bneger\b|statushouder|vluchteling|huidskleur|donkere? man|getint|\bhomo\b|lesb|transgender|\bcultuur"
)
LANGUAGES = re.compile(
    r"turks|arabisch|pools|somalisch|berbers|russisch|oekraiens|roemeens|bulgaars|chinees|cold turkey"
)


@pytest.mark.parametrize("label", list(taxonomy().labels))
def test_every_sentence_of_every_entry(label: str) -> None:
    failures = check_lexicon(Lexicon({label: LEXICON.rows[label]}))
    assert failures == []


@pytest.mark.parametrize("label", list(taxonomy().labels))
def test_a_label_has_entries_of_every_sort(label: str) -> None:
    entries = LEXICON.rows[label].entries
    assert len(entries) >= 40
    assert {entry.register_ for entry in entries} >= {"burger", "vak"} or any(e.register_ == "beide" for e in entries)
    assert any(entry.miss for entry in entries)


def test_there_is_a_file_a_domain() -> None:
    assert {path.stem for path in shipped_files()} == set(taxonomy().domains)
    for path in shipped_files():
        found = read_file(path)
        assert {taxonomy().labels[label].domain for label in found.signals} == {found.domain} == {path.stem}


def test_no_entry_asks_who_somebody_is() -> None:
    found = [
        (entry_id, phrase)
        for entry_id, label, entry in LEXICON.entries()
        for phrase in entry.phrase
        if WHO_SOMEBODY_IS.search(LANGUAGES.sub("", phrase.lower()))
    ]
    assert found == []


def test_one_religion_is_never_named_without_the_others() -> None:
    phrases = [phrase.lower() for _, _, entry in LEXICON.entries() for phrase in entry.phrase]
    assert [p for p in phrases if "allah" in p and "god" not in p] == []
    assert [p for p in phrases if "moskee" in p and "kerk" not in p] == []


def test_a_language_is_named_only_where_language_is_the_matter() -> None:
    labels = {label for _, label, e in LEXICON.entries() if any(LANGUAGES.search(p.lower()) for p in e.phrase)}
    assert labels <= {"laaggeletterdheid", "verslaving"}


def test_the_compiled_copy_is_current() -> None:
    assert FILE.read_bytes().startswith(fingerprint()), "run `make compiled`"
    _, version = shipped_finder()
    assert version == LEXICON.version


def test_the_compiled_copy_is_what_the_files_say() -> None:
    assert load(FILE, fingerprint())["finder"] == Finder(LEXICON).to_data()


def test_every_question_sentence() -> None:
    assert check_questions(DATA) == []


def test_every_question_has_patterns() -> None:
    questions = read_yaml(DATA)["questions"]
    assert set(questions) == {question.id for question in taxonomy().questions}
    assert all(len(entries) >= 40 for entries in questions.values())


ENTRY = '      - {phrase: "kelder", register: burger, hit: "Kelder."}\n'


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("signals:\n  overlast:\n    entries:\n" + ENTRY + ENTRY.replace("kelder", "a|"), ":5: overlast: "),
        ("signals:\n  bestaat_niet:\n    entries:\n" + ENTRY, ":2: no label 'bestaat_niet'"),
        ("signals:\n  overlast:\n    entries:\n" + ENTRY + ENTRY.replace("register", "registre"), ":5:"),
        ("signals:\n  overlast:\n    entries:\n" + ENTRY.replace("burger", "boer"), ":4: signals.overlast.entries.0"),
        ("signals:\n  overlast:\n   entries:\n  - x: [\n", ":4: not valid YAML"),
        ("signals:\n  overlast:\n    entries:\n" + ENTRY.replace("hit:", "sets: {presence: nooit}, hit:"), ":4:"),
        ("geen: lexicon\n", ":1:"),
    ],
)
def test_a_mistake_is_named_by_file_and_line(tmp_path: Path, content: str, place: str) -> None:
    path = tmp_path / "eigen.yaml"
    path.write_text(content, "utf-8")
    with pytest.raises(LexiconError, match=re.escape(f"eigen.yaml{place}")):
        read_file(path)


def test_a_user_s_file_is_added_or_replaces(tmp_path: Path) -> None:
    path = tmp_path / "eigen.yaml"
    path.write_text("signals:\n  overlast:\n    entries:\n" + ENTRY, "utf-8")
    ours = len(LEXICON.rows["overlast"].entries)
    assert len(load_lexicon([path]).rows["overlast"].entries) == ours + 1
    path.write_text("replace: true\nsignals:\n  overlast:\n    entries:\n" + ENTRY, "utf-8")
    replaced = load_lexicon([path])
    assert len(replaced.rows["overlast"].entries) == 1
    assert replaced.rows["vervuiling"] == LEXICON.rows["vervuiling"]
    assert replaced.version != LEXICON.version
