"""Every link of the whole site leads somewhere; that needs no browser, but the site, which is built here anyway."""

from __future__ import annotations

from pathlib import Path

from pages_built import broken, read


def test_every_link_of_the_whole_site(site: Path) -> None:
    """No page leads to one that is not there, or to a place that is not on it."""
    whole = read(site)
    assert len(whole.files) > 2000
    assert broken(whole) == []
