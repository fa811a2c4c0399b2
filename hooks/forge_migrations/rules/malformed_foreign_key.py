"""A foreign key that the engine makes nothing of: types that don't go together, a parent without a key."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed
from forge_migrations.sql.key_types import alike_in_mysql
from forge_migrations.sql.key_types import comparable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.acts import Column
    from forge_migrations.sql.acts import Constraint
    from forge_migrations.sql.catalog import Table


def malformed_foreign_key(act: Act, scene: Scene) -> Iterator[Hit]:
    """Types that differ, a parent without a key, SET NULL on what is NOT NULL."""
    for key in (*act.constraints, *((act.constraint,) if act.constraint else ())):
        if key.kind == "foreign" and key.reference is not None:
            yield from _key(key, act, scene)


def children_of(key: Constraint, act: Act, scene: Scene) -> list[Column | None]:
    """The referring columns, as the act makes or finds them."""
    own = {scene.fold(column.name): column for column in act.columns}
    if act.verb == "create-table":
        return [own.get(scene.fold(one)) for one in key.columns]
    return [scene.column(act.table, one) or act.column for one in key.columns]


def _key(key: Constraint, act: Act, scene: Scene) -> Iterator[Hit]:
    assert key.reference is not None
    name = f'foreign key "{key.name}"' if key.name else "the foreign key"
    children = children_of(key, act, scene)
    if scene.dialect in MYSQL:
        yield from _sets_null(key, name, act, children)
    parent = scene.table(key.reference.table)
    if parent is None or parent.kind != "table" or not parent.complete:
        return
    if scene.same(key.reference.table, act.table):
        return
    targets = key.reference.columns or parent.primary()
    wanted = [scene.fold(one) for one in targets]
    yield from _keyless(name, parent, targets, act, scene)
    for child, target in zip(children, wanted, strict=False):
        other = parent.columns.get(target)
        if child is None or other is None:
            continue
        joins = (
            f'{name} joins "{act.table}"."{child.name}" ({child.type}) with'
            f' "{parent.name}"."{other.name}" ({other.type})'
        )
        if scene.dialect in MYSQL and not alike_in_mysql(child.type, other.type):
            yield Hit(f"{joins}: error 3780")
        elif scene.dialect in MYSQL and _spelled_apart(child, other):
            yield Hit(
                f'{name} joins "{act.table}"."{child.name}" with "{parent.name}"."{other.name}",'
                " whose character set or collation is another: error 3780"
            )
        elif scene.dialect == "postgres" and not comparable(
            *(scene.catalog.base_type(each.type) for each in (child, other))
        ):
            yield Hit(f"{joins}, which PostgreSQL can't compare: the statement fails")


def _sets_null(
    key: Constraint, name: str, act: Act, children: Sequence[Column | None]
) -> Iterator[Hit]:
    assert key.reference is not None
    for child in children:
        nulls = "set null" in (key.reference.on_delete, key.reference.on_update)
        if child is not None and child.not_null and nulls:
            yield Hit(f'{name} sets NULL in NOT NULL "{act.table}"."{child.name}": error 1830')


def _keyless(
    name: str, parent: Table, targets: Sequence[str], act: Act, scene: Scene
) -> Iterator[Hit]:
    """The parent's columns are no key: MySQL takes those that begin one, the others the whole of a
    unique one; SQLite looks when the first row is written."""
    wanted = [scene.fold(one) for one in targets]
    listed = ", ".join(targets)
    if scene.dialect in MYSQL:
        if wanted and tuple(wanted) not in parent.keys(scene.fold).served:
            yield Hit(
                f'{name} points at ({listed}) of "{parent.name}", which begin no key: error 1822'
            )
        return
    unique = parent.keys(scene.fold).unique
    if set(wanted) in unique:
        return
    if scene.dialect != "postgres":
        later = (frozenset(map(scene.fold, each)) for each in scene.keys_after(parent.name))
        unique = unique.union(later)
        unique |= {frozenset([key]) for key, column in parent.columns.items() if column.primary}
        rebuilt = any(scene.same(gone.table, parent.name) for gone in scene.after("drop-table"))
        if rebuilt or not unique:
            return
    if wanted and set(wanted) not in unique and set(wanted) <= set(parent.columns):
        fails = (
            "the statement fails"
            if scene.dialect == "postgres"
            else f'every write to "{act.table}" fails'
        )
        yield Hit(
            f'{name} points at ({listed}) of "{parent.name}", which no key makes unique: {fails}'
        )


def _spelled_apart(one: Column, other: Column) -> bool:
    """Both say their collation or character set, and not the same."""
    collations = one.collation and other.collation and one.collation != other.collation
    charsets = one.charset and other.charset and one.charset != other.charset
    return bool(collations or charsets)


RULE = Rule(
    id="malformed-foreign-key",
    kind="transaction",
    verbs=("create-table", "add-column", "add-constraint"),
    check=malformed_foreign_key,
    needs=needed(("*",), "foreign"),
    problem=(
        "PostgreSQL refuses a foreign key whose two columns have no operator to compare them, as "
        "text and uuid, or whose parent's columns no key makes unique; on SQLite every write fails "
        "without that key. MySQL refuses one whose columns differ in size or sign (serial() is BIGINT "
        "UNSIGNED, int() isn't) or in collation, whose parent's columns begin no key, or that sets "
        "NULL where NULL is not allowed."
    ),
    remedy=(
        'give both columns one type (on MySQL bigint({ mode: "number", unsigned: true }) refers to'
        " serial()), and the parent's column a unique key above it"
    ),
    source="https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html",
)
