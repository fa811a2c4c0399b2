"""The release that is running leaves the column out of its INSERT and counts on the default."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act


def drop_default(act: Act, scene: Scene) -> Iterator[Hit]:
    """A default that existed; one added in the same file only filled old rows."""
    if act.verb == "drop-table":
        yield from _rebuilt(act, scene)
        return
    if scene.is_new_column(act.table, act.name):
        return
    column = scene.column(act.table, act.name)
    where = f'"{act.table}"."{act.name}"'
    if act.verb == "drop-default":
        if column is not None and column.default is None and scene.dialect == "postgres":
            return
        if any(
            a.verb == "set-default"
            and scene.same(a.name, act.name)
            and scene.same(a.table, act.table)
            for a in scene.elsewhere("set-default", table=act.table, name=act.name)
        ):
            return
        if any(
            scene.same(a.name, act.name) and scene.same(a.table, act.table)
            for a in scene.after("drop-column", table=act.table, name=act.name)
        ):
            return
        yield Hit(f"drops the default of {where}")
    elif act.verb == "set-default":
        null = act.text in ("null", "default") or act.text.startswith("null::")
        had = column is not None and column.default not in (None, "null")
        if had and null and column is not None and column.not_null and not column.primary:
            yield Hit(
                f"sets the default of {where} to NULL, which it doesn't take: an INSERT without it fails"
            )
    elif act.verb == "drop-identity":
        if any(scene.after("add-identity", "set-default", table=act.table, name=act.name)):
            return
        yield Hit(f"drops the identity of {where}: an INSERT without it fails", "refuse")
    elif act.verb == "drop-expression":
        yield Hit(f"{where} is no longer computed: an INSERT without it leaves it NULL", "refuse")
    elif column is not None and act.column is not None:
        if column.generated == "auto" and act.column.generated != "auto":
            yield Hit(f"{where} loses AUTO_INCREMENT: an INSERT without it fails", "refuse")
        elif column.default in (None, "null") or act.column.default is not None:
            return
        elif act.column.not_null and not act.column.generated:
            yield Hit(f"{where} loses its default: an INSERT without it fails")


def _rebuilt(act: Act, scene: Scene) -> Iterator[Hit]:
    rebuild = scene.rebuild
    if rebuild is None or not scene.existed(act.table):
        return
    for key, new in rebuild.new.columns.items():
        old = rebuild.old.columns.get(key)
        if old is not None and old.default is not None and new.default is None and new.not_null:
            yield Hit(f'rebuilds "{rebuild.name}" without the default of "{new.name}"')


RULE = Rule(
    id="drop-default",
    kind="breaks-clients",
    verbs=(
        "drop-default",
        "set-default",
        "drop-identity",
        "drop-expression",
        "modify-column",
        "alter-column-to",
        "drop-table",
    ),
    check=drop_default,
    problem=(
        "The release that is running leaves the column out of its INSERT and counts on the default."
    ),
    remedy="release the code that writes the column first, and drop the default after it",
    severity="report",
)
