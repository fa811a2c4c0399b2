"""The new type is stored in another form, so the engine rewrites the table and its indexes while
nothing can write to it (PostgreSQL: nor read it)."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.type_change import change_of
from forge_migrations.rules.judging.type_change import modified

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def change_column_type(act: Act, scene: Scene) -> Iterator[Hit]:
    """By the matrix of each engine; unknown old types are reported."""
    if act.verb == "alter-type":
        change = change_of(act, scene)
        if change is None or not change.verdict.rewrite:
            return
        if not change.old:
            yield Hit(
                f'changes the type of "{act.table}"."{act.name}" to {change.new}: the old'
                " one isn't known, so it counts as a rewrite",
                "report",
            )
            return
        yield Hit(
            f'rewrites "{act.table}" to change "{act.name}" from {change.old} to {change.new}'
        )
        return
    found = modified(act, scene)
    if found and found.change.copy and not found.change.reordered:
        yield Hit(
            f'copies "{act.table}" while writes wait, to change "{act.name}" from'
            f" {found.old.type} to {found.new.type}"
        )
    elif found and act.has("moves"):
        yield Hit(f'rebuilds "{act.table}" to move "{act.name}" to another place', "report")
    elif found and found.old.not_null != found.new.not_null:
        yield Hit(f'rebuilds "{act.table}" to change NULL of "{act.name}"', "report")
    elif found and found.new.charset and found.new.charset != found.old.charset:
        yield Hit(f'copies "{act.table}" to convert "{act.name}" to {found.new.charset}')


RULE = Rule(
    id="change-column-type",
    kind="rewrite",
    verbs=("alter-type", "modify-column"),
    check=change_column_type,
    problem=(
        "The new type is stored in another form, so the engine rewrites the table and its "
        "indexes while nothing can write to it (PostgreSQL: nor read it)."
    ),
    remedy=(
        "add a column of the new type, fill it in batches, switch the code, and drop the old column"
    ),
)
