"""One table stays under ACCESS EXCLUSIVE while the file works through the rows of another one."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.cursor import Cursor

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.verbs import Verb

_EXCLUSIVE: tuple[Verb, ...] = (
    "add-column",
    "drop-column",
    "alter-type",
    "set-not-null",
    "drop-not-null",
    "rename-column",
    "rename-table",
    "drop-constraint",
    "add-constraint",
    "set-default",
    "drop-default",
    "truncate",
)


def statements_after_exclusive_lock(act: Act, scene: Scene) -> Iterator[Hit]:
    """Long work on a table that existed, after an exclusive lock on another one."""
    if not scene.in_transaction:
        return
    if act.verb in ("select", "insert"):
        yield from _reads(act, scene)
        return
    if not scene.existed(act.table) or not _works(act, scene):
        return
    for earlier in scene.first_on_each_table(*_EXCLUSIVE):
        if not scene.same(earlier.table, act.table) and not scene.is_new(earlier.table):
            yield Hit(
                f'works through "{act.table}" while "{earlier.table}" is locked against'
                " reads and writes"
            )
            return


def _reads(act: Act, scene: Scene) -> Iterator[Hit]:
    """A query that goes through the rows of another table that existed: one that names no condition,
    and no call alone, as `setval('s', (SELECT max(id) FROM t))`."""
    keys = [token.key for token in act.tokens]
    if "FROM" not in keys or "WHERE" in keys or "LIMIT" in keys or "SETVAL" in keys:
        return
    if act.verb == "insert" and keys[0] not in ("SELECT", "WITH"):
        return
    name = Cursor(act.tokens[keys.index("FROM") + 1 :], scene.dialect)
    read = name.name() if name.sees_name() else ""
    table = scene.table(read) if read else None
    if table is None or table.kind != "table" or scene.is_new(read):
        return
    for earlier in scene.first_on_each_table(*_EXCLUSIVE):
        if not scene.is_new(earlier.table):
            yield Hit(
                f'reads every row of "{read}" while "{earlier.table}" is locked against reads and'
                " writes"
            )
            return


def _works(act: Act, scene: Scene) -> bool:
    """False for what reads and writes no row."""
    if act.verb == "alter-type":
        return not scene.is_new_column(act.table, act.name)
    one = act.constraint
    return one is None or (one.valid and not one.using_index)


RULE = Rule(
    id="statements-after-exclusive-lock",
    kind="lock",
    verbs=(
        "alter-type",
        "set-not-null",
        "create-index",
        "add-constraint",
        "update",
        "select",
        "insert",
        "validate-constraint",
    ),
    check=statements_after_exclusive_lock,
    of_released=(
        "alter-type",
        "set-not-null",
        "create-index",
        "add-constraint",
        "update",
        "validate-constraint",
    ),
    problem=(
        "One table stays under ACCESS EXCLUSIVE while the file works through the rows of "
        "another one."
    ),
    remedy="split the work over two deploys",
    engines=POSTGRES,
    severity="report",
    once=True,
)
