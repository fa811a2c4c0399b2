"""A rebuild's copy can fail: a column that becomes NOT NULL holds a NULL, a new CHECK or UNIQUE is
broken, a generated column stands in the INSERT, a view still reads the table, or a child
without an action refers to it."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import SQLITE
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.scene import quoted
from forge_migrations.sql.rebuild import source_column
from forge_migrations.sql.spelling import one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.acts import Constraint
    from forge_migrations.sql.rebuild import Rebuild


def rebuild_fails(act: Act, scene: Scene) -> Iterator[Hit]:
    """From the old form and the new one."""
    rebuild = scene.rebuild
    if rebuild is None or not scene.existed(act.table):
        return
    yield from _columns(rebuild, scene)
    yield from _constraints(rebuild, scene)
    views = [view.name for view in scene.catalog.views_of(act.table)]
    legacy = any(
        p.name == "legacy_alter_table" and p.text in ("on", "1", "true")
        for p in scene.before("pragma")
    )
    if views and not legacy:
        yield Hit(
            f'renames the new "{rebuild.name}" while view {quoted(views)} reads it: error in view'
        )
    if scene.session.foreign_keys:
        for child, key in scene.catalog.inbound(act.table):
            action = key.reference.on_delete if key.reference else ""
            if action in ("", "no action", "restrict") and (
                not scene.fresh(child.born) or scene.same(child.name, rebuild.new.name)
            ):
                yield Hit(
                    f"{scene.migrator.name} keeps foreign keys on: the DROP TABLE of"
                    f' "{rebuild.name}" fails as soon as a row of "{child.name}" refers to it',
                    "report",
                )


def _columns(rebuild: Rebuild, scene: Scene) -> Iterator[Hit]:
    copy = rebuild.copy
    if copy is None:
        return
    fold = scene.catalog.fold
    filled = {fold(target) for target, _e in copy.pairs}
    for target, expression in copy.pairs:
        new = rebuild.new.columns.get(fold(target))
        source = source_column(expression, scene.catalog)
        old = rebuild.old.columns.get(fold(source)) if source else None
        if source and old is None and _is_missing(source, rebuild, scene):
            yield Hit(
                f'reads "{source}", which "{rebuild.old.name}" doesn\'t have: better-sqlite3 and'
                " libSQL take no double quotes for a string and fail",
                None if scene.migrator.driver in _STRICT_QUOTES else "report",
            )
        if new is not None and new.computed:
            yield Hit(f'writes generated column "{rebuild.name}"."{target}", which SQLite refuses')
        elif new is not None and old is not None and new.not_null and not old.not_null:
            if not old.primary and not scene.filled(rebuild.old.name, old.name):
                yield Hit(f'copies NULLs of "{rebuild.name}"."{source}" into a NOT NULL column')
        elif new is not None and new.not_null and [t.key for t in expression] == ["NULL"]:
            yield Hit(f'copies NULL into NOT NULL "{rebuild.name}"."{target}"')
    if copy.pairs:
        for key, column in rebuild.new.columns.items():
            if key in filled or not column.not_null or column.default is not None:
                continue
            if not column.generated and not column.primary:
                yield Hit(f'leaves NOT NULL "{rebuild.name}"."{column.name}" without a value')


_STRICT_QUOTES = ("better-sqlite3", "libsql", "turso")


def _is_missing(source: str, rebuild: Rebuild, scene: Scene) -> bool:
    known = rebuild.old.complete and rebuild.old.columns
    joined = rebuild.copy is not None and rebuild.copy.joined
    return bool(known) and not joined and not scene.same(source, "rowid")


def _constraints(rebuild: Rebuild, scene: Scene) -> Iterator[Hit]:
    def key(c: Constraint) -> tuple[str, tuple[str, ...], str]:
        return (
            c.kind,
            tuple(map(scene.catalog.fold, c.columns)) if c.kind != "check" else (),
            one_line(c.expression.replace("__new_", ""), "sqlite", cased=False),
        )

    fold = scene.catalog.fold
    had = {key(constraint) for constraint in rebuild.old.constraints}
    unique = {frozenset(map(scene.catalog.fold, k)) for k in rebuild.old.unique_keys()}
    for constraint in rebuild.new.constraints:
        if constraint.kind == "check" and key(constraint) not in had:
            yield Hit(
                f'rebuilds "{rebuild.name}" with a new CHECK ({constraint.expression}): the'
                " copy fails if a row breaks it"
            )
        elif constraint.kind in ("unique", "primary"):
            columns = frozenset(map(scene.catalog.fold, constraint.columns))
            new = any(c not in rebuild.old.columns for c in columns)
            if not any(u <= columns for u in unique) and not new and rebuild.old.complete:
                yield Hit(
                    f'rebuilds "{rebuild.name}" with a new key on'
                    f" ({', '.join(constraint.columns)}): the copy fails if rows are equal"
                )
        elif constraint.kind == "foreign" and scene.session.foreign_keys and rebuild.old.complete:
            held = any(k[:2] == key(constraint)[:2] for k in had)
            if not held and any(fold(c) in rebuild.old.columns for c in constraint.columns):
                yield Hit(
                    f'rebuilds "{rebuild.name}" with a new foreign key on'
                    f" ({', '.join(constraint.columns)}): the copy fails if a row refers to nothing",
                    "report",
                )


RULE = Rule(
    id="rebuild-fails",
    kind="fails-on-data",
    verbs=("drop-table",),
    check=rebuild_fails,
    problem=(
        "A rebuild's copy can fail: a column that becomes NOT NULL holds a NULL, a new CHECK "
        "or UNIQUE is broken, a generated column stands in the INSERT, a view still reads the "
        "table, or a child without an action refers to it."
    ),
    remedy=(
        "fill or mend the rows before the copy, leave generated columns out of it, and drop "
        "views first"
    ),
    engines=SQLITE,
)
