"""The file: whole or not there, equal for equal input, and no memory that grows with the notes."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from pipeline.report import ReportWriter, TextMismatchError, render_note_html
from tests.pipeline.report.report_html import read
from tests.pipeline.report.report_notes import Example, examples


def write(target: Path, notes: list[Example], *, made_on: str | None = None) -> bytes:
    with ReportWriter(target, made_on=made_on) as writer:
        for note in notes:
            writer.add(note.id, note.text, note.metadata, note.summary)
    return target.read_bytes()


def test_equal_notes_give_equal_bytes(tmp_path: Path) -> None:
    first, second = write(tmp_path / "a.html", examples()), write(tmp_path / "b.html", examples())
    assert first == second
    assert b"2026-03-09" not in first
    assert b"2026-03-09" in write(tmp_path / "c.html", examples(), made_on="2026-03-09")


def test_notes_stand_in_the_order_they_came(tmp_path: Path) -> None:
    notes = list(reversed(examples()))
    page = read(write(tmp_path / "r.html", notes).decode("utf-8"))
    assert [heading.one("bdi").text() for heading in page.one("main").all("h2")] == [note.id for note in notes]


def test_nothing_is_in_place_before_close_and_no_rest_is_left(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    writer = ReportWriter(target)
    for note in examples():
        writer.add(note.id, note.text, note.metadata, note.summary)
    assert not target.exists()
    writer.close()
    whole = target.read_bytes()
    writer.close()
    assert target.read_bytes() == whole
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_an_exception_leaves_the_old_report(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    target.write_text("oud", encoding="utf-8")
    note = examples()[0]
    with pytest.raises(KeyboardInterrupt), ReportWriter(target) as writer:
        writer.add(note.id, note.text, note.metadata, note.summary)
        raise KeyboardInterrupt
    assert target.read_text(encoding="utf-8") == "oud"
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_a_full_disk_leaves_the_old_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "report.html"
    target.write_text("oud", encoding="utf-8")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfileobj", full)
    with pytest.raises(OSError, match="No space left"):
        write(target, examples())
    assert target.read_text(encoding="utf-8") == "oud"
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


def test_a_summary_of_another_text_is_refused_without_quoting(tmp_path: Path) -> None:
    note, other = examples()[0], examples()[1]
    with pytest.raises(TextMismatchError, match="m-17") as error, ReportWriter(tmp_path / "r.html") as writer:
        writer.add(note.id, other.text, {}, note.summary)
    for signal in note.summary.signals:
        assert all(evidence.text not in str(error.value) for evidence in signal.evidence)


def test_the_head_says_how_many_were_read_and_how_many_not(tmp_path: Path) -> None:
    with ReportWriter(tmp_path / "r.html") as writer:
        writer.add("a", "Tekst.", {}, Example("a", "Tekst.").summary)
        writer.add_rejected(2)
        writer.add_rejected()
    head = read((tmp_path / "r.html").read_text(encoding="utf-8")).one("header").text()
    assert "1 notitie," in head
    assert "3 regels zijn niet gelezen." in head


def test_a_report_without_notes_says_so(tmp_path: Path) -> None:
    page = read(write(tmp_path / "r.html", []).decode("utf-8"))
    assert "Er zijn geen notities gelezen." in page.one("header").text()
    assert page.all("article") == page.all("form") == []


def test_memory_does_not_grow_with_the_notes(tmp_path: Path) -> None:
    note = examples()[0]
    summary = note.summary

    def peak(count: int) -> int:
        tracemalloc.start()
        with ReportWriter(tmp_path / "r.html") as writer:
            for number in range(count):
                writer.add(str(number), note.text, note.metadata, summary)
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(10)
    few, many = peak(100), peak(400)
    grown = (tmp_path / "r.html").stat().st_size * 3 / 4
    assert many - few < grown / 10


def test_half_a_surrogate_pair_is_no_reason_to_stop(tmp_path: Path) -> None:
    note = Example("\ud83d", "kapot \ud83d teken", {"bron": "\udc00"}).signal("overlast", "\ud83d teken")
    assert "kapot" in write(tmp_path / "r.html", [note]).decode("utf-8")
    render_note_html(note.text, note.summary).encode("utf-8")
