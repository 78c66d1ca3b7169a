"""A tiny run: a small random encoder, a few marked notes by three writers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotation.corpus import AnnotatedNote, mention_of
from annotation.inline import parse_inline

NOTES = {
    "a": [
        "Mw. [doet de deur niet open]{afspraken_mijden}, er [hangt een zure lucht]{vervuiling} in het portiek.",
        "[Schulden]{financiele_problemen ontkend} heeft hij niet, zegt hij.",
        "Dochter [komt iedere dag langs]{steunend_netwerk}.",
        "Vroeger [dronk hij veel]{verslaving verleden}, nu drinkt hij thee.",
        "Huisbezoek verliep rustig, koffie gedronken, over het weer gepraat en een nieuwe afspraak gemaakt voor volgende week. "
        "Buurvrouw kwam nog even langs met soep en vertelde over haar vakantie in Drenthe met de kleinkinderen.",
    ],
    "b": [
        "Overal [vuilniszakken in de gang]{vervuiling}, [ratten]{vervuiling} gezien door de buren.",
        "De [deurwaarder stond voor de deur]{financiele_problemen}, hij [deed niet open]{afspraken_mijden}.",
        "Misschien [drinkt hij weer]{verslaving onzeker}, ik weet het niet.",
        "Volgens zijn zus [ligt er een stapel aanmaningen]{financiele_problemen volgens_ander} op tafel en [doet hij voor "
        "niemand open]{afspraken_mijden volgens_ander}. Zij maakt zich zorgen, zegt ze, en belt morgen weer om te horen of er "
        "iemand is geweest. Het adres is bekend, de sleutel ligt bij haar.",
    ],
}
DEVELOPMENT = [
    "Mw. [doet niet open]{afspraken_mijden}. De buren ruiken [een zure lucht]{vervuiling} op de trap, al weken. Haar zus [komt "
    "elke dag langs]{steunend_netwerk} met eten en belt vaak. Geen [schulden]{financiele_problemen ontkend}, zegt zij. "
    "Volgende week gaan we met zijn tweeën nog een keer kijken.",
    "Alles rustig bij meneer, hij had de krant op tafel liggen en vertelde over vroeger, over zijn werk in de haven en over de "
    "boot die hij toen had. Koffie gedronken. Volgende maand weer, hij schreef de datum zelf op de kalender.",
]


def note(raw: str, writer: str, number: int) -> AnnotatedNote:
    """A marked line as a note of a writer."""
    text, marks = parse_inline(raw)
    return AnnotatedNote(
        id=f"{writer}-{number}",
        text=text,
        source="burger",
        age_group="volwassene",
        mentions=tuple(mention_of(text, mark) for mark in marks),
        metadata={"writer": writer},
    )


@pytest.fixture(scope="session")
def corpus() -> Any:
    from training.network.run import Corpus

    train = tuple(note(raw, writer, n) for writer, lines in NOTES.items() for n, raw in enumerate(lines))
    return Corpus(train, tuple(note(raw, f"d{n % 2}", n) for n, raw in enumerate(DEVELOPMENT * 2)))


@pytest.fixture(scope="session")
def settings() -> Any:
    from training.network.settings import Stage, TrainSettings

    return TrainSettings(
        base="tiny",
        pieces_a_batch=128,
        encoder_rate=1e-3,
        average=0.9,
        threads=1,
        stages=(
            Stage(name="heads", writers=("a",), passes=0.5, heads_only=True),
            Stage(name="all", passes=3, warm_up=0.1, decay=0.5, whole_notes=2),
        ),
    )


@pytest.fixture(scope="session")
def trained(corpus: Any, settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a whole tiny run, with `model/` in it."""
    from training.network.run import train_whole

    folder: Path = tmp_path_factory.mktemp("run")
    train_whole(settings, corpus, folder, lambda line: None)
    return folder
