"""What the tests in a browser share: the site as it is built, and pages that must not complain or look outside."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browser.pages import DESKTOP
from probiocheck.site.build import build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page, Request

    from probiocheck.ask import Desk


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the chromium of the system; skip whatever needs it where it, or what drives it, is missing."""
    playwright = pytest.importorskip("playwright.sync_api", reason="the extra browser is not installed")
    path = shutil.which(os.environ.get("PROBIOCHECK_BROWSER", "chromium"))
    if path is None:
        pytest.skip("no chromium (Debian: apt install chromium), and PROBIOCHECK_BROWSER names none")
    with playwright.sync_playwright() as driver:
        # Without its own sandbox: it opens nothing but our files, and a container seldom grants it one.
        started = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def site(
    chromium: Browser, desk: Desk, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return the folder of the whole site, built once; or the one that --site names."""
    assert chromium.is_connected()
    given: str | None = request.config.getoption("--site")
    if given:
        return Path(given).absolute()
    folder = tmp_path_factory.mktemp("site") / "site"
    build(desk, folder)
    return folder


class Visits:
    """Opens pages, and keeps what they complained of or asked the network for."""

    def __init__(self, chromium: Browser, site: Path) -> None:
        self.site = site
        self.troubles: list[str] = []
        self._chromium = chromium

    def __call__(self, path: str | Path, **options: Any) -> Page:
        """Open a page of the site by its path, or any other file, in a window of its own."""
        context = self._chromium.new_context(**{"viewport": DESKTOP} | options)
        page = context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.troubles.append(f"{path}: {error}"))
        page.on("request", self._request)
        name, _, fragment = str(path).partition("#")
        page.goto((self.site / name).as_uri() + (f"#{fragment}" if fragment else ""))
        return page

    def close(self) -> None:
        """Close every window."""
        for context in self._chromium.contexts:
            context.close()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.troubles.append(message.text)

    def _request(self, request: Request) -> None:
        if not request.url.startswith(("file:", "data:")):
            self.troubles.append(f"asked for {request.url}")


@pytest.fixture
def visit(chromium: Browser, site: Path) -> Iterator[Visits]:
    """Return what opens pages; a page that complains or asks for anything but files fails the test."""
    visits = Visits(chromium, site)
    yield visits
    visits.close()
    assert visits.troubles == []
