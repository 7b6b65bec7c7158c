"""The site in a real browser; skipped where none is installed (see docs/site.md)."""
