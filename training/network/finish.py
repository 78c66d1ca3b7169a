"""From a trained network to a folder that `nietpluis screen --model` takes: export, equality, thresholds, figures, card."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.decoding import Decoding, raised
from models.joining import load_joining
from models.manifest import check_manifest, write_manifest
from models.onnx_scorer import NETWORK, NetworkScorer
from pipeline.versions import package_version
from training.corpora import is_whole_note
from training.network.card import write_cards
from training.network.export import export_int8
from training.network.predict import say as said_by
from training.network.run import Corpus, Trained
from training.network.settings import TrainSettings
from training.network.taxonomy import heads
from training.network.tune import tune
from training.network.write import write_description

METRICS, SETTINGS = "metrics.json", "settings.json"
NAME = "nietpluis"
Say = Callable[[str], None]


def finish(trained: Trained, corpus: Corpus, settings: TrainSettings, folder: Path, say: Say) -> dict[str, Any]:
    """Writes the model folder and gives its figures. Raises `ValueError` without development notes."""
    if not any(is_whole_note(note) for note in corpus.development):
        raise ValueError("thresholds are chosen on development notes, and there are none")
    folder.mkdir(parents=True, exist_ok=True)
    export_int8(trained.network, folder / NETWORK)
    if trained.masks is not None:
        trained.masks.save(folder)
    write_description(folder, NAME, heads(), Decoding(), trained.tokenizer)
    trained.network.encoder.config.save_pretrained(folder)
    metrics = tune(folder, corpus.development, say)
    metrics |= {
        "equality": equality(trained, folder, [n.text for n in corpus.development if is_whole_note(n)]),
        "corpus": corpus.fingerprint(),
        "trained_on": {
            "items": len(corpus.train),
            "whole_notes": sum(is_whole_note(note) for note in corpus.train),
            "writers": len({note.metadata.get("writer") for note in corpus.train}),
        },
        "development_writers": len({note.metadata.get("writer") for note in corpus.development}),
        "package": package_version(),
    }
    (folder / METRICS).write_text(json.dumps(metrics, indent=1, ensure_ascii=False) + "\n", "utf-8")
    (folder / SETTINGS).write_text(settings.model_dump_json(indent=1) + "\n", "utf-8")
    write_cards(folder, metrics, settings)
    write_manifest(folder)
    say(f"model {check_manifest(folder)}: {sum(p.stat().st_size for p in folder.iterdir()) / 1e6:.1f} MB")
    return metrics


def equality(trained: Trained, folder: Path, texts: Sequence[str]) -> dict[str, float]:
    """How far the exported network is from torch: share of notes, and of labels, that the thresholds decide otherwise.

    Both are decided by the model alone, by the thresholds of the folder.
    """
    scorer = NetworkScorer.from_folder(folder)
    joining = load_joining(folder)
    other_notes = other_labels = 0
    furthest = 0.0
    said = said_by(trained.network.eval(), trained.tokenizer, trained.masks, texts)
    for text, one in zip(texts, said, strict=True):
        _, mention, qualify, _ = scorer.logits(text)
        ours = raised(mention, qualify, scorer.heads)
        theirs = raised(one.mention, one.qualify, scorer.heads)
        furthest = max(furthest, float(np.abs(ours - theirs).max()))
        differ = sum(
            _yes(joining, label, float(a)) != _yes(joining, label, float(b))
            for label, a, b in zip(scorer.heads.labels, ours, theirs, strict=True)
        )
        other_labels += differ
        other_notes += bool(differ)
    number = max(len(texts), 1)
    return {
        "notes": len(texts),
        "notes_that_differ": other_notes / number,
        "labels_that_differ": other_labels / number / len(scorer.heads.labels),
        "largest_difference": furthest,
    }


def _yes(joining: Any, label: str, odds: float) -> bool:
    return bool(joining.probability(label, odds, 0, lexicon=False) >= joining.threshold(label, lexicon=False))
