"""DROP … CASCADE of a type, domain or extension drops every column that uses it."""

from __future__ import annotations

import re

from forge_migrations.rules.judging.rule import POSTGRES
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.scene import quoted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.findings import Severity
    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def drop_type_cascade(act: Act, scene: Scene) -> Iterator[Hit]:
    """CASCADE, with the columns that go, from the catalog."""
    if not act.has("cascade"):
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
    users += [name for name in _computed(act, scene) if name not in users]
    if users:
        what = f"columns {quoted(users)}"
    else:
        what = f"every {_USERS.get(kind, 'column')} that uses it"
    severity: Severity | None = "report" if kind in _QUIET and not users else None
    yield Hit(f'drops {kind.replace("-", " ")} "{act.name}" and, through CASCADE, {what}', severity)


_USERS = {
    "access-method": "table",
    "function": "trigger, view, CHECK and column",
    "aggregate": "view",
    "cast": "view and CHECK",
    "language": "function",
    "operator": "view, CHECK and index",
    "operator-class": "index",
    "operator-family": "index",
    "sequence": "default",
    "transform": "function",
}
"""What goes by CASCADE with these, mostly; with the others it is columns."""
_QUIET = frozenset(_USERS) - {"access-method"}
"""No rows go with these, unless a column is made of one."""


def _computed(act: Act, scene: Scene) -> Iterator[str]:
    """Generated columns that name what is dropped: a function, a text search configuration."""
    short = act.name.rpartition(".")[2]
    word = re.compile(rf"\b{re.escape(short)}\b", re.IGNORECASE)
    for table in scene.catalog.tables.values():
        for column in table.columns.values():
            if scene.fresh(table.born) or scene.fresh(column.born) or not short:
                continue
            if word.search(column.expression) or word.fullmatch(column.collation):
                yield f"{table.name}.{column.name}"


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
        "drop-sequence",
        "drop-aggregate",
        "drop-cast",
        "drop-operator-family",
        "drop-transform",
        "drop-foreign-data-wrapper",
        "drop-text-search-configuration",
        "drop-text-search-dictionary",
        "drop-text-search-parser",
        "drop-text-search-template",
    ),
    check=drop_type_cascade,
    problem=(
        "DROP … CASCADE of a type, domain, extension, collation or text search configuration drops "
        "every column that uses it, and with a function or sequence the columns, defaults, triggers "
        "and CHECKs that are made of it."
    ),
    remedy="convert the columns first, then drop the type without CASCADE",
    engines=POSTGRES,
)
