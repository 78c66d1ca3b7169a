"""What may never stand on a screen: figures that weigh, ranks, urgency, advice, names for people."""

from __future__ import annotations

import re

FORBIDDEN = re.compile(
    r"\d\s*%|procent|percentage|scor(?:e|es|ing)\b|prioriteit|urgent|spoed|risico|rangorde|ranglijst|ranking|top \d"
    r"|waarschijnlijk|kans\b|ernst|zwaarte|gewicht|totaal|drempelwaarde|betrouwbaarheid|\bhoog\b|\blaag\b|\brood\b"
    r"|u moet|moet u|dient u|raden? (?:wij )?aan|aanbevol|aanbevel|geadviseerd|bij voorkeur|geen zorgen nodig"
    r"|veilig\b(?! thuis)"
    r"|zorgmijder|verward persoon|dader|probability|priority|score",
    re.IGNORECASE,
)
FIXED = ("geen advies", "geen besluit", "is geen advies en geen besluit")
"""The only places where advice and decision are spoken of: to say that this is none."""


def forbidden(text: str) -> list[str]:
    """All words in the text that may not stand on a screen."""
    lowered = text.lower()
    for phrase in FIXED:
        lowered = lowered.replace(phrase, "")
    found = [match[0] for match in FORBIDDEN.finditer(text)]
    return found + [word for word in ("advies", "adviseer", "besluit") if word in lowered]
