"""CONVERT TO CHARACTER SET, ENGINE, ROW_FORMAT, OPTIMIZE, a new or dropped primary key rebuild or
copy the whole table."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act

_REBUILDING = frozenset(
    ["engine", "row_format", "key_block_size", "encryption", "encrypted", "page_compressed"]
)


def rebuild_table(act: Act, scene: Scene) -> Iterator[Hit]:
    """On a table that existed."""
    if scene.is_new(act.table):
        return
    if act.verb == "convert-charset":
        yield Hit(f'copies "{act.table}" while writes wait, to convert it to {act.text}')
    elif act.verb in ("rebuild-table", "repartition"):
        yield Hit(f'rebuilds "{act.table}" ({act.text})')
    elif act.verb == "table-option" and act.name in _REBUILDING:
        yield Hit(f'rebuilds "{act.table}" for {act.name} = {act.new}')
    elif act.verb == "drop-primary-key":
        yield Hit(f'copies "{act.table}" to take its primary key away')
    elif act.constraint is not None and act.constraint.kind == "primary":
        yield Hit(f'rebuilds "{act.table}" around its new primary key')


RULE = Rule(
    id="rebuild-table",
    kind="rewrite",
    verbs=(
        "convert-charset",
        "rebuild-table",
        "table-option",
        "drop-primary-key",
        "add-constraint",
        "repartition",
    ),
    check=rebuild_table,
    problem=(
        "CONVERT TO CHARACTER SET, ENGINE, ROW_FORMAT, OPTIMIZE, a new or dropped primary key "
        "rebuild or copy the whole table."
    ),
    remedy="use gh-ost or pt-online-schema-change outside the migrator",
    engines=MYSQL,
)
