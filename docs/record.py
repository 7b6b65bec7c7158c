"""Turn what a command printed in colour into an SVG picture whose text can be selected, searched and read aloud.

Run as ``python docs/record.py TITLE < CAPTURED > PICTURE.svg`` it pictures a terminal that was captured.
"""

from __future__ import annotations

import io
import sys
from html import escape

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

_WIDTH = 80
# Background, text, and the eight colours of a terminal, all light enough to be read on the dark, dimmed too.
_THEME = TerminalTheme(
    (24, 24, 24),
    (224, 224, 224),
    [
        (72, 72, 72),
        (255, 110, 103),
        (110, 210, 110),
        (240, 200, 80),
        (120, 170, 255),
        (230, 140, 240),
        (100, 205, 225),
        (224, 224, 224),
    ],
)
# The template of rich without its fonts, which would be fetched from another host, and with a name for the picture.
_TEMPLATE = """\
<svg role="img" aria-labelledby="{unique_id}-name" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<title id="{unique_id}-name">TITLE</title>
<style>
.{unique_id}-matrix {{
  font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace;
  font-size: {char_height}px;
  line-height: {line_height}px;
}}
.{unique_id}-matrix text {{ white-space: pre }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix" xml:space="preserve">
{matrix}
</g>
</g>
</svg>
"""


def svg(printed: str, title: str) -> str:
    """Return the picture of a terminal of 80 columns; the same text gives the same bytes.

    Args:
        printed: What the terminal shows, with its escape codes.
        title: What the picture shows, for those who cannot see it.

    """
    console = Console(record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True, legacy_windows=False)
    console.print(Text.from_ansi(printed), soft_wrap=True)
    template = _TEMPLATE.replace("TITLE", escape(title).replace("{", "{{").replace("}", "}}"))
    picture = console.export_svg(title="", theme=_THEME, code_format=template, unique_id="terminal")
    # What is copied out of the picture is to be what was printed; white-space keeps the columns.
    lines = picture.replace("&#160;", " ").replace("</text><text", "</text>\n<text").splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines if line.strip())


if __name__ == "__main__":
    sys.stdout.write(svg(sys.stdin.read(), sys.argv[1]))
