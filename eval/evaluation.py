"""The whole evaluation of a tagger on an annotated corpus, as plain data without any text of a note."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from annotation.corpus import AnnotatedNote, CorpusError, read_jsonl, read_marked
from eval.calibration import CalibrationFigures, calibration_figures
from eval.intervals import RESAMPLES
from eval.raised import RaisedFigures, raised_figures
from eval.scored import ScoredNote
from eval.spans import QualifierFigures, SpanFigures, qualifier_figures, span_figures

READERS: dict[str, Callable[[Path], list[AnnotatedNote]]] = {".tsv": read_marked, ".jsonl": read_jsonl}
NOT_GIVEN = "niet opgegeven"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures. `slices` maps `source` and `age_group` to their values and the figures of the notes that have them."""

    produced_by: dict[str, Any]
    corpora: dict[str, int]
    notes: int
    mentions: int
    resamples: int
    raised: RaisedFigures
    spans: SpanFigures
    qualifiers: dict[str, QualifierFigures]
    calibration: CalibrationFigures
    slices: dict[str, dict[str, RaisedFigures]]

    def as_json(self) -> dict[str, Any]:
        """As data for JSON."""
        return asdict(self)


def read_corpora(paths: Sequence[Path]) -> dict[str, list[AnnotatedNote]]:
    """The notes of marked text (.tsv), of JSON Lines (.jsonl), and of folders of them, by file.

    Raises `CorpusError` with all that is wrong in any of them, and `OSError`.
    """
    files = [file for path in paths for file in (_within(path) if path.is_dir() else [path])]
    if strangers := [file.name for file in files if file.suffix not in READERS]:
        raise CorpusError([f"{name}: an annotated corpus is .jsonl, or marked text in .tsv" for name in strangers])
    found: dict[str, list[AnnotatedNote]] = {}
    problems: list[str] = []
    for file in files:
        try:
            found[str(file)] = READERS[file.suffix](file)
        except CorpusError as error:
            problems += error.problems
    if problems:
        raise CorpusError(problems)
    if not any(found.values()):
        raise CorpusError([f"{', '.join(map(str, paths))}: no notes"])
    return found


def evaluate(rows: Sequence[ScoredNote], produced_by: dict[str, Any], corpora: dict[str, int]) -> Evaluation:
    """All figures of scored notes; `corpora` maps the files to their number of notes."""
    return Evaluation(
        produced_by=produced_by,
        corpora=corpora,
        notes=len(rows),
        mentions=sum(len(row.note.mentions) for row in rows),
        resamples=RESAMPLES,
        raised=_raised(rows),
        spans=span_figures(rows),
        qualifiers=qualifier_figures(rows),
        calibration=calibration_figures(rows),
        slices={
            "source": _sliced(rows, lambda note: note.source or NOT_GIVEN),
            "age_group": _sliced(rows, lambda note: note.age_group or NOT_GIVEN),
        },
    )


def _raised(rows: Sequence[ScoredNote], *, per_label: bool = True) -> RaisedFigures:
    return raised_figures([row.note.raised for row in rows], [row.raised for row in rows], per_label=per_label)


def _sliced(rows: Sequence[ScoredNote], key: Callable[[AnnotatedNote], str]) -> dict[str, RaisedFigures]:
    names = sorted({key(row.note) for row in rows})
    return {name: _raised([row for row in rows if key(row.note) == name], per_label=False) for name in names}


def _within(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix in READERS)
