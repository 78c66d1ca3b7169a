"""The model that ships: whole, small, steady, and of use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.onnx_scorer import NetworkScorer
from models.scorer import default_model, default_version, load_scorer
from pipeline.assemble import Settings, build
from pipeline.summarize import summarize

pytestmark = pytest.mark.slow

INDIRECT = {
    "De post ligt tot aan de deurmat.": {"financiele_problemen", "afspraken_mijden"},
    "Hij loopt al drie weken in dezelfde trui rond en ruikt naar zweet.": {"zelfverwaarlozing"},
    "Ze wil niet dat wij nog langskomen.": {"zorg_weigeren"},
    "Overal liggen muizenkeutels, ook tussen het beddengoed.": {"vervuiling"},
}


@pytest.fixture(scope="module")
def folder() -> Path:
    found = default_model()
    assert found is not None
    return Path(found)


@pytest.fixture(scope="module")
def scorer(folder: Path) -> NetworkScorer:
    loaded = load_scorer(folder)
    assert isinstance(loaded, NetworkScorer)
    return loaded


def test_it_is_whole_and_fits_the_repository(folder: Path, scorer: NetworkScorer) -> None:
    assert scorer.version == default_version()
    assert sum(path.stat().st_size for path in folder.iterdir()) < 40e6


def test_its_card_says_what_it_is_not_for_and_what_it_learnt_from(folder: Path) -> None:
    english, dutch = (folder / name for name in ("README.md", "MODELKAART.md"))
    assert "Not for decisions" in english.read_text("utf-8")
    assert "invented" in english.read_text("utf-8")
    assert "Niet om mee te beslissen" in dutch.read_text("utf-8")
    assert "verzonnen" in dutch.read_text("utf-8")


def test_every_label_has_its_rule_and_reason(folder: Path, scorer: NetworkScorer) -> None:
    assert scorer.joining is not None
    assert set(scorer.joining.rules) == set(scorer.heads.labels)
    assert (folder / "thresholds.yaml").read_text("utf-8").count("reason:") == len(scorer.heads.labels)


def test_a_text_has_one_answer_alone_in_a_batch_and_with_more_threads(folder: Path, scorer: NetworkScorer) -> None:
    texts = [*INDIRECT, "Mw. deed open en zette koffie. " * 40, ""]
    alone = [scorer.score([text])[0] for text in texts]
    assert scorer.score(texts) == alone
    assert scorer.score(texts[::-1])[::-1] == alone
    assert NetworkScorer.from_folder(folder, threads=2).score(texts) == alone


@pytest.mark.parametrize("text", list(INDIRECT))
def test_it_finds_what_is_said_without_its_name(folder: Path, text: str) -> None:
    summary = summarize(build(Settings(model=str(folder), use_lexicon=False))(text))
    assert {s.id for s in summary.signals if s.raised} & INDIRECT[text]


def test_int8_and_torch_decide_alike(folder: Path) -> None:
    equality = json.loads((folder / "metrics.json").read_text("utf-8"))["equality"]
    assert equality["notes_that_differ"] <= 0.01
