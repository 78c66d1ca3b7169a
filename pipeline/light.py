"""Importing spaCy for a command that must start at once.

`import spacy` also imports its command line (a web client, a project tool) and, where they are installed, torch and its
like: nothing that reads notes uses them, and they take from a third to three quarters of the start.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

_COMMAND_LINE = ("spacy.cli", "spacy.cli.info")
_FRAMEWORKS = ("cupy", "torch", "tensorflow", "mxnet")


def import_spacy() -> None:
    """Imports spaCy without its command line and without deep-learning frameworks, unless it is there already.

    Both can be imported afterwards as ever; spaCy itself then goes on without torch.
    """
    if "spacy" in sys.modules:
        return
    stubs: dict[str, Any] = {name: ModuleType(name) for name in _COMMAND_LINE}
    stubs["spacy.cli.info"].info = _info
    stubs |= {name: None for name in _FRAMEWORKS if name not in sys.modules}
    sys.modules.update(stubs)
    try:
        import spacy  # noqa: F401
    finally:
        for name in stubs:
            del sys.modules[name]


def _info(*args: Any, **kwargs: Any) -> Any:
    """`spacy.info`, which lives in spaCy's command line."""
    from spacy.cli.info import info

    return info(*args, **kwargs)
