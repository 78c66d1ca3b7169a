"""The files of a run: `summaries.jsonl`, `rejected.csv`, and what is needed to go on after an interruption.

While a run goes on its summaries stand in `summaries.jsonl.partial`; the final name appears in one step when the run is
done, so that a `summaries.jsonl` is always whole. `run.json` says what the run was started with; a run goes on only with
the same notes and the same settings.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from pipeline.notes import Rejected
from pipeline.spreadsheet import no_formula

SUMMARIES = "summaries.jsonl"
REJECTED = "rejected.csv"
REPORT = "report.html"
_RUN = "run.json"


class OutputError(Exception):
    """The output folder cannot be used as asked; the message says why and what to do."""


class RunFiles:
    """The output folder of one run.

    `begin` starts afresh, `resume` goes on; then `write` for each line of JSON, `reject` for each row that was not used,
    and `finish`, or `interrupt` where the run was stopped. Raises `OSError` for a disk that is full or closed to us.
    """

    def __init__(self, folder: Path, identity: dict[str, Any]) -> None:
        self.folder = folder
        self._identity = json.loads(json.dumps(identity))
        self._partial = folder / (SUMMARIES + ".partial")
        self._rejected_partial = folder / (REJECTED + ".partial")
        self._out: IO[str] | None = None
        self._rejected: IO[str] | None = None
        self._rows: Any = None
        self.rejected_count = 0

    def begin(self) -> None:
        """Starts a run; an earlier complete one in the folder stays until this one is finished."""
        self.folder.mkdir(parents=True, exist_ok=True)
        _replace_text(self.folder / _RUN, json.dumps(self._identity, ensure_ascii=False, indent=1, sort_keys=True))
        self._open("w")

    def resume(self) -> int:
        """Goes on with an interrupted run; gives the number of summaries that are there. Raises `OutputError`."""
        state = self.folder / _RUN
        if not state.exists():
            if (self.folder / SUMMARIES).exists():
                raise OutputError(f"nothing to resume: the run in {self.folder} is complete")
            self.begin()
            return 0
        try:
            before = json.loads(state.read_text("utf-8"))
        except ValueError as error:
            raise OutputError(f"cannot resume: {state} is not readable; start again without --resume") from error
        changed = sorted(k for k in {*before, *self._identity} if before.get(k) != self._identity.get(k))
        if changed:
            raise OutputError(
                f"cannot resume: changed since the run began: {', '.join(changed)}; start again without --resume"
            )
        if not self._partial.exists():
            if (self.folder / SUMMARIES).exists():
                (self.folder / SUMMARIES).replace(self._partial)
            else:
                self._partial.touch()
        done = _cut_to_whole_lines(self._partial)
        self._open("a")
        return done

    def _open(self, mode: str) -> None:
        self._out = open(self._partial, mode, encoding="utf-8", newline="\n")  # noqa: SIM115, PTH123
        self._rejected = self._rejected_partial.open("w", encoding="utf-8", newline="")
        self._rows = csv.writer(self._rejected)
        self._rows.writerow(["line", "id", "reason", "file"])

    def lines(self) -> Iterator[str]:
        """The summaries that were there when the run was resumed, one line each."""
        with self._partial.open(encoding="utf-8", newline="\n") as lines:
            for line in lines:
                yield line.rstrip("\n")

    def write(self, line: str) -> None:
        assert self._out is not None
        self._out.write(line + "\n")

    def flush(self) -> None:
        """Hands everything written so far to the operating system."""
        assert self._out is not None and self._rejected is not None
        self._out.flush()
        self._rejected.flush()

    def reject(self, row: Rejected) -> None:
        self.rejected_count += 1
        self._rows.writerow([row.line or "", no_formula(row.id), row.reason, no_formula(row.source_file)])

    def finish(self) -> None:
        """Puts the final names on the files; from here on the run is complete."""
        self._close()
        self._partial.replace(self.folder / SUMMARIES)
        self._rejected_partial.replace(self.folder / REJECTED)
        (self.folder / _RUN).unlink()

    def interrupt(self) -> None:
        """Leaves whole files under their final names, and what `resume` needs."""
        self._close()
        _cut_to_whole_lines(self._partial)
        self._partial.replace(self.folder / SUMMARIES)
        self._rejected_partial.replace(self.folder / REJECTED)

    def leave(self) -> None:
        """Lets go of the files as they are, after an error; `resume` goes on from them."""
        for file in (self._out, self._rejected):
            if file is not None:
                with suppress(OSError):
                    file.close()

    def _close(self) -> None:
        for file in (self._out, self._rejected):
            if file is not None and not file.closed:
                file.flush()
                os.fsync(file.fileno())
                file.close()


def _replace_text(path: Path, text: str) -> None:
    temporary = path.with_name(path.name + ".new")
    temporary.write_text(text, "utf-8")
    temporary.replace(path)


def _cut_to_whole_lines(path: Path) -> int:
    """Cuts off a last line that was not finished; gives the number of lines."""
    lines = whole = 0
    with path.open("r+b") as file:
        for line in file:
            if line.endswith(b"\n"):
                lines += 1
                whole += len(line)
        file.truncate(whole)
    return lines
