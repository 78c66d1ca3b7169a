"""Disagreements as a table to fill in, and its decisions read back: a CSV that a spreadsheet opens, a row a case.

The column `besluit` takes the name of the annotator who is right, `niets` (nobody should have marked it; for a question: no
answer), an answer, or own marks in the written form: `[de gang ligt vol]{vervuiling onzeker}`. An empty one is undecided.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, get_args

import yaml

from annotation.adjudication import Case, Decision, MentionCase, answered, disagreements, own, take
from annotation.agreement.study import Study
from annotation.corpus import AnnotatedMention, AnnotatedNote, Answer, CorpusError, mark_of, mention_of
from annotation.inline import InlineError, mark_body, parse_inline

_ASSETS = Path(__file__).parent / "assets"
_AROUND = 80
"""Characters of the note shown before and after a case."""


@cache
def _words() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((_ASSETS / "decision_sheet.yaml").read_text("utf-8"))
    return found


def write_sheet(path: Path, data: Study) -> int:
    """Writes every disagreement of a study as a row and gives their number. Raises `CorpusError` where it cannot."""
    columns = _words()["columns"]
    if clash := sorted(set(data.annotators) & {*columns.values(), _words()["nothing"], *get_args(Answer)}):
        raise CorpusError([f"an annotator cannot be called {name!r}: the sheet uses that word" for name in clash])
    texts = _texts(data)
    before = ("case", "note", "about", "differs", "text")
    after = ("decision", "reason", "by", "readings")
    names = [*(columns[name] for name in before), *data.annotators, *(columns[name] for name in after)]
    found = disagreements(data)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.DictWriter(file, names, delimiter=";")
        rows.writeheader()
        for case in found:
            rows.writerow(_row(case, texts[case.note_id]))
    return len(found)


def _row(case: Case, text: str) -> dict[str, str]:
    columns, nothing = _words()["columns"], _words()["nothing"]
    row = {
        columns["case"]: case.id,
        columns["note"]: case.note_id,
        columns["about"]: case.label if isinstance(case, MentionCase) else case.question,
        columns["differs"]: ", ".join(_words()["differs"][name] for name in case.differs),
        columns["readings"]: case.fingerprint,
    }
    if isinstance(case, MentionCase):
        row[columns["text"]] = f"… {_shown(text[max(0, case.start - _AROUND) : case.end + _AROUND])} …"
        for name, mentions in case.readings.items():
            other = case.instead.get(name, ())
            row[name] = " ".join(_written(m) for m in mentions) or nothing + (f" ({', '.join(other)})" if other else "")
    else:
        row |= {name: answer or _words()["unanswered"] for name, answer in case.answers.items()}
    return row


def read_sheet(path: Path, data: Study) -> list[Decision]:
    """The decisions of a filled-in sheet. Raises `CorpusError` with file, row and column of every one that cannot be read."""
    columns = _words()["columns"]
    known = {case.id: case for case in disagreements(data)}
    texts = _texts(data)
    decisions: list[Decision] = []
    problems: list[str] = []
    for number, row in _rows(path, list(columns.values())):
        wanted = row[columns["decision"]].strip()
        if not wanted:
            continue
        where = f"{path.name}:{number}"
        case = known.get(row[columns["case"]])
        if case is None:
            problems.append(f"{where}: no such disagreement between these readings")
            continue
        try:
            decision = _decision(case, wanted, texts[case.note_id], row[columns["reason"]], row[columns["by"]])
        except (InlineError, CorpusError) as error:
            problems.append(f"{where}: column {columns['decision']}: {error}")
            continue
        decisions.append(decision.model_copy(update={"readings": row[columns["readings"]].strip()}))
    if problems:
        raise CorpusError(problems)
    return decisions


def _decision(case: Case, wanted: str, text: str, reason: str, by: str) -> Decision:
    readers = case.readings if isinstance(case, MentionCase) else case.answers
    if wanted in readers:
        return take(case, wanted, reason=reason, by=by)
    if isinstance(case, MentionCase):
        if wanted == _words()["nothing"]:
            return own(case, (), reason=reason, by=by)
        return own(case, _own_mentions(case, wanted, text), reason=reason, by=by)
    if wanted == _words()["nothing"]:
        return answered(case, None, reason=reason, by=by)
    for answer in get_args(Answer):
        if wanted == answer:
            return answered(case, answer, reason=reason, by=by)
    raise CorpusError([f"neither an annotator, nor {_words()['nothing']}, nor one of {', '.join(get_args(Answer))}"])


def _own_mentions(case: MentionCase, wanted: str, text: str) -> list[AnnotatedMention]:
    """Marks written in a cell as mentions of the note: their words are looked for at the case, else in the whole note."""
    written, marks = parse_inline(wanted)
    if not marks:
        raise CorpusError([f"neither an annotator, nor {_words()['nothing']}, nor marks like [woorden]{{label}}"])
    found = []
    for mark in marks:
        words = written[mark.start : mark.end]
        places = [i for i in range(len(text)) if text.startswith(words, i)]
        here = [i for i in places if i < case.end and case.start < i + len(words)] or places
        if len(here) != 1:
            raise CorpusError([f"the words of a mark stand {len(here)} times in the note, so their place is not clear"])
        mention = mention_of(written, mark)
        found.append(mention.model_copy(update={"start": here[0], "end": here[0] + len(words)}))
    return found


def _rows(path: Path, needed: Sequence[str]) -> list[tuple[int, dict[str, str]]]:
    """Rows with the number of their last line. Takes commas too, which some spreadsheets write instead of semicolons."""
    try:
        content = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CorpusError([f"{path.name}: not UTF-8 (byte {error.start}): save it as CSV UTF-8"]) from error
    head = content.partition("\n")[0]
    delimiter = max(";,\t", key=head.count)
    reader = csv.DictReader(io.StringIO(content, newline=""), delimiter=delimiter, restval="")
    if missing := sorted(set(needed) - set(reader.fieldnames or ())):
        raise CorpusError([f"{path.name}:1: no column {', '.join(missing)}"])
    return [(reader.line_num, row) for row in reader]


def _texts(data: Study) -> dict[str, str]:
    def text(row: Sequence[AnnotatedNote | None]) -> str:
        return next(note.text for note in row if note is not None)

    return {note_id: text(row) for note_id, row in zip(data.ids, data.readings, strict=True)}


def _shown(text: str) -> str:
    return text.replace("\r", "").replace("\n", "\\n")


def _written(mention: AnnotatedMention) -> str:
    return f"[{_shown(mention.text)}]{mark_body(mark_of(mention))}"
