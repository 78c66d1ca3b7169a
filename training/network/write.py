"""Writing the files of a model folder: the description, and the thresholds with their reasons."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from models.decoding import Decoding
from models.joining import FILE, Rule, Weights
from models.manifest import write_manifest
from models.network import Heads
from models.onnx_scorer import DESCRIPTION, TOKENIZER
from pipeline.taxonomy import NOT_RAISED
from training.network.thresholds import Choice

NEVER = 1.01
_HEAD = """\
# From which probability a label is raised, chosen on notes of the development writers. `f2`: a miss is worse than a false
# alarm, so recall counts double; `f1`: both count alike. Labels with few raised notes borrow from all that are measured alike.
# `veto: true`: words that only the lexicon found are not raised where the probability stays under the threshold (they
# become a notice); it is allowed only where that was better on development.
# log odds = bias + network * log odds of the network + lexicon * log2(1 + raised lexicon mentions); `alone`: without lexicon.
# `span`: least probability of words that are shown by the network's word only.
"""


def write_description(folder: Path, name: str, heads: Heads, decoding: Decoding, tokenizer: Tokenizer) -> None:
    """Writes what the scorer needs to know of its network, and the tokenizer."""
    described: dict[str, Any] = {
        "class": "models.onnx_scorer:NetworkScorer",
        "name": name,
        "labels": list(heads.labels),
        "qualifiers": {key: list(values) for key, values in heads.qualifiers.items()},
        "not_raised": {key: list(values) for key, values in NOT_RAISED.items()},
        "decoding": {"seed": decoding.seed, "grow": decoding.grow, "gap": decoding.gap},
        "sure": dict.fromkeys(heads.qualifiers, 0.9),
        "overrule": dict.fromkeys(heads.qualifiers, NEVER),
        "start": tokenizer.token_to_id("<s>"),
        "end": tokenizer.token_to_id("</s>"),
    }
    (folder / DESCRIPTION).write_text(json.dumps(described, indent=1, ensure_ascii=False) + "\n", "utf-8")
    tokenizer.save(str(folder / TOKENIZER), pretty=False)


def write_thresholds(
    folder: Path, rules: Mapping[str, Rule], joined: Mapping[str, Choice], alone: Mapping[str, Choice]
) -> None:
    """Writes thresholds and weights with the reason of each, and the manifest anew."""
    lines = [_HEAD, "labels: {}\n" if not rules else "labels:\n"]
    for label, rule in rules.items():
        choice = joined[label]
        lines += [
            f"  {label}:\n",
            f"    threshold: {rule.threshold}\n",
            f"    threshold_alone: {rule.threshold_alone}\n",
            f"    veto: {str(rule.veto).lower()}\n",
            f"    span: {rule.span}\n",
            f"    reason: {json.dumps(_reason(choice))}\n",
            f"    joined: {_flow(rule.joined)}\n",
            f"    alone: {_flow(rule.alone)}\n",
        ]
    (folder / FILE).write_text("".join(lines), "utf-8")
    write_manifest(folder)


def _reason(choice: Choice) -> str:
    measure = "f2" if choice.beta > 1 else "f1"
    said = f"best {measure} on {choice.raised} raised notes and those alike: {choice.f_own:.2f}"
    if choice.veto:
        said += f" with veto, {choice.f_without_veto:.2f} without"
    return said


def _flow(weights: Weights) -> str:
    return f"{{network: {weights.network}, lexicon: {weights.lexicon}, bias: {weights.bias}}}"
