"""Values of cells: as an id, and as metadata that JSON can hold."""

from __future__ import annotations

import base64
import datetime
import math
import re
from decimal import Decimal
from typing import Any

_SURROGATE = re.compile("[\ud800-\udfff]")
REPLACEMENT = "\ufffd"


def without_surrogates(text: str) -> str:
    """The text with each lone surrogate, which JSON can hold and UTF-8 cannot, as U+FFFD, so that no offset moves."""
    return text if text.isascii() else _SURROGATE.sub(REPLACEMENT, text)


def as_id(value: object) -> str | None:
    """A cell as an id: text as it is, whole numbers without `.0`; None where it is empty.

    Raises ValueError for what cannot be an id: true, false, lists, objects, bytes.
    """
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, str):
        return without_surrogates(value) if value.strip() else None
    if isinstance(value, bool):
        raise ValueError
    if isinstance(value, int):
        return str(value)
    if isinstance(value, (float, Decimal)):
        return str(int(value)) if _whole(value) else str(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    raise ValueError


def _whole(value: float | Decimal) -> bool:
    return math.isfinite(value) and value == int(value)


def jsonable(value: Any) -> Any:
    """The value as JSON can hold it: dates as ISO strings, not-a-number and infinity as null, bytes as base64."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, str):
        return without_surrogates(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, dict):
        return {without_surrogates(str(key)): jsonable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [jsonable(item) for item in value]
    if isinstance(value, (bytes, bytearray)):
        return base64.b64encode(value).decode("ascii")
    return str(value)
