"""SET NOT NULL reads every row under an ACCESS EXCLUSIVE lock, unless a validated CHECK (c IS NOT
NULL) proves it already."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def set_not_null_scan(act: Act, scene: Scene) -> Iterator[Hit]:
    """A nullable column of a table that existed, not proven by a CHECK, which PostgreSQL looks at since
    12; since 18 it has NOT NULL … NOT VALID too."""
    version = scene.settings.postgres
    proven = version >= _PROVES and scene.not_null_is_proven(act.table, act.name)
    if scene.is_new(act.table) or proven:
        return
    column = scene.column(act.table, act.name)
    if column is not None and column.not_null:
        return
    yield Hit(
        f'reads every row of "{act.table}" to prove "{act.name}" not null, while nothing'
        " can read or write it",
        remedy=_since(version, act, scene),
    )


_PROVES, _NOT_VALID = 12, 18
"""https://www.postgresql.org/docs/release/12.0/, https://www.postgresql.org/docs/18/sql-altertable.html"""


def _since(version: float, act: Act, scene: Scene) -> str:
    """What the version takes instead."""
    short = act.table.rpartition(".")[2]
    name, column = scene.spelled(f"{short}_{act.name}_not_null"), scene.spelled(act.name)
    alter = f"ALTER TABLE {scene.spelled(act.table)} ADD CONSTRAINT {name}"
    if version >= _NOT_VALID:
        return f"write {alter} NOT NULL {column} NOT VALID, and VALIDATE it in a later deploy"
    check = f"CHECK ({column} IS NOT NULL) NOT VALID"
    if version < _PROVES:
        return f"keep {check} and validate it later: before PostgreSQL 12 it spares no scan"
    return f"write {alter} {check}, validate it in a later deploy, then SET NOT NULL and drop the CHECK"


RULE = Rule(
    id="set-not-null-scan",
    kind="lock",
    verbs=("set-not-null",),
    check=set_not_null_scan,
    problem=(
        "SET NOT NULL reads every row under an ACCESS EXCLUSIVE lock, unless a validated "
        "CHECK (c IS NOT NULL) proves it already."
    ),
    remedy=(
        "add CHECK (c IS NOT NULL) NOT VALID, validate it in a later deploy, then SET NOT "
        "NULL and drop the CHECK"
    ),
    engines=POSTGRES,
    severity="report",
)
