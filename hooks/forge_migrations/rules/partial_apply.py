"""Every DDL statement of MySQL commits by itself."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.verbs import Verb

_ROWS: tuple[Verb, ...] = ("insert", "update", "delete")
_DDL: tuple[Verb, ...] = (
    "create-table",
    "drop-table",
    "add-column",
    "drop-column",
    "modify-column",
    "add-constraint",
    "drop-constraint",
    "create-index",
    "drop-index",
    "rename-table",
    "rename-column",
    "convert-charset",
    "drop-foreign-key",
)


def partial_apply(act: Act, scene: Scene) -> Iterator[Hit]:
    """The second statement of a file that changes what existed."""
    if act.verb in _ROWS and not any(True for _ddl in scene.before(*_DDL)):
        return
    if scene.is_new(act.table) and act.verb != "create-table":
        return
    if scene.homes_of((*_DDL, *_ROWS))[1:2] == [scene.homes[scene.at]]:
        yield Hit("more than one DDL statement: if one fails, those above it stay applied")


RULE = Rule(
    id="partial-apply",
    kind="transaction",
    verbs=(*_DDL, *_ROWS),
    check=partial_apply,
    problem=(
        "Every DDL statement of MySQL commits by itself. When a later one fails, the earlier "
        "ones stay, the file isn't recorded, and the next run fails on them."
    ),
    remedy="put one DDL statement into each migration",
    engines=MYSQL,
    severity="report",
)
