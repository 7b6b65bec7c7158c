"""Take the pictures in docs/pictures of the site and of a printable answer, in a real browser."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PICTURES = Path(__file__).parent / "pictures"
_PAIR = "pair/rheumatoid-arthritis/lacticaseibacillus-casei-01.html"
_ANSWER = ("strain", "L. casei 01", "--condition", "RA", "--format", "html")
# To rows in which many levels stand.
_SCROLLED = """() => {
  const rows = [...document.querySelectorAll("#heat tbody tr")];
  const row = rows.find((one) => one.innerText.includes("longum subsp. longum BB536"));
  document.querySelector(".heat").scrollTop = row.offsetTop - document.querySelector("#heat").rows[1].offsetHeight;
}"""


def probiocheck(*arguments: str) -> str:
    """Run the command line and return what it writes."""
    command = [sys.executable, "-m", "probiocheck", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout  # noqa: S603


def take(browser: Browser, page: Path, name: str, width: int, height: int, before: str = "", style: str = "") -> None:
    """Take the picture of what a window of this size shows of a page, after a script where there is one.

    With a style it is the page as it is printed, and the style is its margin.
    """
    window = browser.new_page(viewport={"width": width, "height": height})
    window.goto(page.absolute().as_uri())
    if style:
        window.emulate_media(media="print")
        window.add_style_tag(content=style)
    window.evaluate(before)
    window.screenshot(path=PICTURES / name)
    window.close()


def main(folder: Path) -> None:
    """Build the site and an answer into a folder, and take all pictures."""
    probiocheck("site", str(folder / "site"))
    answer = folder / "answer.html"
    answer.write_text(probiocheck(*_ANSWER), encoding="utf-8")
    PICTURES.mkdir(exist_ok=True)
    with sync_playwright() as driver:
        path = shutil.which(os.environ.get("PROBIOCHECK_BROWSER", "chromium"))
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        take(browser, folder / "site" / "index.html", "heat-map.png", 1280, 900, before=_SCROLLED)
        take(browser, folder / "site" / _PAIR, "pair-desktop.png", 1280, 1400)
        take(browser, folder / "site" / _PAIR, "pair-phone.png", 390, 844)
        # The proportions of A4, large enough for the whole answer.
        take(browser, answer, "printable-answer.png", 953, 1348, style="body { padding: 1.5cm }")
        browser.close()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        main(Path(made))
