"""What the statement drops or changes isn't there, so it fails on every database."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.existence import COLUMN_ACTS
from forge_migrations.sql.existence import guarded
from forge_migrations.sql.existence import missing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.verbs import Verb

_DROPS: tuple[Verb, ...] = (
    "drop-table",
    "drop-view",
    "drop-materialized-view",
    "drop-column",
    "drop-constraint",
    "drop-primary-key",
    "drop-foreign-key",
    "drop-index",
    "drop-type",
    "drop-sequence",
    "drop-schema",
)
_KINDS = {"drop-view": "table", "drop-materialized-view": "table"}
"""The catalog keeps views among the tables."""


def does_not_exist(act: Act, scene: Scene) -> Iterator[Hit]:
    """What was dropped before; a column of a table whose columns are all known."""
    if guarded(act, scene.statement.text):
        return
    gone = missing(scene.catalog, act)
    if gone and not _was_there(act, scene):
        doing = "drops" if act.verb in _DROPS else "uses"
        yield Hit(f"{doing} {gone}, which does not exist here: the statement fails")


def _was_there(act: Act, scene: Scene) -> bool:
    """MySQL takes the parts of one ALTER TABLE together: a key that went with its column is there. So does
    PostgreSQL the names of one DROP: a partition that went with its table is there."""
    if act.verb == "drop-primary-key":
        return any(scene.together("drop-column"))
    if scene.dialect != "postgres" or act.verb not in _DROPS:
        return False
    return scene.gone_here(_KINDS.get(act.verb, act.verb[5:]), act.table or act.name)


RULE = Rule(
    id="does-not-exist",
    kind="transaction",
    verbs=(
        *_DROPS,
        "add-enum-value",
        "add-constraint",
        "create-index",
        *(verb for verb in COLUMN_ACTS if verb not in _DROPS),
    ),
    check=does_not_exist,
    problem=(
        "No migration before has made it, or one has dropped it: the statement fails on every "
        "database that has run the history."
    ),
    remedy="delete the statement, or correct the name",
)
