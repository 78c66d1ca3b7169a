"""Mark-up and other codes in a note: HTML, entities, RTF, quoted-printable, control and invisible characters.

Only what is beyond doubt is taken for mark-up: "< 5 km", "M&M", "<NAAM>", "{sic}", "C:\\temp" and "=20 euro" are words.
All patterns are linear in the length of the text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.notes.words import read_data


@dataclass(frozen=True, slots=True)
class Noise:
    """A piece of a note that is no text: `text[start:end]`, in characters, and what it is.

    `kind` is html, entity, rtf, quoted_printable, control, invisible, mail_header, quote_marker, signature or
    disclaimer. `replacement` is the one character it stands for (a letter, a line end), or empty.
    """

    start: int
    end: int
    kind: str
    replacement: str = ""


@cache
def _data() -> dict[str, Any]:
    return dict(read_data("markup.yaml"))


def _any(words: list[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@cache
def _html_pattern() -> re.Pattern[str]:
    data = _data()
    value = r"""(?:(?:3D)?"[^"<]{0,4000}"|'[^'<]{0,4000}'|[^\s"'<>]+)"""
    attributes = rf"(?:\s+(?:[\w:.-]{{1,60}}\s{{0,5}}=\s{{0,5}}{value}|(?:{_any(data['html_flags'])})(?=[\s/>])))*"
    tag = rf"</?(?P<name>{_any(data['html_lines'] + data['html_inline'])}){attributes}\s{{0,5}}/?>"
    lower = rf"(?-i:</?(?:{_any(data['html_lower_case'])}){attributes}\s{{0,5}}/?>)"
    prefixed = rf"</?(?:{_any(data['html_prefixes'])}):[a-z][\w-]{{0,40}}{attributes}\s{{0,5}}/?>"
    escaped = (
        rf"&(?:amp;)?lt;/?(?P<escaped>{_any(data['html_lines'] + data['html_inline'])})"
        r"(?:\s(?=[^&<>]{0,60}=)(?:(?!&(?:amp;)?[lg]t;)[^<>]){0,300})?\s?/?&(?:amp;)?gt;"
    )
    other = r"<!doctype\b[^<>]{0,300}>|<\?xml\b[^<>]{0,300}>|<!\[[^\]<>]{0,100}\]>"
    return re.compile(rf"(?P<comment><!--)|{tag}|{lower}|{prefixed}|{escaped}|{other}", re.IGNORECASE)


def html_noise(text: str) -> Iterator[Noise]:
    """Tags, comments, and style and script elements with what is in them."""
    data = _data()
    lines, blocks = frozenset(data["html_lines"]), frozenset(data["html_blocks"])
    closers: dict[str, int] = {}
    pattern = _html_pattern()
    position = 0
    while (found := pattern.search(text, position)) is not None:
        end = found.end()
        name = (found["name"] or "").lower()
        if found["comment"]:
            end = _closer(text, end, "-->", closers) or end
        elif name in blocks and text[found.start() + 1] != "/" and text[end - 2] != "/":
            closing = _closer(text, end, f"</{name}", closers)
            end = text.find(">", closing) + 1 or closing if closing else end
        breaks = (name or (found["escaped"] or "").lower()) in lines and text[end : end + 1] not in ("\r", "\n")
        yield Noise(found.start(), end, "html", "\n" if breaks else "")
        position = end


def _closer(text: str, position: int, closing: str, missing: dict[str, int]) -> int | None:
    """Where `closing` ends, or None; `missing` remembers what is not there, so that it is looked for once."""
    if closing in missing:
        return None
    found = re.compile(re.escape(closing), re.IGNORECASE).search(text, position)
    if found is None:
        missing[closing] = position
        return None
    return found.end()


_ENTITY = re.compile(
    r"&(?:amp;){0,3}(?:#\d{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};|nbsp(?![A-Za-z0-9;]))"
)


def entity_noise(text: str) -> Iterator[Noise]:
    """Entities with the character that they stand for; `&nbsp;` and the like stand for a space."""
    for found in _ENTITY.finditer(text):
        code = found[0]
        for _ in range(4):
            code = html.unescape(code)
        if "&" in code[:-1] or code.endswith(";"):
            continue
        yield Noise(found.start(), found.end(), "entity", _character(code))


def _character(text: str) -> str:
    """What is shown for it: a character, a line end, or nothing where it is white space or cannot be seen."""
    if text in ("\n", "\r", "\x85", "\u2028", "\u2029"):
        return "\n"
    return text if len(text) == 1 and text.isprintable() and not text.isspace() else ""


_RTF_CODE = re.compile(
    r"\\'(?P<hex>[0-9a-fA-F]{2})|\\u(?P<unicode>-?\d{1,6}) ?(?:\\'[0-9a-fA-F]{2}|\?)?"
    r"|\\(?P<word>[a-zA-Z]{1,32})-?\d{0,10} ?|\\(?P<sign>[^a-zA-Z0-9])|(?P<open>\{)|(?P<close>\})"
)
_RTF_START = re.compile(r"\{\\rtf\d?\b")


def rtf_noise(text: str) -> Iterator[Noise]:
    """Whole RTF documents in a text, or codes that were left over from one."""
    position = 0
    while (start := _RTF_START.search(text, position)) is not None:
        position = yield from _rtf_document(text, start.start())
    if not position:
        yield from _rtf_leftovers(text)


def _rtf_document(text: str, start: int) -> Generator[Noise, None, int]:
    """The codes of the document that starts here; returns where it ends."""
    data = _data()
    depth = 0
    hidden: int | None = None
    hidden_from = start
    for found in _RTF_CODE.finditer(text, start):
        if found["open"]:
            depth += 1
        if hidden is None and (found["word"] in data["rtf_destinations"] or found["sign"] == "*"):
            hidden, hidden_from = depth, found.start()
        elif hidden is None:
            yield Noise(found.start(), found.end(), "rtf", _rtf_character(found))
        if found["close"]:
            if hidden == depth:
                yield Noise(hidden_from, found.end(), "rtf")
                hidden = None
            depth -= 1
            if depth <= 0:
                return found.end()
    if hidden is not None:
        yield Noise(hidden_from, hidden_from + 1, "rtf")
    return len(text)


def _rtf_character(found: re.Match[str]) -> str:
    if found["hex"]:
        return _character(bytes.fromhex(found["hex"]).decode("cp1252", "replace"))
    if found["unicode"]:
        return _character(chr(int(found["unicode"]) % 0x10000))
    if found["word"]:
        return "\n" if found["word"] in _data()["rtf_lines"] else ""
    return found["sign"] if found["sign"] and found["sign"] in "\\{}" else ""


@cache
def _leftover_pattern() -> re.Pattern[str]:
    words = "|".join(re.escape(word).replace(re.escape("{n}"), r"-?\d{1,6}") for word in _data()["rtf_leftovers"])
    letter = r"[c-f]\d|(?<=[a-zA-Z]\\')[c-f][a-f]"
    return re.compile(
        rf"(?P<path>(?:\b[A-Za-z]:|\\)\\\S{{0,260}})|\\(?P<word>{words})(?![A-Za-z0-9]) ?|\\'(?P<hex>{letter})"
    )


def _rtf_leftovers(text: str) -> Iterator[Noise]:
    lines = _data()["rtf_lines"]
    for found in _leftover_pattern().finditer(text):
        if found["word"]:
            yield Noise(found.start(), found.end(), "rtf", "\n" if found["word"] in lines else "")
        elif found["hex"]:
            letter = bytes.fromhex(found["hex"]).decode("cp1252", "replace")
            if letter.isalpha():
                yield Noise(found.start(), found.end(), "rtf", letter)


_QP_UTF8 = r"(?:=[CD][0-9A-F]=[89AB][0-9A-F]|=E[0-9A-F](?:=[89AB][0-9A-F]){2}|=F[0-4](?:=[89AB][0-9A-F]){3})"
_QP_LETTER = r"(?<=[a-z])=[EF][0-9A-F](?=[a-z.,;:!?\s])"
_QP_SPACE = re.compile(r"(?:=20)+=?(?=\r?\n|\Z)")
_QP_BREAK = re.compile(r"=\r?\n")
_QP_CERTAIN = re.compile(rf"{_QP_UTF8}|=3D[\"']|(?:^|[.,:;!?)>])=20\r?$", re.MULTILINE)
_QP_CODE = re.compile(rf"(?P<utf8>{_QP_UTF8})|(?P<letter>{_QP_LETTER})")
_QP_ASCII = re.compile(r"=3D(?=[\"'])|=(?:2[1-9A-F]|3[A-F]|5[B-F]|7[B-E]|09|A0)")
_QP_LONG_LINE = range(60, 78)


def quoted_printable_noise(text: str) -> Iterator[Noise]:
    """Codes of quoted-printable: `=C3=AB`, `=20` at the end of a line, `=` before a line end that is none.

    "MMSE=20" at the end of a line looks the same; so that counts only beside codes that cannot be anything else.
    """
    breaks = [found for found in _QP_BREAK.finditer(text) if _line_length(text, found.start()) in _QP_LONG_LINE]
    if breaks or _QP_CERTAIN.search(text):
        breaks = list(_QP_BREAK.finditer(text))
        for found in _QP_SPACE.finditer(text):
            yield Noise(found.start(), found.end(), "quoted_printable")
        for found in _QP_ASCII.finditer(text):
            sign = bytes.fromhex(found[0][1:]).decode("cp1252")
            yield Noise(found.start(), found.end(), "quoted_printable", _character(sign))
    for found in breaks:
        yield Noise(found.start(), found.end(), "quoted_printable")
    for found in _QP_CODE.finditer(text):
        data = bytes.fromhex(found[0].replace("=", ""))
        letter = data.decode("utf-8" if found["utf8"] else "cp1252", "replace")
        yield Noise(found.start(), found.end(), "quoted_printable", _character(letter))


def _line_length(text: str, end: int) -> int:
    return end - text.rfind("\n", max(0, end - 100), end) - 1


_CONTROL = re.compile(r"(?P<line>[\x0b\x0c\x85])|(?P<c1>[\x80-\x9f])|[\x00-\x08\x0e-\x1f\x7f]+")
_UNDEFINED_1252 = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D})
_JOINER = "\u200c\u200d"
_INVISIBLE = re.compile(
    r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]+"
    rf"|(?<=[A-Za-z\u00c0-\u024f])[{_JOINER}]+(?=[A-Za-z\u00c0-\u024f])"
)


def control_noise(text: str) -> Iterator[Noise]:
    """Control characters; those of \\x80-\\x9f are Windows-1252 signs that were read as Latin-1."""
    for found in _CONTROL.finditer(text):
        shown = "\n" if found["line"] else ""
        if found["c1"] and ord(found["c1"]) not in _UNDEFINED_1252:
            shown = _character(found["c1"].encode("latin-1").decode("cp1252"))
        yield Noise(found.start(), found.end(), "control", shown)


def invisible_noise(text: str) -> Iterator[Noise]:
    """Zero-width characters, direction marks, soft hyphens and byte order marks. Joiners in emoji are left."""
    for found in _INVISIBLE.finditer(text):
        yield Noise(found.start(), found.end(), "invisible")
