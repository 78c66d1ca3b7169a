"""Which notes are held out: a draw that anybody with the salt can repeat, and nobody without it can foresee.

The draw rests on the note's id alone. What a note says, where it comes from and who reads it play no part.
"""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import Literal

Purpose = Literal["zonder_suggesties", "steekproef"]
WITHOUT_SUGGESTIONS: Purpose = "zonder_suggesties"
"""Notes that are read without suggestions, so that the effect of the suggestions can be measured."""
SAMPLE: Purpose = "steekproef"
"""Notes without raised signals that a person reads all the same, so that misses can be estimated."""

_BYTES = 8
_WHOLE = 1 << (8 * _BYTES)


def drawn(salt: bytes, purpose: Purpose, note_id: str, share: float) -> bool:
    """Whether a note belongs to the share (0 to 1) that is drawn for a purpose.

    HMAC-SHA256 of purpose and id under the salt, read as a fraction. A larger share holds every note of a smaller one.
    Raises `ValueError` for a share outside 0 to 1 or an empty salt.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"a share lies between 0 and 1, not at {share}")
    if not salt:
        raise ValueError("the draw needs a salt")
    digest = hmac.new(salt, f"{purpose}\n{note_id}".encode(), sha256).digest()
    return int.from_bytes(digest[:_BYTES], "big") < share * _WHOLE
