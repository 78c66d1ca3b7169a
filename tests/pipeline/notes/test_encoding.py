"""Encodings are decided over the whole file, and said."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from pipeline.notes.encoding import detect

Read = Callable[..., Any]
MEGABYTE = 1 << 20
LONG = b"".join(b"%d;%s\n" % (i, b"woord " * 200) for i in range(9000))


@pytest.mark.parametrize("offset", [MEGABYTE - 2, MEGABYTE - 1, MEGABYTE, MEGABYTE + 1])
def test_a_letter_over_the_border_of_two_pieces(offset: int) -> None:
    data = b"x" * offset + "€uro".encode()

    found = detect(io.BytesIO(data))

    assert (found.name, found.bad, found.size) == ("utf-8", 0, len(data))


def test_one_bad_byte_far_into_utf_8_is_replaced_and_said(read: Read) -> None:
    row = "1é;het gaat niet goed met mevrouw\n".encode()
    before = b"id;text\n" + row.replace("1é".encode(), "héél".encode()) + LONG
    content = before + b"slot;caf\xe9\n"
    notes, rejected, (report,) = read(content)

    assert report.encoding == "utf-8"
    assert report.remarks == (
        f"1 byte is not valid utf-8, the first at byte {len(before) + 9}; read as the replacement character U+FFFD",
    )
    assert not rejected
    assert notes[-1].text == "caf\ufffd"
    assert notes[-1].notices == ("Sommige tekens in de tekst waren niet te lezen. Daar staat nu het teken �.",)
    assert not notes[0].notices


def test_one_accent_far_into_an_ascii_file_is_windows_1252(read: Read) -> None:
    content = b"id;text\n" + LONG + b"slot;caf\xe9\n"
    notes, _, (report,) = read(content)

    assert report.encoding == "windows-1252"
    assert notes[-1].text == "café"
    assert not notes[-1].notices


def test_bytes_that_windows_1252_leaves_undefined_are_said(read: Read) -> None:
    notes, _, (report,) = read(b"text;x\ncaf\xe9 \x81;1\n")

    assert notes[0].text == "café \ufffd"
    assert "1 byte is not valid windows-1252" in report.remarks[0]


def test_a_byte_order_mark_decides_even_with_bad_bytes(read: Read) -> None:
    notes, _, (report,) = read(b"\xef\xbb\xbftext;x\ncaf\xe9;1\n")

    assert report.encoding == "utf-8-sig"
    assert notes[0].text == "caf\ufffd"


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "utf-16", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_are_counted(encoding: str, line_end: str) -> None:
    text = line_end.join(["één", "twee", "drie"])

    assert detect(io.BytesIO(text.encode(encoding))).lines == 3
    assert detect(io.BytesIO((text + line_end).encode(encoding))).lines == 3


def test_utf_16_cut_short_is_said() -> None:
    found = detect(io.BytesIO("hallo".encode("utf-16")[:-1]))

    assert (found.name, found.bad) == ("utf-16", 1)


def test_a_truncated_letter_at_the_end() -> None:
    found = detect(io.BytesIO("één é".encode()[:-1]))

    assert (found.name, found.bad, found.first_bad) == ("utf-8", 1, 6)
