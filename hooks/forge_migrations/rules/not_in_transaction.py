"""The statement can't run inside a transaction, and the migrator wraps all pending files in one."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act

_PRAGMAS = frozenset(
    [
        "journal_mode",
        "synchronous",
        "auto_vacuum",
        "page_size",
        "encoding",
        "wal_checkpoint",
        "locking_mode",
        "secure_delete",
        "temp_store",
        "mmap_size",
    ]
)


def not_in_transaction(act: Act, scene: Scene) -> Iterator[Hit]:
    """VACUUM, CREATE DATABASE and their like; PRAGMAs that only work outside."""
    if not scene.session.inside:
        return
    lite = scene.dialect in ("sqlite", "libsql")
    if act.verb == "pragma":
        if act.name in _PRAGMAS and act.text:
            yield Hit(
                f"PRAGMA {act.name} = {act.text} does nothing or fails inside the migrator's"
                " transaction"
            )
        return
    if act.verb == "add-enum-value":
        if scene.settings.postgres < 12 and scene.dialect == "postgres":
            yield Hit("ALTER TYPE … ADD VALUE can't run in a transaction before PostgreSQL 12")
        return
    if act.verb == "refresh-view":
        return
    if act.verb == "reindex":
        if act.name in ("database", "system", "schema") and not lite:
            yield Hit(f"REINDEX {act.name.upper()} can't run in the migrator's transaction")
        return
    if act.verb == "cluster":
        if act.table == "*":
            yield Hit("CLUSTER of every table can't run in the migrator's transaction")
        return
    if act.verb == "run-code":
        if act.name == "prepare" and act.text.startswith("transaction"):
            yield Hit("PREPARE TRANSACTION takes the migrator's own transaction away")
        return
    if act.verb == "harmless":
        if act.name == "discard" and [token.key for token in act.tokens] == ["ALL"]:
            yield Hit("DISCARD ALL can't run in the migrator's transaction")
        return
    if act.verb == "attach-database":
        yield Hit("ATTACH and DETACH can't run in the migrator's transaction")
        return
    if act.verb == "alter-database" and "tablespace" not in act.text:
        return
    if not scene.engine.ddl_in_transactions:
        return
    yield Hit(f"{act.verb.replace('-', ' ').upper()} can't run in the migrator's transaction")


RULE = Rule(
    id="not-in-transaction",
    kind="transaction",
    verbs=(
        "vacuum",
        "create-database",
        "drop-database",
        "alter-system",
        "create-tablespace",
        "drop-tablespace",
        "create-subscription",
        "drop-subscription",
        "pragma",
        "attach-database",
        "refresh-view",
        "reindex",
        "add-enum-value",
        "cluster",
        "alter-database",
        "run-code",
        "harmless",
    ),
    check=not_in_transaction,
    problem=(
        "The statement can't run inside a transaction, and the migrator wraps all pending "
        "files in one."
    ),
    remedy="run it by hand outside the migrator",
)
