"""What a torch network says of notes, and cheap development figures while it trains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from models.masking import Masks
from models.network import Heads, TokenNetwork
from models.pieces import Pieces, pieces, windows, with_special
from models.pooling import log_sigmoid, pool, softmax
from training.network.examples import Item

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Said:
    """Logits of a note's pieces: `mention` [pieces, labels], `qualify` [pieces, values]."""

    pieces: Pieces
    mention: Floats
    qualify: Floats


@torch.no_grad()
def say(
    network: TokenNetwork, tokenizer: Tokenizer, masks: Masks | None, texts: Sequence[str], budget: int = 4096
) -> list[Said]:
    """What the network says of texts, in their order; long ones in windows."""
    found = pieces(tokenizer, texts, masks)
    jobs = [(n, window) for n, one in enumerate(found) for window in windows(len(one))]
    jobs.sort(key=lambda job: job[1].end - job[1].start)
    heads = network.heads
    device = next(network.parameters()).device
    said = [
        Said(one, np.zeros((len(one), len(heads.labels)), np.float32), np.zeros((len(one), heads.values), np.float32))
        for one in found
    ]
    while jobs:
        longest, size = 0, 0
        while size < len(jobs) and max(longest, jobs[size][1].end - jobs[size][1].start + 2) * (size + 1) <= budget:
            longest = max(longest, jobs[size][1].end - jobs[size][1].start + 2)
            size += 1
        batch, jobs = jobs[: max(size, 1)], jobs[max(size, 1) :]
        longest = max(window.end - window.start + 2 for _, window in batch)
        ids = np.full((len(batch), longest), 1, np.int64)
        mask = np.zeros_like(ids)
        for row, (n, window) in enumerate(batch):
            one = with_special(found[n].ids[window.start : window.end], 0, 2)
            ids[row, : len(one)], mask[row, : len(one)] = one, 1
        told = network(torch.from_numpy(ids).to(device), torch.from_numpy(mask).to(device))
        mention, qualify = (out.cpu().numpy() for out in told)
        for row, (n, window) in enumerate(batch):
            low, high = window.keep_from - window.start + 1, window.keep_to - window.start + 1
            said[n].mention[window.keep_from : window.keep_to] = mention[row, low:high]
            said[n].qualify[window.keep_from : window.keep_to] = qualify[row, low:high]
    return said


def raised_scores(one: Said, heads: Heads, not_raised: Sequence[tuple[int, int]]) -> Floats:
    """The log score of every label [labels] that the note raises it."""
    stands = np.zeros(len(one.pieces), np.float32)
    for number, place in enumerate(heads.places.values()):
        away = [value for qualifier, value in not_raised if qualifier == number]
        if away:
            share = softmax(one.qualify[:, place])[:, away].sum(-1)
            stands += np.log(np.clip(1 - share, 1e-6, 1))
    return pool(log_sigmoid(one.mention) + stands[:, None])


def gold(items: Sequence[Item], labels: int, not_raised: Sequence[tuple[int, int]]) -> NDArray[np.bool_]:
    """Which labels each item raises, [items, labels]."""
    found = np.zeros((len(items), labels), bool)
    for row, item in enumerate(items):
        for mark in item.marks:
            if not any(mark.values[qualifier] == value for qualifier, value in not_raised):
                found[row, mark.label] = True
    return found


def development_figures(
    network: TokenNetwork,
    tokenizer: Tokenizer,
    masks: Masks | None,
    items: Sequence[Item],
    not_raised: Sequence[tuple[int, int]],
) -> dict[str, float]:
    """Note-level micro F1 at the best common threshold, macro F1 there and at the best threshold of every label, mean
    average precision, and the accuracy of each qualifier on the marked words."""
    heads = network.heads
    said = say(network, tokenizer, masks, [item.text for item in items])
    scores = np.stack([raised_scores(one, heads, not_raised) for one in said])
    truth = gold(items, len(heads.labels), not_raised)
    present = truth.any(0)
    candidates = np.quantile(scores, np.linspace(0.6, 0.999, 120))
    common = max(candidates, key=lambda t: f1(scores >= t, truth))
    figures = {
        "micro_f1": f1(scores >= common, truth),
        "macro_f1": float(np.mean([f1(scores[:, n] >= common, truth[:, n]) for n in np.flatnonzero(present)])),
        "macro_f1_own": float(
            np.mean([max(f1(scores[:, n] >= t, truth[:, n]) for t in candidates) for n in np.flatnonzero(present)])
        ),
        "precision": float(np.mean([average_precision(scores[:, n], truth[:, n]) for n in np.flatnonzero(present)])),
    }
    return figures | _qualifiers(said, items, heads)


def _qualifiers(said: Sequence[Said], items: Sequence[Item], heads: Heads) -> dict[str, float]:
    right = np.zeros(len(heads.qualifiers))
    number = 0
    for one, item in zip(said, items, strict=True):
        for mark in item.marks:
            low = int(np.searchsorted(one.pieces.ends, mark.start, "right"))
            high = int(np.searchsorted(one.pieces.starts, mark.end, "left"))
            if low >= high:
                continue
            number += 1
            logits = one.qualify[low:high].mean(0)
            right += [
                logits[place].argmax() == value for place, value in zip(heads.places.values(), mark.values, strict=True)
            ]
    return {name: float(share) for name, share in zip(heads.qualifiers, right / max(number, 1), strict=True)}


def f1(said: NDArray[np.bool_], truth: NDArray[np.bool_], beta: float = 1.0) -> float:
    """F-beta of yes/no answers; 0 where nothing is right."""
    hits = float((said & truth).sum())
    weight = beta * beta
    whole = weight * float(truth.sum()) + float(said.sum())
    return (1 + weight) * hits / whole if whole else 0.0


def average_precision(scores: Floats, truth: NDArray[np.bool_]) -> float:
    """The mean precision at every hit, in the order of the scores."""
    order = np.argsort(-scores, kind="stable")
    hits = truth[order]
    return float((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits].mean()) if hits.any() else 0.0
