"""What of pending migrations can be made before they run, outside of their transaction."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from typing import NamedTuple

from forge_migrations.sql.paying import dotted
from forge_migrations.sql.read import read_script
from forge_migrations.sql.reworded import concurrently


class Building(NamedTuple):
    """An index that PostgreSQL can build beside readers and writers."""

    table: str
    """In quotes, with its schema where it was given one."""
    name: str
    sql: str
    """CREATE INDEX CONCURRENTLY IF NOT EXISTS …, without a semicolon."""


def buildings(texts: Sequence[str]) -> Iterator[Building]:
    """Of PostgreSQL's migrations in order: each index that one makes IF NOT EXISTS on a table and columns
    that none of them makes."""
    made: set[tuple[str, str]] = set()
    for text in texts:
        script, groups = read_script(text, "postgres")
        for statement, acts in zip(script.statements, groups, strict=True):
            for act in acts:
                if act.verb == "create-table":
                    made.add((act.table, ""))
                elif act.verb in ("rename-table", "rename-column"):
                    made |= {(act.new, ""), (act.table, act.new)}
                elif act.verb in ("add-column", "alter-type"):
                    made.add((act.table, act.name))
                elif act.verb == "create-index" and len(acts) == 1 and act.indexed:
                    words = [*act.indexed.columns, *act.indexed.includes, act.indexed.where]
                    new = any(
                        table == act.table and (not name or any(name in word for word in words))
                        for table, name in made
                    )
                    if act.has("if-not-exists") and act.name and not (act.inside or new):
                        sql = concurrently(statement.text, "postgres")
                        yield Building(dotted(act.table, "postgres"), act.name, sql)
