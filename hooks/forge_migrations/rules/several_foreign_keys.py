"""Foreign keys between several pairs of tables lock all of these tables at once."""

from __future__ import annotations

from collections.abc import Iterator

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.scene import Scene
from forge_migrations.rules.judging.scene import quoted
from forge_migrations.sql.acts import Act


def several_foreign_keys(act: Act, scene: Scene) -> Iterator[Hit]:
    """Tables that existed, of the keys that the open transaction has added."""
    pairs = set(_pairs(act))
    if not scene.in_transaction or not any(scene.existed(name) for pair in pairs for name in pair):
        return
    for earlier in scene.in_this_transaction("create-table", "add-column", "add-constraint"):
        pairs.update(_pairs(earlier))
    held = [pair for pair in pairs if any(scene.existed(name) for name in pair)]
    locked = sorted({name for pair in held for name in pair if scene.existed(name)})
    if len(held) > 1 and len(locked) > 1:
        yield Hit(f"locks {quoted(locked)} against writes together, for foreign keys between them")


def _pairs(act: Act) -> Iterator[tuple[str, str]]:
    """(child, parent) of the keys that the act adds."""
    for key in (*act.constraints, *((act.constraint,) if act.constraint else ())):
        if key.kind == "foreign" and key.reference and key.reference.table != act.table:
            yield act.table, key.reference.table


RULE = Rule(
    id="several-foreign-keys",
    kind="lock",
    verbs=("create-table", "add-column", "add-constraint"),
    check=several_foreign_keys,
    problem=(
        "Each foreign key locks both of its tables against writes to the end of the transaction, and "
        "the migrator runs all pending files in one: with keys between several pairs writes to all of "
        "these tables wait for each other, and can end in a deadlock."
    ),
    remedy="add the foreign keys of each pair of tables in a deploy of its own",
    engines=POSTGRES,
    severity="report",
    once=True,
    source="https://www.postgresql.org/docs/current/sql-altertable.html",
)
