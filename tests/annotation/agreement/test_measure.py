"""The figures of a whole study, from marked text."""

from __future__ import annotations

import pytest

from annotation.agreement.figures import NO_POSITIVES
from annotation.agreement.measure import ALL, MEAN, agreement
from annotation.agreement.study import Study, matched, study
from annotation.corpus import AnnotatedNote, CorpusError, mention_of
from annotation.inline import parse_inline


def _note(number: int, marked: str) -> AnnotatedNote:
    text, marks = parse_inline(marked)
    return AnnotatedNote(id=f"n{number}", text=text, mentions=tuple(mention_of(text, mark) for mark in marks))


def _study(*annotators: list[str]) -> Study:
    return study({f"a{i}": [_note(n, text) for n, text in enumerate(texts)] for i, texts in enumerate(annotators)})


ONE = [
    "De [gang ligt vol afval]{vervuiling} en hij [drinkt]{verslaving volgens_ander}.",
    "Geen [schulden]{financiele_problemen ontkend}, wel [stank]{vervuiling}.",
    "Rustig bezoek, koffie gedronken.",
]
OTHER = [
    "De gang [ligt vol afval]{vervuiling} en hij [drinkt]{verslaving}.",
    "Geen [schulden]{financiele_problemen ontkend}, wel stank.",
    "Rustig bezoek, koffie gedronken.",
]


def test_perfect_agreement() -> None:
    found = agreement(_study(ONE, ONE), resamples=50)
    assert found.notes["vervuiling"]["krippendorff_alpha"].value == pytest.approx(1.0)
    assert found.spans[ALL]["exact_f1"].value == pytest.approx(1.0)
    assert found.spans[ALL]["unitizing_alpha"].value == pytest.approx(1.0)
    assert found.qualifiers["attribution"]["cohen_kappa"].value == pytest.approx(1.0)


def test_what_differs_is_counted() -> None:
    found = agreement(_study(ONE, OTHER), resamples=200)
    assert found.read_by_all == 3
    # vervuiling: 2 marks against 1, none exact, one overlapping pair of 3 marks
    assert found.spans["vervuiling"]["exact_f1"].value == 0
    assert found.spans["vervuiling"]["overlap_f1"].value == pytest.approx(2 / 3)
    # exact pairs over all labels: verslaving and financiele_problemen, 4 of 7 marks
    assert found.spans[ALL]["exact_f1"].value == pytest.approx(4 / 7)
    assert found.qualifiers["attribution"]["observed_agreement"].value == pytest.approx(2 / 3)
    assert found.qualifiers["presence"]["observed_agreement"].n == 3
    assert found.notes[MEAN]["positive_agreement"].value is not None


def test_a_label_that_nobody_gave_is_not_determinable() -> None:
    found = agreement(_study(ONE, OTHER), resamples=20)
    cell = found.notes["weglopen"]["krippendorff_alpha"]
    assert cell.value is None and cell.reason == NO_POSITIVES
    assert found.as_json()["spans"]["weglopen"]["unitizing_alpha"] == {"value": None, "n": 0, "reason": NO_POSITIVES}


def test_the_same_seed_gives_the_same_interval() -> None:
    data = _study(ONE, OTHER)
    assert agreement(data, resamples=40).as_json() == agreement(data, resamples=40).as_json()


def test_one_mention_has_one_partner() -> None:
    text = "Het [huis is vies en stinkt]{vervuiling}."
    split = "Het [huis is vies]{vervuiling} en [stinkt]{vervuiling}."
    assert len(matched(_note(0, text), _note(0, split))) == 1


def test_notes_that_do_not_fit_together_are_refused() -> None:
    with pytest.raises(CorpusError, match="its text is not the same"):
        study({"a": [_note(1, "Vies huis.")], "b": [_note(1, "Schoon huis.")]})
    with pytest.raises(CorpusError, match="nothing in common"):
        study({"a": [_note(1, "Vies huis.")], "b": [_note(2, "Vies huis.")]})
    with pytest.raises(CorpusError, match="two annotators"):
        study({"a": [_note(1, "Vies huis.")]})
