"""Personal data that has a shape: mail, web addresses, telephone, BSN, account and other numbers, number plates, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from annotation.privacy.finding import Found, Kind, one_of, rules

_EMAIL = re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]]*[\w/]|(?<![\w@])@\w{3,}")
_PHONE = re.compile(r"(?<![\w.,-])(?:\(?0\d{1,3}\)?|(?:\+|00)\d{2}[\s-]?(?:\(0\))?)(?:[\s./-]{0,3}\d){6,9}(?![\w-])")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}\s?(?:[A-Z0-9]{4}\s?){2,6}[A-Z0-9]{1,4}\b")
_NINE = re.compile(r"(?<![\d.,])\d{2,3}[.\s]?\d{3}[.\s]?\d{3}(?!\d|[.,]\d)")
_BSN_CUE = re.compile(r"\b(?:bsn|burgerservicenummer|sofi\w*)\W{0,4}(?:nr\.?|nummer)?\W{0,4}$", re.IGNORECASE)
_PLATE = re.compile(r"\b(?=[A-Z0-9-]*\d)(?=[A-Z0-9-]*[A-Z])[A-Z0-9]{1,3}-[A-Z0-9]{2,3}-[A-Z0-9]{1,3}\b")
_LONG = re.compile(r"(?<![\d.,])\d{6,}(?!\d)|\b[A-Z]{1,4}[-/]?\d{5,}\b|(?<![\d.,])\d{2,4}[-/]\d{4,}(?!\d)")
_MONEY = re.compile(r"(?:€|eur(?:o)?|euro's)\s*$", re.IGNORECASE)
_FULL_DATE = re.compile(
    r"(?<![\d.,/-])(?:(?:0?[1-9]|[12]\d|3[01])([-/.])(?:0?[1-9]|1[0-2])\1(?:(?:19|20)\d\d|\d\d|'\d\d)|(?:19|20)\d\d-[01]\d-[0-3]\d)(?![\d/]|[.,-]\d)"
)

_WHOLE: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (_EMAIL, "email"),
    (_URL, "url"),
    (_IBAN, "nummer"),
    (_PLATE, "nummer"),
    (_FULL_DATE, "datum"),
)
"""What these find is one thing, whatever the digits in it look like by themselves."""


def find_numbers(text: str) -> Iterator[Found]:
    """Finds by shape; they may overlap."""
    whole = [_found(match, kind) for pattern, kind in _WHOLE for match in pattern.finditer(text)]
    yield from whole
    for found in _digits(text):
        if not any(other.start < found.end and found.start < other.end for other in whole):
            yield found
    for pattern, group in _dates():
        for match in pattern.finditer(text):
            yield Found(match.start(group), match.end(group), "datum")


def _digits(text: str) -> Iterator[Found]:
    for match in _PHONE.finditer(text):
        if _is_phone(match[0]):
            yield _found(match, "telefoon")
    for match in _NINE.finditer(text):
        if is_bsn(match[0]) or _BSN_CUE.search(text[: match.start()]):
            yield _found(match, "bsn")
    for match in _LONG.finditer(text):
        if not _MONEY.search(text[: match.start()]):
            yield _found(match, "nummer")


def is_bsn(written: str) -> bool:
    """Whether eight or nine digits pass the eleven test of a citizen service number."""
    digits = [int(sign) for sign in written if sign.isdigit()]
    if len(digits) == 8:
        digits.insert(0, 0)
    if len(digits) != 9 or not any(digits):
        return False
    return (sum(weight * digit for weight, digit in zip(range(9, 1, -1), digits, strict=False)) - digits[8]) % 11 == 0


def _is_phone(written: str) -> bool:
    digits = "".join(sign for sign in written.replace("(0)", "") if sign.isdigit())
    if written.lstrip("(").startswith(("+", "00")):
        return 10 <= len(digits.removeprefix("00")) <= 12
    return len(digits) == 10 or (digits.startswith(("0800", "0900", "088", "085")) and 8 <= len(digits) <= 11)


@cache
def _dates() -> tuple[tuple[re.Pattern[str], int], ...]:
    """Dates in words, and day and month after a word that says a date follows; with the group that holds the date."""
    months = one_of(rules()["months"])
    day = r"(?:0?[1-9]|[12]\d|3[01])"
    cues = one_of(rules()["date_cues"])
    return (
        (
            re.compile(
                rf"(?<![\d.,])(\b{day}(?:e|ste|de)?\s(?:{months})\b(?:\.?\s(?:'\d\d|(?:19|20)\d\d)\b)?)", re.IGNORECASE
            ),
            1,
        ),
        (
            re.compile(
                rf"\b(?:{cues})\.?:?\s({day}[-/](?:0?[1-9]|1[0-2]))(?![\d/-]|\s*(?:keer|x\b|uur|u\b|weken|dagen|jaar|maanden))",
                re.I,
            ),
            1,
        ),
    )


def _found(match: re.Match[str], kind: Kind) -> Found:
    return Found(match.start(), match.end(), kind)
