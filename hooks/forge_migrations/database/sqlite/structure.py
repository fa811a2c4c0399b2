"""A SQLite database's structure, from its pragmas and from the text that it keeps of its objects."""

from __future__ import annotations

import re

from forge_migrations.sql.definitions import checks_in
from forge_migrations.sql.definitions import index_definition
from forge_migrations.sql.definitions import options_of
from forge_migrations.sql.definitions import without_brackets
from forge_migrations.sql.parts import Part
from forge_migrations.sql.spelling import one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.database.asking import Connection
    from forge_migrations.database.structure import Structure


def read_structure(connection: Connection, but: Sequence[str] = ()) -> Structure:
    """Every table, view, index and trigger but the named tables and SQLite's own."""
    found: dict[Part, dict[str, str]] = {}
    listed = connection.exec_driver_sql(
        "SELECT type, name, tbl_name, sql FROM sqlite_master"
        " WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name"
    ).all()
    shadows = {
        str(row[0])
        for row in connection.exec_driver_sql(
            "SELECT name FROM pragma_table_list WHERE type = 'shadow'"
        )
    }
    for kind, name, table, sql in listed:
        if table in but or name in shadows or table in shadows:
            continue
        if kind == "table":
            _read_table(connection, found, str(name), str(sql))
        elif kind == "index":
            found[Part("index", str(table), str(name))] = {"definition": index_definition(str(sql))}
        elif kind == "view":
            found[Part("view", "", str(name))] = {"definition": _plain(str(sql))}
        else:
            found[Part("trigger", str(table), str(name))] = {"definition": _plain(str(sql))}
    return found


def _plain(sql: str) -> str:
    """SQL on one line, in the one spelling of all that mean the same to SQLite."""
    return one_line(sql, "sqlite", cased=False)


def _read_table(
    connection: Connection, found: dict[Part, dict[str, str]], name: str, sql: str
) -> None:
    found[Part("table", name, "")] = dict.fromkeys(options_of(sql), "yes")
    columns = connection.exec_driver_sql(
        'SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?)', (name,)
    ).all()
    for column in columns:
        found[Part("column", name, str(column[0]))] = {
            # Numbers in parentheses are ignored: https://www.sqlite.org/datatype3.html#affinity_name_examples
            "type": str(column[1]).lower().partition("(")[0].strip(),
            "nullable": "no" if column[2] or column[4] else "yes",
            "default": "" if column[3] is None else _default(str(column[3])),
            "generated": {2: "virtual", 3: "stored"}.get(column[5], ""),
        }
    keys = [str(column[0]) for column in sorted(columns, key=lambda each: each[4]) if column[4]]
    if keys:
        found[Part("primary key", name, ", ".join(keys))] = {}
    _read_foreign_keys(connection, found, name)
    for index in connection.exec_driver_sql(
        "SELECT name, origin FROM pragma_index_list(?)", (name,)
    ).all():
        if index[1] == "u":
            parts = connection.exec_driver_sql(
                "SELECT name FROM pragma_index_info(?) ORDER BY seqno", (index[0],)
            ).all()
            columns_of = ", ".join(str(part[0]) for part in parts)
            found[Part("unique constraint", name, columns_of)] = {}
    for text in checks_in(sql):
        found[Part("check", name, _plain(text))] = {}


def _read_foreign_keys(
    connection: Connection, found: dict[Part, dict[str, str]], name: str
) -> None:
    groups: dict[int, list[Sequence[object]]] = {}
    for row in connection.exec_driver_sql(
        'SELECT id, seq, "table", "from", "to", on_update, on_delete'
        " FROM pragma_foreign_key_list(?) ORDER BY id, seq",
        (name,),
    ).all():
        groups.setdefault(int(row[0]), []).append(tuple(row))
    for parts in groups.values():
        columns = ", ".join(str(part[3]) for part in parts)
        referred = ", ".join(str(part[4]) for part in parts if part[4] is not None)
        found[Part("foreign key", name, columns)] = {
            "target": f"{parts[0][2]} ({referred})",
            "on update": str(parts[0][5]).lower(),
            "on delete": str(parts[0][6]).lower(),
        }


def _default(text: str) -> str:
    text = _plain(without_brackets(text))
    if re.fullmatch(r"-?\d+\.0+", text):
        text = text.partition(".")[0]
    if text.lower() in ("true", "false", "null"):
        return {"true": "1", "false": "0", "null": ""}[text.lower()]
    return text
