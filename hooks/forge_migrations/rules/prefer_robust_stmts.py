"""A file that failed half way can't be run again."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act

_MAKES = ("add-column", "create-table", "create-index")
_ALTERS = (
    "add-constraint", "alter-type", "set-not-null", "drop-not-null", "set-default", "drop-default",
    "rename-column", "rename-table", "validate-constraint", "enable-row-security",
    "disable-row-security",
)  # fmt: skip


def prefer_robust_stmts(act: Act, scene: Scene) -> Iterator[Hit]:
    """What is run outside of a transaction and can't be run twice."""
    concurrent = act.verb == "create-index" and act.has("concurrently")
    if act.inside or (scene.migrator.transaction and not concurrent):
        return
    if act.verb in _ALTERS:
        dropped = any(earlier.name == act.name for earlier in scene.before("drop-constraint"))
        if not (dropped and act.verb in ("add-constraint", "validate-constraint")):
            yield Hit(f'changes "{act.table}" outside of a transaction and can\'t be run twice')
        return
    lacks = "if-not-exists" if act.verb in _MAKES else "if-exists"
    if act.has(lacks) or (act.has("temporary") and "on commit drop" in act.text):
        return
    words = lacks.replace("-", " ").upper()
    yield Hit(f'{act.verb.replace("-", " ")} "{act.name or act.table}" has no {words}')


RULE = Rule(
    id="prefer-robust-stmts",
    kind="transaction",
    verbs=(
        "create-table",
        "create-index",
        "add-column",
        "drop-column",
        "drop-constraint",
        "drop-table",
        "drop-index",
        "drop-type",
        "add-constraint",
        "alter-type",
        "set-not-null",
        "drop-not-null",
        "set-default",
        "drop-default",
        "rename-column",
        "rename-table",
        "validate-constraint",
        "enable-row-security",
        "disable-row-security",
    ),
    check=prefer_robust_stmts,
    problem=(
        "What runs outside of a transaction stays when the file fails further down: the next "
        "run finds half of it done and fails at the first statement. CREATE INDEX "
        "CONCURRENTLY always runs so."
    ),
    remedy="write IF NOT EXISTS or IF EXISTS",
    engines=POSTGRES,
    severity="off",
    source="https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
)
