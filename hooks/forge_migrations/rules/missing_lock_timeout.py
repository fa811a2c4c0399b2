"""Without lock_timeout a statement that needs ACCESS EXCLUSIVE waits behind a long transaction,
and everything else waits behind it."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Final

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act

VERBS: Final = (
    "add-column",
    "drop-column",
    "alter-type",
    "set-not-null",
    "add-constraint",
    "drop-constraint",
    "rename-column",
    "rename-table",
)
"""What waits for ACCESS EXCLUSIVE and holds it."""


def works_without(setting: str, act: Act, scene: Scene) -> bool:
    """True for work on a table that was there, with no SET of `setting` before it in the file."""
    return not scene.is_new(act.table) and not any(
        setting in earlier.text for earlier in scene.before("set")
    )


def missing_lock_timeout(act: Act, scene: Scene) -> Iterator[Hit]:
    """No SET lock_timeout before it in the file."""
    if works_without("lock_timeout", act, scene):
        yield Hit(f'waits for a lock on "{act.table}" without lock_timeout')


RULE = Rule(
    id="missing-lock-timeout",
    kind="lock",
    verbs=VERBS,
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
