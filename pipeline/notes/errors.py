"""Inputs that cannot be read at all: one exception, one catalogue of messages, a code for each that stays fixed."""

from __future__ import annotations

from pathlib import Path

MESSAGES = {
    "NP101": "there is no such file or folder",
    "NP102": "it cannot be opened: {cause}",
    "NP103": "it is empty",
    "NP104": "it is not {expected}: it holds {found}",
    "NP105": "it is {found}; save it as {remedy} and try again",
    "NP106": "it is damaged or incomplete and cannot be read as {expected}",
    "NP107": "cannot tell what this is: its extension is {extension} and its content is no table with a text column. "
    "Read are .csv, .tsv, .xlsx, .jsonl, .parquet, .txt and folders of .txt",
    "NP108": "there is no column '{wanted}'; the columns seen are: {columns}. {remedy}",
    "NP109": "there is no column '{wanted}'; the columns seen are: {columns}. Leave --id-column out, or name one of "
    "these",
    "NP110": "the column '{wanted}' is there {count} times; give each column a name of its own",
    "NP111": "the id and the text cannot both come from the column '{wanted}'",
    "NP112": "the header has {expected} columns ({dialect}), but none of the {rows} rows looked at has; "
    "check the delimiter and the quoting",
    "NP113": "none of its first {lines} lines is a JSON object; JSON Lines holds one object a line{remedy}",
    "NP114": "there is no .txt file in this folder",
    "NP115": "it is not a regular file; save it to disk first",
    "NP116": "it holds no text, only white space",
    "NP117": "it is longer than {limit:,} characters; raise --max-chars to read it",
}


class InputError(Exception):
    """An input cannot be read. `str()` is the one line to show; no text of a note is ever in it.

    `code` is a key of `MESSAGES`, `file` the path as it was given.
    """

    def __init__(self, code: str, file: str | Path, **details: object) -> None:
        self.code = code
        self.file = str(file)
        self.message = MESSAGES[code].format(**details)
        super().__init__(f"{code} {self.file}: {self.message}")

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (self.code, self.file, self.message)


def _rebuild(code: str, file: str, message: str) -> InputError:
    error = InputError.__new__(InputError)
    error.code, error.file, error.message = code, file, message
    Exception.__init__(error, f"{code} {file}: {message}")
    return error


def cannot_open(path: str | Path, error: OSError) -> InputError:
    """The error for a file that the system does not give: no permission, gone, a broken disk."""
    if isinstance(error, FileNotFoundError):
        return InputError("NP101", path)
    return InputError("NP102", path, cause=(error.strerror or type(error).__name__).lower())
