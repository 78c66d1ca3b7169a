"""The guideline: it covers the taxonomy, its examples are a corpus, and the page shows all of it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from pydantic import ValidationError

from annotation.guideline.content import Example, guideline
from annotation.guideline.page import BROWSERS, NoBrowserError, guideline_html, marked, print_pdf
from pipeline.taxonomy import taxonomy


def test_every_label_has_an_example_that_shows_it() -> None:
    for label, guide in guideline().labels.items():
        shown = {mention.label for example in guide.examples for mention in example.note("x").mentions}
        assert label.id in shown, label.id


def test_every_value_of_a_qualifier_is_shown_somewhere() -> None:
    mentions = [mention for note in guideline().notes() for mention in note.mentions]
    for name, values in taxonomy().qualifiers.items():
        assert {getattr(mention, name) for mention in mentions} == set(values)


def test_pairs_name_labels_and_show_one_of_them() -> None:
    for pair in guideline().rules.pairs:
        shown = {mention.label for example in pair.examples for mention in example.note("x").mentions}
        assert {pair.one, pair.other} <= set(taxonomy().labels) and shown & {pair.one, pair.other}


def test_no_example_stands_twice() -> None:
    texts = [note.text for note in guideline().notes()]
    assert len(texts) == len(set(texts))


def test_a_wrong_mark_is_refused() -> None:
    with pytest.raises(ValidationError, match="no label 'vies'"):
        Example(text="Het is [vies]{vies}.", why="x")


def test_the_page_shows_every_example_whole() -> None:
    page = guideline_html(guideline())
    for label in taxonomy().labels.values():
        assert f"<code>{label.id}</code>" in page
    assert page.count("<figure>") == len(guideline().examples())
    assert not re.search(r'(src|href)="http', page), "opens offline"


def test_an_example_is_escaped_and_named() -> None:
    shown = marked(Example(text="Een <b> en [stank]{vervuiling onzeker}{overlast}.", why="x"))
    assert shown == "Een &lt;b&gt; en <mark>stank</mark> <small>[vervuiling onzeker; overlast]</small>."


def test_printing_without_a_browser_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(NoBrowserError, match="needs a Chromium browser"):
        print_pdf(tmp_path / "x.html", tmp_path / "x.pdf")


@pytest.mark.slow
@pytest.mark.skipif(not any(shutil.which(name) for name in BROWSERS), reason="no Chromium browser")
def test_the_pdf(tmp_path: Path) -> None:
    page = tmp_path / "richtlijn.html"
    page.write_text(guideline_html(guideline()), "utf-8")
    print_pdf(page, tmp_path / "richtlijn.pdf")
    assert (tmp_path / "richtlijn.pdf").read_bytes().startswith(b"%PDF")
