"""Giving settings to a process of our own, through a pipe: nothing stands in its arguments or environment."""

from __future__ import annotations

import json
from typing import Any

from pydantic import SecretStr

from triage.settings import Settings


def line_of(settings: Settings) -> str:
    """All settings, secrets too, as one line of JSON."""
    return json.dumps({name: _plain(value) for name, value in settings}, default=str) + "\n"


def settings_from(line: str) -> Settings:
    """The settings in a line that `line_of` made; as all are named there, files and environment change nothing."""
    return Settings.model_validate_json(line)


def _plain(value: Any) -> Any:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else value
