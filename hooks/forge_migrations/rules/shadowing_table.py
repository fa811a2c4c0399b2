"""A temporary table hides the table of its name: what is written to it is gone with the session."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import EVERY
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.verbs import Verb

_TEMPORARY = ("pg_temp.", "temp.")
_WRITES: tuple[Verb, ...] = ("insert", "update", "delete", "merge", "copy", "truncate", "create-index", "add-column",
           "add-constraint", "alter-type", "modify-column", "drop-column")  # fmt: skip


def shadowing_table(act: Act, scene: Scene) -> Iterator[Hit]:
    """A temporary table with the name of one that is there."""
    if not act.has("temporary"):
        return
    name = act.table
    for prefix in _TEMPORARY:
        name = name.removeprefix(prefix)
    hidden = scene.table(name)
    if hidden is None or hidden.temporary:
        return
    used = any(True for _each in scene.after(*_WRITES, table=name))
    made = act.verb[7:]
    yield Hit(
        f'temporary {made} "{name}" hides {hidden.kind.replace("-", " ")} "{name}": what this session'
        " writes to it is gone when it ends",
        None if used else "report",
    )


RULE = Rule(
    id="shadowing-table",
    kind="data-loss",
    verbs=("create-table", "create-view"),
    check=shadowing_table,
    needs=needed(("*",), "temporary"),
    problem=(
        "A temporary table hides the table of the same name for the rest of the session, which the "
        "migrator uses for every file that it applies: statements that name the table change the "
        "temporary one, and their rows are gone when the session ends."
    ),
    remedy="give the temporary table a name of its own",
    engines=EVERY,
    source="https://www.postgresql.org/docs/current/sql-createtable.html",
)
