"""Foreign keys that are validated between several pairs of released tables lock all of them at once."""

from __future__ import annotations

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


def several_foreign_keys(act: Act, scene: Scene) -> Iterator[Hit]:
    """Tables that existed, of the keys whose values the open transaction looks up. A key of a new table, or
    of new columns, has none."""
    pairs = set(_pairs(act, scene))
    if not pairs or not scene.in_transaction:
        return
    for (child, parent), earlier in scene.foreign_keys_before():
        if (child, parent) not in pairs:
            pairs.update(pair for each in earlier for pair in _pairs(each, scene))
    locked = sorted({name for pair in pairs for name in pair})
    if len(pairs) > 1:
        yield Hit(f"locks {quoted(locked)} against writes together, for foreign keys between them")


def _pairs(act: Act, scene: Scene) -> Iterator[tuple[str, str]]:
    """(child, parent) of a key that is validated over the rows of tables that existed."""
    key = act.constraint
    if key is None or key.kind != "foreign" or not key.valid or key.reference is None:
        return
    parent = key.reference.table
    if scene.same(parent, act.table) or scene.is_new(act.table) or scene.is_new(parent):
        return
    if not key.columns or not all(scene.is_new_column(act.table, name) for name in key.columns):
        yield act.table, parent


RULE = Rule(
    id="several-foreign-keys",
    kind="lock",
    verbs=("add-constraint",),
    check=several_foreign_keys,
    needs=needed(("add-constraint",), "foreign"),
    of_released=("*",),
    problem=(
        "Each foreign key locks both of its tables against writes to the end of the transaction, and "
        "the migrator runs all pending files in one: while the rows behind keys between several pairs of "
        "tables are read, writes to all of these tables wait, and can end in a deadlock."
    ),
    remedy="add the foreign keys of each pair of tables in a deploy of its own",
    engines=POSTGRES,
    severity="report",
    once=True,
    source="https://www.postgresql.org/docs/current/sql-altertable.html",
)
