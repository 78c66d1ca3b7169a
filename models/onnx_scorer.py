"""The scorer that ships: the network as ONNX with int8 weights, run by onnxruntime, with its tokenizer, masks, thresholds
and manifest.

Every text is run by itself: without padding nothing is wasted, and an answer cannot depend on what else is asked.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np

from models.decoding import Candidate, Decoding, Heads, candidates, raised
from models.errors import ModelError
from models.joining import Joining, load_joining
from models.manifest import check_manifest
from models.masking import Masks
from models.pieces import Pieces, pieces, windows, with_special
from models.pooling import Floats
from models.scorer import Scored, ScoredSpan

NETWORK, TOKENIZER, DESCRIPTION = "network.onnx", "tokenizer.json", "scorer.json"


class NetworkScorer:
    """Points at the words that show a label. `threads` of one run; processes share the work better than threads do."""

    def __init__(
        self,
        session: Any,
        tokenizer: Any,
        described: dict[str, Any],
        joining: Joining,
        masks: Masks | None,
        version: str,
        folder: Path,
    ) -> None:
        self._folder = folder
        self._masks = masks
        self._session = session
        self._tokenizer = tokenizer
        self.heads = Heads(
            tuple(described["labels"]),
            {name: tuple(values) for name, values in described["qualifiers"].items()},
            {name: tuple(values) for name, values in described["not_raised"].items()},
        )
        self._decoding = Decoding(**described["decoding"])
        self._sure: dict[str, float] = described["sure"]
        self._overrule: dict[str, float] = described["overrule"]
        self._start, self._end = described["start"], described["end"]
        self.joining = joining
        self.version = version

    @classmethod
    def from_folder(cls, folder: Path, *, threads: int = 1) -> Self:
        """The scorer in a folder. Raises `ModelError` for files that are missing or not those of the manifest."""
        import onnxruntime
        from tokenizers import Tokenizer

        print_of = check_manifest(folder)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            described = json.loads((folder / DESCRIPTION).read_text("utf-8"))
            session = onnxruntime.InferenceSession(str(folder / NETWORK), options, providers=["CPUExecutionProvider"])
            tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
            version = f"{described['name']}-{print_of}"
            return cls(session, tokenizer, described, load_joining(folder), Masks.load(folder), version, folder)
        except ModelError:
            raise
        except Exception as error:
            raise ModelError(f"{folder}: {type(error).__name__}: {error}") from error

    def __reduce__(self) -> tuple[Any, ...]:
        return NetworkScorer.from_folder, (self._folder,)

    def score(self, texts: Sequence[str]) -> list[Scored]:
        return [self._score(text) for text in texts]

    def logits(self, text: str) -> tuple[Pieces, Floats, Floats, int]:
        """The pieces of a text, the logits of labels and of qualifier values for each, and in how many parts it was read."""
        (found,) = pieces(self._tokenizer, [text], self._masks)
        mention = np.zeros((len(found), len(self.heads.labels)), np.float32)
        qualify = np.zeros((len(found), sum(len(v) for v in self.heads.qualifiers.values())), np.float32)
        parts = windows(len(found)) if len(found) else []
        for window in parts:
            ids = with_special(found.ids[window.start : window.end], self._start, self._end)
            one, other = self._session.run(None, {"ids": ids[None]})
            low, high = window.keep_from - window.start + 1, window.keep_to - window.start + 1
            mention[window.keep_from : window.keep_to] = one[0, low:high]
            qualify[window.keep_from : window.keep_to] = other[0, low:high]
        return found, mention, qualify, len(parts)

    def _score(self, text: str) -> Scored:
        found, mention, qualify, parts = self.logits(text)
        if not parts:
            return Scored()
        spans = candidates(found, text, mention, qualify, self.heads, self._decoding)
        odds = raised(mention, qualify, self.heads)
        return Scored(
            tuple(self._span(candidate) for candidate in spans),
            dict(zip(self.heads.labels, odds.tolist(), strict=True)),
            parts,
        )

    def _span(self, candidate: Candidate) -> ScoredSpan:
        """Sets a qualifier away from its default where the default is unlikely enough, overrules where a value is likely
        enough."""
        sure, overrules = {}, {}
        for name, place in self.heads.places():
            shares = candidate.values[place]
            values = self.heads.qualifiers[name]
            if 1 - shares[0] >= self._sure[name]:
                sure[name] = values[1 + int(shares[1:].argmax())]
            if shares.max() >= self._overrule[name]:
                overrules[name] = values[int(shares.argmax())]
        probability = float(1 / (1 + np.exp(-candidate.logit)))
        label = self.heads.labels[candidate.label]
        return ScoredSpan(label, candidate.start, candidate.end, probability, sure, overrules)
