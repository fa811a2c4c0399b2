"""A foreign key's column has less room than the one that it refers to."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed
from forge_migrations.rules.malformed_foreign_key import children_of
from forge_migrations.sql.key_types import shorter
from forge_migrations.sql.key_types import smaller

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def foreign_key_type(act: Act, scene: Scene) -> Iterator[Hit]:
    """integer that refers to bigint, varchar(20) to text; what can't be compared fails elsewhere."""
    for key in (*act.constraints, *((act.constraint,) if act.constraint else ())):
        parent = scene.table(key.reference.table) if key.reference else None
        if key.reference is None or parent is None or scene.same(parent.name, act.table):
            continue
        targets = key.reference.columns or parent.primary()
        for child, target in zip(children_of(key, act, scene), targets, strict=False):
            other = parent.columns.get(scene.fold(target))
            if child is None or other is None:
                continue
            if smaller(child.type, other.type) or shorter(child.type, other.type):
                yield Hit(
                    f'"{act.table}"."{child.name}" ({child.type}) refers to'
                    f' "{parent.name}"."{other.name}" ({other.type}), of which it can\'t hold all'
                )


RULE = Rule(
    id="foreign-key-type",
    kind="hygiene",
    verbs=("create-table", "add-column", "add-constraint"),
    check=foreign_key_type,
    needs=needed(("*",), "foreign"),
    problem=(
        "An integer that refers to a bigint, or a varchar(20) to a text, works until the first key that "
        "it has no room for: from then on no row can refer to a new one, and the mend rewrites the "
        "table. MySQL refuses such a key at once."
    ),
    remedy="give both columns one type",
    engines=POSTGRES,
    severity="report",
    source="https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK",
)
