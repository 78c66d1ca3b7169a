"""The table of transfer between registers, as `python -m training.baselines.transfer` writes it.

A tagger that is trained on notes of one kind of writer and tried on another shows how much of what it knows is manner of
speech. The shipped model cannot be taken apart so; a cheap one that is trained in seconds stands for it.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from annotation.corpus import CorpusError, reasons


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Score(_Part):
    """Micro F1 with its interval; all None where nothing supports it."""

    value: float | None
    low: float | None = None
    high: float | None = None


class Cell(_Part):
    """Trained on `train` (`trained` items), tried on `test` (`tested` notes)."""

    train: str
    test: str
    trained: int
    tested: int
    f1: Score


class Transfer(_Part):
    """`by`: what kinds are made of; `model`: what was trained. Rows and columns stand in the order of `names`."""

    by: str
    model: str
    names: tuple[str, ...]
    cells: tuple[Cell, ...]

    def cell(self, train: str, test: str) -> Cell | None:
        """A cell of the table."""
        return next((cell for cell in self.cells if (cell.train, cell.test) == (train, test)), None)


def read_transfer(path: Path) -> Transfer:
    """Reads the table. Raises `CorpusError` for another file, and `OSError`."""
    try:
        return Transfer.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise CorpusError([f"{path.name}: {reason}" for reason in reasons(error)]) from error
