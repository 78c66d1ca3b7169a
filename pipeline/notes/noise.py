"""Noise in a note: what is no text, found with its place, and covered without moving an offset.

`find_noise` finds it, `mask` covers it with as many characters as it had. So whoever reads the masked text finds words
at the same places as in the note, and can quote the note itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.notes.mail import device_noise, disclaimer_noise, header_noise, marker_noise
from pipeline.notes.markup import (
    Noise,
    control_noise,
    entity_noise,
    html_noise,
    invisible_noise,
    quoted_printable_noise,
    rtf_noise,
)
from pipeline.notes.signature import signature_noise
from pipeline.notes.words import notice, notice_keys

__all__ = ["FILLER", "Noise", "find_noise", "mask", "notices_for"]

FILLER = "\u034f"
"""Covers noise within a word: U+034F COMBINING GRAPHEME JOINER, which is invisible and belongs to the letter before it.

`hygi&euml;ne` is masked as `hygië` + 5 fillers + `ne`, one word to a tokenizer that keeps combining marks with their
letter. Whoever compares words must leave fillers out: `masked_word.replace(FILLER, "")`.
"""

_CONTROL = bytes((*range(9), 11, 12, *range(14, 32), 127))
_NOT_CONTROL = bytes(set(range(256)) - set(_CONTROL))
_PLAIN = bytes(set(range(256)) - set(_CONTROL) - set(b"<>&\\=:"))
_LATIN_CONTROL = re.compile(rb"\xc2[\x80-\x9f\xad]")
_ZERO_WIDTH = re.compile(rb"\xe2(?:\x80[\x8b-\x8f\xaa-\xae]|\x81[\xa0-\xaf])")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_HEADERS = (b"van:", b"from:")
_CLOSINGS = (b"groet", b"mvg", b"m.v.g", b"\ngr", b"hoogachtend", b"geadresseerde")
_MARKUP_KINDS = frozenset({"html", "rtf", "quoted_printable"})


def find_noise(text: str) -> list[Noise]:
    """The noise in a text, in order, never overlapping; offsets are in characters.

    A clean text costs a few microseconds: a look at which bytes occur in it, and a search for a few words of e-mails.
    """
    data = text.encode("utf-8", "surrogatepass")
    suspect = data.translate(None, _PLAIN)
    hidden = not data.isascii() and _holds_hidden(data)
    lower = data.lower()
    mail = _holds(lower, _CLOSINGS) or (b":" in suspect and _holds(lower, _HEADERS))
    if not (suspect or hidden or mail):
        return []
    markup = _join(_markup(text, suspect, hidden))
    quoted = b">" in suspect
    if not (mail or quoted):
        return markup
    covered = mask(text, markup) if markup else text
    markers = list(marker_noise(covered)) if quoted else []
    if not (mail or markers):
        return markup
    return _join([*markup, *markers, *_mail(mask(covered, markers) if markers else covered)])


def _holds(data: bytes, words: tuple[bytes, ...]) -> bool:
    for word in words:  # noqa: SIM110 - half the time that any() takes, and done for every note
        if word in data:
            return True
    return False


def _holds_hidden(data: bytes) -> bool:
    """Whether UTF-8 data holds control characters outside ASCII or invisible ones. Three searches beat one pattern."""
    return bool(_ZERO_WIDTH.search(data) or _LATIN_CONTROL.search(data)) or _BYTE_ORDER_MARK in data


def _markup(text: str, suspect: bytes, hidden: bool) -> list[Noise]:
    found: list[Noise] = []
    if b"<" in suspect or b"&" in suspect:
        found += html_noise(text)
    if b"&" in suspect:
        found += entity_noise(text)
    if b"\\" in suspect:
        found += rtf_noise(text)
    if b"=" in suspect:
        found += quoted_printable_noise(text)
    if hidden or suspect.translate(None, _NOT_CONTROL):
        found += control_noise(text)
        found += invisible_noise(text)
    return found


def _mail(text: str) -> Iterable[Noise]:
    yield from header_noise(text)
    yield from disclaimer_noise(text)
    yield from signature_noise(text)
    yield from device_noise(text)


def _join(found: list[Noise]) -> list[Noise]:
    """In order, without overlap: of two that overlap the one that starts first keeps its place, a longer one first."""
    out: list[Noise] = []
    end = 0
    for noise in sorted(found, key=lambda noise: (noise.start, -noise.end)):
        if noise.end <= end:
            continue
        if noise.start < end:
            noise = Noise(end, noise.end, noise.kind)
        out.append(noise)
        end = noise.end
    return out


def mask(text: str, noise: Iterable[Noise]) -> str:
    """The text with its noise covered, of the same length: every other character stays where it is.

    Noise becomes spaces, and line ends in it stay. What stands for a character (`&eacute;`, `=C3=AB`) shows that
    character first; `<br>`, `</p>` and `\\par` show a line end. Between two letters, where spaces would cut a word in
    two, an entity, a soft hyphen and the like are filled up with `FILLER` instead: `caf&eacute;s` and a hidden hyphen
    leave one word. The line end of a soft line break of quoted-printable is part of the code, and goes with it.
    """
    pieces: list[str] = []
    following = ""
    position = len(text)
    for item in reversed(list(noise)):
        if item.end < position:
            pieces.append(text[item.end : position])
            following = text[item.end]
        before = text[item.start - 1] if item.start else ""
        piece = _cover(text[item.start : item.end], item, before, following)
        pieces.append(piece)
        following = piece[0]
        position = item.start
    pieces.append(text[:position])
    return "".join(reversed(pieces))


_WITHIN_WORDS = frozenset({"entity", "rtf", "quoted_printable", "control", "invisible"})


def _cover(covered: str, item: Noise, before: str, after: str) -> str:
    size = len(covered)
    shown = item.replacement
    if item.kind in _WITHIN_WORDS and after.isalpha():
        if shown.isalpha():
            return shown + FILLER * (size - 1)
        if before.isalpha() and shown and shown in "'’-":
            return FILLER * (size - 1) + shown
        if before.isalpha() and not shown and _is_joint(covered, item.kind):
            return FILLER * size
    if shown:
        return shown + " " * (size - 1)
    if item.kind == "quoted_printable" or ("\n" not in covered and "\r" not in covered):
        return " " * size
    return re.sub(r"[^\r\n]", " ", covered)


def _is_joint(covered: str, kind: str) -> bool:
    """Whether nothing at all is shown here, so that the letters before and after it are of one word."""
    if kind == "quoted_printable":
        return covered[-1] == "\n"
    if kind == "entity":
        return covered in _INVISIBLE_ENTITIES
    return kind in ("control", "invisible") and not any("\x1c" <= c <= "\x1f" for c in covered)


_INVISIBLE_ENTITIES = frozenset({"&shy;", "&#173;", "&#xad;", "&#xAD;", "&zwnj;", "&zwj;", "&#8203;", "&#x200b;"})


def notices_for(noise: Iterable[Noise]) -> tuple[str, ...]:
    """What a reader must know of the noise that was left out, in Dutch (B1)."""
    kinds = {"markup" if item.kind in _MARKUP_KINDS else item.kind for item in noise}
    return tuple(notice(key) for key in notice_keys() if key in kinds)
