"""Importing spaCy without what reading notes does not need."""

from __future__ import annotations

import subprocess
import sys

LIGHT = """
import sys
from pipeline.light import import_spacy
import_spacy()
import spacy
assert not {"spacy.cli", "torch", "cupy"} & set(sys.modules), "imported after all"
from pipeline.assemble import build
assert build()("Hij heeft schulden.")._.summary.signals
assert "spacy_version" in spacy.info(silent=True)
import spacy.cli
assert spacy.cli.download.__module__ == "spacy.cli.download"
import_spacy()
"""


def test_spacy_comes_without_its_command_line_and_has_it_when_asked() -> None:
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
