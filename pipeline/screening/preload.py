"""What a worker needs, imported once in the server process that workers are forked from."""

from pipeline.light import import_spacy

import_spacy()

import pipeline.assemble  # noqa: E402
import pipeline.summarize  # noqa: E402, F401
