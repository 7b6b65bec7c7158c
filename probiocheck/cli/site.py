"""``probiocheck site``: the knowledge as a folder of pages to look at."""

from pathlib import Path
from typing import Annotated

import typer

from probiocheck.cli import options, output


def site(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="Where the pages go; made if it is not there. A site there is replaced."),
    ],
    knowledge: options.Knowledge,
) -> int:
    """Write the evidence explorer: pages to browse, without a server and without a network.

    A page for each strain, species, product, condition, publication and rule, and for each pair that was studied.
    Open index.html in any browser.
    """
    from probiocheck.site.build import SiteProblem, build

    try:
        built = build(knowledge.desk(), folder, output.progress)
    except SiteProblem as problem:
        raise typer.BadParameter(str(problem)) from problem
    output.write(f"{folder / 'index.html'}\n")
    output.note(f"{built.pages:,} pages, {built.bytes / 1e6:.1f} MB")
    return 0
