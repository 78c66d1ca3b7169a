"""What the heads of the network tell, by our taxonomy, and marked notes in its terms."""

from __future__ import annotations

from collections.abc import Iterable

from annotation.corpus import AnnotatedNote
from models.network import Heads
from pipeline.taxonomy import NOT_RAISED, taxonomy
from training.network.examples import Item, Mark


def heads() -> Heads:
    """Labels and qualifiers in the order of the taxonomy."""
    known = taxonomy()
    return Heads(tuple(known.labels), {name: tuple(values) for name, values in known.qualifiers.items()})


def not_raised(told: Heads) -> tuple[tuple[int, int], ...]:
    """The (qualifier, value) pairs, by number, by which a mention is not raised."""
    names = list(told.qualifiers)
    return tuple(
        (names.index(name), told.qualifiers[name].index(value))
        for name, values in NOT_RAISED.items()
        for value in values
    )


def items_of(notes: Iterable[AnnotatedNote], told: Heads) -> list[Item]:
    """Annotated notes as items; those of one writer, voice and age group may be put together."""
    labels = {label: number for number, label in enumerate(told.labels)}
    return [
        Item(
            note.text,
            tuple(
                Mark(
                    labels[m.label],
                    m.start,
                    m.end,
                    tuple(values.index(getattr(m, name)) for name, values in told.qualifiers.items()),
                )
                for m in note.mentions
            ),
            f"{note.metadata.get('writer', '')}/{note.source}/{note.age_group}",
            note.id,
        )
        for note in notes
    ]
