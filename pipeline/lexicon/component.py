"""The spaCy component that tags what the lexicon finds: `nietpluis_lexicon`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from pipeline.language.tokens import view
from pipeline.lexicon.compiled import shipped_finder
from pipeline.lexicon.entries import load_lexicon
from pipeline.lexicon.finder import Finder
from pipeline.mentions import mentions_of, new_mention, set_mentions


@Language.factory(
    "nietpluis_lexicon",
    default_config={"files": [], "labels_off": []},
    assigns=["doc.spans"],
    requires=["token.is_sent_start"],
)
def create_lexicon(nlp: Language, name: str, files: list[str], labels_off: list[str]) -> LexiconTagger:
    """`files`: a user's own lexicon files, added to ours; `labels_off`: labels that the lexicon does not tag."""
    if files:
        lexicon = load_lexicon([Path(file) for file in files])
        return LexiconTagger(Finder(lexicon), lexicon.version, labels_off)
    return LexiconTagger(*shipped_finder(), labels_off)


class LexiconTagger:
    """Adds a mention for everything that the lexicon finds, but for the labels in `labels_off`."""

    def __init__(self, finder: Finder, version: str, labels_off: Iterable[str] = ()) -> None:
        self.version = version
        self._finder = finder
        self._labels_off = frozenset(labels_off)

    def predict(self, doc: Doc) -> list[dict[str, Any]]:
        """The mentions that the lexicon finds in a doc; the doc is not changed."""
        tokens = view(doc)
        return [
            new_mention(
                found.label,
                tokens.at[found.start],
                tokens.at[found.end - 1] + 1,
                found_by="lexicon",
                own=[tokens.at[p] for p in found.own],
                entry=found.entry,
                sets=dict(found.sets),
            )
            for found in self._finder.find(tokens)
            if found.label not in self._labels_off
        ]

    def __call__(self, doc: Doc) -> Doc:
        set_mentions(doc, mentions_of(doc) + self.predict(doc))
        return doc

    def to_bytes(self, **kwargs: Any) -> bytes:
        data = {"version": self.version, "labels_off": sorted(self._labels_off), "finder": self._finder.to_data()}
        return json.dumps(data, ensure_ascii=False, default=list).encode()

    def from_bytes(self, data: bytes, **kwargs: Any) -> LexiconTagger:
        read = json.loads(data)
        self.version = read["version"]
        self._labels_off = frozenset(read["labels_off"])
        self._finder = Finder.from_data(read["finder"])
        return self

    def to_disk(self, path: str | Path, **kwargs: Any) -> None:
        """Writes the whole lexicon, so that a saved pipeline finds tomorrow what it finds today."""
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / "lexicon.json").write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, **kwargs: Any) -> LexiconTagger:
        return self.from_bytes((Path(path) / "lexicon.json").read_bytes())
