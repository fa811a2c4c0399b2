"""MySQL indexes a text or blob column only by a length that is named, and no JSON column."""

from __future__ import annotations

import re

from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.types import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act

_LONG = re.compile(r"(?:tiny|medium|long)?(?:text|blob)")


def key_without_length(act: Act, scene: Scene) -> Iterator[Hit]:
    """Keys of the table's own definition, of ALTER TABLE and of CREATE INDEX."""
    for what, columns in _keys(act):
        if scene.settings.mariadb and what != "a primary key":
            continue  # MariaDB cuts an index, and makes a unique one of a hash
        for name in columns:
            kind = _type(scene.fold(name), act, scene)
            base = parse(kind).base
            where = f'"{act.table}"."{name}" ({kind})'
            if base == "json" and not scene.settings.mariadb:
                yield Hit(f"puts {what} on {where}, which MySQL doesn't index: error 3152")
            elif _LONG.fullmatch(base) and not _prefixed(name, scene.statement.text):
                yield Hit(f"puts {what} on {where} without a length: error 1170")


def _type(key: str, act: Act, scene: Scene) -> str:
    """The type of a column, as the act makes it or finds it."""
    own = [*act.columns, *([act.column] if act.column else [])]
    for column in reversed(own):
        if scene.fold(column.name) == key:
            return column.type
    table = scene.table(act.table) if act.verb != "create-table" else None
    found = table.columns.get(key) if table is not None else None
    return found.type if found is not None else ""


def _keys(act: Act) -> Iterator[tuple[str, tuple[str, ...]]]:
    names = {"primary": "a primary key", "unique": "a unique key"}
    for one in (*act.constraints, *((act.constraint,) if act.constraint else ())):
        if one.kind in names:
            yield names[one.kind], one.columns
    if act.indexed is not None and act.indexed.method not in ("fulltext", "spatial"):
        yield "a unique key" if act.indexed.unique else "an index", act.indexed.columns


def _prefixed(name: str, text: str) -> bool:
    """`body`(100): a part of the column."""
    return re.search(rf"[`(,\s]{re.escape(name)}`?\s*\(\s*\d", text, re.IGNORECASE) is not None


RULE = Rule(
    id="key-without-length",
    kind="transaction",
    verbs=("create-table", "add-column", "add-constraint", "create-index", "modify-column"),
    check=key_without_length,
    problem=(
        "MySQL indexes the first characters of a TEXT or BLOB column and has to be told how many; a "
        "JSON column is indexed through a generated one. drizzle-kit names no length."
    ),
    remedy="make it a varchar with a length in the schema, or write the length into the SQL: (`c`(191))",
    engines=MYSQL,
    source="https://dev.mysql.com/doc/refman/8.4/en/column-indexes.html",
)
