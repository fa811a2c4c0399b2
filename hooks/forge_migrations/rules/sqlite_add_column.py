"""SQLite can't add every column: not one that is UNIQUE, PRIMARY KEY or STORED, nor one whose
default is CURRENT_TIMESTAMP or an expression once the table has rows, nor a REFERENCES with a
default."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import SQLITE
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.sql.constants import is_constant

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.acts import Column


def sqlite_add_column(act: Act, scene: Scene) -> Iterator[Hit]:
    """Always fails for UNIQUE, PRIMARY KEY and STORED; with rows for the defaults."""
    column = act.column
    if column is None:
        return
    where = f'"{act.table}"."{act.name}"'
    if column.unique or column.primary:
        yield Hit(
            f"adds {where} as {'UNIQUE' if column.unique else 'PRIMARY KEY'}, which SQLite refuses"
        )
    if column.generated == "stored":
        yield Hit(f"adds {where} as a STORED column, which SQLite refuses")
    default = (column.default or "").lower()
    if scene.is_new(act.table) or scene.emptied(act.table):
        return
    if default.startswith("current_") or (
        default.startswith("(") and not is_constant(default, "sqlite")
    ):
        yield Hit(
            f"adds {where} with the default {column.default}, which isn't constant: SQLite"
            " refuses it as soon as the table has a row"
        )
    elif column.reference and default not in ("", "null", "(null)"):
        yield Hit(
            f"adds {where} with REFERENCES and a default, which SQLite refuses while foreign"
            " keys are on"
        )
    if column.check and column.default is not None and _breaks(column):
        yield Hit(f"adds {where} with a default that its own CHECK refuses")


def _breaks(column: Column) -> bool:
    return (column.default or "").lower() == "null" and "is not null" in column.check.lower()


RULE = Rule(
    id="sqlite-add-column",
    kind="fails-on-data",
    verbs=("add-column",),
    check=sqlite_add_column,
    problem=(
        "SQLite can't add every column: not one that is UNIQUE, PRIMARY KEY or STORED, nor "
        "one whose default is CURRENT_TIMESTAMP or an expression once the table has rows, nor "
        "a REFERENCES with a default."
    ),
    remedy="rebuild the table, or add the column without the property and a UNIQUE INDEX beside it",
    engines=SQLITE,
    source="https://sqlite.org/lang_altertable.html#altertabaddcol",
)
