"""From functionalities to cases: slots filled, pairs made, marks read.

`<naam>` in a text is a slot, `<ding.label>` a field of its filler, `<^ding>` the filler with a capital. A slot that stands
in a text more than once has the same filler everywhere; different slots are combined, each filler with each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from annotation.inline import InlineError, Mark, parse_inline
from eval.behaviour.edits import EDITS
from eval.behaviour.schema import (
    DATA,
    SELF,
    Directional,
    Filler,
    Fillers,
    Functionality,
    Group,
    Invariance,
    InvarianceCase,
    Kind,
    Minimum,
    SuiteError,
    read_fillers,
    read_groups,
)
from pipeline.context.cues import QUALIFIERS

_SLOT = re.compile(r"<(\^?)([a-z_]+)(?:\.([a-z_]+))?>")


@dataclass(frozen=True, slots=True)
class Side:
    """A text of a case with the mentions that it must hold."""

    text: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to check. `key` tells it apart from all others of its functionality and is stable under reordering.

    `template` is the text before its slots were filled and `fillers` says with what. `reference` is the text that `side` is
    compared with; a minimum case has none. `absent`: None for all labels that are not marked. `quiet` as in `Invariance`,
    `judged`: the
    qualifiers that must be as marked.
    """

    functionality: str
    group: str
    kind: Kind
    key: str
    template: str
    fillers: tuple[tuple[str, str], ...]
    side: Side
    reference: Side | None = None
    absent: frozenset[str] | None = None
    quiet: bool = False
    judged: tuple[str, ...] = QUALIFIERS


@dataclass(frozen=True, slots=True)
class Described:
    """What a functionality is, without its cases."""

    id: str
    group: str
    kind: Kind
    about: str


@dataclass(frozen=True, slots=True)
class Suite:
    """All functionalities and all cases, in the order of the files; `groups` maps a group to its Dutch name."""

    groups: dict[str, str]
    functionalities: tuple[Described, ...]
    cases: tuple[Case, ...]


def read_suite(folder: Path = DATA) -> Suite:
    """The whole suite. Raises `SuiteError` for data that do not fit, an unknown slot or mark, or a case that stands twice."""
    shared = read_fillers()
    groups = read_groups(folder)
    described, cases = [], []
    for group in groups:
        for functionality in group.functionalities:
            described.append(Described(functionality.id, group.group, functionality.type, functionality.about))
            own = {slot: table.values for slot, table in functionality.fillers.items()}
            try:
                made = list(_expand(functionality, group, shared | own))
            except (SuiteError, InlineError) as error:
                raise SuiteError(f"{group.group}: {functionality.id}: {error}") from None
            keys = [case.key for case in made]
            if twice := {key for key in keys if keys.count(key) > 1}:
                raise SuiteError(f"{group.group}: {functionality.id}: stands twice: {sorted(twice)}")
            cases += made
    return Suite({group.group: group.name for group in groups}, tuple(described), tuple(cases))


def _expand(functionality: Functionality, group: Group, fillers: Fillers) -> Iterator[Case]:
    match functionality:
        case Minimum():
            yield from _minimum(functionality, group, fillers)
        case Invariance():
            for case in functionality.cases:
                yield from _invariance(functionality, case, group.group, fillers)
        case Directional():
            yield from _directional(functionality, group, fillers)


def _minimum(functionality: Minimum, group: Group, fillers: Fillers) -> Iterator[Case]:
    for case in functionality.cases:
        absent = functionality.absent if case.absent is None else case.absent
        for chosen in _choices(case.text, fillers):
            raw = fill(case.text, chosen)
            yield Case(
                functionality.id,
                group.group,
                "minimum",
                raw,
                case.text,
                _named(chosen),
                _side(raw),
                absent=None if absent is None else frozenset(absent),
                judged=group.judged if functionality.judged is None else functionality.judged,
            )


def _invariance(functionality: Invariance, case: InvarianceCase, group: str, fillers: Fillers) -> Iterator[Case]:
    varies = case.varies
    if varies is not None and f"<{varies}" not in case.text.replace("<^", "<"):
        raise SuiteError(f"{case.text!r} has no slot {varies!r}")
    others = {slot: values for slot, values in fillers.items() if slot != varies}
    fixed = {varies: fillers[varies][:1]} if varies else {}
    for chosen in _choices(case.text, others | fixed):
        text = fill(case.text, chosen)
        variants: list[tuple[dict[str, Filler], str]]
        if functionality.edit is not None:
            variants = [({}, EDITS[functionality.edit](text))]
        elif varies is not None:
            variants = [({varies: value}, fill(case.text, chosen | {varies: value})) for value in fillers[varies][1:]]
        else:
            variants = [({}, fill(variant, chosen)) for variant in case.variants]
        for changed, variant in variants:
            if variant == text:
                raise SuiteError(f"the variant of {text!r} is the text itself")
            yield Case(
                functionality.id,
                group,
                "invariance",
                f"{text} ⇒ {variant}",
                case.text,
                _named(chosen | changed),
                Side(variant),
                Side(text),
                quiet=functionality.quiet,
            )


def _directional(functionality: Directional, group: Group, fillers: Fillers) -> Iterator[Case]:
    for case in functionality.cases:
        for chosen in _choices(case.before + case.after, fillers):
            before, after = fill(case.before, chosen), fill(case.after, chosen)
            yield Case(
                functionality.id,
                group.group,
                "directional",
                f"{before} ⇒ {after}",
                f"{case.before} ⇒ {case.after}",
                _named(chosen),
                _side(after),
                _side(before),
                judged=group.judged,
            )


def fill(template: str, chosen: dict[str, Filler]) -> str:
    """The template with its slots filled. Raises `SuiteError` for a field that a filler does not have."""

    def filler(found: re.Match[str]) -> str:
        field = found[3] or SELF
        value = chosen[found[2]].get(field)
        if value is None:
            raise SuiteError(f"the fillers of {found[2]!r} have no field {field!r}")
        return value[:1].upper() + value[1:] if found[1] else value

    return _SLOT.sub(filler, template)


def _choices(text: str, fillers: Fillers) -> Iterator[dict[str, Filler]]:
    slots = list(dict.fromkeys(found[2] for found in _SLOT.finditer(text)))
    if unknown := [slot for slot in slots if slot not in fillers]:
        raise SuiteError(f"no fillers for {', '.join(unknown)} in {text!r}")
    for values in product(*(fillers[slot] for slot in slots)):
        yield dict(zip(slots, values, strict=True))


def _named(chosen: dict[str, Filler]) -> tuple[tuple[str, str], ...]:
    return tuple((slot, value[SELF]) for slot, value in chosen.items())


def _side(raw: str) -> Side:
    text, marks = parse_inline(raw)
    return Side(text, tuple(marks))
