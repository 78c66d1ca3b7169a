"""Every format: what is written comes back, on written fixtures and on made documents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotation.corpus import AnnotatedMention, AnnotatedNote, CorpusError
from annotation.formats import ASPECTS, FORMATS, Format
from annotation.formats.base import code_points, in_order, utf16
from pipeline.taxonomy import taxonomy

TEXT = (
    "Buurvrouw 😊 meldt ernstige vervuiling.\nGeen schulden bekend; é en e\u0301 ook niet.\r\n"
    "Tab\there [PERSOON-1] {x} a_b|c*->."
)


def mention(text: str, words: str, label: str, **qualifiers: str) -> AnnotatedMention:
    start = text.index(words)
    return AnnotatedMention(label=label, start=start, end=start + len(words), text=words, **qualifiers)


FULL = AnnotatedNote(
    id="m-17",
    text=TEXT,
    source="melding",
    age_group="oudere",
    annotator="anna",
    triage={"al_bekend": "nee"},
    metadata={"wijk": "Noord", "n": 3},
    mentions=(
        mention(TEXT, "ernstige vervuiling", "vervuiling", attribution="volgens_ander"),
        mention(TEXT, "vervuiling.\nGeen schulden", "overlast", presence="onzeker"),
        mention(TEXT, "schulden", "financiele_problemen", presence="ontkend"),
    ),
)
PLAIN = AnnotatedNote(id="m-18", text="Alles rustig.", source="burger")
ROUND_TRIP = [form for form in FORMATS.values() if form.id != "marked"]
ONE_WAY = [FORMATS["marked"]]


def _path(form: Format, folder: Path) -> Path:
    return folder / ("map" if form.folder else "bestand")


def _there_and_back(form: Format, notes: list[AnnotatedNote], folder: Path) -> list[AnnotatedNote]:
    if form.needs:
        pytest.importorskip({"dkpro-cassis": "cassis"}[form.needs])
    path = _path(form, folder)
    form.write(path, notes)
    return form.read(path).notes


@pytest.mark.parametrize("form", ROUND_TRIP, ids=lambda form: form.id)
def test_everything_comes_back(form: Format, tmp_path: Path) -> None:
    assert _there_and_back(form, [FULL, PLAIN], tmp_path) == [in_order(FULL), PLAIN]


@pytest.mark.parametrize("form", ONE_WAY, ids=lambda form: form.id)
def test_what_a_format_cannot_hold_it_refuses(form: Format, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="marks overlap"):
        form.write(_path(form, tmp_path), [FULL])
    assert not _path(form, tmp_path).exists()


def test_the_registry_says_of_every_aspect_what_is_kept() -> None:
    for form in FORMATS.values():
        assert set(form.kept) == set(ASPECTS), form.id


LABELS = st.sampled_from(list(taxonomy().labels))
PIECES = st.one_of(
    st.sampled_from(["😀", "e\u0301", "\r\n", "\n", "\t", " ", "_", "|", "[", "\\", "->", "woord", "*", ";"]),
    st.characters(blacklist_categories=["Cs", "Cc"]),
)
SIGNS = st.lists(PIECES, min_size=1, max_size=40).map("".join)


@st.composite
def documents(draw: st.DrawFn) -> AnnotatedNote:
    text = "x" + draw(SIGNS) + "y"
    words = [match.span() for match in re.finditer(r"[^\s]+", text)]
    mentions = {}
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.sampled_from(words))[0]
        end = draw(st.sampled_from([end for _, end in words if end > start]))
        label = draw(LABELS)
        qualifiers = {name: draw(st.sampled_from(values)) for name, values in taxonomy().qualifiers.items()}
        mentions[start, end, label] = AnnotatedMention(
            label=label, start=start, end=end, text=text[start:end], **qualifiers
        )
    note = AnnotatedNote(
        id=draw(st.text("abc-7", min_size=1)), text=text, source="x", mentions=tuple(mentions.values())
    )
    return in_order(note)


@pytest.mark.parametrize("form", ROUND_TRIP, ids=lambda form: form.id)
@given(note=documents())
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_made_documents_come_back(form: Format, note: AnnotatedNote, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert _there_and_back(form, [note], tmp_path_factory.mktemp("d")) == [note]


@given(st.text(max_size=40))
def test_utf16_offsets_and_back(text: str) -> None:
    places = utf16(text)
    back = code_points(text)
    for number, place in enumerate(places):
        assert back[place] == number
        assert len(text[:number].encode("utf-16-le", "surrogatepass")) // 2 == place
