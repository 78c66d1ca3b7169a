"""How well the context rules qualify mentions whose words are given: accuracy and, per value, precision and recall.

`python -m eval.context CORPUS...` reads annotated notes and prints the figures; `--show presence` lists what went wrong for
one qualifier.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language

from annotation.corpus import mark_of
from annotation.inline import Mark
from eval.evaluation import read_corpora
from pipeline.assemble import blank
from pipeline.context.cues import QUALIFIERS
from pipeline.mentions import new_mention, set_mentions


@dataclass(frozen=True, slots=True)
class Judged:
    """One qualifier of one mention: what it is and what the rules made of it."""

    text: str
    mark: Mark
    qualifier: str
    gold: str
    found: str
    cues: str


def judge(nlp: Language, texts: Iterable[tuple[str, list[Mark]]]) -> Iterator[Judged]:
    """Every qualifier of every mark. `nlp` ends with `nietpluis_context` and holds no finder."""
    context = nlp.get_pipe("nietpluis_context")
    for text, marks in texts:
        with nlp.select_pipes(disable=["nietpluis_context"]):
            doc = nlp(text)
        kept = []
        mentions = []
        for mark in marks:
            span = doc.char_span(mark.start, mark.end, alignment_mode="expand")
            if span is not None and span.text.strip():
                start, end = span.start, span.end
                while doc[start].is_space:
                    start += 1
                while doc[end - 1].is_space:
                    end -= 1
                mentions.append(new_mention(mark.label, start, end, found_by="lexicon"))
                kept.append(mark)
        order = sorted(range(len(kept)), key=lambda i: (mentions[i]["start"], mentions[i]["end"], mentions[i]["label"]))
        set_mentions(doc, [mentions[i] for i in order])
        context(doc)
        for mention, i in zip(doc.user_data["mentions"], order, strict=True):
            for name in QUALIFIERS:
                cues = " ".join(doc[s:e].text for s, e, sets in mention["cues"] if sets == name)
                yield Judged(text, kept[i], name, getattr(kept[i], name), mention[name], cues)


def report(judged: Sequence[Judged]) -> list[str]:
    """A line a qualifier with its accuracy, and a line a value with precision, recall and F1."""
    lines = []
    for name in QUALIFIERS:
        rows = [j for j in judged if j.qualifier == name]
        right = sum(j.gold == j.found for j in rows)
        lines.append(f"{name}: accuracy {right}/{len(rows)} = {right / max(1, len(rows)):.3f}")
        gold, found = Counter(j.gold for j in rows), Counter(j.found for j in rows)
        both = Counter(j.gold for j in rows if j.gold == j.found)
        for value in sorted(gold | found):
            p = both[value] / found[value] if found[value] else float("nan")
            r = both[value] / gold[value] if gold[value] else float("nan")
            f1 = 2 * both[value] / (gold[value] + found[value])
            lines.append(f"    {value:<20} P {p:.2f}  R {r:.2f}  F1 {f1:.2f}  (n {gold[value]})")
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--show", choices=QUALIFIERS)
    parser.add_argument("--value", help="only errors in which this value is the right or the found one")
    parser.add_argument("--most", type=int, default=60)
    options = parser.parse_args(arguments)
    nlp = blank()
    nlp.add_pipe("nietpluis_sections")
    nlp.add_pipe("nietpluis_context")
    notes = [note for some in read_corpora(options.corpora).values() for note in some]
    judged = list(judge(nlp, [(note.text, [mark_of(mention) for mention in note.mentions]) for note in notes]))
    print("\n".join(report(judged)))
    if options.show:
        wrong = [j for j in judged if j.qualifier == options.show and j.gold != j.found]
        wrong = [j for j in wrong if not options.value or options.value in (j.gold, j.found)]
        for j in wrong[: options.most]:
            marked = f"{j.text[: j.mark.start]}[{j.text[j.mark.start : j.mark.end]}]{j.text[j.mark.end :]}"
            print(f"{j.gold} not {j.found} ({j.cues}) {j.mark.label}: {marked}".replace("\n", " / ")[:420])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
