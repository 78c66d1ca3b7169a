"""What a card says of the runs that were compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from eval.raised import raised_figures


def test_short_runs_stand_in_the_card_where_there_are_any(trained: Path, settings: Any, tmp_path: Path) -> None:
    from training.baselines.table import SHORT_RUNS, Results
    from training.network.card import short_rows, write_cards

    results = Results(tmp_path, "test", {})
    assert short_rows(results.data) == []
    gold = [frozenset({"isolement"})] * 3 + [frozenset[str]()]
    results.add_part(SHORT_RUNS, {"everything": raised_figures(gold, gold, per_label=False)})
    results.add_part(SHORT_RUNS, {"without noise": raised_figures(gold, gold[1:] + gold[:1], per_label=False)})
    rows = short_rows(json.loads((tmp_path / "test.json").read_text("utf-8")))
    assert [(row["name"], row["micro"]["value"]) for row in rows] == [("everything", 1.0), ("without noise", 2 / 3)]

    metrics = json.loads((trained / "model" / "metrics.json").read_text("utf-8"))
    write_cards(tmp_path, metrics, settings)
    assert "one pass on" not in (tmp_path / "README.md").read_text("utf-8")
    write_cards(tmp_path, metrics | {"short": rows, "short_items": 1000}, settings)
    assert "| without noise | 0.667 (" in (tmp_path / "README.md").read_text("utf-8")
