"""A municipality's own theme: its tokens reach the components."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from triage.settings import Settings

CSS = """
.gemeente-theme {
  --utrecht-document-background-color: #fffbe6;
  --utrecht-document-font-family: serif;
  --utrecht-link-color: #7a1f00;
}
"""


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    css = tmp_path / "gemeente.css"
    css.write_text(CSS)
    return Settings(
        data_dir=tmp_path / "data",
        database=database_url,
        background=False,
        theme_css=css,
        theme_class="gemeente-theme",
    )


def test_an_own_theme_is_laid_over_the_components(served: str, chromium: Any) -> None:
    page = chromium.new_page(color_scheme="dark")
    page.goto(f"{served}/inloggen")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 251, 230)"
    assert page.evaluate("getComputedStyle(document.body).fontFamily") == "serif"
    assert page.locator("a[href='/over']").evaluate("one => getComputedStyle(one).color") == "rgb(122, 31, 0)"
    page.close()
