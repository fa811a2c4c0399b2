"""Something still uses what the statement changes or drops: the engine refuses it."""

from __future__ import annotations

from forge_migrations.rules.judging.rule import MYSQL
from forge_migrations.rules.judging.rule import Hit
from forge_migrations.rules.judging.rule import Rule
from forge_migrations.rules.judging.rule import needed
from forge_migrations.sql import dependencies_mysql as mysql
from forge_migrations.sql import object_users as users
from forge_migrations.sql.dependencies import dependents
from forge_migrations.sql.dependencies import needing
from forge_migrations.sql.dependencies import pointing_at
from forge_migrations.sql.dependencies import referred
from forge_migrations.sql.key_types import comparable
from forge_migrations.sql.mentions import names_in
from forge_migrations.sql.read_again import unreadable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Sequence

    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.catalog import Table
    from forge_migrations.sql.dependencies import Dependent
    from forge_migrations.sql.verbs import Verb

_BY_NAME: dict[str, Callable[[Catalog, str], Iterator[Dependent]]] = {
    "drop-function": users.users_of_function,
    "drop-procedure": users.users_of_function,
    "drop-sequence": users.users_of_sequence,
    "drop-domain": users.users_of_type,
    "drop-extension": users.users_of_extension,
    "drop-schema": users.within_schema,
}


def used_by_object(act: Act, scene: Scene) -> Iterator[Hit]:
    """What of the catalog stands in the way at this point."""
    if scene.dialect in ("sqlite", "libsql") and act.verb != "drop-index":
        return
    if act.verb in _BY_NAME:
        if not act.has("cascade") and scene.dialect == "postgres":
            found = list(_BY_NAME[act.verb](scene.catalog, act.name))
            yield from _drop(act, f'{act.verb[5:]} "{act.name}"', found)
        return
    table = scene.table(act.table) if act.table else None
    if act.verb == "drop-index":
        home = scene.catalog.index_home.get(scene.fold(act.name.rpartition(".")[2]), "")
        table = scene.catalog.tables.get(home)
        if table is None and scene.dialect == "postgres":
            yield from _index_of_key(act, scene)
    if table is None or table.kind != "table":
        return
    if act.verb == "drop-table":
        yield from _table(act, table, scene)
    elif scene.dialect in MYSQL:
        yield from _in_mysql(act, table, scene)
    elif scene.dialect != "postgres":
        yield from _in_sqlite(act, table, scene)
    elif act.verb == "alter-type":
        yield from _type(act, table, scene)
    elif act.verb == "add-column":
        yield from _row_type(act, table, scene)
    elif act.verb == "drop-column":
        what = f'column "{act.name}" of "{act.table}"'
        yield from _drop(act, what, list(dependents(scene.catalog, table, act.name)))
    elif act.verb != "modify-column":
        columns, others = _key(act, table, scene)
        if columns:
            found = list(needing(scene.catalog, table, columns, others))
            yield from _drop(act, f'unique key "{act.name}" of "{table.name}"', found)


def _drop(act: Act, what: str, found: Sequence[Dependent]) -> Iterator[Hit]:
    if not found:
        return
    names = _listed(found)
    if act.verb == "drop-schema":
        stand = "stand" if len(found) > 1 else "stands"
        yield Hit(f"drops {what}, in which {names} {stand}: the statement fails")
        return
    if act.has("cascade") and not any(one.kind in _STAY for one in found):
        yield Hit(f"drops {what} and with it {names}", "report")
    else:
        need = "need" if len(found) > 1 else "needs"
        yield Hit(f"drops {what}, which {names} {need}: the statement fails")


_STAY = ("partition key", "table")
"""What CASCADE takes nothing of."""


def _listed(found: Sequence[Dependent]) -> str:
    told = [one.told for one in found]
    more = [f"{len(told) - 4} more"] if len(told) > 5 else []
    return " and ".join(told[:4] + more if more else told)


def _index_of_key(act: Act, scene: Scene) -> Iterator[Hit]:
    """The index of a constraint goes with that alone, CASCADE or not."""
    short = act.name.rpartition(".")[2]
    for table in scene.catalog.tables.values():
        for one in table.constraints:
            if one.kind in ("primary", "unique", "exclude") and one.name == short:
                yield Hit(
                    f'drops index "{act.name}", which constraint "{one.name}" of "{table.name}" is'
                    " made of: the statement fails",
                    remedy=f'write ALTER TABLE "{table.name}" DROP CONSTRAINT "{one.name}"',
                )


def _table(act: Act, table: Table, scene: Scene) -> Iterator[Hit]:
    if act.has("cascade") and scene.dialect == "postgres":
        return
    if scene.dialect in MYSQL and _unchecked(scene):
        return
    found = [*users.users_of_table(scene.catalog, table)]
    if found:
        going = {scene.fold(other.table) for other in scene.together("drop-table")}
        found = [one for one in found if scene.fold(one.table) not in going]
    yield from _drop(act._replace(flags=frozenset()), f'table "{act.table}"', found)


def _unchecked(scene: Scene) -> bool:
    """MySQL: the file has turned foreign_key_checks off."""
    said = [a.text for a in scene.before("set") if "foreign_key_checks" in a.text]
    return bool(said) and said[-1].rstrip().endswith(("0", "off"))


def _in_mysql(act: Act, table: Table, scene: Scene) -> Iterator[Hit]:
    going = {scene.fold(a.name) for a in scene.together(*_GOING)}
    if act.verb == "drop-column":
        found = [
            one
            for one in mysql.holding(scene.catalog, table, act.name)
            if scene.fold(one.name) not in going
            and not (one.kind == "CHECK" and _check_goes(one, table, going, scene))
            and not (one.kind == "foreign key" and one.table != table.name and _unchecked(scene))
        ]
        yield from _drop(act, f'column "{act.name}" of "{act.table}"', found)
        for name, kept in mysql.narrowed(scene.catalog, table, act.name):
            gone = scene.fold(name) in going or {scene.fold(each) for each in kept} <= going
            if gone or (name == "PRIMARY" and any(scene.together("drop-primary-key"))):
                continue
            if scene.settings.mariadb:
                yield Hit(
                    f'drops column "{act.name}" of "{act.table}", which unique key "{name}"'
                    f" ({', '.join(kept)}, {act.name}) needs: the statement fails"
                )
            elif scene.existed(act.table):
                yield Hit(
                    f'dropping "{act.table}"."{act.name}" leaves of unique key "{name}" only'
                    f" ({', '.join(kept)}): it fails if rows are equal there"
                )
    elif act.verb == "modify-column" and act.column is not None and not _unchecked(scene):
        old = table.columns.get(scene.fold(act.name))
        if old is None or old.type == act.column.type:
            return
        for one in mysql.joined(scene.catalog, table, act.name, act.column.type):
            if scene.fold(one.name) not in going:
                yield Hit(
                    f'changes "{act.table}"."{act.name}" from {old.type} to {act.column.type}, which'
                    f" {one.told} joins with another type: the statement fails"
                )


def _check_goes(one: Dependent, table: Table, going: set[str], scene: Scene) -> bool:
    """It has the name that the server gave it, and a constraint is dropped beside; or, on MariaDB,
    every column that it names goes."""
    if not one.name and any(scene.together("drop-constraint")):
        return True
    named = [c for c in table.constraints if c.kind == "check" and c.name == one.name]
    columns = [
        names_in(c.expression, scene.dialect) & {key.lower() for key in table.columns}
        for c in named
    ]
    return bool(scene.settings.mariadb) and any(c and c <= going for c in columns)


def _in_sqlite(act: Act, table: Table, scene: Scene) -> Iterator[Hit]:
    """SQLite lets the key go, and refuses each write to either table from then on."""
    if act.verb != "drop-index":
        return
    columns, others = _key(act, table, scene)
    others += list(scene.keys_after(table.name))
    rebuilt = any(scene.same(gone.table, table.name) for gone in scene.after("drop-table"))
    if columns and not rebuilt:
        for one in needing(scene.catalog, table, columns, others):
            yield Hit(
                f'drops unique key "{act.name}" of "{table.name}", which the foreign key of'
                f' "{one.table}" needs: every write to the two fails'
            )


_GOING: tuple[Verb, ...] = ("drop-foreign-key", "drop-constraint", "drop-index", "drop-column")


def _type(act: Act, table: Table, scene: Scene) -> Iterator[Hit]:
    going = {
        (scene.fold(a.table), scene.fold(a.name))
        for a in scene.together("drop-column", "drop-constraint")
    }
    rows = list(users.users_of_type(scene.catalog, table.name))
    for one in [*dependents(scene.catalog, table, act.name), *rows]:
        if one.kind == "foreign key" or (scene.fold(one.table), scene.fold(one.name)) in going:
            continue
        yield Hit(
            f'changes the type of "{act.table}"."{act.name}", which {one.told} uses: the statement'
            " fails"
        )
    for one in unreadable(scene.catalog, table, act.name, act.new):
        if (scene.fold(one.table), scene.fold(one.name)) not in going:
            yield Hit(
                f'changes "{act.table}"."{act.name}" to {act.new}, with which {one.told} can\'t be'
                " made again: the statement fails"
            )
    for child, parent, name in _joined(act, table, scene):
        if (scene.fold(child[0]), scene.fold(name)) not in going and not comparable(
            child[1], parent
        ):
            yield Hit(
                f'changes "{act.table}"."{act.name}" to {act.new}, which foreign key "{name}" of'
                f' "{child[0]}" can\'t compare ({child[1]} with {parent}): the statement fails'
            )


def _row_type(act: Act, table: Table, scene: Scene) -> Iterator[Hit]:
    """A default that every row is given, where a column elsewhere holds rows of the table."""
    if act.column is None or act.column.default in (None, "null"):
        return
    for one in users.users_of_type(scene.catalog, table.name):
        yield Hit(
            f'adds "{act.table}"."{act.name}" with a default, while {one.told} holds rows of'
            f' "{act.table}": the statement fails'
        )


def _joined(act: Act, table: Table, scene: Scene) -> Iterator[tuple[tuple[str, str], str, str]]:
    """((referring table, its new type), referred new type, foreign key) of the column's keys."""
    key = scene.fold(act.name)
    for child, constraint in pointing_at(scene.catalog, table):
        for own, target in zip(constraint.columns, referred(constraint, table), strict=False):
            column = child.columns.get(scene.fold(own))
            if scene.fold(target) == key and column and child is not table:
                yield (child.name, column.type), act.new, constraint.name
    for constraint in table.constraints:
        parent = scene.table(constraint.reference.table) if constraint.reference else None
        if parent is None or parent is table:
            continue
        for own, target in zip(constraint.columns, referred(constraint, parent), strict=False):
            column = parent.columns.get(scene.fold(target))
            if scene.fold(own) == key and column:
                yield (table.name, act.new), column.type, constraint.name


def _key(act: Act, table: Table, scene: Scene) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The columns of the unique key that goes, and those of the keys that stay."""
    name = scene.fold(act.name.rpartition(".")[2])
    columns: tuple[str, ...] = ()
    others: list[tuple[str, ...]] = []
    for constraint in table.constraints:
        if constraint.kind in ("primary", "unique"):
            if act.verb != "drop-index" and scene.fold(constraint.name) == name:
                columns = constraint.columns
            else:
                others.append(constraint.columns)
    for key, index in table.indexes.items():
        if index.unique and not index.where:
            if act.verb == "drop-index" and key == name:
                columns = index.columns
            else:
                others.append(index.columns)
    return columns, others


RULE = Rule(
    id="used-by-object",
    kind="fails-on-data",
    verbs=(
        "alter-type",
        "add-column",
        "modify-column",
        "drop-column",
        "drop-constraint",
        "drop-index",
        "drop-table",
        "drop-function",
        "drop-procedure",
        "drop-sequence",
        "drop-domain",
        "drop-extension",
        "drop-schema",
    ),
    check=used_by_object,
    needs=needed(("add-column",), "default"),
    problem=(
        "PostgreSQL refuses to change the type of a column, or to drop it without CASCADE, while a "
        "policy, a generated column, a trigger's WHEN or UPDATE OF, a rule, a publication or a "
        "function with BEGIN ATOMIC uses it, and never lets a partition key or a partition's own "
        "column go. A function, a sequence, a type, a schema or a table goes only when nothing uses "
        "it, the index of a constraint only with that. CHECKs, indexes and foreign keys are made "
        "again after a change of type, and fail when they don't fit it. MySQL refuses to drop a column "
        "that a generated column, a foreign key or a CHECK of several columns names, and narrows "
        "unique keys to the columns that stay. SQLite refuses every write to a table whose foreign key "
        "refers to columns that no key makes unique."
    ),
    remedy="drop what uses it first, and create it again below",
    source="https://www.postgresql.org/docs/current/ddl-depend.html",
)
