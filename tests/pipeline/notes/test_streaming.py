"""Memory does not grow with the number of notes: 200,000 lines of CSV, four to a note, and JSON Lines."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest

from pipeline.notes import Note, read_notes

HASH_BYTES = 54
PIECE_BYTES = 2 << 20  # files are looked at in pieces, and a short file is less than one


def peak_while_reading(path: Path) -> tuple[int, int]:
    """Notes read and the most bytes held while reading them."""
    tracemalloc.start()
    count = sum(isinstance(item, Note) for item in read_notes([path]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return count, peak


def write(path: Path, rows: int) -> Path:
    text = "De gang ligt vol afval, mevrouw doet niet open."
    with path.open("w", encoding="utf-8") as handle:
        if path.suffix == ".csv":
            handle.write("id;text;bron\n")
            handle.writelines(f'{i};"{text}{i}\n\n{text}\n{text}";melding\n' for i in range(rows))
        else:
            handle.writelines(json.dumps({"id": i, "text": f"{text}{i}"}) + "\n" for i in range(rows))
    return path


@pytest.mark.slow
@pytest.mark.parametrize(("suffix", "rows"), [(".csv", 50_000), (".jsonl", 20_000)])
def test_all_that_grows_is_the_hashes_of_used_ids(tmp_path: Path, suffix: str, rows: int) -> None:
    few, low = peak_while_reading(write(tmp_path / f"kort{suffix}", 5_000))
    many, high = peak_while_reading(write(tmp_path / f"lang{suffix}", rows))

    assert (few, many) == (5_000, rows)
    assert high - low < rows * HASH_BYTES + PIECE_BYTES
