"""Signatures of e-mails and letters: a closing, and the lines of name, function, organisation and address under it.

Somebody may go on writing after the closing ("Groetjes Ria. PS ze heeft ook ratten"). So a piece is taken for signature
only while every word of it is a name, a function, a way to reach somebody or a small word between those; at the first
word of a sentence it ends, and whatever follows is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.notes.mail import Line, alternatives, is_sentence, lines_of, mail_data
from pipeline.notes.markup import Noise

_MOST_LINES = 8
_MOST_WORDS = 14
_MOST_BLANK = 3
_NAME_WORDS = 5
_LONGEST_REST = 300
_ALSO_WORDS = frozenset({"met groet", "met groeten"})
"""Closings that are words of a sentence too: "met groeten is hij gestopt"."""

_WORD = re.compile(r"\S+")
_INITIALS = re.compile(r"(?:[A-Z]\.?){1,4}|(?:[A-Z][a-z]?\.)+")
_CAPITALISED = re.compile(r"[A-ZÀ-Þ][^\W\d_]*(?:['’-][^\W\d_]+)*")
_PLACEHOLDER = re.compile(r"\[[A-Za-z_]+(?:-\d+)?\]|<[A-Za-z_]+(?:-\d+)?>")
_CONTACT = re.compile(
    r"(?:mailto:|https?:)\S+|www\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:nl|com|org|eu|be)\b\S*"
    r"|(?:\(?\+31\)?|0031|0)[ \d()–-]{8,16}\d|\b0(?:800|900|88)[ \d-]{4,12}|\b1[46][ ]?0\d{2,3}\b"
    r"|\b[1-9]\d{3} ?[A-Z]{2}\b"
    r"|\b\d{1,2}[:.]\d{2}(?: ?uur)?\b|@\w+"
)
_PUNCTUATION = ",;:()[]|<>*•·\"“”‘’'_"


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    closing: re.Pattern[str]
    functions: frozenset[str]
    phrases: tuple[str, ...]
    endings: tuple[str, ...]
    streets: tuple[str, ...]
    labels: frozenset[str]
    particles: frozenset[str]


@cache
def _vocabulary() -> _Vocabulary:
    data = mail_data()
    closings = data["closings"]
    sure, at_start, verbs = (alternatives(closings[name]) for name in ("certain", "certain_at_line_start", "verbs"))
    functions = [str(word) for word in data["functions"]]
    return _Vocabulary(
        re.compile(
            rf"(?:(?<![\w-])(?P<sure>{sure})"
            rf"|(?:(?<=[.!?])|(?<![^\r\n]))[ \t>*]*(?:(?P<start>{at_start})|(?P<verb>{verbs})))"
            r"(?![\w-])[ \t]*(?P<sign>[,.!]*)",
            re.IGNORECASE,
        ),
        frozenset(word for word in functions if " " not in word),
        tuple(word for word in functions if " " in word),
        tuple(data["function_endings"]),
        tuple(data["street_endings"]),
        frozenset(str(word) for word in data["contact_labels"]),
        frozenset(str(word) for word in data["particles"]),
    )


def signature_noise(text: str) -> Iterator[Noise]:
    """Signatures, with the closing words."""
    lines = lines_of(text)
    place = position = 0
    while (found := _vocabulary().closing.search(text, position)) is not None:
        position = found.end()
        while lines[place].end <= found.start() and place + 1 < len(lines):
            place += 1
        rest = text[found.end() : min(lines[place].end, found.end() + _LONGEST_REST)].rstrip()
        on_line = _on_the_line(rest, shouted=found[0].isupper())
        if not _is_closing(found, rest, on_line):
            continue
        end = found.end() + on_line.size
        if on_line.whole:
            end = _following(lines, place + 1, end, on_line)
        yield Noise(found.start() + len(found[0]) - len(found[0].lstrip(" \t>*")), end, "signature")
        position = max(position, end)


@dataclass(frozen=True, slots=True)
class _OnLine:
    """How many characters after a closing are signature, whether they are all of the line, what is in them.

    `shouted`: the closing is in capitals, so that capitals do not tell a name.
    """

    size: int
    whole: bool
    named: bool
    shouted: bool


def _is_closing(found: re.Match[str], rest: str, on_line: _OnLine) -> bool:
    """Whether the words are a closing here: "groet de buren niet" is not, nor "Met groeten is hij gestopt"."""
    if found["verb"]:
        ends = on_line.size > 0 and rest[on_line.size - 1] in ".!,;"
        return ends or (on_line.whole and bool(found["sign"] or not rest or on_line.named))
    if found["start"]:
        return bool(on_line.size or found["sign"] or not rest)
    also_words = found[0].strip(" \t\r\n>*").lower() in _ALSO_WORDS
    return bool(not also_words or on_line.size or found["sign"] or not rest.lstrip()[:1].islower())


def _on_the_line(rest: str, shouted: bool) -> _OnLine:
    kinds: list[tuple[int, str]] = []
    ended = False
    for found in _pieces(rest):
        word = found[0]
        kind = _kind(word)
        named = any(kind == "name" for _, kind in kinds)
        if kind is None or is_sentence(word) or (shouted and named and kind == "name") or len(kinds) > _MOST_WORDS:
            break
        kinds.append((found.end(), kind))
        ended = kind == "name" and word[-1] in ".!" and not _INITIALS.fullmatch(word)
        if ended:
            break
    whole = not rest[kinds[-1][0] if kinds else 0 :].strip()
    if not whole and not ended:
        kinds = _without_last_word(kinds)
    return _OnLine(kinds[-1][0] if kinds else 0, whole, any(kind == "name" for _, kind in kinds), shouted)


def _without_last_word(kinds: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """What is left when a sentence follows: its first word has a capital too, and looks like one more name."""
    while kinds and kinds[-1][1] == "particle":
        kinds = kinds[:-1]
    if len(kinds) > 1 and kinds[-1][1] in ("name", "function"):
        kinds = kinds[:-1]
    while kinds and kinds[-1][1] == "particle":
        kinds = kinds[:-1]
    return kinds


def _following(lines: list[Line], place: int, end: int, on_line: _OnLine) -> int:
    """Where the lines under a closing end that are signature: at most one with a name, and lines with details.

    A name with no details under it is left to be read: it holds nothing, and "Vuilnis" looks like one.
    """
    named = on_line.named
    used = blank = 0
    while place < len(lines) and used < _MOST_LINES and blank <= _MOST_BLANK:
        line = lines[place]
        place += 1
        shown = line.text.strip(" \t\r\n>*")
        if not shown:
            blank += 1
            continue
        what = _line_kind(shown)
        if what is None or (what == "name" and (named or (on_line.shouted and shown.isupper()))):
            break
        named = named or what == "name"
        used += 1
        blank = 0
        if what == "details":
            end = line.start + len(line.text.rstrip())
    return end


def _line_kind(shown: str) -> str | None:
    """`name` for a line of names only, `details` for function, organisation or address, None for anything else."""
    if is_sentence(_CONTACT.sub(" ", shown)) or shown[-1] in "?!":
        return None
    words = [found[0] for found in _pieces(shown)]
    if len(words) > _MOST_WORDS:
        return None
    if all(_PLACEHOLDER.fullmatch(word.rstrip(",.")) for word in words):
        return "details"
    kinds = [_kind(word) for word in words]
    if None in kinds:
        return None
    vocabulary = _vocabulary()
    if "contact" in kinds or "function" in kinds or any(phrase in shown.lower() for phrase in vocabulary.phrases):
        return "details"
    if "number" in kinds:
        street = any(word.lower().strip(_PUNCTUATION).endswith(vocabulary.streets) for word in words)
        return "details" if street or "label" in kinds else None
    if "name" in kinds and len(words) <= _NAME_WORDS:
        return "name"
    return "details" if set(kinds) <= {"label", "particle"} and "label" in kinds else None


def _pieces(text: str) -> Iterator[re.Match[str]]:
    """Words, with a phone number, a postcode or an address as one."""
    position = 0
    while position < len(text):
        found = _CONTACT.match(text, position) or _WORD.match(text, position)
        if found is None:
            position += 1
            continue
        yield found
        position = found.end()


def _kind(word: str) -> str | None:
    """What a word can be in a signature: contact, label, particle, function, number, name; None for any other."""
    if _PLACEHOLDER.fullmatch(word.rstrip(",.")):
        return "name"
    bare = word.strip(_PUNCTUATION)
    if not bare:
        return "particle"
    if _CONTACT.fullmatch(bare):
        return "contact"
    lower = bare.lower().rstrip(".")
    vocabulary = _vocabulary()
    if lower in vocabulary.particles or bare.lower() in vocabulary.particles:
        return "particle"
    if lower in vocabulary.labels and (bare != lower or word != bare or len(lower) > 1):
        return "label"
    if lower in vocabulary.functions or (len(lower) > 5 and lower.endswith(vocabulary.endings)):
        return "function"
    if re.fullmatch(r"\d{1,9}[a-zA-Z]?(?:-\d{1,4})?", bare):
        return "number"
    if _INITIALS.fullmatch(bare) or _CAPITALISED.fullmatch(bare.rstrip(".!")):
        return "name"
    return None
