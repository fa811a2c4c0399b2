"""MySQL fills a new NOT NULL column without DEFAULT with '', 0 or the first enum value in every
existing row, without an error; with dates it fails."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.types import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.findings import Severity
    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def implicit_default(act: Act, scene: Scene) -> Iterator[Hit]:
    """NOT NULL without DEFAULT on a table that existed."""
    column = act.column
    if column is None or not column.not_null or column.default is not None:
        return
    if column.generated or column.primary or scene.is_new(act.table):
        return
    base = parse(column.type).base
    value = {"enum": "the first value", "json": "null"}.get(base)
    if base in ("date", "datetime", "timestamp"):
        value = "0000-00-00, which strict mode refuses"
    value = value or (
        "''" if "char" in base or "text" in base or "bin" in base or "blob" in base else "0"
    )
    severity: Severity | None = "report" if scene.filled_later(act.table, act.name) else None
    yield Hit(
        f'adds NOT NULL "{act.table}"."{act.name}" without a default: existing rows get {value}',
        severity,
    )


RULE = Rule(
    id="implicit-default",
    kind="data-loss",
    verbs=("add-column",),
    check=implicit_default,
    problem=(
        "MySQL fills a new NOT NULL column without DEFAULT with '', 0 or the first enum value "
        "in every existing row, without an error; with dates it fails. Old code that inserts "
        "without the column fails in strict mode."
    ),
    remedy=(
        "give the column a DEFAULT that is meant, or add it nullable, fill it, then make it "
        "NOT NULL"
    ),
    engines=MYSQL,
)
