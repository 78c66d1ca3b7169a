"""CSV in every dialect and encoding, and rows that do not fit."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.notes import InputError

Read = Callable[..., Any]

TEXTS = [
    "De gang ligt vol afval, mw. doet niet open; al weken niet gezien.",
    'Dhr. zei: "ik wil geen hulp", en liep weg.',
    "Regel één\r\nregel twee\nregel drie\tmet een tab",
    "Café, ‘t is er vol – post, kranten… €20 in een potje",
    "kort",
]


def table(delimiter: str, line_end: str, quoting: Any) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    writer.writerow(["id", "text", "bron"])
    for i, text in enumerate(TEXTS, 1):
        writer.writerow([f"m-{i}", text, "melding"])
    return out.getvalue()


@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_dialect_in_every_encoding(
    read: Read, delimiter: str, encoding: str, line_end: str, quoting: Any
) -> None:
    notes, rejected, (report,) = read(table(delimiter, line_end, quoting).encode(encoding))

    assert not rejected
    assert [note.text for note in notes] == TEXTS
    assert [note.id for note in notes] == ["m-1", "m-2", "m-3", "m-4", "m-5"]
    assert all(note.metadata == {"bron": "melding"} and not note.notices for note in notes)
    assert (report.encoding, report.delimiter, report.quoted) == (encoding, delimiter, True)
    assert report.columns == ("id", "text", "bron")


def test_lines_are_those_of_the_file_where_the_record_starts(read: Read) -> None:
    content = '\nid;text\n1;"a\nb\r\nc"\n\n2;d\n3;"e\r\rf"\n4;g\n'
    notes, _, (report,) = read(content)

    assert [(note.id, note.line) for note in notes] == [("1", 3), ("2", 7), ("3", 8), ("4", 11)]
    assert report.lines == 11


def test_text_comes_out_unchanged(read: Read) -> None:
    text = ' \tspaties "binnen", \r\nen NUL\x00 en een é en 🙂 en \u00ad einde  '
    notes, _, _ = read('text;x\n"' + text.replace('"', '""') + '";1\n')

    assert notes[0].text == text


def test_one_column_without_a_delimiter(read: Read) -> None:
    content = 'text\nDe gang ligt vol, zegt de buurvrouw; de tuin ook.\n"Hij zei: ""nee"""\nkort\n'
    notes, rejected, (report,) = read(content)

    assert [note.text for note in notes] == [
        "De gang ligt vol, zegt de buurvrouw; de tuin ook.",
        'Hij zei: "nee"',
        "kort",
    ]
    assert not rejected
    assert report.delimiter is None


def test_commas_in_the_text_do_not_make_it_a_comma_file(read: Read) -> None:
    rows = "".join(f"{i};ja, nee, misschien, {i}, en, zo, voort\n" for i in range(30))
    _, rejected, (report,) = read("id;text\n" + rows)

    assert report.delimiter == ";"
    assert not rejected


def test_tabs_without_quoting_keep_their_quotes(read: Read) -> None:
    content = 'id\ttext\n1\t"Nee" zei hij\n2\tzei "nee"\n3\t"Ga weg", riep hij\n4\tgewoon\n'
    notes, rejected, (report,) = read(content, "export.tsv")

    assert [note.text for note in notes] == ['"Nee" zei hij', 'zei "nee"', '"Ga weg", riep hij', "gewoon"]
    assert not rejected
    assert report.quoted is False
    assert any("quotes" in remark for remark in report.remarks)


def test_a_space_before_a_quote(read: Read) -> None:
    notes, rejected, _ = read('id, text, bron\n1, "ja, en nee", x\n2, "nee, hoor", y\n')

    assert [note.text for note in notes] == ["ja, en nee", "nee, hoor"]
    assert not rejected


def test_the_line_that_tells_excel_the_delimiter(read: Read) -> None:
    notes, _, (report,) = read("sep=;\r\ntext;id\r\nja, en nee;7\r\n")

    assert (notes[0].text, notes[0].id, notes[0].line) == ("ja, en nee", "7", 3)
    assert report.delimiter == ";"


def test_a_quote_that_does_not_close_costs_one_row(read: Read) -> None:
    content = 'id;text\n1;"open\n2;"goed"\n3;ook goed\n4;"weer ""open""\n5;laatste\n'
    notes, rejected, _ = read(content + '6;"ja; nee"\n')

    assert [note.text for note in notes] == ["goed", "ook goed", "laatste", "ja; nee"]
    assert [(bad.line, bad.reason) for bad in rejected] == [
        (2, "De aanhalingstekens in deze rij kloppen niet."),
        (5, "De aanhalingstekens in deze rij kloppen niet."),
    ]


def test_a_quote_that_is_never_closed_does_not_swallow_the_rest(read: Read) -> None:
    rows = "".join(f'{i};"tekst; {i}"\n' for i in range(20))
    notes, rejected, _ = read("id;text\n" + rows + '20;"open\n21;goed\n22;goed\n')

    assert len(notes) == 22
    assert [(bad.line, bad.reason) for bad in rejected] == [
        (22, "Een aanhalingsteken in deze rij wordt niet gesloten.")
    ]


def test_rows_with_too_many_or_too_few_fields(read: Read) -> None:
    notes, rejected, _ = read("id;text;bron\n1;goed;x\n2;te;veel;velden\n3\n4;te weinig\n5;goed;x\n6;goed;x\n")

    assert [note.id for note in notes] == ["1", "5", "6"]
    assert [(bad.line, bad.id, bad.reason) for bad in rejected] == [
        (3, "2", "Deze rij heeft te veel velden (4 in plaats van 3)."),
        (4, "3", "Deze rij heeft te weinig velden (1 in plaats van 3)."),
        (5, "4", "Deze rij heeft te weinig velden (2 in plaats van 3)."),
    ]


def test_a_very_large_field(read: Read) -> None:
    text = "een lang verhaal, " * 20_000
    notes, _, _ = read(f'id,text\n1,"{text}"\n2,kort\n')

    assert [len(note.text) for note in notes] == [len(text), 4]


def test_a_row_beyond_the_limit_is_not_kept_and_the_next_is_read(read: Read) -> None:
    content = "id;text\n1;" + "x" * (3 << 20) + "\n2;kort\n"
    notes, rejected, _ = read(content, max_chars=100)

    assert [(note.id, note.line) for note in notes] == [("2", 3)]
    assert [bad.line for bad in rejected] == [2]


def test_a_large_first_note_does_not_hide_the_dialect(read: Read) -> None:
    text = "regel, met komma\n" * 30_000
    notes, rejected, (report,) = read(f'id;text\n1;"{text}"\n2;"kort, ja"\n')

    assert report.delimiter == ";"
    assert [note.text for note in notes] == [text, "kort, ja"]
    assert not rejected


def test_all_other_columns_are_metadata_and_text(read: Read) -> None:
    notes, _, _ = read("Text;age_group;nummer;;nummer;date\nhallo;oudere;007;leeg;8;2024-05-03\n")

    assert notes[0].metadata == {
        "age_group": "oudere",
        "nummer": "007",
        "kolom_4": "leeg",
        "nummer_2": "8",
        "date": "2024-05-03",
    }


@pytest.mark.parametrize("name", ["tekst", "Melding", "NOTITIE", "bericht", "omschrijving"])
def test_dutch_names_stand_for_text_and_that_is_reported(read: Read, name: str) -> None:
    notes, _, (report,) = read(f"id;{name}\n1;hallo\n")

    assert notes[0].text == "hallo"
    assert report.text_column == name
    assert any(name in remark for remark in report.remarks)


def test_an_alias_is_not_used_where_there_is_a_text(read: Read) -> None:
    notes, _, (report,) = read("melding;TEXT\n1234;hallo\n")

    assert (notes[0].text, notes[0].metadata) == ("hallo", {"melding": "1234"})
    assert not report.remarks


def test_several_aliases_are_said(read: Read) -> None:
    _, _, (report,) = read("melding;omschrijving\nhallo;x\n")

    assert report.text_column == "melding"
    assert "omschrijving" in report.remarks[0]


def test_columns_of_choice(read: Read) -> None:
    notes, _, (report,) = read("Zaak;Verhaal;text\nz9;hallo;anders\n", text_column="verhaal", id_column="zaak")

    assert (notes[0].id, notes[0].text, notes[0].metadata) == ("z9", "hallo", {"text": "anders"})
    assert (report.text_column, report.id_column) == ("Verhaal", "Zaak")


def test_a_header_alone_has_no_notes(read: Read) -> None:
    assert read("id;text\n")[:2] == ([], [])


def test_a_delimiter_that_does_not_fit_the_rows(tmp_path: Path, read: Read) -> None:
    rows = "".join(f"{i};hallo, daar\n" for i in range(6))
    with pytest.raises(InputError, match=r"NP112 .*2 columns \(comma\), but none of the 6 rows") as caught:
        read("id,text\n" + rows.replace(", ", " "))
    assert caught.value.file == str(tmp_path / "meldingen.csv")
