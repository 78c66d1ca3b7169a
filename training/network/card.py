"""The model card, in English and in Dutch: templates, filled in with the figures of `metrics.json`.

`python -m training.network.card FOLDER --test evaluation.json --lexicon evaluation.json --baselines test.json` adds what
`nietpluis evaluate` measured on held-out notes, with the model and with the lexicon alone, and what `python -m
training.baselines` did, and writes cards and manifest anew. `--same-texts evaluation.json` is of a network that learnt from
what the baselines learnt from, where the one in FOLDER has learnt from more.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from eval.page import count, number
from models.manifest import check_manifest, write_manifest
from pipeline.taxonomy import taxonomy
from training.baselines.table import SHORT_RUNS
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
    environment.filters["interval"] = _interval
    environment.filters["dutch"] = number
    environment.filters["count"] = count
    environment.filters["dutch_interval"] = _dutch_interval
    labels = [
        (label.label, name, metrics["ways"]["joined"]["labels"][name], name in MISS_IS_WORSE)
        for name, label in taxonomy().labels.items()
        if name in metrics["ways"]["joined"]["labels"]
    ]
    for template, name in CARDS.items():
        text = environment.get_template(template).render(metrics=metrics, settings=settings, labels=labels)
        (folder / name).write_text(text, "utf-8")


def test_figures(evaluation: dict[str, Any]) -> dict[str, Any]:
    """What a card says of an evaluation: rows of name to value, low and high, and the number of notes."""
    raised, spans = evaluation["raised"], evaluation["spans"]
    rows = {
        "micro_f1": raised["micro"]["f1"],
        "precision": raised["micro"]["precision"],
        "recall": raised["micro"]["recall"],
        "macro_f1": raised["macro_f1"],
        "raised_a_quiet_note": raised["quiet_raised"],
        "overlap_f1": spans["overlap"]["f1"],
        "exact_f1": spans["exact"]["f1"],
        **{name: found["accuracy"] for name, found in evaluation["qualifiers"].items()},
        "calibration_error": evaluation["calibration"]["ece"],
    }
    labels = {name: found["f1"]["value"] for name, found in raised["labels"].items() if found["support"]}
    return {"notes": evaluation["notes"], "rows": rows, "labels": labels}


def baseline_rows(results: dict[str, Any]) -> list[dict[str, Any]]:
    """What a card says of each baseline: its name and figures (value, low, high), none for what was not measured."""
    return [
        {
            **_row(row["name"], row["figures"]),
            "left_out": row["left_out"]["micro"]["f1"] if row["left_out"] else None,
            "thirds": row["thirds"],
        }
        for row in results["rows"].values()
    ]


def short_rows(results: dict[str, Any]) -> list[dict[str, Any]]:
    """The same of every short run of the network, where there are any."""
    return [_row(name, figures) for name, figures in results["parts"].get(SHORT_RUNS, {}).items()]


def _row(name: str, figures: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "micro": figures["micro"]["f1"],
        "macro": figures["macro_f1"],
        "quiet": figures["quiet_raised"],
    }


def _interval(figure: dict[str, Any] | None) -> str:
    if figure is None or figure["value"] is None:
        return ""
    return f"{figure['value']:.3f} ({figure['low']:.3f} – {figure['high']:.3f})"


def _dutch_interval(figure: dict[str, Any] | None) -> str:
    if figure is None or figure["value"] is None:
        return ""
    return f"{number(figure['value'])} ({number(figure['low'])} tot {number(figure['high'])})"


def main(arguments: Sequence[str] | None = None) -> int:
    """Adds held-out figures to the cards of a model folder."""
    parser = argparse.ArgumentParser(prog="python -m training.network.card", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--test", type=Path, required=True, help="evaluation.json with the model")
    parser.add_argument(
        "--lexicon", type=Path, required=True, help="evaluation.json of the lexicon alone, on the same notes"
    )
    parser.add_argument("--baselines", type=Path, help="results of baselines on the same notes (JSON)")
    parser.add_argument("--short", type=Path, help="results of short runs (JSON); default: those in --baselines")
    parser.add_argument(
        "--same-texts", type=Path, help="evaluation.json of a network that learnt from what the baselines learnt from"
    )
    parser.add_argument(
        "--measured-on",
        type=date.fromisoformat,
        default=date.today(),
        help="day of the evaluation (ISO); default: today",
    )
    options = parser.parse_args(arguments)
    if (options.same_texts or options.short) and not options.baselines:
        parser.error("--same-texts and --short go with --baselines")
    check_manifest(options.folder)
    metrics = json.loads((options.folder / "metrics.json").read_text("utf-8"))
    metrics["test"] = {
        name: test_figures(json.loads(path.read_text("utf-8")))
        for name, path in (("joined", options.test), ("lexicon", options.lexicon))
    } | {"measured_on": options.measured_on.isoformat()}
    if options.baselines:
        results = json.loads(options.baselines.read_text("utf-8"))
        short = json.loads(options.short.read_text("utf-8")) if options.short else results
        metrics["baselines"], metrics["short"] = baseline_rows(results), short_rows(short)
        metrics["baselines_items"] = results["about"]["training items"]
        metrics["short_items"] = short["about"]["training items"]
        metrics.pop("same_texts", None)
    if options.same_texts:
        metrics["same_texts"] = test_figures(json.loads(options.same_texts.read_text("utf-8")))["rows"]
    (options.folder / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n", "utf-8")
    settings = TrainSettings.model_validate_json((options.folder / "settings.json").read_text("utf-8"))
    write_cards(options.folder, metrics, settings)
    print(write_manifest(options.folder))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
