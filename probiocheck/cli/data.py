"""``probiocheck data``: check the knowledge, and tell what it holds."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from probiocheck.cli import NO_ANSWER, options, output, printed

_ALL_ACTIVITIES = 5

CoverageFormat = Annotated[
    Literal["text", "json", "markdown"], typer.Option("--format", "-f", help="How to print it.")
]

app = typer.Typer(help="Check the knowledge, and tell what it holds.", no_args_is_help=True, rich_markup_mode=None)


def check(source: options.Source) -> int:
    """Check every record of the knowledge; every problem is listed with file, line and remedy."""
    import probiocheck
    from probiocheck import tour
    from probiocheck.knowledge import load, place, problem, references

    folder = source.data or place.shipped()
    knowledge = load.load(folder, source.add_data)
    problems = references.problems(knowledge)
    if knowledge.tour and not problems:
        # The tour is that of the base knowledge, whatever is laid over it.
        problems = tour.problems(knowledge.tour, probiocheck.load(source.data))
    if problems:
        raise problem.InvalidKnowledge(problems)
    findings = sum(len(one.record.findings) for one in knowledge.publications)
    where = ", ".join(map(str, [folder, *source.add_data]))
    output.write(
        f"{where}: sound. {len(knowledge.publications)} publications with {findings} findings,"
        f" {len(knowledge.strains)} strains, {len(knowledge.species)} species, {len(knowledge.products)} products,"
        f" {len(knowledge.conditions)} conditions, {len(knowledge.rules)} rules.\n"
    )
    return 0


def info(page: options.Page, source: options.Source) -> int:
    """Tell the version, the digest and the size of the knowledge, and where it lies."""
    from probiocheck.knowledge import place

    store = source.desk().store
    about = store.about
    record = {
        "title": about.title,
        "data_version": about.data_version,
        "data_digest": store.digest,
        "licence": about.licence,
        "citation": about.citation,
        "folders": [str(one) for one in (source.data or place.shipped(), *source.add_data)],
        "records": dict(sorted(store.counts().items())),
    }
    if page.form == "json":
        from probiocheck.render import json

        output.write(json.render(record))
    else:
        from probiocheck.render import record as laid_out

        output.lines(laid_out.lines(record, output.width()), page.color)
    return 0


def coverage(source: options.Source, form: CoverageFormat = "text") -> int:
    """Tell what was studied in each condition and of each strain, and where the gaps are."""
    from probiocheck import coverage as counted
    from probiocheck.render import coverage as page

    found = counted.of(source.desk().store)
    if form == "json":
        from probiocheck.render import json

        output.write(json.render(found))
    elif form == "markdown":
        output.write(page.markdown(found))
    else:
        output.write(page.text(found))
    return 0


def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The folder of the knowledge before.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="The folder of the knowledge after.")],
    page: options.Page,
) -> int:
    """List every strain and product in every condition whose level or certainty differs, with the reason.

    Exit codes: 0 nothing differs; 1 something differs; 4 a knowledge is unusable.
    """
    from probiocheck import difference

    before, after = (options.Source(data=folder).desk().store for folder in (old, new))
    found = list(difference.between(before, after, output.progress))
    if page.form == "json":
        from probiocheck.render import json

        output.write(json.render({"schema": "probiocheck/diff/1", "differences": found}))
    else:
        for one in found:
            at = "" if len(one.activities) == _ALL_ACTIVITIES else f" ({', '.join(one.activities)})"
            output.write(f"{one.subject} x {one.condition}{at}\n    {one.before} -> {one.after}\n    {one.why}\n")
        output.note(f"{len(found)} answer{'s' if len(found) != 1 else ''} differ" + ("s" if len(found) == 1 else ""))
    return 1 if found else 0


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the tables go; made if it is not there.")],
    knowledge: options.Knowledge,
    form: Annotated[
        Literal["csv", "json", "parquet"], typer.Option("--format", "-f", help="How the tables are written.")
    ] = "csv",
    condition: options.OnlyConditions = [],  # noqa: B006 - Typer copies it
) -> int:
    """Write tables for joining elsewhere: every name with its id, and every strain and product in every condition.

    Levels are for a patient without therapies and risks, at every disease activity.
    """
    from probiocheck import export as tables

    desk = knowledge.desk()
    named = printed.conditions(desk, condition)
    if named is None:
        return NO_ANSWER
    try:
        written = tables.write(desk, folder, form, output.progress, named)
    except tables.ExportProblem as problem:
        raise typer.BadParameter(str(problem)) from problem
    for path in written:
        output.write(f"{path}\n")
    return 0


for _command in (check, info, coverage, diff, export):
    app.command()(options.spread(_command))
