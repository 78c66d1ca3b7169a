"""Versions: of the package, for `produced_by` and `nietpluis info`."""

from __future__ import annotations

from functools import cache
from importlib.metadata import PackageNotFoundError, version


@cache
def package_version() -> str:
    """The installed version of nietpluis, or "onbekend" where it runs from a folder without being installed."""
    try:
        return version("nietpluis")
    except PackageNotFoundError:
        return "onbekend"
