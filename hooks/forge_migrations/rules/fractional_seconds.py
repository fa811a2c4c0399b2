"""A MySQL column's type, its default and its ON UPDATE have to name the same fractional seconds."""

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
    from forge_migrations.sql.acts import Column

_NOW = re.compile(
    r"(?:current_timestamp|now|localtimestamp|localtime)\s*(?:\(\s*(\d?)\s*\))?", re.IGNORECASE
)
_TIMES = ("timestamp", "datetime")


def fractional_seconds(act: Act, scene: Scene) -> Iterator[Hit]:
    """What drizzle-kit writes for `timestamp({ fsp: 3 })` with `onUpdateNow()` or `defaultNow()`."""
    for column in (*act.columns, *((act.column,) if act.column else ())):
        yield from _column(column, act.table, scene)


def _column(column: Column, table: str, scene: Scene) -> Iterator[Hit]:
    kind = parse(column.type)
    where = f'"{table}"."{column.name}" is {column.type}'
    updated = _digits(column.on_update)
    if updated is not None and kind.base not in _TIMES:
        yield Hit(f"{where}, which takes no ON UPDATE: error 1294")
        return
    if kind.base not in _TIMES or scene.settings.mariadb:
        return  # MariaDB pads and cuts the fraction: https://mariadb.com/kb/en/timestamp/
    wanted = int(kind.arguments[0]) if kind.arguments else 0
    right = "CURRENT_TIMESTAMP" + (f"({wanted})" if wanted else "")
    if updated is not None and updated != wanted:
        yield Hit(
            f"{where} and its ON UPDATE has {_said(updated)}: error 1294",
            remedy=f"write ON UPDATE {right}; in the schema .default(sql`{right} ON UPDATE {right}`)"
            " says it",
        )
    default = column.default or ""
    bare = _digits(default)
    if bare is not None and bare != wanted:
        yield Hit(
            f"{where} and its DEFAULT has {_said(bare)}: error 1067",
            remedy=f"write DEFAULT {right}; in the schema .default(sql`{right}`) says it",
        )
    inner = _digits(default[1:-1].strip()) if default.startswith("(") else None
    if inner is not None and inner != wanted:
        planetscale = scene.migrator.driver == "planetscale"
        yield Hit(
            f"{where} and its DEFAULT {default.replace(' ', '')} has {_said(inner)}: MySQL stores no"
            " fraction, PlanetScale refuses it",
            None if planetscale else "report",
            remedy=f"write DEFAULT ({right}); in the schema .default(sql`({right})`) says it",
        )


def _digits(text: str) -> int | None:
    """The digits that `CURRENT_TIMESTAMP(3)` asks for; `None` for anything else."""
    found = _NOW.fullmatch(text.strip())
    return int(found[1] or 0) if found else None


def _said(digits: int) -> str:
    return f"{digits} digits of a second" if digits else "whole seconds"


RULE = Rule(
    id="fractional-seconds",
    kind="transaction",
    verbs=("create-table", "add-column", "modify-column"),
    check=fractional_seconds,
    problem=(
        "A TIMESTAMP or DATETIME column that names fractional seconds has to name the same in its "
        "DEFAULT and its ON UPDATE; MySQL refuses anything else. drizzle-kit writes them without."
    ),
    remedy="name the same fractional seconds in the type, the DEFAULT and the ON UPDATE",
    engines=MYSQL,
    source="https://dev.mysql.com/doc/refman/8.4/en/timestamp-initialization.html",
)
