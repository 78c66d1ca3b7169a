"""Transfer between registers: what a cheap tagger learns of one kind of writer and finds at another."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotation.corpus import AnnotatedNote, CorpusError, write_jsonl
from eval.bias.transfer import read_transfer
from tests.eval.marked import note_of
from training.baselines import transfer as module
from training.baselines.transfer import EVERYTHING, main, transfer

WORDS = {
    "burger": ("Bij de buren [ligt overal troep]{vervuiling}, echt.", "De buren zijn aardig, hoor."),
    "politie": ("Ter plaatse [woning ernstig vervuild]{vervuiling} aangetroffen.", "Ter plaatse geen bijzonderheden."),
}


def _notes(number: int, sources: tuple[str, ...] = ("burger", "politie")) -> list[AnnotatedNote]:
    return [
        note_of(WORDS[source][i % 2] + f" Nummer {i}.", note_id=f"{source}-{i}", source=source)
        for source in sources
        for i in range(number)
    ]


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FEWEST_TRAIN", 20)
    monkeypatch.setattr(module, "FEWEST_TEST", 10)
    monkeypatch.setattr("training.corpora.NOTE_WORDS", 3)


def test_a_tagger_finds_more_at_writers_like_those_it_learned_from() -> None:
    table = transfer(_notes(40), _notes(20), "register")
    assert table.names == ("alledaags", "vakmatig")
    assert len(table.cells) == 6
    for name, other in (("alledaags", "vakmatig"), ("vakmatig", "alledaags")):
        own, away = table.cell(name, name), table.cell(name, other)
        assert own is not None and away is not None
        assert own.f1.value == 1.0
        assert (away.f1.value or 0.0) < 0.7
        both = table.cell(EVERYTHING, other)
        assert both is not None and both.f1.value == 1.0 and both.trained == 80


def test_one_kind_has_no_transfer() -> None:
    with pytest.raises(CorpusError, match="no two kinds"):
        transfer(_notes(40, ("burger",)), _notes(20, ("burger",)), "register")


def test_the_table_is_written_and_read_again(tmp_path: Path) -> None:
    train, test, out = tmp_path / "train.jsonl", tmp_path / "test.jsonl", tmp_path / "transfer.json"
    write_jsonl(train, _notes(30))
    write_jsonl(test, _notes(12))
    assert main(["--train", str(train), "--test", str(test), "--by", "source", "-o", str(out)]) == 0
    assert read_transfer(out).names == ("burger", "politie")
    out.write_text("{}", "utf-8")
    with pytest.raises(CorpusError, match=r"transfer\.json"):
        read_transfer(out)
