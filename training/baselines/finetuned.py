"""A fine-tuned sentence classifier: the usual recipe of Hugging Face `datasets` and `Trainer`, labels of whole sentences."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from annotation.corpus import AnnotatedNote
from training.baselines.sentences import Array, split

LONGEST = 128
BATCH = 64
SEEN_FIRST = 1024
"""Sentences by which the means are centred and scaled before training."""


class SentenceClassifier:
    """The first layers of the encoder with one sigmoid a label over the mean of a sentence, all weights trained.

    `base` as for `nietpluis train`; `passes` over the sentences in batches of `batch` of about one length, at learning rate
    `rate`. Pieces after the first 128 of a sentence are left out.
    """

    def __init__(
        self, base: str, seed: int = 0, passes: float = 2.0, layers: int = 6, batch: int = BATCH, rate: float = 2e-4
    ) -> None:
        self._base = base
        self._seed = seed
        self._passes = passes
        self._layers = layers
        self._batch_size = batch
        self._rate = rate
        self._trainer: Any = None
        self._tokenizer: Any = None
        self.settings = (
            f"sentences; {layers} layers of the encoder, mean of the last one, a sigmoid a label; Trainer, "
            f"{passes:g} passes, batches of {batch} of like length, rate {rate:g} falling; a note has its highest sentence"
        )

    def fit(self, notes: Sequence[AnnotatedNote]) -> None:
        from datasets import Dataset
        from transformers import Trainer, TrainingArguments, set_seed

        from training.encoder.build import build

        sentences = split(notes)
        with tempfile.TemporaryDirectory() as folder:
            set_seed(self._seed)
            layers = list(range(self._layers)) if self._base == "offline" else None
            encoder, self._tokenizer = build(self._base, Path(folder), sentences.texts, layers=layers, seed=self._seed)
            data = Dataset.from_dict({"text": sentences.texts, "labels": sentences.raised.astype(np.float32).tolist()})
            arguments = TrainingArguments(
                output_dir=folder,
                num_train_epochs=self._passes,
                per_device_train_batch_size=self._batch_size,
                per_device_eval_batch_size=4 * BATCH,
                learning_rate=self._rate,
                warmup_steps=50,
                train_sampling_strategy="group_by_length",
                save_strategy="no",
                report_to=[],
                disable_tqdm=True,
                logging_strategy="no",
                seed=self._seed,
                use_cpu=True,
            )
            encoded = self._encoded(data)
            seen = list(
                encoded.remove_columns("labels").shuffle(self._seed).select(range(min(SEEN_FIRST, len(encoded))))
            )
            network = _network(encoder, sentences.raised.shape[1])
            network.standardise([self._batch(seen[i : i + BATCH]) for i in range(0, len(seen), BATCH)])
            self._trainer = Trainer(
                model=network,
                args=arguments,
                train_dataset=encoded,
                data_collator=self._batch,
            )
            self._trainer.train()

    def scores(self, notes: Sequence[AnnotatedNote]) -> Array:
        from datasets import Dataset

        sentences = split(notes)
        data = self._encoded(Dataset.from_dict({"text": sentences.texts}))
        # With batches of like length the trainer would predict in that order, too.
        self._trainer.args.train_sampling_strategy = "sequential"
        logits = self._trainer.predict(data).predictions
        return sentences.pooled(1 / (1 + np.exp(-np.asarray(logits, np.float64))), len(notes))

    def _encoded(self, data: Any) -> Any:
        tokenizer = self._tokenizer

        def encode(rows: dict[str, list[Any]]) -> dict[str, list[Any]]:
            ids = [encoding.ids[:LONGEST] for encoding in tokenizer.encode_batch(rows["text"])]
            return {"input_ids": ids}

        return data.map(encode, batched=True, remove_columns=["text"], load_from_cache_file=False)

    def _batch(self, rows: list[dict[str, Any]]) -> dict[str, Any]:
        import torch

        pad = self._tokenizer.token_to_id("<pad>") or 0
        width = max(len(row["input_ids"]) for row in rows)
        ids = torch.tensor([[*row["input_ids"], *[pad] * (width - len(row["input_ids"]))] for row in rows])
        mask = torch.tensor([[1] * len(row["input_ids"]) + [0] * (width - len(row["input_ids"])) for row in rows])
        batch = {"input_ids": ids, "attention_mask": mask}
        if "labels" in rows[0]:
            batch["labels"] = torch.tensor([row["labels"] for row in rows])
        return batch


def _network(encoder: Any, labels: int) -> Any:
    """The encoder with a layer of `labels` logits on the mean of its pieces, and its loss, as `Trainer` wants them.

    The means are centred and scaled as by the encoder before training: those of contrastively trained encoders lie so close
    together that a layer on them as they are learns very slowly.
    """
    import torch
    from torch import nn

    class Classifier(nn.Module):
        centre: torch.Tensor
        scale: torch.Tensor

        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder
            self.head = nn.Linear(encoder.config.hidden_size, labels)
            nn.init.constant_(self.head.bias, -4.0)
            self.register_buffer("centre", torch.zeros(encoder.config.hidden_size))
            self.register_buffer("scale", torch.ones(encoder.config.hidden_size))

        def mean(self, input_ids: Any, attention_mask: Any) -> Any:
            last = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            weight = attention_mask[:, :, None].to(last.dtype)
            return (last * weight).sum(1) / weight.sum(1).clamp(min=1)

        @torch.no_grad()
        def standardise(self, batches: list[dict[str, Any]]) -> None:
            means = torch.cat([self.eval().mean(**batch) for batch in batches])
            self.centre.copy_(means.mean(0))
            self.scale.copy_(1 / means.std(0).clamp(min=1e-3))

        def forward(self, input_ids: Any, attention_mask: Any, labels: Any = None) -> dict[str, Any]:
            logits = self.head((self.mean(input_ids, attention_mask) - self.centre) * self.scale)
            if labels is None:
                return {"logits": logits}
            loss = nn.functional.binary_cross_entropy_with_logits(
                logits, labels, pos_weight=torch.full((logits.shape[1],), 3.0)
            )
            return {"loss": loss * logits.shape[1], "logits": logits}

    return Classifier()
