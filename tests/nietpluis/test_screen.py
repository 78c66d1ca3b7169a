"""`nietpluis screen` as a user runs it: files, exit codes, interruption, and every kind of bad input."""

from __future__ import annotations

import csv
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from nietpluis.cli import main
from pipeline.screening.output import RunFiles

COMMAND = [sys.executable, "-m", "nietpluis"]
SENTENCES = [
    "De gang ligt vol afval.", "Mw. doet niet open.", "Geen schulden bekend.", "Hij drinkt niet meer.",
    "Volgens de buren schreeuwt hij 's nachts.", "De koffie was koud.", "We hebben over voetbal gepraat.",
]  # fmt: skip


def write_csv(path: Path, notes: int, seed: int = 1) -> Path:
    rng = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "text", "source"])
        for i in range(notes):
            rows.writerow([f"m-{i}", " ".join(rng.choices(SENTENCES, k=6)), "melding"])
    return path


def rejects(folder: Path) -> list[dict[str, str]]:
    with (folder / "rejected.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def run(*arguments: str, stdin: bytes = b"", cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *arguments], input=stdin, capture_output=True, cwd=cwd, check=False)


def one_line(capsys: pytest.CaptureFixture[str]) -> str:
    error = capsys.readouterr().err
    assert error.count("\n") == 1, error
    assert "Traceback" not in error
    return error


def test_a_file_becomes_summaries_report_and_rejects(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "meldingen.csv"
    source.write_text("id;tekst;wijk\n1;De gang ligt vol afval;Noord\n1;dubbel;Zuid\n3;;West\n", "utf-8")
    assert main(["screen", str(source), "-o", str(tmp_path / "out")]) == 1
    (line,) = (tmp_path / "out" / "summaries.jsonl").read_text("utf-8").splitlines()
    summary = json.loads(line)
    assert (summary["note_id"], summary["metadata"]) == ("1", {"wijk": "Noord"})
    assert [signal["id"] for signal in summary["signals"]] == ["vervuiling"]
    rejected = rejects(tmp_path / "out")
    assert [(row["line"], row["id"]) for row in rejected] == [("3", "1"), ("4", "3")]
    assert all(row["reason"] for row in rejected)
    report = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "vol afval" in report and "Hulp bij lezen" in report
    said = capsys.readouterr().err
    assert "semicolon" in said and "1 note screened, 2 rows not used" in said
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "rejected.csv",
        "report.html",
        "summaries.jsonl",
    ]


def test_nothing_rejected_is_exit_code_0_and_quiet_says_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write_csv(tmp_path / "n.csv", 3)
    assert main(["screen", str(source), "-o", str(tmp_path / "out"), "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_note_text_is_nowhere_but_in_the_results(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "n.csv"
    source.write_text("id,text\n1,Geheimwoord zit vol afval\n1,Geheimwoord weer\n", "utf-8")
    main(["screen", str(source), "-o", str(tmp_path / "out")])
    said = capsys.readouterr()
    assert "Geheimwoord" not in said.out + said.err
    assert "Geheimwoord" not in (tmp_path / "out" / "rejected.csv").read_text("utf-8")


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "n.csv", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4, "n.csv", "n.csv"),
        (b"id,melder\n1,x\n", "n.csv", "melder"),
        (b"PK\x03\x04 broken", "n.xlsx", "n.xlsx"),
        (b"no json at all\n" * 30, "n.jsonl", "JSON"),
        (b"PAR1 broken", "n.parquet", "n.parquet"),
    ],
)
def test_an_unreadable_input_is_one_clear_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, name: str, words: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert main(["screen", str(tmp_path / name), "-o", str(tmp_path / "out")]) == 2
    assert words in one_line(capsys)
    assert not (tmp_path / "out" / "summaries.jsonl").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ["screen"],
        ["screen", "nergens.csv", "-o", "out"],
        ["screen", "-", "nog.csv"],
        ["screen", ".", "--no-such-option"],
        ["screen", "x.csv"],
        ["screen", "-", "--lexicon-off", "bestaat_niet"],
        ["screen", "-", "--model", "nergens"],
        ["screen", "-", "--lexicon", "nergens.yaml"],
        ["nonsense"],
        ["info", "--label", "bestaat_niet"],
    ],
)
def test_wrong_usage_is_exit_code_2_and_one_line(
    arguments: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with Path(os.devnull).open() as nothing:
        monkeypatch.setattr("sys.stdin", nothing)
        assert main(arguments) == 2
    one_line(capsys)


def test_json_that_is_wrong_on_line_7_is_rejected_with_its_line(tmp_path: Path) -> None:
    lines = [json.dumps({"id": str(i), "text": "De gang ligt vol afval."}) for i in range(1, 10)]
    lines[6] = '{"id": "7", "text": '
    (tmp_path / "n.jsonl").write_text("\n".join(lines), "utf-8")
    assert main(["screen", str(tmp_path / "n.jsonl"), "-o", str(tmp_path / "out"), "--quiet"]) == 1
    assert len((tmp_path / "out" / "summaries.jsonl").read_text("utf-8").splitlines()) == 8
    (row,) = rejects(tmp_path / "out")
    assert row["line"] == "7"


def test_standard_input_in_three_formats() -> None:
    text = "Mw. doet niet open 😊.".encode()
    as_json = run("screen", "-", "--format", "json", stdin=text)
    assert as_json.returncode == 0
    summary = json.loads(as_json.stdout)
    assert [s["id"] for s in summary["signals"]] == ["afspraken_mijden"]
    assert "«doet niet open»" in run("screen", "-", stdin=text).stdout.decode()
    assert run("screen", "-", "--format", "html", stdin=text).stdout.decode().startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("stdin", [b"", b"  \n ", b"\x00\x01\x02" * 300])
def test_no_text_on_standard_input(stdin: bytes) -> None:
    done = run("screen", "-", stdin=stdin)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1 and b"Traceback" not in done.stderr


def test_workers_and_a_second_run_give_the_same_bytes(tmp_path: Path) -> None:
    source = write_csv(tmp_path / "n.csv", 900)
    for name, workers in (("a", "1"), ("b", "2"), ("c", "1")):
        assert main(["screen", str(source), "-o", str(tmp_path / name), "--workers", workers, "--quiet"]) == 0
    for name in ("summaries.jsonl", "report.html", "rejected.csv"):
        assert len({(tmp_path / folder / name).read_bytes() for folder in "abc"}) == 1


def _started(source: Path, out: Path, lines: int, *options: str) -> subprocess.Popen[bytes]:
    """A run that has written at least so many lines."""
    process = subprocess.Popen(
        [*COMMAND, "screen", str(source), "-o", str(out), *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        # A suite that runs in the background of a shell ignores interrupts, and what it starts would, too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    partial = out / "summaries.jsonl.partial"
    deadline = time.monotonic() + 120
    while not partial.exists() or partial.read_bytes().count(b"\n") < lines:
        assert process.poll() is None, "the run ended before it could be stopped"
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return process


@pytest.mark.slow
@pytest.mark.parametrize(
    ("stop", "workers", "notes", "model"),
    [
        (signal.SIGKILL, "1", 6000, ("--model", "none")),
        (signal.SIGINT, "1", 6000, ("--model", "none")),
        (signal.SIGTERM, "2", 6000, ("--model", "none")),
        (signal.SIGINT, "2", 900, ()),
    ],
)
def test_resume_loses_and_doubles_nothing(
    tmp_path: Path, stop: signal.Signals, workers: str, notes: int, model: tuple[str, ...]
) -> None:
    source = write_csv(tmp_path / "n.csv", notes)
    whole, out = tmp_path / "whole", tmp_path / "out"
    assert main(["screen", str(source), "-o", str(whole), "--workers", "2", "--quiet", *model]) == 0
    process = _started(source, out, 300, "--workers", workers, *model)
    process.send_signal(stop)
    error = process.communicate()[1]
    if stop is not signal.SIGKILL:
        assert process.returncode == 130, error
        assert b"--resume" in error and b"Traceback" not in error
        written = (out / "summaries.jsonl").read_bytes()
        assert 300 <= written.count(b"\n") < notes
        assert (whole / "summaries.jsonl").read_bytes().startswith(written)
    assert main(["screen", str(source), "-o", str(out), "--resume", "--quiet", *model]) == 0
    for name in ("summaries.jsonl", "report.html", "rejected.csv"):
        assert (out / name).read_bytes() == (whole / name).read_bytes()
    assert {path.name for path in out.iterdir()} == {"summaries.jsonl", "report.html", "rejected.csv"}


def test_resume_refuses_other_notes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write_csv(tmp_path / "n.csv", 5)
    files = RunFiles(tmp_path / "out", {"inputs": "others"})
    files.begin()
    files.interrupt()
    assert main(["screen", str(source), "-o", str(tmp_path / "out"), "--resume"]) == 2
    assert "changed since the run began" in one_line(capsys)


def test_resume_of_a_complete_run_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write_csv(tmp_path / "n.csv", 5)
    assert main(["screen", str(source), "-o", str(tmp_path / "out"), "--quiet"]) == 0
    assert main(["screen", str(source), "-o", str(tmp_path / "out"), "--resume"]) == 2
    assert "complete" in one_line(capsys)


def test_a_half_written_last_line_is_cut_off(tmp_path: Path) -> None:
    files = RunFiles(tmp_path, {})
    files.begin()
    files.write('{"note_id": "a"}')
    files.leave()
    with (tmp_path / "summaries.jsonl.partial").open("ab") as partial:
        partial.write(b'{"note_id": "b')
    again = RunFiles(tmp_path, {})
    assert again.resume() == 1
    assert list(again.lines()) == ['{"note_id": "a"}']
    again.finish()
    assert (tmp_path / "summaries.jsonl").read_text() == '{"note_id": "a"}\n'


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write_csv(tmp_path / "n.csv", 20)
    out = tmp_path / "out"
    out.mkdir()
    (out / "summaries.jsonl.partial").symlink_to("/dev/full")
    assert main(["screen", str(source), "-o", str(out), "--quiet", "--no-report"]) == 2
    assert "No space left" in one_line(capsys)


def test_an_output_folder_that_is_a_file_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = write_csv(tmp_path / "n.csv", 2)
    (tmp_path / "out").write_text("een bestand")
    assert main(["screen", str(source), "-o", str(tmp_path / "out")]) == 2
    assert "out" in one_line(capsys)


def test_a_formula_in_an_id_stays_text(tmp_path: Path) -> None:
    (tmp_path / "n.csv").write_text("id,text\n=1+1,\n-3,\n", "utf-8")
    main(["screen", str(tmp_path / "n.csv"), "-o", str(tmp_path / "out"), "--quiet"])
    rows = rejects(tmp_path / "out")
    assert [row["id"] for row in rows] == ["'=1+1", "-3"]


def test_an_own_lexicon_is_added_and_its_mistakes_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "eigen.yaml"
    entry = '      - {phrase: "zoemende kelder", register: burger, hit: "Een zoemende kelder."}\n'
    own.write_text(f"signals:\n  overlast:\n    entries:\n{entry}", "utf-8")
    (tmp_path / "n.csv").write_text("text\nDe zoemende kelder weer.\n", "utf-8")
    assert main(["screen", str(tmp_path / "n.csv"), "-o", str(tmp_path / "out"), "--quiet", "--lexicon", str(own)]) == 0
    assert '"overlast"' in (tmp_path / "out" / "summaries.jsonl").read_text("utf-8")
    own.write_text(
        f"signals:\n  overlast:\n    entries:\n{entry}{entry.replace('zoemende kelder', 'a & ...')}", "utf-8"
    )
    capsys.readouterr()
    assert main(["screen", str(tmp_path / "n.csv"), "-o", str(tmp_path / "out"), "--lexicon", str(own)]) == 2
    assert "eigen.yaml:5: overlast:" in one_line(capsys)


def test_the_numbers_of_an_organisation_come_into_the_report(tmp_path: Path) -> None:
    contacts = tmp_path / "nummers.yaml"
    contacts.write_text(
        'contacts:\n  crisisdienst:\n    name: Crisisdienst Boomstad\n    phone: ["0800-9999"]\n', "utf-8"
    )
    (tmp_path / "n.csv").write_text("text\nHij wil niet meer leven.\n", "utf-8")
    out = tmp_path / "out"
    assert main(["screen", str(tmp_path / "n.csv"), "-o", str(out), "--quiet", "--contacts", str(contacts)]) == 0
    assert "Crisisdienst Boomstad" in (out / "report.html").read_text("utf-8")
