"""DROP … CASCADE of a type, domain or extension drops every column that uses it."""

from __future__ import annotations

from collections.abc import Iterator

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.scene import Scene
from forge_migrations.rules.judging.scene import quoted
from forge_migrations.sql.acts import Act


def drop_type_cascade(act: Act, scene: Scene) -> Iterator[Hit]:
    """CASCADE, with the columns that go, from the catalog."""
    if not act.has("cascade") or act.verb == "drop-function":
        return
    kind = act.verb[5:]
    known = scene.catalog.get(kind, act.name)
    users = [
        f"{table.name}.{column.name}"
        for table, column in scene.catalog.users_of_type(act.name)
        if not scene.fresh(table.born) and not scene.fresh(column.born)
    ]
    if known is not None and scene.fresh(known.born):
        return
    what = f"columns {quoted(users)}" if users else "every column that uses it"
    yield Hit(f'drops {kind} "{act.name}" and, through CASCADE, {what}')


RULE = Rule(
    id="drop-type-cascade",
    kind="data-loss",
    verbs=(
        "drop-type",
        "drop-domain",
        "drop-extension",
        "drop-function",
        "drop-collation",
        "drop-operator",
        "drop-operator-class",
        "drop-server",
        "drop-access-method",
        "drop-language",
    ),
    check=drop_type_cascade,
    problem="DROP … CASCADE of a type, domain or extension drops every column that uses it.",
    remedy="convert the columns first, then drop the type without CASCADE",
    engines=POSTGRES,
)
