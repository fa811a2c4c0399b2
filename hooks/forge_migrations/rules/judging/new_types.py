"""The types that an act gives to columns."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.sql.acts import Act


def new_types(act: Act) -> Iterator[tuple[str, str, bool]]:
    """(column, type, whether it is serial), of an act that makes columns or changes a type."""
    if act.verb == "alter-type":
        yield act.name, act.new, False
        return
    for column in (*act.columns, *([act.column] if act.column else [])):
        yield column.name, column.type, column.generated == "serial"
