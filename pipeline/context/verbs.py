"""Which words are finite verbs, and which stand in the past tense. The exceptions are data: `data/grammar.yaml`."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from pipeline.language.data import read_yaml
from pipeline.language.norms import fold, lemma
from pipeline.language.wordlist import is_known

_PAST_ENDINGS = ("te", "de", "ten", "den")
_PREFIXES = ("ver", "be", "ont", "er", "her", "ge")


@cache
def word_list(name: str) -> frozenset[str]:
    """A list of `data/grammar.yaml`, folded."""
    return frozenset(str(word) for row in _grammar()[name] for word in row)


@cache
def _grammar() -> dict[str, list[list[str]]]:
    table: dict[str, list[list[str]]] = read_yaml(Path(__file__).parent / "data" / "grammar.yaml")
    return table


@lru_cache(maxsize=65536)
def is_finite_verb(word: str) -> bool:
    """Whether a word looks like a finite verb, and not like a noun, an infinitive or a participle."""
    form = fold(word)
    if form in word_list("past") or form in word_list("present"):
        return True
    return form not in word_list("none") and (_third_person(form, lemma(word)) or _weak_past(form, lemma(word)))


@lru_cache(maxsize=65536)
def is_past_tense(word: str) -> bool:
    """Whether a word looks like a finite verb in the past tense."""
    form = fold(word)
    return form in word_list("past") or (form not in word_list("none") and _weak_past(form, lemma(word)))


@lru_cache(maxsize=65536)
def is_infinitive(word: str) -> bool:
    """Whether a word looks like an infinitive. Many a noun does too: wanen, leven."""
    form = fold(word)
    return len(form) > 3 and form.endswith("n") and lemma(word) == form and form not in word_list("none")


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
    if base == form or len(base) < 4 or not base.endswith("n") or form[:2] != base[:2]:
        return False
    return "ge" not in form or "ge" in base


def _third_person(form: str, base: str) -> bool:
    return form.endswith("t") and len(form) > 2 and _is_of(form, base) and not base.endswith(form + "en")


def _weak_past(form: str, base: str) -> bool:
    if len(form) < 4 or not form.endswith(_PAST_ENDINGS) or _prefixed(base):
        return False
    return _is_of(form, base) and (not form.endswith("ende") or base.endswith("nen"))


def _prefixed(base: str) -> bool:
    """Whether a verb has a prefix, so that its past is also an adjective: bedreigde, vervuilde, but not belde."""
    return any(base.startswith(prefix) and is_known(base[len(prefix) :]) for prefix in _PREFIXES)
