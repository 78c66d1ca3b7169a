"""Which words are finite verbs, and which stand in the past tense. The exceptions are data: `data/verbs.yaml`."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from pipeline.language.data import read_yaml
from pipeline.language.norms import fold, lemma

_PAST_ENDINGS = ("te", "de", "ten", "den")
_PREFIXES = ("ver", "be", "ont", "er", "her", "ge")


@cache
def _forms() -> dict[str, frozenset[str]]:
    table = read_yaml(Path(__file__).parent / "data" / "verbs.yaml")
    return {name: frozenset(str(word) for row in rows for word in row) for name, rows in table.items()}


@lru_cache(maxsize=65536)
def is_finite_verb(word: str) -> bool:
    """Whether a word looks like a finite verb, and not like a noun, an infinitive or a participle."""
    form = fold(word)
    known = _forms()
    if form in known["past"] or form in known["present"]:
        return True
    return form not in known["none"] and (_third_person(form, lemma(word)) or _weak_past(form, lemma(word)))


@lru_cache(maxsize=65536)
def is_past_tense(word: str) -> bool:
    """Whether a word looks like a finite verb in the past tense."""
    form = fold(word)
    return form in _forms()["past"] or (form not in _forms()["none"] and _weak_past(form, lemma(word)))


@lru_cache(maxsize=65536)
def is_participle(word: str) -> bool:
    """Whether a word looks like a past participle with ge-: gewoond, weggelopen."""
    form, base = fold(word), lemma(word)
    return (
        form.endswith(("d", "t", "en"))
        and "ge" in form[:-3]
        and base != form
        and base.endswith("n")
        and "ge" not in base
    )


def _is_of(form: str, base: str) -> bool:
    """Whether `base` is an infinitive that `form` begins like: no participle (opgehaald of ophalen)."""
    if base == form or len(base) < 4 or not base.endswith("n") or form[:3] != base[:3]:
        return False
    return "ge" not in form or "ge" in base


def _third_person(form: str, base: str) -> bool:
    return form.endswith("t") and len(form) > 2 and _is_of(form, base) and not base.endswith(form + "en")


def _weak_past(form: str, base: str) -> bool:
    if len(form) < 4 or not form.endswith(_PAST_ENDINGS) or form.startswith(_PREFIXES):
        return False
    return _is_of(form, base) and (not form.endswith("ende") or base.endswith("nen"))
