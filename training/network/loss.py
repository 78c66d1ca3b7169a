"""What the network is to lessen: wrong labels on pieces, wrong qualifiers on marked pieces, wrong labels of whole notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from models.network import Heads
from training.network.settings import TrainSettings

SHARPNESS = 2.0
"""How much the surest piece counts where the pieces of a note are pooled; `models.decoding` pools with the same."""


@dataclass(frozen=True, slots=True)
class Losses:
    """The parts of a loss, unweighted."""

    mention: Tensor
    qualifier: Tensor
    note: Tensor

    def total(self, settings: TrainSettings) -> Tensor:
        return self.mention + settings.qualifier_weight * self.qualifier + settings.note_weight * self.note


def losses(
    mention: Tensor,
    qualify: Tensor,
    mask: Tensor,
    mentions: Tensor,
    values: Tensor,
    raised: Tensor,
    heads: Heads,
    not_raised: Sequence[tuple[int, int]],
    positive_weight: float,
) -> Losses:
    """The losses of a batch; shapes as in `TokenNetwork.forward` and `training.network.examples.Batch`."""
    weight = torch.tensor(positive_weight, device=mention.device)
    a_piece = functional.binary_cross_entropy_with_logits(mention, mentions, pos_weight=weight, reduction="none").sum(
        -1
    )
    read = mask.float()
    qualifier = torch.zeros((), device=mention.device)
    for number, place in enumerate(heads.places.values()):
        told = values[..., number] >= 0
        if told.any():
            qualifier = qualifier + functional.cross_entropy(qualify[..., place][told], values[..., number][told])
    pooled = log_raised(mention, qualify, mask, heads, not_raised).clamp(max=-1e-4)
    note = -(raised * pooled + (1 - raised) * torch.log1p(-pooled.exp()))
    return Losses((a_piece * read).sum() / read.sum(), qualifier, note.sum(-1).mean())


def log_raised(
    mention: Tensor, qualify: Tensor, mask: Tensor, heads: Heads, not_raised: Sequence[tuple[int, int]]
) -> Tensor:
    """Log probability [notes, labels] that a note raises a label: its pieces, averaged with the weight of the surest."""
    stands = torch.zeros_like(qualify[..., 0])
    for number, place in enumerate(heads.places.values()):
        away = [value for qualifier, value in not_raised if qualifier == number]
        if away:
            share = qualify[..., place].softmax(-1)[..., away].sum(-1)
            stands = stands + torch.log((1 - share).clamp(min=1e-6))
    score = functional.logsigmoid(mention) + stands.unsqueeze(-1)
    hidden = score.masked_fill(mask.unsqueeze(-1) == 0, -1e4)
    return ((SHARPNESS * hidden).softmax(1) * hidden).sum(1)
