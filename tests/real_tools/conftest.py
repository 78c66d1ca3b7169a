"""The job against real tools: `make real-tools`. It installs them, so it runs only where a folder is named to install into."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

collect_ignore_glob = [] if os.environ.get("NIETPLUIS_REAL_TOOLS") else ["test_*.py"]

PICTURES = Path(__file__).parents[2] / "out" / "real-tools"
ONLY_HERE = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
"""Tools' pages call home; nothing but this machine is reached from the browser."""


@pytest.fixture(scope="session")
def cache() -> Path:
    """Where environments of tools are kept from run to run."""
    return Path(os.environ["NIETPLUIS_REAL_TOOLS"]).resolve()


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where screenshots go, to be looked at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    return PICTURES


@pytest.fixture
def page() -> Iterator[object]:
    """A page of a Chromium that reaches this machine only."""
    import shutil

    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome")
    browser = next((found for name in names if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", ONLY_HERE])
        page = chromium.new_page(viewport={"width": 1500, "height": 1200})
        page.set_default_timeout(120_000)
        yield page
        chromium.close()
