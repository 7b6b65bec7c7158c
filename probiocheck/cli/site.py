"""``probiocheck site``: the knowledge as a folder of pages to look at."""

from pathlib import Path
from typing import Annotated

import typer

from probiocheck.cli import NO_ANSWER, options, output, printed


def site(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="Where the pages go; made if it is not there. A site there is replaced."),
    ],
    knowledge: options.Knowledge,
    condition: options.OnlyConditions = [],  # noqa: B006 - Typer copies it
) -> int:
    """Write the evidence explorer: pages to browse, without a server and without a network.

    A page for each strain, species, product, condition, publication and rule, and for each pair that was studied.
    Open index.html in any browser.
    """
    from probiocheck.site.build import SiteProblem, build

    desk = knowledge.desk()
    chosen = printed.conditions(desk, condition)
    if chosen is None:
        return NO_ANSWER
    try:
        built = build(desk, folder, output.progress, chosen)
    except SiteProblem as problem:
        raise typer.BadParameter(str(problem)) from problem
    output.write(f"{folder / 'index.html'}\n")
    output.note(f"{built.pages:,} pages, {built.bytes / 1e6:.1f} MB")
    return 0
