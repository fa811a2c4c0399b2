"""An INSERT that names no columns, or gives another number of values than it has columns."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.cursor import commas

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.tokens import Token


def insert_without_columns(act: Act, scene: Scene) -> Iterator[Hit]:
    """The columns of the catalog are those that a position means."""
    if act.inside or act.tokens[:1] == ():
        return
    table = scene.table(act.table)
    known = table is not None and table.kind == "table" and table.complete
    given = _values(act)
    if given and scene.catalog.certain:
        wanted = len(act.values)
        if not wanted and known and table is not None:
            hidden = scene.dialect in ("sqlite", "libsql")
            wanted = sum(not (hidden and c.computed) for c in table.columns.values())
        fewer = scene.dialect == "postgres" and not act.values
        for count in given:
            if (
                wanted
                and (count or scene.dialect not in MYSQL)
                and (count > wanted or (count < wanted and not fewer))
            ):
                values = "value" if count == 1 else "values"
                columns = "column" if wanted == 1 else "columns"
                yield Hit(
                    f'gives {count} {values} for {wanted} {columns} of "{act.table}": the statement fails',
                    "refuse",
                )
                return
    if act.values or act.tokens[0].key in ("DEFAULT", "SET") or scene.is_new(act.table):
        return
    if not given or given[0]:
        yield Hit(f'inserts into "{act.table}" without naming its columns')


def _values(act: Act) -> list[int]:
    """How many values each row of VALUES has; nothing for a query. A seed's first rows tell."""
    if act.tokens[0].key not in ("VALUES", "VALUE"):
        return []
    found: list[int] = []
    depth, start = 0, 0
    tokens: tuple[Token, ...] = act.tokens[:4000]
    for at, token in enumerate(tokens):
        if token.key == "(":
            depth += 1
            start = at + 1 if depth == 1 else start
        elif token.key == ")":
            depth -= 1
            if depth == 0:
                found.append(len(commas(tokens[start:at])) if at > start else 0)
        elif depth == 0 and found and token.key != ",":
            break
    return found


RULE = Rule(
    id="insert-without-columns",
    kind="hygiene",
    verbs=("insert",),
    check=insert_without_columns,
    problem=(
        "Without a list of columns the values go by position, which a database that was changed by "
        "another road, or rebuilt, doesn't have to share; and a column that a later migration puts "
        "first moves them all. With another number of values than columns the statement fails."
    ),
    remedy="name the columns: INSERT INTO t (a, b) VALUES (…)",
    severity="report",
    source="https://www.postgresql.org/docs/current/sql-insert.html",
)
