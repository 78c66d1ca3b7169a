"""The network: a pretrained encoder, one sigmoid a label a piece, and four softmaxes a piece for the qualifiers.

Needs torch (`pip install 'nietpluis[train]'`); what is shipped runs without it, by `models.onnx_scorer`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel, PreTrainedModel

HEADS, WEIGHTS = "heads.json", "network.safetensors"
RARE = -4.0
COMMON = 1.2
"""Biases at the start: a label is rare on a piece, the default of a qualifier common."""


@dataclass(frozen=True, slots=True)
class Heads:
    """What the heads tell: the labels, and per qualifier its values, the default first."""

    labels: tuple[str, ...]
    qualifiers: dict[str, tuple[str, ...]]

    @property
    def places(self) -> dict[str, slice]:
        """Where each qualifier stands in the logits of the qualifier head."""
        found, at = {}, 0
        for name, values in self.qualifiers.items():
            found[name] = slice(at, at + len(values))
            at += len(values)
        return found

    @property
    def values(self) -> int:
        return sum(len(values) for values in self.qualifiers.values())


class TokenNetwork(nn.Module):
    """`forward(ids, mask)`, both [notes, pieces], gives logits [notes, pieces, labels] and [notes, pieces, values].

    The heads read hidden states that are centred and scaled by what `standardise` saw: contrastively trained encoders put
    all their states in one narrow direction, in which heads would learn very slowly.
    """

    centre: Tensor
    scale: Tensor

    def __init__(self, encoder: PreTrainedModel, heads: Heads, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        self.heads = heads
        self.dropout = nn.Dropout(dropout)
        for name, module in encoder.named_modules():
            if name.endswith("attention.self"):
                # Dropped attention costs a quarter of a step on a CPU, which has no fused form of it.
                module.dropout.p = 0.0
        self.mention = nn.Linear(encoder.config.hidden_size, len(heads.labels))
        self.qualify = nn.Linear(encoder.config.hidden_size, heads.values)
        self.register_buffer("centre", torch.zeros(encoder.config.hidden_size))
        self.register_buffer("scale", torch.ones(encoder.config.hidden_size))
        nn.init.normal_(self.mention.weight, std=0.02)
        nn.init.normal_(self.qualify.weight, std=0.02)
        nn.init.constant_(self.mention.bias, RARE)
        nn.init.constant_(self.qualify.bias, -COMMON)
        for place in heads.places.values():
            nn.init.constant_(self.qualify.bias[place.start : place.start + 1], COMMON)

    def forward(self, ids: Tensor, mask: Tensor, learn_encoder: bool = True) -> tuple[Tensor, Tensor]:
        with torch.set_grad_enabled(torch.is_grad_enabled() and learn_encoder):
            hidden = self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        hidden = self.dropout((hidden - self.centre) * self.scale)
        return self.mention(hidden), self.qualify(hidden)

    @torch.no_grad()
    def standardise(self, batches: Iterable[tuple[Tensor, Tensor]]) -> None:
        """Sets centre and scale by the hidden states of some batches of (ids, mask)."""
        states = [self.encoder(input_ids=ids, attention_mask=mask).last_hidden_state[mask > 0] for ids, mask in batches]
        hidden = torch.cat(states)
        self.centre.copy_(hidden.mean(0))
        self.scale.copy_(1 / hidden.std(0).clamp(min=1e-3))

    def save(self, folder: Path) -> None:
        """Writes configuration, heads and weights."""
        folder.mkdir(parents=True, exist_ok=True)
        self.encoder.config.save_pretrained(folder)
        (folder / HEADS).write_text(json.dumps(asdict(self.heads), indent=1) + "\n", "utf-8")
        save_file({name: value.contiguous() for name, value in self.state_dict().items()}, folder / WEIGHTS)


def load_network(folder: Path) -> TokenNetwork:
    """A network that `save` wrote, ready to predict."""
    described = json.loads((folder / HEADS).read_text("utf-8"))
    heads = Heads(tuple(described["labels"]), {name: tuple(v) for name, v in described["qualifiers"].items()})
    empty: Any = AutoModel
    network = TokenNetwork(empty.from_config(AutoConfig.from_pretrained(folder), add_pooling_layer=False), heads)
    network.load_state_dict(load_file(folder / WEIGHTS))
    return network.eval()
