"""The model card, in English and in Dutch: templates, filled in with the figures of `metrics.json`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.taxonomy import taxonomy
from training.network.settings import TrainSettings
from training.network.thresholds import MISS_IS_WORSE

CARDS = {"card.en.md.jinja": "README.md", "card.nl.md.jinja": "MODELKAART.md"}


def write_cards(folder: Path, metrics: dict[str, Any], settings: TrainSettings) -> None:
    """Writes both cards. Raises `jinja2.UndefinedError` where a figure is missing."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "cards"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters["figure"] = lambda value: f"{value:.3f}".lstrip("0") if value < 1 else f"{value:.2f}"
    labels = [
        (label.label, name, metrics["ways"]["joined"]["labels"][name], name in MISS_IS_WORSE)
        for name, label in taxonomy().labels.items()
        if name in metrics["ways"]["joined"]["labels"]
    ]
    for template, name in CARDS.items():
        text = environment.get_template(template).render(metrics=metrics, settings=settings, labels=labels)
        (folder / name).write_text(text, "utf-8")
