"""MySQL takes an expression, and any default of a text, blob or JSON column, in brackets only."""

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

_LONG = re.compile(r"(?:tiny|medium|long)?(?:text|blob)|json|geometry|point|linestring|polygon")
_CALL = re.compile(r"[a-z_][\w.]*\s*\(", re.IGNORECASE)
_NOW = re.compile(r"(?:current_timestamp|now|localtimestamp|localtime)\b", re.IGNORECASE)
_WORDS = re.compile(r"current_date|current_time|utc_timestamp|curdate|curtime", re.IGNORECASE)
_TIMES = ("timestamp", "datetime")


def default_without_brackets(act: Act, scene: Scene) -> Iterator[Hit]:
    """Literals on long types, function calls on any; `DEFAULT (…)` where MySQL doesn't know it."""
    if scene.settings.mariadb:
        return  # since 10.2.1: https://mariadb.com/kb/en/create-table/#default-column-option
    told = [(column.name, column.type, column.default) for column in act.columns]
    if act.column is not None:
        told.append((act.name, act.column.type, act.column.default))
    elif act.verb == "set-default":
        column = scene.column(act.table, act.name)
        told.append((act.name, column.type if column else "", act.text))
    for name, kind, default in told:
        if default is None or default.lower() == "null":
            continue
        base, where = parse(kind).base, f'"{act.table}"."{name}"'
        if default.startswith("("):
            if scene.settings.mysql < 8:
                yield Hit(f"gives {where} a default in brackets, which MySQL knows since 8.0.13")
        elif _NOW.match(default):
            if base and base not in _TIMES:
                yield Hit(
                    f"gives {where} ({kind}) the default {default} without brackets: error 1067"
                )
        elif _CALL.match(default) or _WORDS.fullmatch(default):
            yield Hit(f"gives {where} the default {default} without brackets: error 1064")
        elif _LONG.fullmatch(base):
            yield Hit(f"gives {where} ({kind}) a default without brackets: error 1101")


RULE = Rule(
    id="default-without-brackets",
    kind="transaction",
    verbs=("create-table", "add-column", "modify-column", "set-default"),
    check=default_without_brackets,
    problem=(
        "MySQL takes an expression as a default in brackets only, and any default of a TEXT, BLOB, "
        "GEOMETRY or JSON column as well. MariaDB needs no brackets."
    ),
    remedy="write DEFAULT (…); in the schema .default(sql`(…)`) says it",
    engines=MYSQL,
    source="https://dev.mysql.com/doc/refman/8.4/en/data-type-defaults.html",
)
