"""Sentence embeddings by an encoder as it is, for the frozen baseline."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.baselines.sentences import Array

LONGEST = 192
PIECES_A_BATCH = 4096


class Embedder:
    """Mean of the last layer over the pieces of a text; texts are embedded once. `base` as for `nietpluis train`.

    Pieces after the first 192 of a sentence are left out.
    """

    def __init__(self, base: str, texts: Sequence[str]) -> None:
        from training.encoder.build import build

        with tempfile.TemporaryDirectory() as folder:
            self._encoder, self._tokenizer = build(base, Path(folder), texts)
        self._encoder.train(mode=False)
        self._known: dict[str, Array] = {}

    def __call__(self, texts: Sequence[str]) -> Array:
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        ids = [encoding.ids[:LONGEST] for encoding in self._tokenizer.encode_batch(new)]
        order = sorted(range(len(new)), key=lambda i: len(ids[i]))
        batch: list[int] = []
        for i in order:
            if batch and (len(batch) + 1) * len(ids[i]) > PIECES_A_BATCH:
                self._embed(new, ids, batch)
                batch = []
            batch.append(i)
        if batch:
            self._embed(new, ids, batch)
        return np.array([self._known[text] for text in texts])

    def _embed(self, texts: Sequence[str], ids: Sequence[Sequence[int]], batch: Sequence[int]) -> None:
        import torch

        width = max(len(ids[i]) for i in batch)
        table = torch.full((len(batch), width), self._encoder.config.pad_token_id)
        mask = torch.zeros((len(batch), width), dtype=torch.long)
        for row, i in enumerate(batch):
            table[row, : len(ids[i])] = torch.tensor(ids[i])
            mask[row, : len(ids[i])] = 1
        with torch.inference_mode():
            last = self._encoder(input_ids=table, attention_mask=mask).last_hidden_state
        means = (last * mask[:, :, None]).sum(dim=1) / mask.sum(dim=1, keepdim=True).clamp(min=1)
        for row, i in enumerate(batch):
            self._known[texts[i]] = means[row].double().numpy()
