"""MySQL makes a foreign key between columns of one type only, onto columns that begin a key."""

from __future__ import annotations

import re
from collections.abc import Iterator

from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.scene import Scene
from forge_migrations.sql.acts import Act
from forge_migrations.sql.acts import Column
from forge_migrations.sql.acts import Constraint
from forge_migrations.sql.types import parse

_WHOLE = re.compile(r"(?:tiny|small|medium|big)?int|integer")


def malformed_foreign_key(act: Act, scene: Scene) -> Iterator[Hit]:
    """Types that differ, a parent without a key, SET NULL on what is NOT NULL."""
    for key in (*act.constraints, *((act.constraint,) if act.constraint else ())):
        if key.kind == "foreign" and key.reference is not None:
            yield from _key(key, act, scene)


def _key(key: Constraint, act: Act, scene: Scene) -> Iterator[Hit]:
    assert key.reference is not None
    name = f'foreign key "{key.name}"' if key.name else "the foreign key"
    own = {scene.fold(column.name): column for column in act.columns}
    if act.verb == "create-table":
        children = [own.get(scene.fold(one)) for one in key.columns]
    else:
        children = [scene.column(act.table, one) or act.column for one in key.columns]
    for child in children:
        if (
            child is not None
            and child.not_null
            and "set null"
            in (
                key.reference.on_delete,
                key.reference.on_update,
            )
        ):
            yield Hit(f'{name} sets NULL in NOT NULL "{act.table}"."{child.name}": error 1830')
    parent = scene.table(key.reference.table)
    if parent is None or not parent.complete or scene.same(key.reference.table, act.table):
        return
    targets = key.reference.columns or parent.primary()
    wanted = [scene.fold(one) for one in targets]
    keys = ([scene.fold(one) for one in columns] for columns in parent.key_columns())
    if wanted and not any(columns[: len(wanted)] == wanted for columns in keys):
        yield Hit(
            f'{name} points at ({", ".join(targets)}) of "{parent.name}", which begin no key: error'
            " 1822"
        )
    for child, target in zip(children, wanted, strict=False):
        other = parent.columns.get(target)
        if child is not None and other is not None and _differ(child, other):
            yield Hit(
                f'{name} joins "{act.table}"."{child.name}" ({child.type}) with'
                f' "{parent.name}"."{other.name}" ({other.type}): error 3780'
            )


def _differ(one: Column, other: Column) -> bool:
    """Whole numbers need one size and one sign: `serial` is `bigint unsigned`."""
    left, right = (_number(column.type) for column in (one, other))
    return left != right if left and right else bool(left) != bool(right)


def _number(kind: str) -> str:
    base = parse(kind.replace(" unsigned", "")).base
    if not _WHOLE.fullmatch(base):
        return ""
    return base.replace("integer", "int") + (" unsigned" if "unsigned" in kind else "")


RULE = Rule(
    id="malformed-foreign-key",
    kind="transaction",
    verbs=("create-table", "add-column", "add-constraint"),
    check=malformed_foreign_key,
    problem=(
        "MySQL refuses a foreign key whose two columns differ in size or sign (serial() is BIGINT "
        "UNSIGNED, int() isn't), whose parent's columns begin no key, or that sets NULL where NULL is "
        "not allowed."
    ),
    remedy='give both columns one type: bigint({ mode: "number", unsigned: true }) refers to serial()',
    engines=MYSQL,
    source="https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html",
)
