"""What an e-mail puts around its text is skipped, and nothing that somebody says."""

from __future__ import annotations

import pytest

from pipeline.notes import find_noise, mask, notices_for
from pipeline.notes.noise import FILLER


def left(text: str) -> str:
    """What is read of a text, with white space as one space."""
    return " ".join(mask(text, find_noise(text)).replace(FILLER, "").split())


MAIL = """\
Van: Jan Verzonnen <jan@voorbeeld.nl>
Verzonden: maandag 3 mei 2024 10:12
Aan: Meldpunt Zorg; Team Overlast
CC: iemand@voorbeeld.nl
Onderwerp: FW: vervuilde woning buurvrouw

De gang ligt vol afval.

Met vriendelijke groet,

Jan Verzonnen
Wijkverpleegkundige i.o.
Stichting Thuiszorg De Linde
Team Schuldhulp & Verslavingszorg
Dorpsstraat 12a
1234 AB Voorbeelddorp
T 06-12345678 | jan@voorbeeld.nl
www.voorbeeld.nl

Dit e-mailbericht is vertrouwelijk en uitsluitend bestemd voor de geadresseerde. Indien u dit
bericht abusievelijk ontvangt, verzoeken wij u de afzender te informeren en het te vernietigen.
Aan dit bericht kunnen geen rechten worden ontleend.

-----Oorspronkelijk bericht-----
Van: Ria
Datum: 2 mei
Onderwerp: stank

Ze heeft ook ratten.
Groetjes Ria
"""


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "<br>\n", "<br>"])
def test_a_whole_mail(line_end: str) -> None:
    text = MAIL.replace("<jan@voorbeeld.nl>", "(jan@voorbeeld.nl)").replace("\n", line_end)

    assert left(text) == "vervuilde woning buurvrouw De gang ligt vol afval. stank Ze heeft ook ratten."


def test_the_notices_of_a_whole_mail() -> None:
    assert notices_for(find_noise(MAIL)) == (
        "De kopregels van een e-mail (zoals Van en Aan) zijn niet meegelezen.",
        "De ondertekening van een e-mail is niet meegelezen.",
        "De standaardtekst over vertrouwelijkheid is niet meegelezen.",
    )


def test_notices_of_mark_up_and_of_quoted_lines() -> None:
    assert notices_for(find_noise("a<br>b")) == (
        "In de tekst stond opmaakcode. Die code is niet meegelezen, de woorden wel.",
    )
    assert notices_for(find_noise("> ze drinkt\n> en eet niet")) == (
        "In de tekst staat een eerder bericht. Dat is ook gelezen; het kan van iemand anders zijn.",
    )
    assert notices_for(find_noise("caf&eacute; \u00ad \x07")) == ()


def test_quoted_lines_are_read() -> None:
    intro = "Op ma 3 mei 2024 om 10:12 schreef Ria <ria@voorbeeld.nl>:"
    text = f"Zie onder.\n\n{intro}\n> ze drinkt\n>> en eet niet\n>\n> slot"

    assert left(text) == "Zie onder. ze drinkt en eet niet slot"


@pytest.mark.parametrize(
    "text",
    [
        "Van: 08:00\nGezien: de gang",
        "Aan: tafel zat niemand\nDatum: 3 mei",
        "Van: dochter, zegt dat moeder niet eet\nAan: tafel is het stil",
        "Op 3 mei schreef de huisarts dat het slecht gaat:",
        "Onderwerp: vervuiling",
        "> 90 jaar\n> 2 kinderen",
        "Groet de buren niet.",
        "Groet niemand meer op de galerij",
        "Mw doet de groeten aan haar zus",
        "Met groeten is hij vorig jaar gestopt. Nu kijkt hij weg.",
        "Groet Buurman niet",
        "gr 2 keer per dag",
        "mw. groet niet terug. Gordijnen dicht.",
        "Dit bericht is vertrouwelijk, de buren mogen het niet weten. Hij slaat haar.",
        "De informatie in dit bericht is vertrouwelijk. Hij slaat haar.",
        "Denk aan het milieu zegt hij, en verbrandt afval in huis.",
        "Verzonden: niets. Hij stuurt geen brieven.",
    ],
)
def test_what_somebody_says_is_read(text: str) -> None:
    assert left(text) == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ze drinkt. Groetjes Ria. PS ze heeft ook ratten", "Ze drinkt. PS ze heeft ook ratten"),
        ("Ze drinkt. Groetjes Ria ze heeft ook ratten", "Ze drinkt. ze heeft ook ratten"),
        ("Ze drinkt. Groetjes Ria Ratten heeft ze ook", "Ze drinkt. Ratten heeft ze ook"),
        ("GROETJES RIA RATTEN OVERAL", "RATTEN OVERAL"),
        ("Groetjes van Ria en Piet", ""),
        ("Groetjes!\nZe heeft ook ratten", "Ze heeft ook ratten"),
        ("Groetjes,\nRia\nZe heeft ook ratten", "Ria Ze heeft ook ratten"),
        ("Groetjes,\nRia\n\nP.S. Hij drinkt\nen slaat", "Ria P.S. Hij drinkt en slaat"),
        ("Groetjes,\nRia\nDe gang ligt vol\nTeam Schuldhulp", "Ria De gang ligt vol Team Schuldhulp"),
        ("Groetjes\nVuilnis\nRatten\nMuizen", "Vuilnis Ratten Muizen"),
        ("Vies.\nGr. Henk\nTeam Schuldhulp", "Vies."),
        ("mvg\nJan Verzonnen\nAGB 01012345", ""),
        ("Groet,\n\n\n\nDe gang ligt vol", "De gang ligt vol"),
        ("Mvg Piet", ""),
        ("m.v.g. P. de Vries", ""),
        ("Hoogachtend,\n\nmr. P.A. de Vries\nBewindvoerder", ""),
        ("Vriendelijke groeten,\n[PERSOON-1]\n<FUNCTIE>\nTeam Wmo", ""),
        ("mvg Jan\nBel 06-12345678 want hij ligt op de grond", "Bel 06-12345678 want hij ligt op de grond"),
        ("mvg Jan\nVeilig Thuis is gebeld", "Veilig Thuis is gebeld"),
        ("mvg Jan\nGGD gebeld", "GGD gebeld"),
        ("mvg Jan\nGeen zorg", "Geen zorg"),
        ("mvg Jan\nRatten overal!", "Ratten overal!"),
        ("mvg Jan\nVeilig Thuis Voorbeeldregio\nma t/m do 09:00 - 17:00 uur\nT: 0800-2000", ""),
        ("mvg Jan\nMeldpunt Zorg en Overlast\nPostbus 100\n1000 AA Voorbeeldstad", ""),
        (
            "Alvast bedankt, met vriendelijke groet, Jan de Vries Wijkverpleegkundige 06-12345678 Ze drinkt veel.",
            "Alvast bedankt, Ze drinkt veel.",
        ),
        ("Ze drinkt.\n\nVerzonden vanaf mijn telefoon", "Ze drinkt. Verzonden vanaf mijn telefoon"),
        ("Ze drinkt.\nmvg Jan\n\nVerzonden vanaf mijn telefoon", "Ze drinkt."),
        (
            "Van: Ria Verzonden: maandag 3 mei 10:12 Aan: Meldpunt Onderwerp: RE: stank De gang ligt vol",
            "stank De gang ligt vol",
        ),
        (
            "Dit bericht is uitsluitend bestemd voor de geadresseerde\nZe heeft ratten\n",
            "Ze heeft ratten",
        ),
        (
            "Dit bericht is vertrouwelijk. Bent u niet de geadresseerde, vernietig het dan. Ze heeft ratten.",
            "Ze heeft ratten.",
        ),
    ],
)
def test_signatures_headers_and_disclaimers_end_where_somebody_speaks(text: str, expected: str) -> None:
    assert left(text) == expected


def test_a_signature_has_at_most_eight_lines() -> None:
    text = "mvg Jan\n" + "\n".join(f"Team Noord {i}" for i in range(20))

    assert left(text).startswith("Team Noord 8 Team Noord 9")
