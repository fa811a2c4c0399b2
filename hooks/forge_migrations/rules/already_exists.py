"""The history has made it already, so the statement fails on every database."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.existence import existing
from forge_migrations.sql.existence import guarded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def already_exists(act: Act, scene: Scene) -> Iterator[Hit]:
    """What an earlier migration, or this one further above, has made and nothing has dropped."""
    if not scene.catalog.certain:
        return
    hits = [*_twice_in_one(act, scene)] if act.verb == "create-table" else []
    there = existing(scene.catalog, act)
    if there:
        doing = "renames to" if act.verb.startswith(("rename-", "modify-")) else "makes"
        hits.append(Hit(f"{doing} {there}, which exists already: the statement fails"))
    if hits and not guarded(act, scene.statement.text):
        yield from hits


def _twice_in_one(act: Act, scene: Scene) -> Iterator[Hit]:
    seen: set[str] = set()
    for column in act.columns:
        key = scene.fold(column.name)
        if key in seen:
            yield Hit(
                f'makes column "{column.name}" of table "{act.table}" twice: it exists already'
            )
        seen.add(key)


RULE = Rule(
    id="already-exists",
    kind="transaction",
    verbs=(
        "create-table",
        "create-view",
        "create-index",
        "create-type",
        "create-sequence",
        "create-schema",
        "create-database",
        "create-extension",
        "create-publication",
        "create-procedure",
        "create-function",
        "create-event",
        "create-policy",
        "create-trigger",
        "add-column",
        "add-constraint",
        "add-enum-value",
        "rename-table",
        "rename-view",
        "rename-column",
        "rename-type",
        "modify-column",
    ),
    check=already_exists,
    problem=(
        "An earlier migration, or a statement further above, has made it and nothing has dropped "
        "it since: the statement fails on every database that has run the history."
    ),
    remedy="delete the statement, or drop what is there first",
)
