"""The same note about people of the other gender: pronouns, nouns with their articles, titles and first names.

Everything gendered in a note changes sides at once, so that the note stays consistent. Dutch words that can be several
things ("haar" is hers, her or hair; "zijn" is his or are; "ze" is she or they) are told apart by their neighbours; where
that is not certain the note is left as it is and the reason counted.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from random import Random
from typing import Any

from annotation.corpus import AnnotatedNote
from annotation.counterfactual.edits import Edit, Skipped, as_change, data, like, words_of
from annotation.counterfactual.names import other_gender

_LETTER = re.compile(r"(?<=\()([mvMV])(?=[,/ )])|(?<=\d, )([mv])(?=\))")
_END = re.compile(r"[.!?;:,()\"\n]")


class _Uncertain(Exception):
    """A word that cannot be told."""


def find_gender(note: AnnotatedNote, rng: Random) -> list[Edit] | Skipped:
    """A `Finder`: everybody in the note is of the other gender."""
    text = note.text
    words = words_of(text)
    try:
        edits = [edit for i in range(len(words)) for edit in _edits_at(_Place(text, words, i))]
    except _Uncertain as reason:
        return Skipped(str(reason))
    edits += [Edit(m.start(), m.end(), {"m": "v", "v": "m", "M": "V", "V": "M"}[m[0]]) for m in _LETTER.finditer(text)]
    edits += [edit for edit in other_gender(text, rng) if all(edit.start != other.start for other in edits)]
    return edits


swap_gender = as_change(find_gender)


def find_pronouns(text: str, nouns: Collection[str]) -> list[Edit] | Skipped:
    """Edits that make "die", "hen" and "hun" of he and she; `nouns` are words that the caller deals with.

    Skipped where any other word tells a gender, or cannot be told.
    """
    words, edits = words_of(text), []
    try:
        for i in range(len(words)):
            place = _Place(text, words, i)
            if place.word not in nouns and (new := _neutral(place)):
                edits.append(place.edit(new))
    except _Uncertain as reason:
        return Skipped(str(reason))
    return edits


def _neutral(place: _Place) -> str | None:
    known, word = _table(), place.word
    if word in ("hij", "ie"):
        return "die"
    if word in ("ze", "zij"):
        _check_she(place)
        return "die"
    if word == "hem":
        return "hen"
    if word == "zijn":
        return "hun" if _is_his(place) else None
    if word == "haar":
        return next(({"zijn": "hun", "hem": "hen"}[edit.new.casefold()] for edit in _edit_haar(place)), None)
    if word in known["bound"] or word in known["both"] or word in known["neutral"] or word in known["article_words"]:
        raise _Uncertain("a word that tells a gender")
    if any(stem in word for stem in known["stems"]):
        raise _Uncertain("a longer word that tells a gender")
    return None


class _Place:
    """A word among its neighbours. Neighbours across punctuation do not count: they are the empty string."""

    def __init__(self, text: str, words: list[re.Match[str]], i: int) -> None:
        self.text, self.words, self.i = text, words, i
        self.match = words[i]
        self.word = words[i][0].casefold()

    def neighbour(self, step: int) -> str:
        j = self.i + step
        if not 0 <= j < len(self.words):
            return ""
        first, second = (self.match, self.words[j]) if step > 0 else (self.words[j], self.match)
        between = self.text[first.end() : second.start()]
        return self.words[j][0].casefold() if between.replace(".", "", 1) in (" ", "-") and ". " not in between else ""

    def clause(self) -> list[str]:
        """The words after this one up to punctuation, and those up to which it goes on."""
        end = _END.search(self.text, self.match.end())
        stop = end.start() if end else len(self.text)
        return [word[0].casefold() for word in self.words[self.i + 1 :] if word.start() < stop]

    def edit(self, new: str) -> Edit:
        return Edit(self.match.start(), self.match.end(), like(self.match[0], new))


@cache
def _table() -> dict[str, Any]:
    raw = dict(data("gender"))
    both = dict(raw["pairs"])
    both.update({woman: man for man, woman in raw["pairs"].items()})
    raw["both"] = {**both, **raw["also"]}
    raw["article_words"] = {**raw["articles"], **{w: m for m, w in raw["articles"].items()}}
    raw["to_de"] = {neuter: common for common, neuter in raw["determiners"].items()}
    for name in (
        "bound",
        "hair",
        "owned",
        "own_adjectives",
        "prepositions",
        "function_words",
        "before_verb",
        "set_after",
    ):
        raw[name] = frozenset(raw[name])
    for name in ("conjunctions", "plural_verbs", "verbs"):
        raw[name] = frozenset(raw[name])
    return raw


def _edits_at(place: _Place) -> list[Edit]:
    known = _table()
    word = place.word
    if word in known["bound"]:
        raise _Uncertain(f"bound to a gender or cannot be told: {word}")
    if word == "zijn":
        return [place.edit("haar")] if _is_his(place) else []
    if word == "haar":
        return _edit_haar(place)
    if word in ("ze", "zij"):
        _check_she(place)
    if word in ("man", "vrouw") and (
        place.neighbour(-1).isdigit() or place.neighbour(-1) in ("tien", "vier", "twee", "drie")
    ):
        raise _Uncertain("a number of men")
    if word == "ie" and place.text[place.match.start() - 1 : place.match.start()] in ("-", "'"):
        raise _Uncertain("bound to a gender or cannot be told: -ie")
    if word in known["article_words"]:
        return _edit_with_article(place)
    if word in known["both"]:
        return [place.edit(known["both"][word])]
    if word in known["neutral"]:
        return [place.edit(known["neutral"][word])]
    if any(stem in word for stem in known["stems"]) or (
        word.endswith("man") and place.match[0].islower() and len(word) > 6
    ):
        raise _Uncertain("a longer word that tells a gender")
    return []


def _is_his(place: _Place) -> bool:
    """Whether "zijn" is a possessive; it is a verb otherwise."""
    known = _table()
    before, after = place.neighbour(-1), place.neighbour(1)
    if before in ("met", "op", "de") and after in known["set_after"]:
        return False
    if before in known["before_verb"] or not after or after in known["function_words"]:
        return False
    if after in known["owned"] or (after in known["own_adjectives"] and before):
        return True
    if before in known["prepositions"] and not _is_participle(after):
        return True
    raise _Uncertain("zijn: his or are")


def _edit_haar(place: _Place) -> list[Edit]:
    """ "haar" as a possessive becomes "zijn", as an object "hem", and as hair it stays."""
    known = _table()
    before, after = place.neighbour(-1), place.neighbour(1)
    if before in known["hair"] or (before == "haar"):
        return []
    if after in known["owned"] or (after in known["own_adjectives"] and before) or after == "haar":
        return [place.edit("zijn")]
    if not before:
        raise _Uncertain("haar: hers or hair")
    if not after or after in known["function_words"] or after in known["verbs"] or _is_participle(after):
        return [place.edit("hem")]
    if before in known["prepositions"] and not after.endswith("en"):
        return [place.edit("zijn")]
    raise _Uncertain("haar: hers or her")


def _check_she(place: _Place) -> None:
    """Raises where "ze" may be more than one."""
    known = _table()
    before, after = place.neighbour(-1), place.neighbour(1)
    if before in known["prepositions"]:
        raise _Uncertain("ze: she or they")
    if after in known["plural_verbs"] or before in known["plural_verbs"]:
        raise _Uncertain("ze: they")
    if after in known["verbs"] or before in known["verbs"]:
        return
    if before in known["conjunctions"]:
        clause = place.clause()
        if set(clause) & known["verbs"] and not set(clause) & known["plural_verbs"]:
            return
    raise _Uncertain("ze: she or they")


def _edit_with_article(place: _Place) -> list[Edit]:
    """ "de jongen" becomes "het meisje"; with a word in between, or a relative clause after it, it is not certain."""
    known = _table()
    before, after = place.neighbour(-1), place.neighbour(1)
    neuter = place.word not in known["articles"]
    articles = known["to_de"] if neuter else known["determiners"]
    if before not in articles or after in ("die", "dat", "wat"):
        raise _Uncertain("jongen or meisje without its article")
    article = place.words[place.i - 1]
    new = Edit(article.start(), article.end(), like(article[0], articles[before]))
    return [new, place.edit(known["article_words"][place.word])]


def _is_participle(word: str) -> bool:
    return (
        word.startswith(("ge", "be", "ver", "op", "aan", "over"))
        and word.endswith(("d", "t", "en"))
        and (word not in _table()["owned"] and len(word) > 4)
    )
