"""Compiled copies, and what is kept of the lemma list."""

from __future__ import annotations

import zlib
from array import array
from pathlib import Path

import pytest
import simplemma
import yaml

from pipeline.context import qualify
from pipeline.context.cues import cue_files
from pipeline.context.qualify import Qualifier
from pipeline.language import data, wordlist
from pipeline.language.memo import LIMIT, Memo
from pipeline.language.stored import fingerprint, load, save
from pipeline.questions import component
from pipeline.questions.component import QuestionQuoter, question_patterns

PIPELINE = Path(data.__file__).parent.parent


def test_a_copy_gives_back_what_it_was_made_of(tmp_path: Path) -> None:
    made = {"names": ["één", "twee"], "rows": [array("i", [1, -2, 3]), array("i")], "more": {"a": None}}
    assert save(tmp_path / "copy.bin", b"m" * 32, made) == (tmp_path / "copy.bin").stat().st_size
    assert load(tmp_path / "copy.bin", b"m" * 32) == made


def test_a_copy_of_something_else_is_left_aside(tmp_path: Path) -> None:
    save(tmp_path / "copy.bin", b"m" * 32, {})
    assert load(tmp_path / "copy.bin", b"n" * 32) is None
    assert load(tmp_path / "none.bin", b"m" * 32) is None


def test_a_fingerprint_is_of_what_files_hold(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("a: 1")
    before = fingerprint([file])
    file.write_text("a: 2")
    assert fingerprint([file]) != before


@pytest.mark.parametrize("module", [qualify, component])
def test_the_copies_of_cues_and_questions_are_current(module: object) -> None:
    assert load(module.FILE, module._fingerprint()) is not None, "run `make compiled`"  # type: ignore[attr-defined]


def test_the_copies_of_cues_and_questions_are_what_the_files_say() -> None:
    cues = load(qualify.FILE, qualify._fingerprint())
    assert cues == Qualifier(cue_files())._compile().to_data()
    questions = load(component.FILE, component._fingerprint())
    assert questions == QuestionQuoter(question_patterns())._compile().to_data()


def test_every_kept_table_is_what_its_file_says() -> None:
    kept = data._stored()
    assert len(kept) > 10
    for name, (digest, content) in kept.items():
        path = PIPELINE / name
        assert data._digest(path.read_bytes()) == digest, f"{name}: run `make compiled`"
        assert content == yaml.safe_load(path.read_text("utf-8"))


def test_a_file_that_was_edited_is_read_anew(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("a: [1, 2]", "utf-8")
    assert data.read_yaml(tmp_path / "own.yaml") == {"a": [1, 2]}


def test_the_kept_words_are_answers_of_the_list() -> None:
    kept = list(wordlist._kept())
    assert len(kept) > 10_000
    for word in kept[::97]:
        assert wordlist.is_known(word) is simplemma.is_known(word, lang="nl"), word
        assert wordlist.lemmatize(word) == simplemma.lemmatize(word, lang="nl"), word


def test_a_word_that_is_not_kept_is_asked_of_the_list() -> None:
    assert "zeppelins" not in wordlist._kept()
    assert wordlist.is_known("zeppelins")
    assert wordlist.lemmatize("zeppelins") == "zeppelin"
    assert not wordlist.is_known("")


def test_words_kept_of_another_version_are_left_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "words.bin").write_bytes(zlib.compress(b"0.0.1\nschulden\n+onzin"))
    monkeypatch.setattr(wordlist, "FILE", tmp_path / "words.bin")
    wordlist._kept.cache_clear()
    try:
        assert wordlist.lemmatize("schulden") == "schuld"
    finally:
        wordlist._kept.cache_clear()


def test_a_memo_asks_once_and_does_not_grow_forever() -> None:
    asked: list[str] = []
    memo: Memo[int] = Memo(lambda word: asked.append(word) or len(word))  # type: ignore[func-returns-value]
    assert [memo["de"], memo["de"], memo["gang"]] == [2, 2, 4]
    assert asked == ["de", "gang"]
    memo.update((str(number), number) for number in range(LIMIT))
    assert memo["deur"] == 4
    assert len(memo) == 1
