"""Invented notes with hand-made summaries for the tests of the report: every case that a page must be able to show."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, get_args

from pipeline.report.mentions import mention_status
from pipeline.summarize import STATUS_ORDER
from pipeline.summary import Cue, Evidence, ProducedBy, Quote, RiskFactorSummary, Signal, Status, TriageQuestion
from pipeline.taxonomy import taxonomy

LEXICON_ALONE = ProducedBy(package="0.1.0", taxonomy=1, model="geen", lexicon="a1b2c3")
WITH_MODEL = ProducedBy(package="0.1.0", taxonomy=1, model="nietpluis-klein", lexicon="a1b2c3")
PROBABILITY = 0.8731
"""Unlike any other figure, so that a test can see that it is nowhere on a screen."""


@dataclass
class Example:
    """A text and what is said of it; `evidence` finds its words itself, so that offsets are always right."""

    id: str
    text: str
    metadata: dict[str, Any] = field(default_factory=dict)
    notices: tuple[str, ...] = ()
    produced_by: ProducedBy = LEXICON_ALONE
    probability: float = PROBABILITY
    _evidence: dict[str, list[Evidence]] = field(default_factory=dict)
    _questions: dict[str, list[Quote]] = field(default_factory=dict)

    def _place(self, words: str, nth: int = 0) -> tuple[int, int]:
        start = -1
        for _ in range(nth + 1):
            start = self.text.index(words, start + 1)
        return start, start + len(words)

    def signal(
        self, label: str, words: str, *, nth: int = 0, cues: tuple[tuple[str, str], ...] = (), **qualifiers: Any
    ) -> Example:
        """Adds a mention; `cues` are (words, which qualifier they set)."""
        start, end = self._place(words, nth)
        placed = [(self._place(cue), cue, sets) for cue, sets in cues]
        self._evidence.setdefault(label, []).append(
            Evidence.model_validate(
                {
                    "start": start,
                    "end": end,
                    "text": words,
                    "found_by": ("lexicon",),
                    "cues": [Cue(start=s, end=e, text=cue, sets=sets) for (s, e), cue, sets in placed],  # type: ignore[arg-type]
                    **qualifiers,
                }
            )
        )
        return self

    def question(self, question: str, words: str) -> Example:
        start, end = self._place(words)
        self._questions.setdefault(question, []).append(Quote(start=start, end=end, text=words))
        return self

    @property
    def summary(self) -> RiskFactorSummary:
        known = taxonomy()
        signals = []
        for label in known.labels.values():
            if label.id in self._evidence:
                evidence = sorted(self._evidence[label.id], key=lambda e: (e.start, e.end))
                status: Status = min((mention_status(e) for e in evidence), key=STATUS_ORDER.index)
                signals.append(
                    Signal(
                        id=label.id,
                        label=label.label,
                        domain=label.domain,
                        status=status,
                        probability=self.probability,
                        evidence=tuple(evidence),
                    )
                )
        return RiskFactorSummary(
            note_id=self.id,
            metadata=self.metadata,
            signals=tuple(s for s in signals if s.domain != "beschermend"),
            protective_factors=tuple(s for s in signals if s.domain == "beschermend"),
            triage_questions=tuple(
                TriageQuestion(
                    id=q.id,
                    question=q.question,
                    in_text=q.id in self._questions,
                    quotes=tuple(self._questions.get(q.id, ())),
                )
                for q in known.questions
            ),
            notices=self.notices,
            produced_by=self.produced_by,
        )


BOTH: dict[str, Any] = {"found_by": ("lexicon", "model")}
MODEL: dict[str, Any] = {"found_by": ("model",)}
ACCORDING_TO_OTHER: dict[str, Any] = {"attribution": "volgens_ander"}

LEXICON_NOTICE = "Deze samenvatting komt alleen van de woordenlijst. Wat met andere woorden is gezegd, kan ontbreken."

SOEP = "\n".join(
    [
        "S:",
        "- mw geeft aan dat het goed gaat",
        "- zegt zelf genoeg te eten",
        "- dochter aan de telefoon: moeder vergeet steeds meer",
        "- wil geen huishoudelijke hulp",
        "",
        "O:",
        "- gang vol met dozen en oude kranten",
        "- koelkast leeg op een pak melk na",
        "- mw draagt dezelfde kleren als vorige week",
        *(f"- kamer {number}: gezien, geen bijzonderheden" for number in range(1, 41)),
        "",
        "E:",
        "- vermoeden van dementie, nog niet onderzocht",
        "- mantelzorg door dochter, die dit volhoudt",
        "",
        "P:",
        "- ha vragen om mee te gaan op huisbezoek",
        "- casemanager wordt volgende week gevraagd",
        "- over 2 wkn weer langs",
        "- dochter belt bij verandering",
    ]
)


def examples() -> list[Example]:
    """Ten notes, in the order in which they are reported."""
    return [
        Example(
            "m-17",
            "De gang ligt vol afval en oude kranten. Het stinkt tot op straat. Mw. doet niet open als "
            "de wijkverpleegkundige aanbelt. De buurvrouw meldt dat zij 's nachts schreeuwt. Volgens de zoon dronk ze "
            "vroeger, maar ze is daar twee jaar geleden mee gestopt. Geen "
            "schulden bekend. Zoon komt elke week langs en doet de boodschappen.",
            {"source": "melding", "date": "2026-02-03", "age_group": "oudere"},
            (LEXICON_NOTICE,),
        )
        .signal("vervuiling", "gang ligt vol afval", **BOTH)
        .signal("verzameldrang", "vol afval en oude kranten", presence="onzeker")
        .signal("vervuiling", "stinkt tot op straat")
        .signal("overlast", "stinkt tot op straat", **MODEL)
        .signal("afspraken_mijden", "doet niet open")
        .signal("overlast", "'s nachts schreeuwt", cues=(("De buurvrouw meldt", "attribution"),), **ACCORDING_TO_OTHER)
        .signal(
            "verslaving",
            "dronk ze",
            temporality="verleden",
            cues=(("vroeger", "temporality"), ("gestopt", "temporality"), ("Volgens de zoon", "attribution")),
            **ACCORDING_TO_OTHER,
        )
        .signal("financiele_problemen", "schulden", presence="ontkend", cues=(("Geen", "presence"),))
        .signal("steunend_netwerk", "Zoon komt elke week langs en doet de boodschappen")
        .question("al_bekend", "de wijkverpleegkundige"),
        Example(
            "m-18",
            "Jongen van 16. Zegt dat hij er niet meer wil zijn. Moeder is bang dat hij weer wegloopt. Hij gooide met "
            "een stoel naar zijn vader en dreigde met een mes. Vader slaat hem misschien ook, dat weet school "
            "niet zeker. Vrijdag moet hij bij de leerplichtambtenaar komen. Hij gaat nog wel graag naar voetbal.",
            {"source": "melding", "age_group": "jongere"},
            produced_by=WITH_MODEL,
        )
        .signal(
            "suicidaliteit",
            "er niet meer wil zijn",
            attribution="volgens_betrokkene",
            cues=(("Zegt", "attribution"),),
            **BOTH,
        )
        .signal("weglopen", "wegloopt", presence="onzeker", cues=(("bang dat", "presence"),))
        .signal("agressie", "gooide met een stoel naar zijn vader")
        .signal("agressie", "dreigde met een mes", **BOTH)
        .signal(
            "misbruik",
            "Vader slaat hem",
            presence="onzeker",
            cues=(("misschien", "presence"), ("niet zeker", "presence")),
        )
        .signal(
            "schoolverzuim",
            "bij de leerplichtambtenaar komen",
            temporality="toekomst",
            cues=(("Vrijdag moet", "temporality"),),
        )
        .signal("dagbesteding", "gaat nog wel graag naar voetbal", **MODEL)
        .question("acuut_gevaar", "dreigde met een mes"),
        Example(
            "m-19",
            "Huisbezoek bij dhr. Koffie gedronken, over de tuin gepraat. Alles rustig.",
            {"source": "huisbezoek"},
            ("Deze tekst is heel kort. Er is weinig om op af te gaan.",),
        ),
        Example(
            "m-20",
            'Mail van de woningcorporatie:\r\n<script>alert("x")</script> & <b>huurachterstand</b> van 3 maanden.\r\n'
            "Op 3 mei wordt de woning ontruimd.\r\n\r\nZie <a href='https://example.org/?a=1&b=2'>dossier</a> "
            "&nbsp; &lt;",
            {"source": "<i>mail</i>", "zaak & nr": 'A"12"'},
        )
        .signal("financiele_problemen", "huurachterstand</b> van 3 maanden.\r\nOp 3")
        .signal("dakloosheid", "wordt de woning ontruimd", temporality="toekomst", cues=(("Op 3 mei", "temporality"),)),
        Example(
            "m-21",
            "Buurman 👴🏽 slaapt in z'n auto 🚗, het is −4 °C. Café is dicht. ⚠️ Hij "
            "heeft nie\u0301mand 😢. شكرا جزيلا לילה טוב",
            {"source": "app 📱"},
        )
        .signal("dakloosheid", "slaapt in z'n auto 🚗")
        .signal("isolement", "heeft nie\u0301mand 😢", **MODEL)
        .question("acuut_gevaar", "−4 °C"),
        Example("soep-1", SOEP, {"source": "SOEP", "date": "2026-01-12", "age_group": "oudere"})
        .signal(
            "ontkenning", "het goed gaat", attribution="volgens_betrokkene", cues=(("mw geeft aan", "attribution"),)
        )
        .signal(
            "cognitieve_achteruitgang",
            "vergeet steeds meer",
            cues=(("dochter aan de telefoon", "attribution"),),
            **ACCORDING_TO_OTHER,
        )
        .signal("cognitieve_achteruitgang", "dementie", presence="onzeker", cues=(("vermoeden van", "presence"),))
        .signal("zorg_weigeren", "wil geen huishoudelijke hulp", attribution="volgens_betrokkene")
        .signal("verzameldrang", "gang vol met dozen en oude kranten")
        .signal("uitdroging", "koelkast leeg op een pak melk na", **MODEL)
        .signal("zelfverwaarlozing", "dezelfde kleren als vorige week")
        .signal("steunend_netwerk", "mantelzorg door dochter")
        .signal("zorg_betrokken", "casemanager", temporality="toekomst", cues=(("volgende week", "temporality"),))
        .question("traject", "casemanager wordt volgende week gevraagd"),
        Example(
            "m-23",
            "Mw. heeft geen doodswens, ook geen plannen. Haar zus is vorig jaar overleden na jarenlang drinken. "
            "Vroeger had mw. zelf schulden, nu is er bewind en dat loopt goed.",
            {
                "source": "GGZ",
                "opmerking": None,
                "bijlagen": 2,
                "spoor": ["a", "b"],
                "open": False,
                "map": "B",
                "team": "Noord",
            },
        )
        .signal("suicidaliteit", "doodswens", presence="ontkend", cues=(("geen", "presence"),))
        .signal("suicidaliteit", "plannen", presence="ontkend", cues=(("ook geen", "presence"),))
        .signal("verslaving", "jarenlang drinken", experiencer="ander", cues=(("Haar zus", "experiencer"),))
        .signal("financiele_problemen", "schulden", temporality="verleden", cues=(("Vroeger", "temporality"),))
        .signal("ingrijpende_gebeurtenis", "zus is vorig jaar overleden")
        .signal("zorg_betrokken", "bewind en dat loopt goed")
        .question("traject", "is er bewind"),
        Example("leeg", "", {}, ("Deze tekst bevat geen woorden die te lezen zijn.",)),
        Example(
            "lang-woord",
            "Ook\tmet\ttabs en een adres https://example.org/"
            + "zeerlangpad" * 12
            + " zonder spaties. NUL:\x00 BEL:\x07 einde.",
        ).signal("overlast", "zeerlangpad" * 12),
        Example("m-26\u202e", "Dakloosheid dreigt: hij moet er voor de zomer uit. Hij is niet dakloos.")
        .signal("dakloosheid", "moet er voor de zomer uit", temporality="toekomst")
        .signal("dakloosheid", "Dakloosheid dreigt")
        .signal("dakloosheid", "dakloos", presence="ontkend", cues=(("niet", "presence"),)),
    ]


STATUSES: tuple[Status, ...] = get_args(Status)
