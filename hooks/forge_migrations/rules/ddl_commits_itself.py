"""CockroachDB and YugabyteDB commit each DDL statement, whatever transaction the migrator has begun."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import IS_DISTRIBUTED
from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.verbs import Verb

_ROWS: tuple[Verb, ...] = ("insert", "update", "delete")
_DDL: tuple[Verb, ...] = (
    "create-table", "drop-table", "add-column", "drop-column", "alter-type", "set-not-null",
    "add-constraint", "drop-constraint", "create-index", "drop-index", "rename-table", "rename-column",
)  # fmt: skip


def ddl_commits_itself(act: Act, scene: Scene) -> Iterator[Hit]:
    """The second statement of a file, in the migrator's transaction."""
    row = scene.distributed
    if row is None or not row.commits_ddl or not scene.in_transaction:
        return
    if act.verb in _ROWS and not any(True for _ddl in scene.before(*_DDL)):
        return
    if scene.homes_of((*_DDL, *_ROWS))[1:2] == [scene.homes[scene.at]]:
        yield Hit(
            f"more than one statement: {row.title} commits DDL by itself, so what ran before a failure stays"
        )


RULE = Rule(
    id="ddl-commits-itself",
    kind="transaction",
    verbs=(*_DDL, *_ROWS),
    check=ddl_commits_itself,
    needs=needed(("*",), IS_DISTRIBUTED),
    problem=(
        "CockroachDB (autocommit_before_ddl, on since 25.1) and YugabyteDB (ysql_yb_ddl_transaction_block_enabled, off"
        " by default) commit each DDL statement: when a later one fails, the earlier ones stay and the file isn't"
        ' recorded. Asked where `engine = "cockroachdb"` or "yugabytedb"; not run here.'
    ),
    remedy="put one DDL statement into each migration",
    engines=POSTGRES,
    severity="report",
    source="https://docs.yugabyte.com/stable/architecture/transactions/transactional-ddl/",
)
