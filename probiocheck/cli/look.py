"""``show``, ``search``, ``list`` and ``explain``: look into the knowledge."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from probiocheck.cli import NO_ANSWER, complete, options, output

if TYPE_CHECKING:
    from probiocheck.ask import Desk

_KINDS = {
    "strains": ("species", "strain"),
    "products": ("product",),
    "conditions": ("condition",),
    "risks": ("risk",),
    "therapies": ("therapy",),
}
Listed = Literal["strains", "products", "conditions", "rules", "risks", "therapies"]


def show(
    name: Annotated[
        str,
        typer.Argument(
            metavar="ID",
            help="Strain, product, condition or publication, by id or name.",
            autocompletion=complete.records,
        ),
    ],
    page: options.Page,
    source: options.Source,
) -> int:
    """Show everything recorded about a strain, product, condition or publication."""
    desk = source.desk()
    found = _find(desk, name)
    if found is None:
        output.note(
            f"no strain, product, condition or publication is known as “{name}”; try: probiocheck search TEXT"
        )
        return NO_ANSWER
    kind, record = found
    _print({"kind": kind, **_plain(record)}, page)
    return 0


def _find(desk: "Desk", name: str) -> tuple[str, Any] | None:
    from probiocheck import model

    for kind in ("strain", "species", "product", "condition", "publication", "therapy", "risk"):
        record = desk.store.publication(name) if kind == "publication" else desk.store.get(kind, name)
        if record:
            return kind, record
    for chosen in ("therapy", "risk"):
        choice = desk.names.choice(name, chosen)
        if isinstance(choice, str):
            return chosen, desk.store.get(chosen, choice)
    for resolve in (desk.names.strain, desk.names.condition):
        found = resolve(name)
        if not isinstance(found, model.NoAnswer):
            return found.kind, desk.store.get(found.kind, found.id)
    return None


def search(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Part of a name, code or title.")],
    page: options.Page,
    source: options.Source,
) -> int:
    """Search names, ids and titles for a piece of text."""
    desk = source.desk()
    rows = desk.store.search(text)
    _print_rows([{"kind": kind, "id": record, "name": name} for kind, record, name in rows], page)
    if not rows:
        output.note(f"nothing in the knowledge is called anything like “{text}”")
        return NO_ANSWER
    return 0


def list_records(
    what: Annotated[
        Listed, typer.Argument(metavar="WHAT", help="One of strains, products, conditions, rules, risks, therapies.")
    ],
    page: options.Page,
    source: options.Source,
) -> int:
    """List strains, products, conditions, rules, risks or therapies."""
    store = source.desk().store
    if what == "rules":
        rows = [{"id": one.id, "name": one.title} for one in store.every_rule()]
    else:
        rows = [{"id": one.id, "name": store.title(kind, one.id)} for kind in _KINDS[what] for one in store.all(kind)]
    _print_rows(sorted(rows, key=lambda row: row["id"]), page)
    return 0


def explain(
    rule: Annotated[
        str,
        typer.Argument(metavar="RULE", help="The id of a rule, as answers name it.", autocompletion=complete.rules),
    ],
    page: options.Page,
    source: options.Knowledge,
) -> int:
    """Explain a rule: when it applies, what it does, why, and the publications it rests on.

    With --policy, an entry of the local policy is explained by its id, too.
    """
    desk = source.desk()
    store = desk.store
    wanted = rule.strip()
    entry = desk.policy and desk.policy.entries.get(wanted)
    found = entry.written if entry else next((one for one in store.every_rule() if one.id == wanted.upper()), None)
    if found is None:
        output.note(f"no rule is called {rule!r}; probiocheck list rules shows all")
        return NO_ANSWER
    record = _plain(found)
    record["publications"] = [_cited(store, one) for one in [*record.get("evidence", []), *record.get("against", [])]]
    _print(record, page)
    return 0


def _cited(store: Any, publication: str) -> str:
    from probiocheck.render import answer

    record = store.get("publication", publication)
    return f"{publication}: {answer.citation(record)}, {answer.identity(record)[0]}"


def _plain(record: Any) -> dict[str, Any]:
    import msgspec

    plain: dict[str, Any] = msgspec.to_builtins(record)
    return plain


def _print(record: dict[str, Any], page: options.Page) -> None:
    if page.form == "json":
        from probiocheck.render import json

        output.write(json.render(record))
    else:
        from probiocheck.render import record as laid_out

        output.lines(laid_out.lines(record, output.width()), page.color)


def _print_rows(rows: list[dict[str, Any]], page: options.Page) -> None:
    if page.form == "json":
        from probiocheck.render import json

        output.write(json.render(list(rows)))
        return
    from probiocheck.render.page import clean

    widths = {name: max((len(row.get(name, "")) for row in rows), default=0) for name in ("kind", "id")}
    for row in rows:
        kind = f"{row['kind']:<{widths['kind']}}  " if "kind" in row else ""
        output.write(f"{kind}{row['id']:<{widths['id']}}  {clean(row['name'])}\n")
