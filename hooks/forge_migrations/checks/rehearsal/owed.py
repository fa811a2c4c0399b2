"""What a database has other than the schema because a migration left it for a later one."""

from __future__ import annotations

import re

from forge_migrations.sql.beside import beside_of
from forge_migrations.sql.debts import outstanding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence

    from forge_migrations.database.steps import Step
    from forge_migrations.database.structure import Difference
    from forge_migrations.sql.beside import Beside
    from forge_migrations.sql.debts import Debt

_KINDS = {
    "drop-column": ("column",),
    "drop-constraint": ("unique constraint", "unique index", "index", "check", "foreign key",
                        "exclusion constraint"),
    "drop-foreign-key": ("foreign key",),
    "drop-index": ("index", "unique index", "unique constraint"),
    "drop-sequence": ("sequence",),
    "drop-table": ("table",),
    "drop-schema": ("schema",),
    "drop-type": ("enum", "domain"),
}  # fmt: skip
"""Verb -> what a database has too much until it is paid."""


_ASPECTS = {"drop-default": "default", "set-not-null": "nullable"}
"""Verb -> what of the column is otherwise until it is paid."""


def debts_of(steps: Sequence[Step]) -> tuple[Debt, ...]:
    """What is owed behind the steps."""
    return outstanding([step.text for step in steps], steps[0].dialect) if steps else ()


def is_owed(difference: Difference, debts: Iterable[Debt]) -> bool:
    """True for a difference that one of the debts takes away."""
    return any(_takes(difference, debt) for debt in debts)


def _takes(difference: Difference, debt: Debt) -> bool:
    thing = difference.thing
    one = beside_of(debt.act)
    if one is not None and _stands_in(difference, one):
        return True
    if not _same(thing.table, debt.table):
        return False
    if debt.verb == "drop-enum-value":
        more = set(difference.have.split(", ")) - set(difference.want.split(", "))
        mine = thing.kind == "enum" and _same(thing.name, debt.name)
        return mine and difference.aspect == "values" and debt.new in more
    if debt.verb in _ASPECTS:
        mine = thing.kind == "column" and _same(thing.name, debt.name)
        return mine and difference.aspect == _ASPECTS[debt.verb]
    if debt.verb == "validate-constraint":
        return _same(thing.name, debt.name) and difference.aspect == "validity"
    if not difference.extra or thing.kind not in _KINDS.get(debt.verb, ()):
        return False
    return debt.verb == "drop-table" or _same(
        thing.name.rpartition(".")[2], debt.name.rpartition(".")[2]
    )


def _stands_in(difference: Difference, one: Beside) -> bool:
    """The column beside another, what keeps it in step, and what is its own only at the end."""
    thing = difference.thing
    if thing.kind == "function":
        called = thing.name.partition("(")[0].rpartition(".")[2].strip('"')
        return difference.extra and _same(called, one.function.rpartition(".")[2])
    if not _same(thing.table, one.table):
        return False
    if thing.kind == "trigger":
        return difference.extra and _same(thing.name, one.trigger)
    if thing.kind != "column":
        # Indexes, keys and checks are on the old column until the end.
        named = re.search(rf"(?<!\w){re.escape(one.old)}(?!\w)", difference.have)
        return difference.aspect == "definition" and named is not None
    if _same(thing.name, one.name):
        return difference.aspect in ("type", "default", "nullable", "collation")
    return difference.extra and (_same(thing.name, one.new) or _same(thing.name, one.old))


def _same(one: str, other: str) -> bool:
    return one.lower() == other.lower()
