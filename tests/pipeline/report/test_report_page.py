"""What a page holds: the whole text, only quotes beside it, equal weight, fixed wording, nothing from elsewhere."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest
import yaml

from pipeline.report import ReportWriter, contacts, render_note_html
from pipeline.report.marking import printable
from pipeline.report.mentions import mention_status
from pipeline.report.shell import ASSETS
from pipeline.report.words import words
from pipeline.summarize import status_of
from pipeline.summary import RAISED, Attribution, Evidence, Experiencer, Presence, Temporality
from pipeline.taxonomy import taxonomy
from pipeline.wording import unsure_notice, wording
from tests.pipeline.report.report_html import Element, read
from tests.pipeline.report.report_notes import PROBABILITY, SOEP, Example, examples
from tests.pipeline.report.report_wording import forbidden

QUOTED = ("txt", "q", "bdi", "meta", "style", "script", "title")
"""What on a page is not ours: the text, quotes from it, and the data that came with it."""


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> str:
    target = tmp_path_factory.mktemp("report") / "report.html"
    with ReportWriter(target) as writer:
        for note in examples():
            writer.add(note.id, note.text, note.metadata, note.summary)
    return target.read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def page(html: str) -> Element:
    return read(html)


@pytest.fixture(scope="module")
def articles(page: Element) -> dict[str, Element]:
    return {article.one("bdi").text(): article for article in page.all("article")}


def part(article: Element, title: str) -> Element:
    (found,) = [part for part in article.all("div", "part") if part.one("h3").text() == title]
    return found


def one(note: Example) -> Element:
    return read(render_note_html(note.text, note.summary)).one("article")


def test_every_tag_is_closed_and_every_id_unique(page: Element) -> None:
    ids = Counter(element.attributes["id"] for element in page.all() if "id" in element.attributes)
    assert [name for name, count in ids.items() if count > 1] == []
    for link in page.all("a"):
        assert link.attributes["href"].startswith("#")
        assert link.attributes["href"][1:] in ids
    for element in page.all():
        for name in ("aria-labelledby", "for"):
            assert element.attributes.get(name, "notities") in ids


def test_landmarks_and_headings_are_in_order(page: Element) -> None:
    assert page.one("html").attributes["lang"] == "nl"
    assert [len(page.all(tag)) for tag in ("h1", "header", "main", "footer")] == [1, 1, 1, 1]
    levels = [int(element.tag[1]) for element in page.all() if re.fullmatch(r"h[1-6]", element.tag)]
    assert all(following <= level + 1 for level, following in itertools.pairwise(levels))
    assert page.one("a", "skip").attributes["href"] == "#" + page.one("main").attributes["id"]


def test_every_text_stands_there_whole_and_unchanged(articles: dict[str, Element]) -> None:
    for note in examples():
        shown = articles[printable(note.id)].all("div", "txt")
        assert "".join(text.text(without=("lb",)) for text in shown) == printable(note.text)


def test_every_quote_links_to_its_words(articles: dict[str, Element]) -> None:
    for note in examples():
        article = articles[printable(note.id)]
        marks = {mark.attributes["id"]: mark for mark in article.all("mark")}
        links = [link for link in article.all("a") if link.all("q")]
        quotes = [quote.text for question in note.summary.triage_questions for quote in question.quotes]
        for signal in note.summary.signals + note.summary.protective_factors:
            quotes += [evidence.text for evidence in signal.evidence]
        assert sorted(link.text() for link in links) == sorted(printable(quote) for quote in quotes)
        for link in links:
            target = link.attributes["href"][1:]
            prefix, first = target.rsplit("m", 1)
            run = [f"{prefix}m{int(first) + i}" for i in range(int(link.attributes.get("data-n", "1")))]
            assert "".join(marks[name].text() for name in run) == link.text()


def test_html_in_a_text_is_text(html: str, articles: dict[str, Element]) -> None:
    assert '<script>alert("x")</script>' in articles["m-20"].one("div", "txt").text(without=("lb",))
    assert "<script>alert" not in html
    assert articles["m-20"].one("dl", "meta").text() == 'Bron<i>mail</i>zaak & nrA"12"'


def test_line_ends_reach_the_file_as_they_were(html: str) -> None:
    assert "Mail van de woningcorporatie:\r\n" in html


def test_signals_stand_by_domain_with_status_and_qualifiers_in_words(articles: dict[str, Element]) -> None:
    raised = part(articles["m-17"], "Signalen")
    assert [heading.text() for heading in raised.all("h4")] == [
        "Omgaan met hulp en zorg",
        "Zelfzorg, woning en onderdak",
        "Netwerk, veiligheid en omgeving",
    ]
    assert [status.text() for status in raised.all("span", "st")] == [
        "geldt nu",
        "geldt nu",
        "niet zeker",
        "geldt nu",
    ]
    assert [word.text() for word in raised.all("span", "ql")] == [
        "misschien",
        "volgens iemand anders (De buurvrouw meldt)",
    ]
    assert {found.text() for found in raised.all("small", "by")} == {
        "gevonden door: woordenlijst",
        "gevonden door: taalmodel",
        "gevonden door: woordenlijst en taalmodel",
    }


def test_what_is_denied_past_or_of_another_has_its_own_part_of_the_same_make(articles: dict[str, Element]) -> None:
    other = part(articles["m-23"], "Wel genoemd, maar ontkend, voorbij of over iemand anders")
    assert [status.text() for status in other.all("span", "st")] == ["ontkend", "over iemand anders", "voorbij"]
    for article in articles.values():
        parts = article.all("div", "part")
        assert [found.one("h3").text() for found in parts] == [
            "Signalen",
            "Wel genoemd, maar ontkend, voorbij of over iemand anders",
            "In het voordeel van de persoon",
            "Drie vragen",
        ]
        assert {found.attributes["class"] for found in parts} == {"part"}


def test_a_note_without_signals_says_what_that_means(articles: dict[str, Element]) -> None:
    sentence = "Geen signalen gevonden. Dat betekent niet dat er geen zorgen zijn."
    assert part(articles["m-19"], "Signalen").one("p", "no").text() == sentence
    assert part(articles["leeg"], "Signalen").one("p", "no").text() == sentence
    assert articles["leeg"].one("div", "src").one("p").text() == "De tekst is leeg."
    for note in examples():
        for question, shown in zip(
            note.summary.triage_questions,
            part(articles[printable(note.id)], "Drie vragen").one("ul", "sg").children,
            strict=True,
        ):
            assert isinstance(shown, Element)
            assert ("De tekst zegt hier niets over." in shown.text()) == (not question.in_text)


def test_contacts_stand_with_the_texts_that_call_for_them(articles: dict[str, Element]) -> None:
    numbers = {
        name: [b.text() for box in found.all("div", "box") for b in box.all("b")] for name, found in articles.items()
    }
    assert numbers["m-18"] == ["112", "113 of 0800-0113", "0800-2000"]
    assert numbers["m-23"] == ["112", "113 of 0800-0113"], "denied too: the words are there"
    assert all(found == [] for name, found in numbers.items() if name not in ("m-18", "m-23"))


def test_notices_and_metadata_stand_with_their_note(articles: dict[str, Element]) -> None:
    assert "Er is weinig om op af te gaan." in articles["m-19"].one("div", "box").text()
    assert articles["m-17"].one("dl").text() == "BronmeldingDatum2026-02-03Leeftijdsgroepoudere"
    folded = articles["m-23"].one("details")
    assert folded.one("summary").text() == "Andere gegevens"
    assert "opmerkingniet ingevuld" in folded.text()
    assert 'spoor["a", "b"]opennee' in folded.text()


def test_whom_to_call_stands_there_too_where_the_model_vetoed_the_words() -> None:
    vetoed = wording()["vetoed"].format(words="er niet meer zijn", label="Suïcidaliteit")
    article = one(Example("n", "Hij wil er niet meer zijn.", notices=(vetoed,)))
    assert "113 of 0800-0113" in [bold.text() for box in article.all("div", "box") for bold in box.all("b")]


def test_a_signal_that_is_often_wrong_says_so_itself() -> None:
    unsure = unsure_notice(["Overlast", "Accepteert hulp"])
    note = Example("n", "Er is lawaai. Hij wil hulp.", notices=(unsure, "Deze tekst is kort."), probability=0.4)
    article = one(note.signal("overlast", "lawaai").signal("accepteert_hulp", "wil hulp"))
    assert [said.text() for said in article.all("p", "un")] == [words().unsure] * 2
    assert [line.text() for line in article.one("div", "box").all("li")] == ["Deze tekst is kort."]


def test_a_long_note_keeps_its_lines(articles: dict[str, Element]) -> None:
    assert SOEP.count("\n") >= 59
    assert articles["soep-1"].one("div", "txt").text(without=("lb",)) == SOEP


def test_the_head_says_what_this_is_and_what_made_it(page: Element) -> None:
    head = page.one("header").text()
    assert "Hulp bij lezen. Dit is geen advies en geen besluit." in head
    assert "Geen signaal is niet hetzelfde als geen zorgen." in head
    assert "10 notities" in head
    assert "geen, alleen de woordenlijst" in head
    assert "nietpluis-klein" in head
    single = read(render_note_html("Rustig.", Example("a", "Rustig.").summary))
    assert "geen advies" in single.one("header").text()
    assert "geen advies" in single.one("footer").text()
    assert single.all("form") == []


def test_the_filter_offers_exactly_what_occurs(page: Element) -> None:
    boxes = [(box.attributes["name"], box.attributes["value"]) for box in page.one("form").all("input")]
    occurring = {s.id for n in examples() for s in n.summary.signals + n.summary.protective_factors}
    assert [value for name, value in boxes if name == "signaal"] == [i for i in taxonomy().labels if i in occurring]
    assert [value for name, value in boxes if name == "status"] == list(words().statuses)
    assert "hidden" in page.one("section", "tools").attributes, "of no use without JavaScript"
    assert all("hidden" not in article.attributes for article in page.all("article"))


def test_nothing_comes_from_elsewhere(html: str, page: Element) -> None:
    (policy,) = [m for m in page.all("meta") if m.attributes.get("http-equiv") == "Content-Security-Policy"]
    assert policy.attributes["content"].startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy.attributes["content"]
    for element in page.all():
        assert element.tag not in ("img", "link", "iframe", "object", "audio", "video")
        assert not {"src", "srcset", "style", "action"} & set(element.attributes)
        assert not any(name.startswith("on") for name in element.attributes)
    style, script = page.one("style").text(), page.one("script").text()
    assert "url(" not in style
    assert "@import" not in style
    assert not re.search(r"fetch|XMLHttp|import\b|eval|innerHTML|localStorage|https?:", script)


def test_nothing_weighs_ranks_or_advises(page: Element) -> None:
    ours = page.text(without=QUOTED)
    assert forbidden(ours) == []
    assert str(PROBABILITY) not in page.text(without=("style", "script"))
    assert "0,87" not in ours
    assert "87" not in ours


@pytest.mark.parametrize(
    "file", [ASSETS.parent / "words.yaml", contacts.DEFAULT_FILE, ASSETS / "page.html"], ids=lambda p: p.name
)
def test_no_file_of_words_weighs_ranks_or_advises(file: Path) -> None:
    text = file.read_text("utf-8")
    if file.suffix == ".yaml":
        text = yaml.safe_dump(yaml.safe_load(text), allow_unicode=True)
    assert forbidden(re.sub(r"<style.*?</style>|\{[{%].*?[}%]\}|<[^>]*>", " ", text)) == []


def test_the_list_of_forbidden_words_bites() -> None:
    for bad in ("87%", "risicoscore", "Prioriteit: hoog", "urgent", "ons advies", "u moet bellen", "grote kans"):
        assert forbidden(bad), bad
    assert forbidden("Hulp bij lezen. Dit is geen advies en geen besluit. Veilig Thuis") == []


def test_every_label_question_and_value_has_its_words() -> None:
    known, said = taxonomy(), words()
    assert set(said.short_labels) == set(known.labels)
    assert set(said.short_questions) == {question.id for question in known.questions}
    for name, values in said.qualifiers.items():
        assert list(values) == list(known.qualifiers[name][1:])
    assert set(RAISED) < set(said.statuses)


def test_a_mention_has_the_status_that_the_summary_gives_it() -> None:
    for presence, temporality, experiencer, attribution in itertools.product(
        get_args(Presence), get_args(Temporality), get_args(Experiencer), get_args(Attribution)
    ):
        qualifiers = {
            "presence": presence,
            "temporality": temporality,
            "experiencer": experiencer,
            "attribution": attribution,
        }
        evidence = Evidence.model_validate({"start": 0, "end": 1, "text": "a", "found_by": ("model",), **qualifiers})
        assert mention_status(evidence) == status_of(qualifiers)


def test_an_unknown_label_is_shown_by_its_own_name() -> None:
    note = Example("a", "stank").signal("vervuiling", "stank")
    signal = note.summary.signals[0].model_copy(update={"id": "geur", "label": "Geur <b>", "domain": "nieuw & eigen"})
    summary = note.summary.model_copy(update={"signals": (signal,)})
    article = read(render_note_html(note.text, summary)).one("article")
    assert article.one("small", "lb").text() == " (Geur <b>)"
    assert part(article, "Signalen").one("h4").text() == "nieuw & eigen"


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two #rrggbb colours, by WCAG 2.2."""

    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_colours_have_enough_contrast_in_light_and_dark() -> None:
    themes = [
        dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", t))
        for t in (ASSETS / "report.css").read_text().split("@media")[:2]
    ]
    for theme in themes:
        assert len(theme) == 8
        for ink, ground in itertools.product(("ink", "soft", "accent"), ("paper", "ground", "tint")):
            assert contrast(theme[ink], theme[ground]) >= 4.5, (ink, ground)
        assert contrast(theme["ink"], theme["target"]) >= 4.5
