"""A MySQL or MariaDB database's structure, from `information_schema`."""

from __future__ import annotations

from collections import defaultdict

from forge_migrations.database.asking import ask
from forge_migrations.database.mysql.shapes import CHECKS
from forge_migrations.sql.parts import Part

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.database.asking import Connection
    from forge_migrations.database.structure import Structure

_TABLES = """
SELECT TABLE_NAME, ENGINE, TABLE_COLLATION, TABLE_COMMENT, TABLE_TYPE FROM information_schema.TABLES
WHERE TABLE_SCHEMA = DATABASE()
"""
_COLUMNS = """
SELECT c.TABLE_NAME, c.COLUMN_NAME, c.COLUMN_TYPE, c.IS_NULLABLE, c.COLUMN_DEFAULT, c.EXTRA,
  c.COLUMN_COMMENT, c.COLLATION_NAME, c.GENERATION_EXPRESSION
FROM information_schema.COLUMNS c JOIN information_schema.TABLES t
  ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME
WHERE c.TABLE_SCHEMA = DATABASE() AND t.TABLE_TYPE = 'BASE TABLE'
"""
_INDEXES = """
SELECT TABLE_NAME, INDEX_NAME, NON_UNIQUE, COLUMN_NAME, SUB_PART, COLLATION, INDEX_TYPE
FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE()
ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX
"""
_FOREIGN_KEYS = """
SELECT k.TABLE_NAME, k.CONSTRAINT_NAME, k.COLUMN_NAME, k.REFERENCED_TABLE_NAME,
  k.REFERENCED_COLUMN_NAME, r.UPDATE_RULE, r.DELETE_RULE
FROM information_schema.KEY_COLUMN_USAGE k JOIN information_schema.REFERENTIAL_CONSTRAINTS r
  ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME
  AND r.TABLE_NAME = k.TABLE_NAME
WHERE k.TABLE_SCHEMA = DATABASE() AND k.REFERENCED_TABLE_NAME IS NOT NULL
ORDER BY k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION
"""
_VIEWS = """
SELECT TABLE_NAME, VIEW_DEFINITION FROM information_schema.VIEWS WHERE TABLE_SCHEMA = DATABASE()
"""
_TRIGGERS = """
SELECT EVENT_OBJECT_TABLE, TRIGGER_NAME, ACTION_TIMING, EVENT_MANIPULATION, ACTION_STATEMENT
FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()
"""


def read_structure(connection: Connection, ledger: str) -> Structure:
    """Every table, view and trigger of the database but the ledger."""
    found: dict[Part, dict[str, str]] = {}
    for table, engine, collation, comment, kind in ask(connection, _TABLES):
        if kind == "BASE TABLE":
            found[Part("table", str(table), "")] = {
                "engine": str(engine),
                "collation": str(collation),
                "comment": str(comment),
            }
    for table, name, kind, nullable, default, extra, comment, collation, text in ask(
        connection, _COLUMNS
    ):
        found[Part("column", str(table), str(name))] = {
            "type": str(kind),
            "nullable": str(nullable).lower(),
            "default": "" if default in (None, "NULL") else str(default),
            "extra": str(extra).lower(),
            "comment": str(comment),
            "collation": str(collation or ""),
            "expression": str(text or ""),
        }
    _read_indexes(connection, found)
    _read_foreign_keys(connection, found)
    for thing in [each for each in found if each.kind == "foreign key"]:
        # InnoDB's own index for the key: there until another one serves it, and of no other meaning.
        found.pop(Part("index", thing.table, thing.name), None)
    for table, name, text in ask(connection, CHECKS):
        column = found.get(Part("column", str(table), str(name)))
        if column and str(text).lower() == f"json_valid(`{str(name).lower()}`)":
            column["type"] = "json"  # MariaDB's json is longtext with this CHECK
        else:
            found[Part("check", str(table), str(name))] = {"definition": str(text)}
    own = "`{}`.".format(str(ask(connection, "SELECT DATABASE()")[0][0]).replace("`", "``"))
    for name, text in ask(connection, _VIEWS):
        # Each name in it has the database's before it, and a scratch database's is another.
        found[Part("view", "", str(name))] = {"definition": str(text or "").replace(own, "")}
    for table, name, timing, event, text in ask(connection, _TRIGGERS):
        aspects = {"definition": f"{timing} {event} {' '.join(str(text).split())}"}
        found[Part("trigger", str(table), str(name))] = aspects
    return {thing: aspects for thing, aspects in found.items() if thing.table != ledger}


def _read_indexes(connection: Connection, found: dict[Part, dict[str, str]]) -> None:
    parts: dict[tuple[str, str], list[str]] = defaultdict(list)
    kinds: dict[tuple[str, str], str] = {}
    for table, index, repeats, name, length, order, kind in ask(connection, _INDEXES):
        key = str(table), str(index)
        part = f"{name}({length})" if length else str(name)
        parts[key].append(part + (" desc" if order == "D" else ""))
        kinds[key] = f"{'' if repeats else 'unique '}{str(kind).lower()}"
    for (table, index), columns in parts.items():
        word = "primary key" if index == "PRIMARY" else "index"
        aspects = {"definition": f"{kinds[table, index]} ({', '.join(columns)})"}
        found[Part(word, table, index)] = aspects


def _read_foreign_keys(connection: Connection, found: dict[Part, dict[str, str]]) -> None:
    groups: dict[tuple[str, str], list[tuple[str, ...]]] = defaultdict(list)
    for table, name, *rest in ask(connection, _FOREIGN_KEYS):
        groups[str(table), str(name)].append(tuple(str(each) for each in rest))
    for (table, name), rows in groups.items():
        own = ", ".join(row[0] for row in rows)
        referred = ", ".join(row[2] for row in rows)
        rules = f"on update {rows[0][3].lower()} on delete {rows[0][4].lower()}"
        definition = f"({own}) references {rows[0][1]} ({referred}) {rules}"
        # InnoDB's two words for one thing.
        aspects = {"definition": definition.replace("restrict", "no action")}
        found[Part("foreign key", table, name)] = aspects
