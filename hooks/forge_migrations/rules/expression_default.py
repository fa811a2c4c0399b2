"""A new column whose default is an expression, such as (uuid()), is computed for every row: MySQL
copies the table while writes wait."""

from __future__ import annotations

import re

from forge_migrations import engines
from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.constants import is_constant

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def expression_default(act: Act, scene: Scene) -> Iterator[Hit]:
    """DEFAULT in brackets on a table that existed."""
    if act.column is None or scene.is_new(act.table):
        return
    default = (act.column.default or "").strip()
    if default.startswith("(") and not _is_plain(default):
        now = re.match(r"^\(\s*(?:now|current_timestamp|unix_timestamp)\b", default)
        yield Hit(
            f'copies "{act.table}" to compute {default} for "{act.name}" in every row',
            "report" if now else None,
        )
    elif act.column.generated == "auto":
        yield Hit(f'copies "{act.table}" to number "{act.name}" (AUTO_INCREMENT)')


def _is_plain(default: str) -> bool:
    """A constant, or an empty `json_array()`: nothing is computed for each row."""
    empty = re.fullmatch(r"\(\s*json_(?:array|object)\(\)\s*\)", default, re.IGNORECASE)
    return is_constant(default, engines.MYSQL.dialect) or empty is not None


RULE = Rule(
    id="expression-default",
    kind="rewrite",
    verbs=("add-column",),
    check=expression_default,
    problem=(
        "A new column whose default is an expression, such as (uuid()), is computed for every "
        "row: MySQL copies the table while writes wait."
    ),
    remedy=(
        "add the column nullable, then ALTER COLUMN … SET DEFAULT, and fill the old rows in batches"
    ),
    engines=MYSQL,
)
