"""ON CONFLICT names columns that no key makes unique."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import SQLITE
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed
from forge_migrations.sql.cursor import commas
from forge_migrations.sql.tokens import QUOTED
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import identifier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def conflict_target(act: Act, scene: Scene) -> Iterator[Hit]:
    """On a table whose keys the history knows; expressions are left alone."""
    table = scene.table(act.table)
    if not act.has("on-conflict") or act.inside or table is None or not scene.catalog.certain:
        return
    if table.kind != "table" or not table.complete or not scene.catalog.complete or table.parent:
        return
    target = _target(act, scene)
    if not target or not target <= set(table.columns):
        return
    keys = [{scene.fold(name) for name in columns} for columns in table.unique_keys()]
    keys += [{key} for key, column in table.columns.items() if column.primary]
    keys += [
        {scene.fold(name) for name in index.columns}
        for index in table.indexes.values()
        if index.unique and index.where
    ]
    if target not in keys:
        yield Hit(
            f'ON CONFLICT ({", ".join(sorted(target))}) of "{act.table}" names no key: the statement'
            " fails"
        )


def _target(act: Act, scene: Scene) -> set[str]:
    """The columns behind ON CONFLICT; empty for none, for a constraint's name and for expressions."""
    keys = [token.key for token in act.tokens]
    at = next((i for i in range(len(keys) - 2, 0, -1) if keys[i : i + 2] == ["ON", "CONFLICT"]), -1)
    if at < 0 or keys[at + 2 : at + 3] != ["("] or ")" not in keys[at:]:
        return set()
    inside = act.tokens[at + 3 : keys.index(")", at)]
    found = set()
    for part in commas(inside):
        if len(part) != 1 or part[0].kind not in (WORD, QUOTED):
            return set()
        found.add(scene.fold(identifier(part[0], scene.dialect)))
    return found


RULE = Rule(
    id="conflict-target",
    kind="transaction",
    verbs=("insert",),
    check=conflict_target,
    needs=needed(("*",), "on-conflict"),
    problem=(
        "ON CONFLICT (a, b) has to name exactly the columns of a primary key, a unique constraint or a "
        "unique index; with others the statement fails on every database."
    ),
    remedy="name the columns of a key, or create the unique index above it",
    engines=(*POSTGRES, *SQLITE),
    source="https://www.postgresql.org/docs/current/sql-insert.html#SQL-ON-CONFLICT",
)
