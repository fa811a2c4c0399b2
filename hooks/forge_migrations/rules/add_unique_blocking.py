"""A UNIQUE, PRIMARY KEY or EXCLUDE constraint builds its index under an ACCESS EXCLUSIVE lock:
nothing reads or writes the table meanwhile."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import KEYS
from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed
from forge_migrations.rules.judging.scene import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def add_unique_blocking(act: Act, scene: Scene) -> Iterator[Hit]:
    """On a table that existed; USING INDEX builds nothing, but a nullable key is scanned."""
    if scene.is_new(act.table):
        return
    for key in (act.constraint, *act.constraints):
        if key is None or key.kind not in ("unique", "primary", "exclude"):
            continue
        if key.using_index:
            index = scene.catalog.index(key.using_index)
            nullable = [
                name
                for name in (index.columns if index else ())
                if (found := scene.column(act.table, name)) is not None and not found.not_null
            ]
            if key.kind == "primary" and nullable:
                yield Hit(f'reads every row of "{act.table}" to prove {quoted(nullable)} not null')
            continue
        what = {"unique": "a unique index", "primary": "the primary key's index"}.get(
            key.kind, "an exclusion index"
        )
        yield Hit(f'builds {what} on "{act.table}" while nothing can read or write it')


RULE = Rule(
    id="add-unique-blocking",
    kind="lock",
    verbs=("add-constraint", "add-column"),
    check=add_unique_blocking,
    needs=needed(("add-constraint", "add-column"), *KEYS),
    of_released=("*",),
    problem=(
        "A UNIQUE, PRIMARY KEY or EXCLUDE constraint builds its index under an ACCESS "
        "EXCLUSIVE lock: nothing reads or writes the table meanwhile."
    ),
    remedy="create the unique index CONCURRENTLY by hand, then ADD CONSTRAINT … USING INDEX",
    engines=POSTGRES,
    severity="report",
)
