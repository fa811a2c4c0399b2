"""Which change of type an act is, on each engine, for the rules that judge types."""

from __future__ import annotations

from forge_migrations.named_tuples import NamedTuple
from forge_migrations.sql.casts_mysql import mysql_change
from forge_migrations.sql.casts_postgres import Verdict
from forge_migrations.sql.casts_postgres import postgres_change
from forge_migrations.sql.types import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.acts import Column
    from forge_migrations.sql.casts_mysql import Change


class TypeChange(NamedTuple):
    """PostgreSQL's ALTER COLUMN … TYPE on a column that existed."""

    old: str
    """Empty when the history doesn't know the column."""
    new: str
    verdict: Verdict
    enum: bool
    """The new type is an enum."""


def change_of(act: Act, scene: Scene) -> TypeChange | None:
    """The change of an `alter-type` act; `None` on a table or column of this file."""
    if scene.is_new_column(act.table, act.name):
        return None
    column = scene.column(act.table, act.name)
    enum = scene.catalog.enum(parse(act.new).base)
    if column is None or not column.type:
        verdict = postgres_change("", act.new, act.tokens, act.name, scene.settings.utc)
        constant = verdict.lossy if act.tokens else ""
        return TypeChange("", act.new, Verdict(True, constant), enum is not None)
    old = column.type
    if scene.kind in ("data-loss", "fails-on-data") and enum is None and not act.tokens:
        old = scene.released_type(act.table, act.name) or old
    verdict = postgres_change(old, act.new, act.tokens, act.name, scene.settings.utc)
    return TypeChange(old, act.new, verdict, enum is not None)


class Modified(NamedTuple):
    """MySQL's MODIFY or CHANGE on a column that existed."""

    old: Column
    new: Column
    change: Change


def modified(act: Act, scene: Scene) -> Modified | None:
    """The change of a `modify-column` act; `None` when the column is new or unknown."""
    old = scene.column(act.table, act.name)
    if act.column is None or old is None or scene.is_new_column(act.table, act.name):
        return None
    table = scene.table(act.table)
    charset = old.charset or (table.options if table else "")
    each = 1 if "latin1" in charset or "ascii" in charset else 4
    if scene.kind in ("data-loss", "fails-on-data"):
        old = old._replace(type=scene.released_type(act.table, act.name) or old.type)
    return Modified(old, act.column, mysql_change(old.type, act.column.type, each))
