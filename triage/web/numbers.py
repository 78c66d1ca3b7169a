"""Numbers as a Dutch reader writes them."""

from __future__ import annotations


def percent(share: float) -> str:
    """A share as people write it: "5 %", "0,5 %", with a space that does not break."""
    return f"{100 * share:.1f}".removesuffix(".0").replace(".", ",") + "\u00a0%"
