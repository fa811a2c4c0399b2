"""BEGIN, COMMIT or ROLLBACK in a file ends the migrator's own transaction: when a later statement
fails, what came before stays, the file isn't recorded, and the next run fails on it."""

from __future__ import annotations

import re

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def transaction_control(act: Act, scene: Scene) -> Iterator[Hit]:
    """Outside a body; SAVEPOINT is fine."""
    if act.verb == "set":
        if re.match(r"(session\s+)?(autocommit|implicit_transactions)\s*=", act.text):
            yield Hit("changes autocommit under the migrator")
        return
    if not scene.in_transaction and scene.engine.ddl_in_transactions:
        return
    if act.name == "savepoint" or act.inside:
        if act.inside and act.name in ("commit", "rollback") and scene.session.inside:
            yield Hit(f"{act.name.upper()} in a body fails inside the migrator's transaction")
        return
    yield Hit(f"{act.text} interferes with the migrator's own transaction")


RULE = Rule(
    id="transaction-control",
    kind="transaction",
    verbs=("transaction", "set"),
    check=transaction_control,
    problem=(
        "BEGIN, COMMIT or ROLLBACK in a file ends the migrator's own transaction: when a "
        "later statement fails, what came before stays, the file isn't recorded, and the next "
        "run fails on it."
    ),
    remedy="delete the statement; the migrator opens and commits the transaction itself",
)
