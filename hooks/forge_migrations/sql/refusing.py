"""Statements of MySQL's with the clauses by which the server refuses them rather than lock writers out."""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.applied import carry_out
from forge_migrations.sql.debts import dotted
from forge_migrations.sql.debts import quoted
from forge_migrations.sql.online_mysql import Way
from forge_migrations.sql.online_mysql import way_of
from forge_migrations.sql.read import read_script
from forge_migrations.sql.tokens import tokenize

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.online_mysql import Server


class Refusing(NamedTuple):
    """One statement."""

    text: str
    act: Act | None
    """What it does, where that is one thing."""
    way: Way


def refusing(
    statements: Sequence[str], catalog: Catalog, server: Server, used: Callable[[str], bool]
) -> Iterator[Refusing]:
    """Each with its clause. `used` tells the tables that others write; the catalog is carried on."""
    for text in statements:
        script, groups = read_script(text, "mysql")
        acts = [act for group in groups for act in group]
        act = acts[0] if len(script.statements) == len(acts) == 1 else None
        way = Way()
        if act is not None and used(act.table) and not _told(act):
            way = way_of(act, catalog, server)
        yield Refusing(_with(text, act, way.clause), act, way)
        for each in acts:
            carry_out(catalog, each)


def with_clauses(statements: Sequence[str], catalog: Catalog, server: Server | None) -> list[str]:
    """The same for statements on tables that are there; as they are on other engines."""
    if server is None:
        return list(statements)
    there = set(catalog.tables)
    found = refusing(statements, catalog, server, lambda table: catalog.fold(table) in there)
    return [each.text for each in found]


def _told(act: Act) -> bool:
    return any(flag.startswith(("algorithm-", "lock-")) for flag in act.flags)


def _with(text: str, act: Act | None, clause: str) -> str:
    """The statement with a clause behind it. MariaDB's DROP INDEX takes none, and its ALTER TABLE does."""
    tokens, _ = tokenize(text, "mysql")
    said = [token for token in tokens if token.key != ";"]
    if not clause or act is None or not said:
        return text
    first, end = said[0], said[-1].start + len(said[-1].text)
    if first.key == "ALTER":
        return f"{text[:end]}, {clause}{text[end:]}"
    if first.key == "CREATE":
        return f"{text[:end]} {clause.replace(',', '')}{text[end:]}"
    if first.key == "DROP" and act.verb == "drop-index":
        table, name = dotted(act.table, "mysql"), quoted(act.name, "mysql")
        drop = f"ALTER TABLE {table} DROP INDEX {name}, {clause}"
        return text[: first.start] + drop + text[end:]
    return text
