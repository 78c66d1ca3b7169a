"""Writes `pipeline/lexicon/shares.yaml`: how often what the lexicon raises, or does not raise, is marked raised.

`python -m eval.shares CORPUS...` reads annotated whole notes (development text, never a test set). Per label it takes the
notes in which the lexicon found the label, apart for those where the rules call it raised and those where they do not, and
counts in how many annotators marked it raised. Small counts are drawn to the share of all labels together with the weight
of ten notes.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from eval.evaluation import read_corpora
from eval.scored import ScoredNote, score
from pipeline.assemble import build
from pipeline.taxonomy import taxonomy

WEIGHT = 10
_HEAD = """\
# Of the notes in which the lexicon finds a label, the share in which annotators mark it raised: where the rules call it
# raised, and where they call it denied, past or of somebody else. Measured on {notes} invented whole notes of the
# development text; shrunk to `all`. Written by `python -m eval.shares`.
shares:
"""


def shares(rows: Iterable[ScoredNote]) -> dict[str, tuple[float, float]]:
    """Label, and `all`, to the share that is right among raised and among not raised."""
    found: Counter[tuple[str, bool]] = Counter()
    right: Counter[tuple[str, bool]] = Counter()
    for row in rows:
        for label in {mention.label for mention in row.found}:
            for key in ((label, label in row.raised), ("all", label in row.raised)):
                found[key] += 1
                right[key] += label in row.note.raised
    overall = {raised: right["all", raised] / max(1, found["all", raised]) for raised in (True, False)}

    def share(label: str, raised: bool) -> float:
        return (right[label, raised] + WEIGHT * overall[raised]) / (found[label, raised] + WEIGHT)

    names = ["all", *taxonomy().labels]
    return {name: (share(name, True), share(name, False)) for name in names}


def main() -> None:
    notes = [note for some in read_corpora([Path(name) for name in sys.argv[1:]]).values() for note in some]
    rows = list(score(build(), notes))
    target = Path(__file__).parent.parent / "pipeline" / "lexicon" / "shares.yaml"
    lines = [
        f"  {label}: {{raised: {raised:.2f}, not_raised: {other:.2f}}}\n"
        for label, (raised, other) in shares(rows).items()
    ]
    target.write_text(_HEAD.format(notes=len(rows)) + "".join(lines), "utf-8")
    print(f"{target.name}: {len(rows)} notes")


if __name__ == "__main__":
    main()
