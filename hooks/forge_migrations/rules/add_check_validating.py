"""Adding a CHECK reads every row under an ACCESS EXCLUSIVE lock, also when it stands in a new
column's definition; MariaDB and MySQL copy the table."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import CHECKED
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed
from forge_migrations.rules.judging.type_change import change_of
from forge_migrations.sql.dependencies import names_column

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def add_check_validating(act: Act, scene: Scene) -> Iterator[Hit]:
    """On a table that existed."""
    if scene.dialect in ("sqlite", "libsql"):
        return
    if act.verb == "alter-domain-constraint":
        if not act.has("not-valid"):
            yield Hit(f'reads every column of domain "{act.name}" to check it')
        return
    if scene.is_new(act.table):
        return
    if act.verb == "alter-type":
        yield from _again(act, scene)
        return
    for check in (act.constraint, *act.constraints):
        if check is not None and check.kind in ("check", "not null") and check.valid:
            name = f' "{check.name}"' if check.name else ""
            yield Hit(
                f'reads every row of "{act.table}" to validate the CHECK{name}, while nothing'
                " can read or write it"
            )


def _again(act: Act, scene: Scene) -> Iterator[Hit]:
    """PostgreSQL makes the CHECKs of a column again with its new type, and reads the rows for it."""
    table = scene.table(act.table)
    change = change_of(act, scene)
    if table is None or change is None or change.verdict.rewrite:
        return  # a rewrite reads them anyway
    checks = (one for one in table.constraints if one.kind == "check" and one.valid)
    for one in checks:
        if names_column(scene.catalog, one.expression, scene.fold(act.name)):
            yield Hit(
                f'reads every row of "{act.table}" to check "{one.name}" again, while nothing can'
                " read or write it"
            )


RULE = Rule(
    id="add-check-validating",
    kind="lock",
    verbs=("add-constraint", "add-column", "alter-type", "alter-domain-constraint"),
    check=add_check_validating,
    needs=needed(("add-constraint", "add-column"), *CHECKED),
    of_released=(
        "add-constraint",
        "add-column",
        "alter-type",
    ),
    problem=(
        "Adding a CHECK reads every row under an ACCESS EXCLUSIVE lock, also when it stands "
        "in a new column's definition; MariaDB and MySQL copy the table."
    ),
    remedy="add it NOT VALID, and VALIDATE CONSTRAINT in a later deploy",
    severity="report",
)
