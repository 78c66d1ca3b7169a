"""The closed lists that columns hold; values are Dutch because screens and exports show them."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person may do."""

    LEZER = "lezer"
    BEOORDELAAR = "beoordelaar"
    BEHEERDER = "beheerder"
    ONDERZOEKER = "onderzoeker"
    AUDITOR = "auditor"


class Mode(StrEnum):
    """How a team meets suggestions: after an own first reading, when asked for, or never."""

    EERST_LEZEN = "eerst_lezen"
    OP_VERZOEK = "op_verzoek"
    ZONDER = "zonder"


class NoteStatus(StrEnum):
    """Where a note stands in the work."""

    WACHT = "wacht"
    BEZIG = "bezig"
    GELEZEN = "gelezen"
    LATER = "later"
    OVERLEG = "overleg"
    AFGEROND = "afgerond"
    MISLUKT = "mislukt"


class VaultKind(StrEnum):
    """What the vault holds of a note: the text as it came, or which words were replaced by what."""

    ORIGINAL = "original"
    MAPPING = "mapping"


class JobState(StrEnum):
    """Where a job of the worker stands."""

    WACHT = "wacht"
    BEZIG = "bezig"
    KLAAR = "klaar"
    MISLUKT = "mislukt"


class DeliveryKind(StrEnum):
    """By which way notes came in together."""

    FORMULIER = "formulier"
    BESTAND = "bestand"
    MAP = "map"


class Verdict(StrEnum):
    """What a person says of one suggestion."""

    KLOPT = "klopt"
    KLOPT_NIET = "klopt_niet"
    WEET_IK_NIET = "weet_ik_niet"
    ANDERS = "anders"


class ObjectionKind(StrEnum):
    """A wrong fact to be corrected, or an objection to the use of the note."""

    CORRECTIE = "correctie"
    BEZWAAR = "bezwaar"


class ConsultKind(StrEnum):
    """Why a note is handed on."""

    OVERLEG = "overleg"
    LATER = "later"
    TWEEDE_LEZER = "tweede_lezer"


class SwitchScope(StrEnum):
    """For whom suggestions are turned on or off."""

    ALLE = "alle"
    TEAM = "team"
    PERSOON = "persoon"
