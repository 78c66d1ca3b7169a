"""The guideline as a page for annotators, and as PDF where a Chromium browser is there to print it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from annotation.guideline.content import Example, Guideline, marks_of
from pipeline.taxonomy import taxonomy

ASSETS = Path(__file__).parent / "assets"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


class NoBrowserError(RuntimeError):
    """There is no Chromium browser on this machine that can print a PDF."""


def marked(example: Example) -> Markup:
    """An example with its mentions underlined and named; several labels on the same words stand behind each other."""
    note = example.note("x")
    parts = [Markup("")]
    last = 0
    for (start, end), group in groupby(note.mentions, key=lambda mention: (mention.start, mention.end)):
        names = "; ".join(" ".join([mention.label, *marks_of(mention)]) for mention in group)
        parts.append(escape(note.text[last:start]))
        parts.append(Markup("<mark>{}</mark> <small>[{}]</small>").format(note.text[start:end], names))
        last = end
    return Markup("").join([*parts, escape(note.text[last:])])


def _lower_first(name: str) -> str:
    return name[:1].lower() + name[1:]


def on_page(guide: Guideline) -> dict[str, Any]:
    """What `guideline_body.html` and `guideline_label.html` need: whoever shows them on another page gives them this too."""
    known = taxonomy()
    domains = [
        (name, [(label, part) for label, part in guide.labels.items() if label.domain == domain])
        for domain, name in known.domains.items()
    ]
    return {
        "guide": guide,
        "domains": domains,
        "version": known.version,
        "label_names": {label.id: label.label for label in known.labels.values()},
        "marked": marked,
        "lower_first": _lower_first,
    }


def guideline_html(guide: Guideline) -> str:
    """The page."""
    environment = Environment(loader=FileSystemLoader(ASSETS), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("guideline.html").render(on_page(guide))


def print_pdf(page: Path, target: Path) -> None:
    """Prints a page to PDF with a headless Chromium. Raises `NoBrowserError`, or `RuntimeError` where printing fails."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        raise NoBrowserError("a PDF needs a Chromium browser; the page itself can be printed from any browser")
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run(
            [
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                f"--user-data-dir={profile}",
                "--no-pdf-header-footer",
                f"--print-to-pdf={target.resolve()}",
                page.resolve().as_uri(),
            ],
            capture_output=True,
            timeout=120,
            check=False,
        )
    if done.returncode or not target.exists():
        raise RuntimeError(f"{Path(browser).name} could not print the page (exit code {done.returncode})")
