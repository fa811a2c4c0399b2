"""A foreign key on an engine that takes none, or takes it and keeps nothing of it."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import IS_DISTRIBUTED
from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act

_MEANS = {
    "planetscale": "PlanetScale takes it only where foreign keys are enabled for the database",
    "singlestore": "SingleStore has no foreign keys: it takes this one with a warning and checks nothing",
}


def foreign_keys_disallowed(act: Act, scene: Scene) -> Iterator[Hit]:
    """Of a table or column that is made, or added to one. MySQL ignores REFERENCES in a column."""
    row = scene.distributed
    if row is None or not row.foreign_keys:
        return
    ignored = {
        (column.name,) for column in (act.column, *act.columns) if column and column.reference
    }
    keys = (act.constraint, *act.constraints)
    for key in (key for key in keys if key is not None and key.kind == "foreign"):
        if key.reference is not None and key.columns not in ignored:
            yield Hit(
                f'foreign key of "{act.table}" to "{key.reference.table}": {_MEANS[row.name]}'
            )


RULE = Rule(
    id="foreign-keys-disallowed",
    kind="transaction",
    verbs=("create-table", "add-constraint", "add-column"),
    check=foreign_keys_disallowed,
    needs=needed(("*",), IS_DISTRIBUTED),
    problem=(
        "A foreign key on an engine that takes none, or takes it and keeps nothing of it. Asked where"
        ' `engine = "planetscale"` or "singlestore"; not run here, PlanetScale and SingleStore say so.'
    ),
    remedy="keep the columns and their index and leave the foreign key out, or enable it there first",
    engines=MYSQL,
    severity="report",
    source="https://planetscale.com/docs/vitess/schema-changes/schema-lint-errors/foreign-keys-disallowed",
)
