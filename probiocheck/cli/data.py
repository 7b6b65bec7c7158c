"""``probiocheck data``: check the knowledge, and tell what it holds."""

from __future__ import annotations

import typer

from probiocheck.cli import options, output

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
