"""Whether a live database's data holds what its constraints say, asked without changing anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

_POSTGRES_KEYS = """
SELECT c.conname, c.conrelid::regclass::text, c.confrelid::regclass::text, c.convalidated,
       (SELECT array_agg(quote_ident(a.attname) ORDER BY k.n) FROM unnest(c.conkey)
          WITH ORDINALITY k(attnum, n) JOIN pg_attribute a ON a.attrelid = c.conrelid
          AND a.attnum = k.attnum),
       (SELECT array_agg(quote_ident(a.attname) ORDER BY k.n) FROM unnest(c.confkey)
          WITH ORDINALITY k(attnum, n) JOIN pg_attribute a ON a.attrelid = c.confrelid
          AND a.attnum = k.attnum)
FROM pg_constraint c WHERE c.contype = 'f' AND c.conparentid = 0 ORDER BY 2, 1
"""
_POSTGRES_INVALID = (
    (("SELECT indexrelid::regclass::text, indrelid::regclass::text FROM pg_index"
     " WHERE NOT indisvalid ORDER BY 1"),
     "index {0} of {1} is invalid: queries don't use it"),
    (("SELECT quote_ident(conname), conrelid::regclass::text FROM pg_constraint"
     " WHERE contype = 'c' AND NOT convalidated AND conrelid <> 0 ORDER BY 1"),
     "check {0} of {1} was never validated on the rows that are there"),
    (("SELECT quote_ident(tgname), tgrelid::regclass::text FROM pg_trigger"
     " WHERE tgenabled = 'D' AND tgisinternal ORDER BY 1"),
     "a foreign key's trigger {0} of {1} is disabled: the key is not enforced"),
)  # fmt: skip
_MYSQL_KEYS = """
SELECT constraint_name, table_name, referenced_table_name,
       GROUP_CONCAT(column_name ORDER BY ordinal_position SEPARATOR '\\n'),
       GROUP_CONCAT(referenced_column_name ORDER BY ordinal_position SEPARATOR '\\n')
FROM information_schema.key_column_usage
WHERE table_schema = DATABASE() AND referenced_table_name IS NOT NULL
GROUP BY constraint_name, table_name, referenced_table_name ORDER BY 2, 1
"""


def read_only(connection: Connection, engine: str, timeout: float) -> None:
    """Nothing can be written any more in this session, and no statement runs longer (seconds)."""
    if engine == "postgresql":
        connection.exec_driver_sql("SET default_transaction_read_only = on")
        connection.exec_driver_sql(f"SET statement_timeout = {int(timeout * 1000)}")
        connection.exec_driver_sql("SET lock_timeout = '2s'")
    elif engine == "mysql":
        connection.exec_driver_sql("SET SESSION TRANSACTION READ ONLY")
        version = str(connection.exec_driver_sql("SELECT VERSION()").scalar())
        setting = (
            f"max_statement_time = {timeout}"
            if "mariadb" in version.lower()
            else f"max_execution_time = {int(timeout * 1000)}"
        )
        connection.exec_driver_sql(f"SET SESSION {setting}")
    else:
        connection.exec_driver_sql("PRAGMA query_only = ON")


def problems(connection: Connection, engine: str, every: bool) -> Iterator[str]:
    """One sentence for each thing that is wrong with the data. `every`: of validated keys too."""
    if engine == "postgresql":
        yield from _postgres(connection, every)
    elif engine == "mysql":
        yield from _mysql(connection)
    else:
        yield from _sqlite(connection)


def _postgres(connection: Connection, every: bool) -> Iterator[str]:
    for question, words in _POSTGRES_INVALID:
        for row in connection.exec_driver_sql(question).all():
            yield words.format(*row)
    for name, table, parent, valid, columns, to in connection.exec_driver_sql(_POSTGRES_KEYS).all():
        if valid and not every:
            continue
        orphans = _orphans(connection, table, parent, columns, to)
        if orphans:
            yield f'{orphans} rows of {table} refer to no row of {parent} (foreign key "{name}")'
        elif not valid:
            yield f'foreign key "{name}" of {table} was never validated'


def _mysql(connection: Connection) -> Iterator[str]:
    """Every key: `foreign_key_checks = 0`, which dumps are loaded with, leaves no trace."""
    for name, table, parent, columns, to in connection.exec_driver_sql(_MYSQL_KEYS).all():
        quoted = [[f"`{each}`" for each in str(part).split("\n")] for part in (columns, to)]
        orphans = _orphans(connection, f"`{table}`", f"`{parent}`", *quoted)
        if orphans:
            yield f'{orphans} rows of {table} refer to no row of {parent} (foreign key "{name}")'


def _orphans(
    connection: Connection, table: str, parent: str, columns: list[str], to: list[str]
) -> int:
    pairs = " AND ".join(f"p.{b} = c.{a}" for a, b in zip(columns, to, strict=True))
    filled = " AND ".join(f"c.{a} IS NOT NULL" for a in columns)
    found = connection.exec_driver_sql(
        f"SELECT count(*) FROM {table} c WHERE {filled}"
        f" AND NOT EXISTS (SELECT 1 FROM {parent} p WHERE {pairs})",
        execution_options={"no_parameters": True},
    ).scalar()
    return int(found or 0)


def _sqlite(connection: Connection) -> Iterator[str]:
    counts: dict[tuple[str, str], int] = {}
    for table, _row, parent, _key in connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        counts[table, parent] = counts.get((table, parent), 0) + 1
    for (table, parent), count in counts.items():
        yield f"{count} rows of {table} refer to no row of {parent}"
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check(20)").all():
        if line != "ok":
            yield str(line)
