"""Notes: reading and refusing input, and finding in a note what is noise and not words."""

from pipeline.notes.errors import InputError
from pipeline.notes.noise import Noise, find_noise, mask, notices_for
from pipeline.notes.note import Note, Rejected
from pipeline.notes.reading import read_notes
from pipeline.notes.source import InputReport
from pipeline.notes.stdin import read_stdin

__all__ = [
    "InputError",
    "InputReport",
    "Noise",
    "Note",
    "Rejected",
    "find_noise",
    "mask",
    "notices_for",
    "read_notes",
    "read_stdin",
]
