"""Without statement_timeout a statement holds its locks as long as it takes."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.missing_lock_timeout import VERBS
from forge_migrations.rules.missing_lock_timeout import works_without

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def require_statement_timeout(act: Act, scene: Scene) -> Iterator[Hit]:
    """No SET statement_timeout before it in the file."""
    if works_without("statement_timeout", act, scene):
        yield Hit(f'works on "{act.table}" without statement_timeout')


RULE = Rule(
    id="require-statement-timeout",
    kind="lock",
    verbs=VERBS,
    check=require_statement_timeout,
    problem=(
        "Without statement_timeout a statement that takes longer than expected holds its "
        "locks until somebody ends it."
    ),
    remedy=(
        "set statement_timeout for the role that migrates: ALTER ROLE migrator SET "
        "statement_timeout = '60s'"
    ),
    engines=POSTGRES,
    severity="off",
    source="https://www.postgresql.org/docs/current/runtime-config-client.html",
)
