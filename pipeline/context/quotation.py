"""Quotations in a note, by character offsets."""

from __future__ import annotations

import re

QUOTES = "\"'“‘„«"
"""Signs that may open a quotation."""

_QUOTED = re.compile(
    r"""(?=["'“‘„«]) (?: “[^”“]{2,400}” | ‘[^‘\n]{2,400}?’(?!\w) | „[^”“]{2,400}[”“] | «[^»]{2,400}»
      | (?<!\w)"(?!\s)[^"]{2,400}?(?<!\s)"(?!\w) | (?<!\w)'(?!\s|[stnmk]\b)[^'\n]{3,400}?
        (?:(?<=\w)'(?=\w)[^'\n]{0,400}?)*'(?!\w) )""",
    re.VERBOSE,
)


def quotations(text: str) -> list[tuple[int, int]]:
    """`(start, end)` of every quotation, its marks included, in order. Apostrophes ('s avonds, z'n) are none."""
    return [found.span() for found in _QUOTED.finditer(text)]
