"""A CREATE INDEX CONCURRENTLY that failed leaves an INVALID index behind, and IF NOT EXISTS takes
it for a good one."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def concurrently_if_not_exists(act: Act, scene: Scene) -> Iterator[Hit]:
    """Both words together."""
    if act.has("concurrently") and act.has("if-not-exists"):
        yield Hit(f'IF NOT EXISTS hides an INVALID index "{act.name}"')


RULE = Rule(
    id="concurrently-if-not-exists",
    kind="hygiene",
    verbs=("create-index",),
    check=concurrently_if_not_exists,
    needs=needed(("*",), "concurrently"),
    problem=(
        "A CREATE INDEX CONCURRENTLY that failed leaves an INVALID index behind, and IF NOT "
        "EXISTS takes it for a good one."
    ),
    remedy="drop the invalid index and create it again without IF NOT EXISTS",
    engines=POSTGRES,
    severity="report",
)
