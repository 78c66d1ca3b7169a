"""Collects names by perceived origin out of Faker's lists: `python -m annotation.counterfactual.collect TEXT...`

Writes `data/names.tsv` (name, kind, origin). Left out: a name that is also a Dutch word, that stands in lower case in one
of the texts, or that our own lists hold, and a first name that men and women both have. A name that several origins share
tells none of them: it is kept with the origin `-`, to be recognised but not given.

Needs Faker (the extra `dev`); nothing else in the package does.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from importlib import import_module
from importlib.metadata import files, version
from pathlib import Path
from typing import Any

from annotation.counterfactual.edits import DATA, data
from pipeline.language.wordlist import is_known

FILE, SHARED = DATA / "names.tsv", "-"
HEAD = """\
# Names by perceived origin, made by annotation/counterfactual/collect.py, which says what was left out: name, kind (m, f,
# s: surname), origin (-: several). From Faker {version} (https://github.com/joke2k/faker), whose lists are under the MIT License:
#
{notice}
"""


def main(arguments: list[str]) -> int:
    """Writes the table; the arguments are texts whose words in lower case are no names."""
    words = {word for file in arguments for word in re.findall(r"\b[a-zà-ÿ]{3,}\b", Path(file).read_text("utf-8"))}
    rows = chosen(_all(), words)
    lines = [f"{name}\t{kind}\t{origin}\n" for origin, kind, name in rows]
    notice = next(file for file in files("faker") or () if file.name == "LICENSE.txt").read_text("utf-8").strip()
    head = HEAD.format(version=version("faker"), notice="\n".join(f"# {line}".rstrip() for line in notice.splitlines()))
    FILE.write_text(head + "".join(lines), "utf-8")
    print(f"{len(rows)} names in {FILE.name}")
    return 0


def _all() -> dict[tuple[str, str], list[str]]:
    """Names of every origin and kind, as the lists have them, in our letters."""
    table, found = data("collect"), {}
    for origin, row in table["origins"].items():
        provider = import_module(f"faker.providers.person.{row['locale']}").Provider
        for kind, attribute in row.get("kinds", table["kinds"]).items():
            listed: Iterable[str] = dict.fromkeys(getattr(provider, attribute))
            script = table["scripts"].get(row.get("script"))
            found[origin, kind] = [_capital(_romanised(name, script) if script else name) for name in listed]
    return found


def chosen(lists: Mapping[tuple[str, str], Iterable[str]], words: set[str]) -> list[tuple[str, str, str]]:
    """Origin, kind and name of what is kept, sorted."""
    table, own = data("collect"), data("names")
    shape, aside, never = re.compile(table["shape"]), frozenset(table["recognised_only"]), frozenset(table["never"])
    known = {name for genders in own["origins"].values() for names in genders.values() for name in names}
    known |= {name for names in own["known"].values() for name in names}
    known |= {name for names in data("surnames")["own"].values() for name in names}
    origins: defaultdict[str, set[str]] = defaultdict(set)
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for (origin, kind), names in lists.items():
        for name in names:
            origins[name].add(origin)
            kinds[name].add(kind)
    found = []
    for (origin, kind), names in lists.items():
        fit = [
            name
            for name in dict.fromkeys(names)
            if shape.fullmatch(name)
            and name not in known | never
            and len(kinds[name]) == 1
            and not any(is_word(form, words) for form in (name, name.removesuffix("s")))
        ]
        found += [(SHARED, kind, name) for name in fit if len(origins[name]) > 1 or name in aside]
        own_only = [name for name in fit if len(origins[name]) == 1 and name not in aside]
        most = table["most"]
        step = max(1.0, len(own_only) / most)
        found += [(origin, kind, own_only[int(i * step)]) for i in range(min(most, len(own_only)))]
    return sorted(set(found))


def is_word(name: str, words: set[str]) -> bool:
    """Whether a name is also a word of Dutch."""
    return name.casefold() in words or is_known(name.casefold())


def _capital(name: str) -> str:
    return "-".join(part[:1].upper() + part[1:].lower() for part in name.split("-"))


def _romanised(name: str, script: Mapping[str, Any]) -> str:
    word = name.casefold()
    start = script["first"].get(word[:1])
    for letters, latin in script["together"].items():
        word = word.replace(letters, latin)
    rest = "".join(script["letters"].get(letter, letter) for letter in (word if start is None else word[1:]))
    return (start or "") + rest


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
