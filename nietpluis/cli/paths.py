"""Paths on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click


class Writable(click.Path):
    """A path to write to. Its folder must be there: better said before a long run than after it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The path; a usage error where there is no such folder."""
        path = Path(str(super().convert(value, param, ctx)))
        if not path.parent.is_dir():
            self.fail(f"there is no folder {path.parent}", param, ctx)
        return path
