"""Dropping a schema or a database destroys every table in it."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def drop_schema(act: Act, scene: Scene) -> Iterator[Hit]:
    """A schema or database that this file didn't create."""
    kind = act.verb.partition("-")[2]
    known = scene.catalog.get(kind, act.name) or scene.catalog.get("schema", act.name)
    if known is not None and scene.fresh(known.born):
        return
    if act.verb.startswith("create-"):
        if act.has("or-replace"):
            yield Hit(f'CREATE OR REPLACE drops {kind} "{act.name}" with everything in it')
        return
    if scene.dialect in POSTGRES and kind == "schema" and not act.has("cascade"):
        return  # it fails unless the schema is empty
    yield Hit(f'drops {kind} "{act.name}" with everything in it')


RULE = Rule(
    id="drop-schema",
    kind="data-loss",
    verbs=(
        "drop-schema",
        "drop-database",
        "drop-tablespace",
        "create-schema",
        "create-database",
    ),
    check=drop_schema,
    problem="Dropping a schema or a database destroys every table in it.",
    remedy="drop what is in it by name in a migration of its own",
)
