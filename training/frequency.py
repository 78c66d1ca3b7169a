"""Writes `pipeline/patterns/frequency.tsv` from marked text: `python -m training.frequency FILE... > frequency.tsv`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from annotation.inline import parse_inline
from pipeline.language.norms import lemmas, standard
from pipeline.language.tokenizer import split

LEAST = 3


def count_keys(texts: Iterable[str]) -> dict[str, int]:
    """Key (`=form` or lemma) to its number in 100,000 words; rarer ones than `LEAST` are left out."""
    forms: Counter[str] = Counter()
    for text in texts:
        forms.update(word.lower() for word in split(text)[0] if any(c.isalpha() for c in word))
    total = sum(forms.values())
    keys: Counter[str] = Counter()
    for form, number in forms.items():
        keys["=" + standard(form)] += number
        for lemma in lemmas(form):
            keys[lemma] += number
    shares = {key: round(number * 100_000 / total) for key, number in sorted(keys.items())}
    return {key: share for key, share in shares.items() if share >= LEAST}


def main() -> None:
    texts = (
        parse_inline(line.split("\t")[-1])[0]
        for name in sys.argv[1:]
        for line in Path(name).read_text("utf-8").splitlines()
    )
    for key, share in count_keys(texts).items():
        print(f"{key}\t{share}")


if __name__ == "__main__":
    main()
