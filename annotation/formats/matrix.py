"""The table of exchange formats for the documentation: `python -m annotation.formats.matrix` writes docs/exchange.md."""

from __future__ import annotations

from pathlib import Path

from annotation.formats import ASPECTS, FORMATS

PAGE = Path(__file__).parents[2] / "docs" / "exchange.md"
_SIGNS = {"yes": "yes", "beside": "beside", "no": "–"}
_HEAD = """# Exchange formats

Made by `python -m annotation.formats.matrix` from the registry in `annotation/formats/`; a test keeps it up to date.

`nietpluis annotate export CORPUS --format ID -o PATH` writes one, `nietpluis annotate import PATH --format ID -o CORPUS.jsonl`
reads one. Reading checks every offset, label and value, and says what it left out. Labels, offsets, note ids, source and
age group come back from every format but `marked`, which makes ids anew. `export` pseudonymises first, so that new ids
come back; `--personal-data` leaves everything as it is (see [privacy](annotation.md#privacy)).

*yes*: the tool knows it. *beside*: the tool has no place for it, so it travels in a key or a file of its own and comes back
for every mention that was not changed; a changed mention gets the defaults, and the reading says how many. *–*: lost or
refused.

"""


def matrix() -> str:
    """The page."""
    columns = ["format", "tool", *(aspect.replace("_", " ") for aspect in ASPECTS), "needs"]
    rows = [
        [
            f"`{form.id}`",
            form.tool,
            *(_SIGNS[form.kept[aspect]] for aspect in ASPECTS),
            f"`{form.needs}`" if form.needs else "",
        ]
        for form in FORMATS.values()
    ]
    lines = [columns, ["---"] * len(columns), *rows]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    remarks = "\n".join(f"- `{form.id}`: {form.remark}" for form in FORMATS.values() if form.remark)
    return f"{_HEAD}{table}\n\n{remarks}\n"


if __name__ == "__main__":
    PAGE.write_text(matrix(), "utf-8")
