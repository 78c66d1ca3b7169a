"""Files: every row accounted for, the same file twice no note twice, a packed bomb not unpacked."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import openpyxl
import pyarrow
import pyarrow.parquet
import pytest
from sqlalchemy import func, select

from triage.intake import files
from triage.intake.accept import accept as real_accept
from triage.intake.deidentify import Deidentified, NoDeidentifier, Replacement
from triage.intake.files import Taker
from triage.intake.vault import vault_of
from triage.settings import Settings
from triage.store.choices import DeliveryKind, VaultKind
from triage.store.session import Store
from triage.store.tables import AuditEvent, Delivery, Job, Note, VaultItem

TEXTS = ["De gang ligt vol afval.", "Mw. doet niet open."]


class Marker:
    """A deidentifier that knows one name."""

    name = "proef 1"
    replaces = True

    def __call__(self, text: str) -> Deidentified:
        at = text.find("Zonnedauw")
        if at < 0:
            return Deidentified(text)
        found = Replacement(at, at + 9, "Zonnedauw", "[PERSOON-1]")
        return Deidentified(text.replace("Zonnedauw", "[PERSOON-1]", 1), (found,))


def write(folder: Path, kind: str) -> Path:
    path = folder / f"uitvoer.{kind}"
    if kind in ("csv", "tsv"):
        path.write_text("\n".join(["text", *TEXTS]) + "\n", "utf-8")
    elif kind == "jsonl":
        path.write_text("".join(json.dumps({"text": text}) + "\n" for text in TEXTS), "utf-8")
    elif kind == "parquet":
        pyarrow.parquet.write_table(pyarrow.table({"text": TEXTS}), path)
    elif kind == "xlsx":
        book = openpyxl.Workbook()
        sheet = book.create_sheet(index=0)
        for row in (["text"], *([text] for text in TEXTS)):
            sheet.append(row)
        book.save(path)
    else:
        path.write_text(TEXTS[0], "utf-8")
    return path


def take(store: Store, settings: Settings, path: Path, source: str = "melding") -> Delivery:
    taker = Taker(store, settings, NoDeidentifier(), None)
    delivery_id = taker.take(path, kind=DeliveryKind.BESTAND, name=path.name, source=source)
    with store.session() as session:
        return session.get_one(Delivery, delivery_id)


def notes(store: Store) -> list[Note]:
    with store.session() as session:
        return list(session.scalars(select(Note).order_by(Note.text)))


@pytest.mark.parametrize("kind", ["csv", "tsv", "jsonl", "parquet", "xlsx", "txt"])
def test_every_format_of_the_contract_is_taken(store: Store, settings: Settings, tmp_path: Path, kind: str) -> None:
    delivery = take(store, settings, write(tmp_path, kind))
    wanted = TEXTS[:1] if kind == "txt" else TEXTS
    assert (delivery.taken, delivery.rejected, delivery.error) == (len(wanted), 0, None)
    assert [note.text for note in notes(store)] == wanted
    with store.session() as session:
        assert session.scalar(select(func.count()).select_from(Job)) == len(wanted)


def test_columns_that_are_ours_are_used_and_the_others_carried_along(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    path = tmp_path / "uitvoer.csv"
    path.write_text(
        "id;text;source;date;subject_id;wijk\n7;De gang ligt vol afval.;telefoon;04-03-2026;123;Noord\n"
        "8;Mw. doet niet open.;;ooit;;Zuid\n",
        "utf-8",
    )
    take(store, settings, path)
    first, second = notes(store)
    assert (first.external_id, first.source, str(first.noted_on)) == ("7", "telefoon", "2026-03-04")
    assert first.extra == {"wijk": "Noord"} and first.subject_key
    assert (second.source, second.noted_on) == ("melding", None)
    assert second.extra["date"] == "ooit" and second.subject_key is None


def test_the_same_file_again_stores_nothing_twice(store: Store, settings: Settings, tmp_path: Path) -> None:
    path = write(tmp_path, "csv")
    take(store, settings, path)
    again = take(store, settings, path)
    assert (again.taken, again.known, again.rejected) == (0, 2, 0)
    assert len(notes(store)) == 2


def test_a_row_that_cannot_be_taken_is_named_with_its_line(store: Store, settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "uitvoer.csv"
    path.write_text("id;text\n1;De gang ligt vol afval.\n2;\n1;Iets anders.\n", "utf-8")
    delivery = take(store, settings, path)
    assert (delivery.taken, delivery.rejected) == (1, 2)
    assert [(row["line"], row["id"]) for row in delivery.rejects] == [(3, "2"), (4, "1")]
    path.write_text("id;text\n1;Weer iets anders.\n", "utf-8")
    later = take(store, settings, path)
    assert (later.taken, later.known, later.rejected) == (0, 0, 1)
    assert "andere melding" in later.rejects[0]["reason"]
    assert "anders." not in json.dumps([delivery.rejects, later.rejects])


@pytest.mark.parametrize(
    ("content", "code"), [(b"", "NP103"), (b"kop;nog een\n1;2\n", "NP108"), (b"PK\x03\x04rommel", "NP106")]
)
def test_a_file_that_cannot_be_read_is_a_delivery_with_a_reason(
    store: Store, settings: Settings, tmp_path: Path, content: bytes, code: str
) -> None:
    path = tmp_path / ("uitvoer.xlsx" if content.startswith(b"PK") else "uitvoer.csv")
    path.write_bytes(content)
    delivery = take(store, settings, path)
    assert (delivery.taken, delivery.error) == (0, code)
    with store.session() as session:
        assert session.scalars(select(AuditEvent.outcome)).all() == ["mislukt"]


def test_a_file_that_would_unpack_too_far_is_left_packed(
    store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "UNPACKED_BYTES", 100_000)
    path = tmp_path / "uitvoer.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * 200_000)
    assert take(store, settings, path).error == "te_groot_uitgepakt"


def test_what_was_stored_before_a_crash_is_not_stored_again(
    store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "BATCH", 1)
    path = write(tmp_path, "csv")
    taker = Taker(store, settings, NoDeidentifier(), None)
    calls = iter([True, False])

    def crash(*args: object, **kwargs: object) -> object:
        if next(calls):
            return real_accept(*args, **kwargs)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(files, "accept", crash)
    with pytest.raises(KeyboardInterrupt):
        taker.take(path, kind=DeliveryKind.BESTAND, name="uitvoer.csv", source="melding")
    assert len(notes(store)) == 1
    monkeypatch.setattr(files, "accept", real_accept)
    delivery = take(store, settings, path)
    assert (delivery.taken, delivery.known) == (1, 1)


def test_pseudonymised_rows_keep_their_names_in_the_vault_only(
    store: Store, settings: Settings, tmp_path: Path
) -> None:
    hidden = settings.model_copy(update={"deidentifier": "deduce"})
    vault = vault_of(hidden)
    path = tmp_path / "melding Zonnedauw.jsonl"
    row = {"text": "Zonnedauw doet niet open.", "naam": "Zonnedauw", "age_group": "oudere"}
    path.write_text(json.dumps(row), "utf-8")
    plain = tmp_path / "Zonnedauw.txt"
    plain.write_text("Zonnedauw belt vaak.", "utf-8")
    taker = Taker(store, hidden, Marker(), vault)
    for each in (path, plain):
        taker.take(each, kind=DeliveryKind.BESTAND, name=each.name, source="melding")
    with store.session() as session:
        note = session.scalars(select(Note).where(Note.text.contains("doet niet open"))).one()
        assert (note.text, note.extra, note.pseudonymised) == (
            "[PERSOON-1] doet niet open.",
            {"age_group": "oudere"},
            True,
        )
        items = {
            item.kind: item.ciphertext
            for item in session.scalars(select(VaultItem).where(VaultItem.note_id == note.id))
        }
        original = vault.open(note.id, VaultKind.ORIGINAL, items[VaultKind.ORIGINAL])
        assert original == {"text": row["text"], "extra": {"naam": "Zonnedauw", "age_group": "oudere"}}
        mapping = vault.open(note.id, VaultKind.MAPPING, items[VaultKind.MAPPING])
        assert mapping["replacements"][0]["words"] == "Zonnedauw"
        other = session.scalars(select(Note).where(Note.text.contains("belt vaak"))).one()
        assert "Zonnedauw" not in (other.external_id or "")
        assert "Zonnedauw" not in str([delivery.name for delivery in session.scalars(select(Delivery))])
