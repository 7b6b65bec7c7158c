"""A site that was built, read for tests: its files, and the links that lead nowhere."""

from __future__ import annotations

import html
import posixpath
import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

_ADDRESS = re.compile(r'(?:href|src)="([^"]*)"')
_ID = re.compile(r'\bid="([^"]*)"')


class Site(NamedTuple):
    """A site that was built, and the text of each of its files by path."""

    folder: Path
    files: dict[str, str]


def read(folder: Path) -> Site:
    """Return a site with all its files."""
    paths = [one for one in folder.rglob("*") if one.is_file()]
    return Site(folder, {one.relative_to(folder).as_posix(): one.read_text(encoding="utf-8") for one in paths})


def broken(site: Site) -> list[str]:
    """Return every address on a page that leads to no file of the site, or to no place in it."""
    places = {path: {*_ID.findall(text)} for path, text in site.files.items() if path.endswith(".html")}
    found = []
    for page in places:
        for written in set(_ADDRESS.findall(site.files[page])):
            to = urlsplit(html.unescape(written))
            if to.scheme:
                continue
            beside = posixpath.join(posixpath.dirname(page), unquote(to.path))
            target = posixpath.normpath(beside) if to.path else page
            if target not in site.files or (to.fragment and to.fragment not in places[target]):
                found.append(f"{page}: {written}")
    return found
