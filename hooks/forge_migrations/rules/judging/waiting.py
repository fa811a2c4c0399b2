"""Which of what is refused can wait for the release after: `soften` writes it so."""

from __future__ import annotations

import posixpath

from forge_migrations.remedy import Remedy
from forge_migrations.remedy import git_add
from forge_migrations.remedy import ours
from forge_migrations.sql.casts_postgres import postgres_change
from forge_migrations.sql.casts_postgres import written_cast
from forge_migrations.sql.debts import Debt
from forge_migrations.sql.defined_mysql import undefinable
from forge_migrations.sql.enum_changes import Remade
from forge_migrations.sql.hindering import hinders_place
from forge_migrations.sql.optional import hindrance
from forge_migrations.sql.optional import stays_held
from forge_migrations.sql.types import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.rebuild import Rebuild
    from forge_migrations.sql.verbs import Verb

WAITING = frozenset(
    {
        "add-required-column", "change-column-type", "drop-column", "drop-table", "implicit-default",
        "lossy-cast", "narrow-type", "rebuild-deletes-children", "rebuild-drops-column",
        "rebuild-drops-trigger", "rebuild-fails", "remove-enum-value", "rename-column", "rename-table",
        "set-not-null", "uncastable-type",
    }
)  # fmt: skip
"""Rules about acts that have a form which waits."""

RETYPED = ("alter-type", "add-identity", "rename-column")
"""Acts after which a column isn't what NOT NULL was asked of."""
TAKEN_OVER: tuple[Verb, ...] = ("alter-type", "set-default", "drop-default")
"""What a column of the new type takes over."""
BESIDE = ("set-not-null", "drop-not-null", "create-index", "drop-index")
"""What may be done to the old one meanwhile."""

RENAMES = ("rename-column", "rename-table")
OWN = frozenset(
    {
        "insert", "update", "delete", "merge", "truncate", "copy", "opaque", "broken", "do", "run-code",
        "dynamic-sql", "create-function", "create-procedure", "create-trigger", "create-extension",
    }
)  # fmt: skip
"""What drizzle-kit never writes, and would not write again."""


_REBUILDS = ("sqlite", "libsql")
"""Where a table that stays loses a foreign key by being made again."""


def waits(act: Act, scene: Scene, rule: str) -> bool:
    """True for an act that `soften` leaves to a later migration, or does without what the rule says."""
    if act.verb == "alter-type":
        return scene.dialect == "postgres" and _retyped(act, scene)
    if act.inside or any(verb[:5] != act.verb[:5] for verb in scene.verbs_together()):
        return False
    if act.verb in RENAMES:
        return scene.alone and _keeps_name(act, scene)
    if "rename-column" in scene.places:
        return False  # the migration is made again without it
    if scene.renamed_otherwise():
        return False  # running code knows it by another name
    if act.verb == "drop-table" and scene.rebuild is not None:
        return rule.startswith("rebuild-") and _softens(scene.rebuild)
    if act.verb == "drop-column":
        table, column = scene.catalog.table(act.table), scene.column(act.table, act.name)
        if table is None or column is None or hindrance(scene.catalog, table, column):
            return False
        again = scene.after("add-column", table=act.table, name=act.name)
        return not any(again) and not any(
            scene.before("add-column", table=act.table, name=act.name)
        )
    if act.verb == "drop-table":
        table = scene.catalog.table(act.table)
        if table is None or table.kind != "table":
            return False
        going = scene.tables_of("drop-table")
        again = scene.after("create-table", table=act.table)
        held = scene.dialect not in _REBUILDS and stays_held(scene.catalog, table, going)
        return not any(again) and not held
    if act.verb in ("set-not-null", "add-column"):
        retyped = not scene.verbs_about(act.table, act.name).isdisjoint(RETYPED)
        more = retyped or _keyed(act, scene)
        mysql = scene.dialect == "mysql" and act.column is not None and not undefinable(act.column)
        return (mysql or scene.dialect != "mysql") and scene.alone and not more
    if act.verb == "modify-column" and act.column:
        was, new = scene.column(act.table, act.name), act.column
        if was is None or was.type != new.type or was.not_null or not new.not_null:
            return False
        return scene.alone and not undefinable(new) and not _keyed(act, scene)
    return False


def _keeps_name(act: Act, scene: Scene) -> bool:
    """Nothing keeps drizzle-kit from making the rest of the migration again, once the schema says the old
    name beside the new one; where it would ask what is renamed, the rename stays."""
    if act.has("view") or not OWN.isdisjoint(scene.places):
        return False
    made, gone = scene.tables_of("add-column"), scene.tables_of("drop-column")
    return made.isdisjoint(gone) and not {"create-table", "drop-table"} <= scene.places.keys()


def _retyped(act: Act, scene: Scene) -> bool:
    """A column of the new type can stand beside the old one, and all that is done to the column with it."""
    if act.inside or not scene.verbs_together() <= {*TAKEN_OVER}:
        return False
    column = scene.column(act.table, act.name)
    if column is None:
        return False
    created, dropped = (
        {scene.acts[at].name for at in scene.places.get(verb, ())}
        for verb in ("create-type", "drop-type")
    )
    if {parse(act.new).base, parse(column.type).base} & created & dropped:
        return _of_enum(act, column.type, scene)
    if not all(scene.same(each.name, act.name) for each in scene.together(*TAKEN_OVER)):
        return False
    old = scene.catalog.base_type(column.type)
    enum = scene.catalog.enum(parse(old).base) is not None
    if any(scene.after("drop-type", name=parse(column.type).base)):
        return False  # the old column would keep it
    bare = not act.tokens and postgres_change(old, act.new).uncastable
    if bare and not written_cast(old, act.new, enum):
        return False
    if not scene.verbs_about(act.table, act.name) <= {*TAKEN_OVER, *BESIDE}:
        return False
    return not hinders_place(scene.catalog, Debt("alter-type", act.table, act.name, new=act.new))


def _softens(rebuild: Rebuild) -> bool:
    """True for a copy of every row into a form with no key or condition that is new."""
    copy = rebuild.copy
    if copy is None or not copy.pairs or copy.narrowed or copy.joined:
        return False
    had = [(each.kind, each.columns) for each in rebuild.old.constraints]
    return all((each.kind, each.columns) in had for each in rebuild.new.constraints)


def _of_enum(act: Act, kind: str, scene: Scene) -> bool:
    """The act is part of making an enum again without some of its values, as drizzle-kit does."""
    made = {each.name: each.values for each in scene.acts if each.verb == "create-type"}
    dropped = {each.name for each in scene.acts if each.verb == "drop-type"}
    for base in {parse(act.new).base, parse(kind).base} & made.keys() & dropped:
        known = scene.catalog.enum(base)
        had = scene.enums.get(base) or (known.values if known else ())
        one = Remade(base, had, made[base], ())
        if one.removed and not one.reordered:
            return True
    return False


def _keyed(act: Act, scene: Scene) -> bool:
    """The column is to be in a primary key, which takes no NULL."""
    return any(
        each.constraint is not None
        and each.constraint.kind == "primary"
        and any(scene.same(name, act.name) for name in each.constraint.columns)
        for each in scene.after("add-constraint", table=act.table)
    )


def softening(path: str, scene: Scene) -> Remedy:
    """What to type, at the repository's root. What fills a new column gets files of its own."""
    folder, name = posixpath.split(path)
    own = name == "migration.sql"
    tag = posixpath.basename(folder) if own else name.removesuffix(".sql")
    whole = scene.act.verb in RENAMES or "update" in scene.places
    place = (posixpath.dirname(folder) if own else folder) if whole else path
    words = "keep it for the old release"
    return Remedy(words, ours("soften", tag, "--write"), git_add(place))
