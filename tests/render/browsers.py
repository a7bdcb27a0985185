"""Finds a browser of the Chromium family and opens pictures in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)


def find_browser() -> str | None:
    """Path of a browser: the one that D365ARCH_BROWSER names, else one on this machine, or none."""
    found = (os.environ.get("D365ARCH_BROWSER"), *map(shutil.which, _NAMES),
             *(path for path in _PLACES if Path(path).exists()))
    return next(filter(None, found), None)


@contextmanager
def running_browser() -> Iterator[Browser]:
    """A headless browser; skips the test where there is none, unless D365ARCH_REQUIRE_BROWSER=1."""
    path = find_browser()
    if path is None:
        words = "no Chromium, Chrome or Edge found on this machine"
        if os.environ.get("D365ARCH_REQUIRE_BROWSER") == "1":
            pytest.fail(words)
        pytest.skip(words)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()
