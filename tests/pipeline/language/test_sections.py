"""Sections: SOEP lines and headings as `doc.spans["sections"]`."""

from __future__ import annotations

import pytest
from spacy.language import Language

from pipeline.assemble import blank
from pipeline.language.sections import Sections


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = blank()
    nlp.add_pipe("nietpluis_sections")
    return nlp


def found(nlp: Language, text: str) -> list[tuple[str, str]]:
    doc = nlp(text)
    return [(span.label_, span.text.strip()) for span in doc.spans["sections"]]


SOEP = [
    "S: moe\nO: bleek\nE: anemie\nP: lab",
    "S: moe O: bleek E: anemie P: lab",
    "S) moe O) bleek E) anemie P) lab",
    "S/ moe. O/ bleek. E/ anemie. P/ lab",
    "S - moe\nO - bleek\nE - anemie\nP - lab",
    "S = moe\nO = bleek\nE = anemie\nP = lab",
    "s: moe\no: bleek\ne: anemie\np: lab",
    "Subjectief: moe\nObjectief: bleek\nEvaluatie: anemie\nPlan: lab",
    "SUBJECTIEF: moe. OBJECTIEF: bleek. CONCLUSIE: anemie. BELEID: lab",
    "Anamnese:\nmoe\nLichamelijk onderzoek:\nbleek\nWerkdiagnose:\nanemie\nAfspraken:\nlab",
    "- S: moe\n- O: bleek\n- E: anemie\n- P: lab",
    "**S:** moe **O:** bleek **E:** anemie **P:** lab",
    "(S) moe (O) bleek (E) anemie (P) lab",
    "S:\r\nmoe\r\nO:\r\nbleek\r\nE:\r\nanemie\r\nP:\r\nlab",
]


@pytest.mark.parametrize("text", SOEP)
def test_soep_in_every_notation(nlp: Language, text: str) -> None:
    sections = found(nlp, text)
    assert [label for label, _ in sections] == ["S", "O", "E", "P"]
    for (_, words), word in zip(sections, ("moe", "bleek", "anemie", "lab"), strict=True):
        assert word in words


HEADINGS = [
    ("Voorgeschiedenis: COPD, CVA in 2015", ["VG"]),
    ("VG: COPD\nMedicatie: geen\nPlan: lab", ["VG", "overig", "P"]),
    ("PLAN\nmorgen bellen", ["P"]),
    ("Voorgeschiedenis\n- COPD\n- CVA", ["VG"]),
    ("Reden melding: vervuiling. Afspraken: morgen bellen.", ["overig", "P"]),
    ("Mw. is moe. Fam. anamnese: vader depressief.", ["FAM"]),
    ("In de familie: moeder schizofrenie", ["FAM"]),
    ("Heteroanamnese: volgens zoon slaapt hij niet", ["HETERO"]),
    ("Visite mw. V., 91 jr. S: val gemeld. O: hematoom.", ["S", "O"]),
    ("E/P: afwachten", ["E"]),
    ("Plan van aanpak: bellen", ["P"]),
    ("Beleid : bellen", ["P"]),
    ("Speciële anamnese: hoest", ["S"]),
]


@pytest.mark.parametrize(("text", "labels"), HEADINGS, ids=[text for text, _ in HEADINGS])
def test_headings(nlp: Language, text: str, labels: list[str]) -> None:
    assert [label for label, _ in found(nlp, text)] == labels


NO_HEADINGS = [
    "",
    "   \n",
    "S. vertelde dat het goed gaat.",
    "Maat S / M",
    "Vitamine E: laag.",
    "Het plan: morgen bellen.",
    "Hij zei: o nee, niet weer.",
    "Er is een plan om te verhuizen.",
    "Melding van geluidsoverlast door de buren.",
    "Afspraak gemaakt voor dinsdag 14:30.",
    "Tel: 06-12345678",
    "A: ja. B: nee.",
]


@pytest.mark.parametrize("text", NO_HEADINGS)
def test_no_headings(nlp: Language, text: str) -> None:
    assert found(nlp, text) == []


def test_a_section_runs_to_the_next_heading(nlp: Language) -> None:
    text = "HB mw. S: zegt niets. Lacht wel. O: huis vol. P: terug."
    assert found(nlp, text) == [("S", "S: zegt niets. Lacht wel."), ("O", "O: huis vol."), ("P", "P: terug.")]


def test_an_empty_line_ends_a_section(nlp: Language) -> None:
    assert found(nlp, "S: moe\nO: bleek\n\nMorgen belt collega terug.") == [("S", "S: moe"), ("O", "O: bleek")]


def test_an_empty_line_after_the_heading_does_not_end_it(nlp: Language) -> None:
    assert found(nlp, "Plan\n\nmorgen bellen\n\nDe buren weten ervan.") == [("P", "Plan\n\nmorgen bellen")]


def test_a_history_amid_a_line_ends_with_its_sentence(nlp: Language) -> None:
    assert found(nlp, "VG: COPD, DM2. In drie maanden 11 kg afgevallen.") == [("VG", "VG: COPD, DM2.")]


def test_a_history_on_lines_of_its_own_runs_on(nlp: Language) -> None:
    text = "Voorgeschiedenis:\n2015 CVA.\n2018 heupfractuur.\n\nNu valt zij weer."
    assert found(nlp, text) == [("VG", "Voorgeschiedenis:\n2015 CVA.\n2018 heupfractuur.")]


def test_a_single_letter_amid_a_line_needs_another_heading(nlp: Language) -> None:
    assert found(nlp, "zij slikt vitamine E: elke dag") == []
    assert [label for label, _ in found(nlp, "S: moe, vandaag E: anemie")] == ["S", "E"]


def test_predict_leaves_the_doc_alone(nlp: Language) -> None:
    doc = blank()("S: moe. O: bleek.")
    assert Sections().predict(doc) == [(0, 4, "S"), (4, 8, "O")]
    assert "sections" not in doc.spans


def test_no_section_is_empty_and_none_overlap(nlp: Language) -> None:
    for text in SOEP + [text for text, _ in HEADINGS]:
        last = 0
        doc = nlp(text)
        for span in doc.spans["sections"]:
            assert last <= span.start < span.end
            last = span.end
