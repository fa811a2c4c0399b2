"""How many rows each table has, and how many values each column: exact, so that losses can be told."""

from __future__ import annotations

from forge_migrations.engines import MYSQL
from forge_migrations.engines import POSTGRESQL
from forge_migrations.engines import row_of
from forge_migrations.words import counted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

    from forge_migrations.database.asking import Connection

    Counts = Mapping[str, Mapping[str, int]]
    """Table, as people call it -> column -> values that aren't NULL; under the empty name the rows."""


_COLUMNS = {
    POSTGRESQL.name: """
        SELECT n.nspname, c.relname, a.attname FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^pg_'
        AND n.nspname <> 'information_schema'
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                        AND d.objid = c.oid AND d.deptype = 'e')
        ORDER BY 1, 2, a.attnum""",
    MYSQL.name: """
        SELECT '', t.table_name, c.column_name FROM information_schema.tables t
        JOIN information_schema.columns c USING (table_schema, table_name)
        WHERE t.table_schema = DATABASE() AND t.table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')
        ORDER BY 2, c.ordinal_position""",
}
_SQLITE = """
    SELECT '', m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite!_%' ESCAPE '!' AND m.sql NOT LIKE 'CREATE VIRTUAL%'
    ORDER BY m.name, c.cid"""


def counts_of(connection: Connection, engine: str, but: str = "") -> Counts:
    """Each table is read once, whole; `but` is the migrator's ledger, by its bare name."""
    return {
        label: _one(connection, engine, parts, columns)
        for label, parts, columns in _tables(connection, engine)
        if parts[-1] != but
    }


def _tables(
    connection: Connection, engine: str
) -> Iterator[tuple[str, tuple[str, ...], list[str]]]:
    found: dict[tuple[str, str], list[str]] = {}
    for schema, table, column in connection.exec_driver_sql(_COLUMNS.get(engine, _SQLITE)).all():
        found.setdefault((str(schema), str(table)), []).append(str(column))
    for (schema, table), columns in found.items():
        parts = (schema, table) if schema else (table,)
        yield ".".join(part for part in parts if part != "public"), parts, columns


def _one(
    connection: Connection, engine: str, parts: tuple[str, ...], columns: list[str]
) -> Mapping[str, int]:
    quoted = row_of(engine).quoted
    asked = ", ".join(["count(*)", *(f"count({quoted(name)})" for name in columns)])
    query = f"SELECT {asked} FROM {'.'.join(map(quoted, parts))}"
    row = connection.exec_driver_sql(query, execution_options={"no_parameters": True}).first()
    return dict(zip(["", *columns], map(int, row), strict=True))


def losses(before: Counts, after: Counts) -> list[str]:
    """A sentence for each table and column that has less than it had, or is gone with what it held."""
    said: list[str] = []
    for table, columns in before.items():
        now = after.get(table)
        if now is None:
            if columns[""]:
                said.append(f"table {table} is gone with {counted(columns[''], 'row')}")
            continue
        if now[""] < columns[""]:
            said.append(f"{table} has {counted(columns[''] - now[''], 'row')} less")
        fewer = max(0, columns[""] - now[""])
        for column, values in columns.items():
            if column and column not in now and values:
                said.append(f"{table}.{column} is gone with {counted(values, 'value')}")
            elif column and now.get(column, 0) < values - fewer:  # beyond what went with the rows
                said.append(
                    f"{table}.{column} has {counted(values - fewer - now[column], 'value')} less"
                )
    return said
