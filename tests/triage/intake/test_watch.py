"""The watched folder: files that lie still are taken once; what cannot be taken is set apart, never lost."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from triage.intake.deidentify import NoDeidentifier
from triage.intake.files import Taker
from triage.intake.watch import BUSY, DONE, REFUSED, FolderWatch
from triage.settings import Settings
from triage.store.session import Store
from triage.store.tables import Delivery, Note


class Clock:
    def __init__(self) -> None:
        self.time = 1_800_000_000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watch(store: Store, settings: Settings, tmp_path: Path, clock: Clock) -> Callable[..., FolderWatch]:
    def make(keep: bool = False) -> FolderWatch:
        taker = Taker(store, settings, NoDeidentifier(), None)
        return FolderWatch(tmp_path / "map", taker, still_seconds=10, left_seconds=300, keep=keep, clock=clock)

    return make


def count(store: Store) -> int:
    with store.session() as session:
        return session.scalar(select(func.count()).select_from(Note)) or 0


def put(tmp_path: Path, name: str, content: str = "id;text\n1;De gang ligt vol afval.\n") -> Path:
    path = tmp_path / "map" / name
    path.write_text(content, "utf-8")
    return path


def test_a_file_is_taken_when_it_has_lain_still(
    watch: Callable[..., FolderWatch], store: Store, tmp_path: Path, clock: Clock
) -> None:
    folder = watch()
    path = put(tmp_path, "a.csv")
    assert folder.look() == []
    clock.time += 9
    assert folder.look() == []
    path.write_text("id;text\n1;De gang ligt vol afval.\n2;Mw. doet niet open.\n", "utf-8")
    clock.time += 9
    assert folder.look() == []
    clock.time += 10
    assert len(folder.look()) == 1
    assert count(store) == 2
    assert not path.exists() and not list((tmp_path / "map" / BUSY).iterdir())


def test_what_is_no_finished_file_is_left_alone(
    watch: Callable[..., FolderWatch], store: Store, tmp_path: Path, clock: Clock
) -> None:
    folder = watch()
    for name in (".verborgen.csv", "half.csv.part", "half.csv.tmp", "boek.csv~"):
        put(tmp_path, name)
    (tmp_path / "map" / "submap").mkdir()
    (tmp_path / "geheim.csv").write_text("text\nNiet voor ons.\n", "utf-8")
    (tmp_path / "map" / "link.csv").symlink_to(tmp_path / "geheim.csv")
    folder.look()
    clock.time += 60
    assert folder.look() == []
    assert count(store) == 0


def test_taken_files_are_kept_where_that_is_set(
    watch: Callable[..., FolderWatch], tmp_path: Path, clock: Clock
) -> None:
    folder = watch(keep=True)
    for _ in range(2):
        put(tmp_path, "a.csv")
        folder.look()
        clock.time += 10
        folder.look()
    assert sorted(path.name for path in (tmp_path / "map" / DONE).iterdir()) == ["a (2).csv", "a.csv"]


@pytest.mark.parametrize("content", ["kop;geen\n1;2\n", "id;text\n1;De gang ligt vol afval.\n2;\n"])
def test_a_file_with_something_wrong_is_set_apart(
    watch: Callable[..., FolderWatch], store: Store, tmp_path: Path, clock: Clock, content: str
) -> None:
    folder = watch()
    put(tmp_path, "a.csv", content)
    folder.look()
    clock.time += 10
    folder.look()
    assert [path.name for path in (tmp_path / "map" / REFUSED).iterdir()] == ["a.csv"]
    with store.session() as session:
        delivery = session.scalars(select(Delivery)).one()
        assert delivery.error or delivery.rejected


def test_what_a_dead_worker_left_is_taken_over_and_not_doubled(
    watch: Callable[..., FolderWatch], store: Store, tmp_path: Path, clock: Clock
) -> None:
    folder = watch()
    put(tmp_path, "a.csv")
    folder.look()
    clock.time += 10
    folder.look()
    left = tmp_path / "map" / BUSY / "a.csv"
    left.write_text("id;text\n1;De gang ligt vol afval.\n2;Mw. doet niet open.\n", "utf-8")
    os.utime(left, (clock.time, clock.time))
    assert watch().look() == []
    clock.time += 301
    assert len(watch().look()) == 1
    assert count(store) == 2 and not left.exists()


def test_two_workers_take_a_file_once(
    watch: Callable[..., FolderWatch], store: Store, tmp_path: Path, clock: Clock
) -> None:
    one, two = watch(), watch()
    put(tmp_path, "a.csv")
    for folder in (one, two):
        folder.look()
    clock.time += 10
    ready = two._ready()
    assert len(one.look()) == 1
    assert [two._claim(path) for path in ready] == [None]
    assert count(store) == 1
