"""``probiocheck data``: check the knowledge, and tell what it holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from probiocheck.cli import options, output

if TYPE_CHECKING:
    from probiocheck.coverage import Coverage

_ALL_ACTIVITIES = 5

CoverageFormat = Annotated[
    Literal["text", "json", "markdown"], typer.Option("--format", "-f", help="How to print it.")
]

app = typer.Typer(help="Check the knowledge, and tell what it holds.", no_args_is_help=True, rich_markup_mode=None)


@app.command()
def check(data: options.DataOption = None) -> int:
    """Check every record of the knowledge; every problem is listed with file, line and remedy."""
    from probiocheck.knowledge import load, place, references

    folder = data or place.shipped()
    knowledge = load.load(folder)
    problems = references.problems(knowledge)
    if problems:
        raise load.InvalidKnowledge(problems)
    findings = sum(len(one.record.findings) for one in knowledge.publications)
    output.write(
        f"{folder}: sound. {len(knowledge.publications)} publications with {findings} findings,"
        f" {len(knowledge.strains)} strains, {len(knowledge.species)} species, {len(knowledge.products)} products,"
        f" {len(knowledge.conditions)} conditions, {len(knowledge.rules)} rules.\n"
    )
    return 0


@app.command()
def info(form: options.FormatOption = "text", data: options.DataOption = None) -> int:
    """Tell the version, the digest and the size of the knowledge, and where it lies."""
    from probiocheck.knowledge import place

    folder = data or place.shipped()
    store = place.open_store(folder)
    about = store.about
    record = {
        "title": about.title,
        "data_version": about.data_version,
        "data_digest": store.digest,
        "licence": about.licence,
        "citation": about.citation,
        "folder": str(folder),
        "records": dict(sorted(store.counts().items())),
    }
    if form == "json":
        from probiocheck.render import json

        output.write(json.render(record))
    else:
        from probiocheck.render import record as page

        output.lines(page.lines(record, output.width()))
    return 0


@app.command()
def coverage(
    form: CoverageFormat = "text",
    data: options.DataOption = None,
) -> int:
    """Tell what was studied in each condition and of each strain, and where the gaps are."""
    from probiocheck import coverage as counted
    from probiocheck.render import coverage as page

    found: Coverage = counted.of(options.desk(data).store)
    if form == "json":
        from probiocheck.render import json

        output.write(json.render(found))
    elif form == "markdown":
        output.write(page.markdown(found))
    else:
        output.write(page.text(found))
    return 0


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="The folder of the knowledge before.")],
    new: Annotated[Path, typer.Argument(help="The folder of the knowledge after.")],
    form: options.FormatOption = "text",
) -> int:
    """List every strain and product in every condition whose level or certainty differs, with the reason.

    Exit codes: 0 nothing differs; 1 something differs; 4 a knowledge is unusable.
    """
    from probiocheck import difference

    before, after = (options.desk(folder).store for folder in (old, new))
    found = list(difference.between(before, after, output.progress))
    if form == "json":
        from probiocheck.render import json

        output.write(json.render({"schema": "probiocheck/diff/1", "differences": found}))
    else:
        for one in found:
            at = "" if len(one.activities) == _ALL_ACTIVITIES else f" ({', '.join(one.activities)})"
            output.write(f"{one.subject} x {one.condition}{at}\n    {one.before} -> {one.after}\n    {one.why}\n")
        output.note(f"{len(found)} answer{'s' if len(found) != 1 else ''} differ" + ("s" if len(found) == 1 else ""))
    return 1 if found else 0
