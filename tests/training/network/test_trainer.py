"""The steps of a run, where it goes on, and when it stops early."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from training.network.settings import Stage, TrainSettings


@pytest.fixture
def make_schedule(corpus: Any, settings: TrainSettings, tmp_path: Path) -> Any:
    """A function that makes the schedule of some stages."""
    from training.encoder.build import build
    from training.network.schedule import Schedule, collated
    from training.network.taxonomy import heads, items_of, not_raised

    _, tokenizer = build("tiny", tmp_path / "encoder", [note.text for note in corpus.train], seed=1)
    told = heads()
    items = items_of(corpus.train, told)

    def make(*stages: Stage) -> Any:
        return Schedule(
            settings.model_copy(update={"stages": stages}),
            lambda stage: items,
            tokenizer,
            collated(told, not_raised(told)),
        )

    return make


def test_a_step_has_one_batch_in_whatever_order_it_is_asked(make_schedule: Any) -> None:
    stages = (Stage(name="heads", passes=0.5, heads_only=True), Stage(name="all", passes=2))
    one, other = make_schedule(*stages), make_schedule(*stages)
    forward = [one[step]["ids"].tolist() for step in range(len(one))]
    backward = [other[step]["ids"].tolist() for step in reversed(range(len(other)))]
    assert forward == backward[::-1]
    assert one[0]["learn_encoder"] is False
    assert one[len(one) - 1]["learn_encoder"] is True
    with pytest.raises(IndexError):
        one[len(one)]


def test_passes_differ_and_end_where_they_should(make_schedule: Any) -> None:
    schedule = make_schedule(Stage(name="all", passes=2.5))
    ends = [steps for steps in range(1, len(schedule) + 1) if schedule.ends_pass(steps)]
    assert len(ends) == 3 and ends[-1] == len(schedule)
    a_pass = ends[0]
    first = [schedule[step]["ids"].tolist() for step in range(a_pass)]
    second = [schedule[step]["ids"].tolist() for step in range(a_pass, 2 * a_pass)]
    assert first != second


def test_rates_rise_fall_and_are_those_of_the_heads_while_these_learn_alone(make_schedule: Any) -> None:
    schedule = make_schedule(
        Stage(name="heads", passes=1, heads_only=True), Stage(name="all", passes=4, warm_up=0.25, decay=0.5)
    )
    assert schedule.rate(0, 5e-4) == pytest.approx(2.0)
    rates = [schedule.rate(step, 5e-4) for step in range(len(schedule))]
    all_steps = [rate for step, rate in enumerate(rates) if schedule.stage(step).name == "all"]
    assert all_steps[0] < max(all_steps) == 1.0
    assert all_steps[-1] < 0.5


def test_a_stage_without_texts_is_refused_by_name(corpus: Any, settings: Any, tmp_path: Path) -> None:
    from training.network.run import train

    empty = settings.model_copy(update={"stages": (Stage(name="nobody", writers=("zz",), passes=1),)})
    with pytest.raises(ValueError, match="nobody"):
        train(empty, corpus, tmp_path, lambda line: None)


@pytest.mark.parametrize(("patience", "evaluations", "kept"), [(2, 4, "best"), (None, 6, "last")])
def test_training_stops_when_it_no_longer_gets_better_and_keeps_the_best(
    corpus: Any,
    settings: TrainSettings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    patience: int | None,
    evaluations: int,
    kept: str,
) -> None:
    from training.network import run

    figures = iter([0.1, 0.3, 0.2, 0.2, 0.1, 0.1])
    weights = []

    def watched(network: Any, *rest: Any) -> dict[str, float]:
        weights.append(network.mention.weight.detach().clone())
        return {"macro_f1": next(figures)}

    monkeypatch.setattr(run, "development_figures", watched)
    monkeypatch.setattr(run, "round_weights", lambda network: None)
    chosen = settings.model_copy(update={"patience": patience, "stages": (Stage(name="all", passes=6),)})
    trained = run.train(chosen, corpus, tmp_path, lambda line: None)
    assert len(weights) == evaluations
    assert trained.network.mention.weight.equal(weights[1 if kept == "best" else -1])


def test_a_checkpoint_that_was_not_written_to_its_end_does_not_count(tmp_path: Path) -> None:
    from training.network.trainer import AVERAGE, last_checkpoint

    assert last_checkpoint(tmp_path) is None
    for step in (9, 10, 11):
        (tmp_path / f"checkpoint-{step}").mkdir()
        (tmp_path / f"checkpoint-{step}" / "model.safetensors").touch()
    (tmp_path / "checkpoint-9" / AVERAGE).touch()
    (tmp_path / "checkpoint-10" / AVERAGE).touch()
    assert last_checkpoint(tmp_path) == tmp_path / "checkpoint-10"
