"""Without lock_timeout a statement that needs ACCESS EXCLUSIVE waits behind a long transaction,
and everything else waits behind it."""

from __future__ import annotations

from collections.abc import Iterator

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.scene import Scene
from forge_migrations.sql.acts import Act


def missing_lock_timeout(act: Act, scene: Scene) -> Iterator[Hit]:
    """No SET lock_timeout before it in the file."""
    if scene.is_new(act.table):
        return
    if not any("lock_timeout" in earlier.text for earlier in scene.before("set")):
        yield Hit(f'waits for a lock on "{act.table}" without lock_timeout')


RULE = Rule(
    id="missing-lock-timeout",
    kind="lock",
    verbs=(
        "add-column",
        "drop-column",
        "alter-type",
        "set-not-null",
        "add-constraint",
        "drop-constraint",
        "rename-column",
        "rename-table",
    ),
    check=missing_lock_timeout,
    problem=(
        "Without lock_timeout a statement that needs ACCESS EXCLUSIVE waits behind a long "
        "transaction, and everything else waits behind it."
    ),
    remedy=(
        "set lock_timeout for the role that migrates: ALTER ROLE migrator SET lock_timeout = '5s'"
    ),
    engines=POSTGRES,
    severity="off",
)
