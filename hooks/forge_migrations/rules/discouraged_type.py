"""json has no equality, so DISTINCT and GROUP BY fail on it; char(n) pads with blanks; timestamp
without time zone loses the zone; money depends on the locale; float rounds money."""

from __future__ import annotations

from forge_migrations import engines
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.acts import Column
from forge_migrations.sql.types import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act

_POSTGRES = {
    "json": "use jsonb",
    "char": "pads with blanks, use text",
    "money": "use numeric",
    "timetz": "use timestamptz",
}
_MYSQL = {"float": "rounds, use decimal"}
_TYPES = {engines.POSTGRESQL.dialect: _POSTGRES, engines.MYSQL.dialect: _MYSQL}


def discouraged_type(act: Act, scene: Scene) -> Iterator[Hit]:
    """Types of new columns."""
    columns = list(act.columns) + ([act.column] if act.column else [])
    if act.verb == "alter-type":
        columns = [Column(act.name, act.new)]
    table = _TYPES.get(scene.dialect, {})
    for column in columns:
        base = parse(column.type).base
        if base in table:
            yield Hit(f'"{act.table}"."{column.name}" is {base}: {table[base]}')
        if not scene.engine.inline_references and column.reference is not None:
            yield Hit(
                f'REFERENCES in the definition of "{act.table}"."{column.name}" is ignored by'
                " MySQL: write FOREIGN KEY"
            )


RULE = Rule(
    id="discouraged-type",
    kind="hygiene",
    verbs=("create-table", "add-column", "alter-type", "modify-column"),
    check=discouraged_type,
    problem=(
        "json has no equality, so DISTINCT and GROUP BY fail on it; char(n) pads with blanks; "
        "timestamp without time zone loses the zone; money depends on the locale; float "
        "rounds money."
    ),
    remedy="use jsonb, text or varchar, numeric",
    severity="report",
)
