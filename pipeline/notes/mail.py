"""What an e-mail puts around its text: header lines, `>` before quoted lines, disclaimers.

The quoted words themselves are left to be read, since a forwarded message often is the notification.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.notes.markup import Noise
from pipeline.notes.words import read_data

_LONGEST_HEADER = 300
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+")


@cache
def mail_data() -> dict[str, Any]:
    """All of `mail.yaml`."""
    return dict(read_data("mail.yaml"))


def alternatives(words: list[str]) -> str:
    """A pattern that is any of these words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a text without its line end."""

    start: int
    end: int
    text: str


def lines_of(text: str) -> list[Line]:
    """The lines of a text, whatever their line ends."""
    return [Line(found.start(), found.end(), found[0]) for found in re.finditer(r"[^\r\n]*(?:\r\n|\r|\n|\Z)", text)]


@cache
def _sentence_words() -> frozenset[str]:
    return frozenset(str(word) for word in mail_data()["sentence_words"])


def is_sentence(text: str) -> bool:
    """Whether somebody says something here: it holds a word that no name, address or function has."""
    return not _sentence_words().isdisjoint(re.findall(r"[a-zà-ÿ.]*[a-zà-ÿ]", text.lower()))


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    data = mail_data()
    headers = data["headers"]
    groups = "|".join(f"(?P<{kind}>{alternatives(names)})" for kind, names in headers.items())
    sent, to, subject = (alternatives(headers[kind]) for kind in ("sent", "to", "subject"))
    sender, separators = alternatives(headers["from"]), alternatives(data["separators"])
    return {
        "header": re.compile(rf"[ \t>*]*(?:{groups})[*]?[ \t]?:[*]?(?P<value>.*)", re.IGNORECASE),
        "reply": re.compile(r"[ \t]*(?:(?:re|fw|fwd|antw|doorst)[ \t]?:[ \t]*)+", re.IGNORECASE),
        "separator": re.compile(
            rf"[ \t>*]*(?:[-_]{{2,}}[ \t]*(?:{separators})[ \t]*[-_]*|(?:{separators}):)[ \t*]*", re.IGNORECASE
        ),
        "wrote": re.compile(
            r"[ \t>]*(?:op|on)\b.{0,120}(?:@|\d{1,2}[:.]\d{2}).{0,160}\b(?:schreef|geschreven|wrote)\b.{0,160}:[ \t]*",
            re.IGNORECASE,
        ),
        "on_one_line": re.compile(
            rf"\b(?:{sender}):[ \t][^\r\n:]{{1,150}}?[ \t](?:{sent}):[ \t][^\r\n]{{1,80}}?"
            rf"[ \t](?:{to}):[ \t][^\r\n]{{1,300}}?"
            rf"[ \t](?:{subject}):(?:[ \t]*(?:re|fw|fwd|antw|doorst)[ \t]?:)*",
            re.IGNORECASE,
        ),
        "device": re.compile(rf"[ \t>]*(?:{alternatives(data['devices'])})\b.{{0,60}}", re.IGNORECASE),
        "opening": re.compile(rf"\b(?:{'|'.join(data['disclaimers']['openings'])})", re.IGNORECASE),
        "strong": re.compile(rf"\b(?:{alternatives(data['disclaimers']['strong'])})", re.IGNORECASE),
        "words": re.compile(rf"\b(?:{alternatives(data['disclaimers']['words'])})\b", re.IGNORECASE),
    }


def header_noise(text: str) -> Iterator[Noise]:
    """Blocks of header lines, lines that say who wrote when, and separators between messages."""
    block: list[tuple[Line, re.Match[str]]] = []
    blank = False
    for line in lines_of(text):
        shown = line.text.rstrip("\r\n")
        found = _patterns()["header"].fullmatch(shown) if ":" in shown and len(shown) <= _LONGEST_HEADER else None
        if found is not None and not _is_header(found):
            found = None
        if found is not None:
            block.append((line, found))
            blank = False
            continue
        if block and not shown.strip() and not blank:
            blank = True
            continue
        yield from _block(block)
        block, blank = [], False
        if len(shown) <= _LONGEST_HEADER and shown.strip():
            for kind in ("separator", "wrote"):
                if _patterns()[kind].fullmatch(shown):
                    yield _trimmed(line.start, shown, "mail_header")
    yield from _block(block)
    for found in _patterns()["on_one_line"].finditer(text):
        yield Noise(found.start(), found.end(), "mail_header")


def _trimmed(start: int, shown: str, kind: str) -> Noise:
    begin = len(shown) - len(shown.lstrip())
    return Noise(start + begin, start + len(shown.rstrip()), kind)


def _is_header(found: re.Match[str]) -> bool:
    """A subject may say anything; who sent it, to whom and when may not be a sentence."""
    return bool(found["subject"]) or not is_sentence(_ADDRESS.sub(" ", found["value"]))


def _block(block: list[tuple[Line, re.Match[str]]]) -> Iterator[Noise]:
    """The noise of header lines that follow each other: only with a sender and something else of a message."""
    kinds = {kind for _, found in block for kind in mail_data()["headers"] if found[kind]}
    if "from" not in kinds or not kinds & {"to", "sent", "subject"}:
        return
    for line, found in block:
        if found["subject"]:
            start = found.start("value")
            reply = _patterns()["reply"].match(found.string, start)
            shown = found.string[: reply.end() if reply else start]
        else:
            shown = found.string
        yield _trimmed(line.start, shown, "mail_header")


_MARKER = re.compile(r"(?<![^\r\n])(?:[ \t]{0,3}>)+")
_MARKED_WORD = re.compile(r"[ \t]?(?:[A-Za-zÀ-ÿ\"'(\[-]|[\r\n]|\Z)")
_LINE_END = re.compile(r"\r\n|\r|\n")


def marker_noise(text: str) -> Iterator[Noise]:
    """The `>` before quoted lines: two such lines or more together, or one after "Op … schreef …:". Never "> 5 km"."""
    run: list[tuple[re.Match[str], bool]] = []
    next_line = -1
    for found in _MARKER.finditer(text):
        if found.start() != next_line:
            yield from _run(text, run)
            run = []
        run.append((found, _MARKED_WORD.match(text, found.end()) is not None))
        end = _LINE_END.search(text, found.end())
        next_line = end.end() if end else -1
    yield from _run(text, run)


def _run(text: str, run: list[tuple[re.Match[str], bool]]) -> Iterator[Noise]:
    if len(run) == 1:
        before = text[max(0, run[0][0].start() - 5) : run[0][0].start()].rstrip()
        run = run if before.endswith(":") else []
    if any(is_words for _, is_words in run):
        for found, _ in run:
            yield Noise(found.start(), found.end(), "quote_marker")


_SENTENCE_END = re.compile(r"[.!?](?=\s|\Z)|\r?\n(?=[ \t]*(?:[A-ZÀ-Þ]|\r?\n))|\Z")
_LONGEST_SENTENCE = 500
_LONGEST_DISCLAIMER = 3000


def disclaimer_noise(text: str) -> Iterator[Noise]:
    """Fixed texts about confidentiality, sentence by sentence, as far as they hold the words of such texts."""
    patterns = _patterns()
    strong, words = patterns["strong"], patterns["words"]
    position = 0
    nearest: re.Match[str] | None = None
    while (found := patterns["opening"].search(text, position)) is not None:
        start, position = found.start(), found.end()
        if nearest is None or nearest.start() < start:
            nearest = strong.search(text, start)
        if nearest is None:
            return
        if nearest.start() > start + 2 * _LONGEST_SENTENCE:
            position = nearest.start() - 2 * _LONGEST_SENTENCE
            continue
        if not _starts_sentence(text, start):
            continue
        end = _sentence_end(text, start)
        if strong.search(text, start, end) is None:
            following = _sentence_end(text, end)
            if words.search(text, start, end) is None or strong.search(text, end, following) is None:
                continue
            end = following
        while end < len(text) and end - start < _LONGEST_DISCLAIMER:
            following = _sentence_end(text, end)
            held = {word.lower() for word in words.findall(text, end, following)}
            if len(held) < 2 and strong.search(text, end, following) is None:
                break
            end = following
        yield Noise(start, start + len(text[start:end].rstrip()), "disclaimer")
        position = end


def _starts_sentence(text: str, position: int) -> bool:
    before = text[max(0, position - 20) : position].rstrip(" \t*>")
    return not before or before[-1] in ".!?:\r\n"


def _sentence_end(text: str, position: int) -> int:
    """Where the sentence ends; one that does not end in reach, after its last word of a disclaimer."""
    reach = min(len(text), position + _LONGEST_SENTENCE)
    found = _SENTENCE_END.search(text, min(position + 1, reach), reach)
    if found is None or found[0] or reach == len(text):
        return found.end() if found else reach
    ends = [word.end() for word in _patterns()["words"].finditer(text, position, reach)]
    return ends[-1] if ends else reach


def device_noise(text: str) -> Iterator[Noise]:
    """Lines such as "Verzonden vanaf mijn telefoon"."""
    for line in lines_of(text):
        shown = line.text.rstrip()
        if shown and _patterns()["device"].fullmatch(shown):
            yield _trimmed(line.start, shown, "signature")
