"""DROP OWNED BY drops every object that a role owns in this database, tables included."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def drop_owned(act: Act, scene: Scene) -> Iterator[Hit]:
    """Always."""
    yield Hit(f'drops everything that role "{act.name}" owns')


RULE = Rule(
    id="drop-owned",
    kind="data-loss",
    verbs=("drop-owned",),
    check=drop_owned,
    problem="DROP OWNED BY drops every object that a role owns in this database, tables included.",
    remedy="REASSIGN OWNED BY … TO … first, and drop what is meant by name",
    engines=POSTGRES,
)
