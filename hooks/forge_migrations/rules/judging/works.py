"""What an act does with the rows of a table, and who waits for it: the kinds that `sql/costs.py` knows."""

from __future__ import annotations

from forge_migrations.engines import MYSQL
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.rules.judging.rule import Rule
    from forge_migrations.rules.judging.scene import Scene
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.catalog import Table
    from forge_migrations.sql.costs import Engine
    from forge_migrations.sql.costs import Kind

_WRITES, _BOTH = 'writes to "{}"', 'reads and writes of "{}"'
_BY_RULE: dict[str, tuple[Kind, str]] = {
    "add-check-validating": ("scan", _BOTH),
    "add-foreign-key-validating": ("foreign key", _WRITES),
    "add-serial-column": ("copy", _BOTH),
    "add-unique-blocking": ("index", _BOTH),
    "backfill-in-migration": ("write", ""),
    "change-collation": ("index", _BOTH),
    "change-column-type": ("copy", _BOTH),
    "create-index-blocking": ("index", _WRITES),
    "expression-default": ("copy", _WRITES),
    "move-storage": ("copy", _BOTH),
    "rebuild-storage": ("copy", _BOTH),
    "rebuild-table": ("copy", _WRITES),
    "reorder-enum": ("copy", _WRITES),
    "set-not-null-scan": ("scan", _BOTH),
    "statements-after-exclusive-lock": ("write", ""),
    "stored-generated-column": ("copy", _BOTH),
    "validate-in-same-transaction": ("foreign key", ""),
    "volatile-default": ("copy", _BOTH),
}
"""The rules whose hits last as long as a table has rows, by what is done with them. The others are about
locks that last for another reason: who stands before them in the queue, a lock that is asked for by name."""
SIZED = frozenset(_BY_RULE)
_BY_VERB: dict[str, Kind] = {"create-index": "index", "update": "write", "delete": "write",
                             "set-not-null": "scan", "validate-constraint": "foreign key"}  # fmt: skip
_BY_CONSTRAINT: dict[str, Kind] = {"unique": "index", "primary": "index", "exclude": "index",
                                   "check": "scan", "foreign": "foreign key"}  # fmt: skip
_UNTOLD = frozenset({"opaque", "broken", "dynamic-sql", "run-code", "merge", "copy", "call", "do"})
"""What may take any time."""
_FIXED = frozenset({"smallint", "integer", "bigint", "int", "tinyint", "mediumint", "boolean", "real",
                    "double", "float", "date", "time", "timestamp", "timestamptz", "datetime", "uuid"})  # fmt: skip
"""Types whose values are compared as one number."""


_EXCLUSIVE = frozenset(
    ["add-column", "add-identity", "alter-type", "cluster", "disable-row-security", "drop-column",
     "drop-constraint", "drop-default", "drop-expression", "drop-identity", "drop-not-null", "enable-row-security",
     "force-row-security", "rename-column", "rename-table", "set-default",
     "set-expression", "set-logged", "set-not-null", "set-tablespace", "set-unlogged", "truncate"]
)  # fmt: skip
"""Verbs that take ACCESS EXCLUSIVE and leave a table that others ask for."""


class Work(NamedTuple):
    """What is done with the rows of one table."""

    table: str
    """The name that it has in production, before the pending renames."""
    kind: Kind
    engine: Engine
    waits: str = ""
    """Who waits; empty where the rule has said it."""
    unsure: bool = False
    """True when no cost is known for it, or the rows that are there now aren't those that it meets."""
    blocks: bool = True
    """False where the engine lets others write meanwhile."""


def work_of(rule: Rule, act: Act, scene: Scene, message: str) -> Work | None:
    """The work that a rule's hit is about; `None` for what no table's size decides. MySQL's rules say
    that a table is copied where writes wait, and that it is rebuilt where they don't."""
    known = _BY_RULE.get(rule.id)
    if known is None or not act.table or scene.dialect in ("sqlite", "libsql"):
        return None
    kind, waits = known
    if rule.id == "statements-after-exclusive-lock":
        if not message.startswith("works through"):
            return None  # it is about another table, which a query reads
        kind = _kind_of(act) or kind
    engine = _engine(scene)
    if engine == "mysql" and rule.kind == "lock":
        kind, waits = ("foreign key" if kind == "foreign key" else "copy"), _WRITES
    elif engine == "mysql":
        waits = _WRITES
    waits = waits.format(act.table)
    if act.constraint is not None and act.constraint.reference is not None and waits:
        waits += f' and "{act.constraint.reference.table}"'
    work = _work(act, scene, kind, waits)
    if engine == "mysql" and rule.kind == "rewrite" and not message.startswith("copies"):
        return work._replace(waits="", blocks=False)
    return work


def work_beside(act: Act, scene: Scene) -> Work | None:
    """The work of an act that no rule hit: what lies under the locks of others is waited for too."""
    if act.verb in _UNTOLD:
        return Work(act.table, "write", _engine(scene), unsure=True)
    if act.verb == "insert":
        copies = any(token.key == "SELECT" for token in act.tokens)
        return Work(act.table, "write", _engine(scene), unsure=True) if copies else None
    kind = _kind_of(act)
    if kind is None or not act.table or not scene.existed(act.table):
        return None
    return _work(act, scene, kind, "")


def locked_by(act: Act) -> Iterator[tuple[str, bool]]:
    """The tables that PostgreSQL keeps others out of from this act to the end of its transaction, and
    whether readers wait too: https://www.postgresql.org/docs/current/explicit-locking.html"""
    foreign = act.constraint is not None and act.constraint.kind == "foreign"
    if act.verb in ("add-constraint", "create-trigger", "create-index"):
        if act.verb == "create-index" and act.has("concurrently"):
            return
        yield act.table, act.verb == "add-constraint" and not foreign
    elif act.verb in _EXCLUSIVE:
        yield act.table, True
    if act.constraint is not None and act.constraint.reference is not None:
        yield act.constraint.reference.table, False


def _kind_of(act: Act) -> Kind | None:
    if act.constraint is not None and act.verb == "add-constraint":
        done = not act.constraint.valid or act.constraint.using_index
        return None if done else _BY_CONSTRAINT.get(act.constraint.kind)
    return _BY_VERB.get(act.verb)


def _work(act: Act, scene: Scene, kind: Kind, waits: str) -> Work:
    if kind == "index" and not _fixed(act, scene):
        kind = "text index"
    table = scene.table(act.table)
    grown = table is not None and table.rows == "copied"
    filling = any(
        any(token.key == "SELECT" for token in one.tokens)
        for one in scene.before("insert", "merge", "copy", table=act.table)
    )
    unsure = grown or filling or _of_unknown_cost(act, kind, table)
    return Work(released_name(act.table, scene), kind, _engine(scene), waits, unsure)


def _of_unknown_cost(act: Act, kind: Kind, table: Table | None) -> bool:
    """Other indexes than B-trees, expressions, and writes whose queries, triggers or cascades do more."""
    if act.indexed is not None:
        columns = act.indexed.columns
        return act.indexed.method not in ("", "btree") or any("(" in name for name in columns)
    if act.constraint is not None and act.constraint.kind == "exclude":
        return True
    if kind != "write":
        return False
    triggers = table is not None and bool(table.triggers)
    asks = any(token.key == "SELECT" for token in act.tokens) or "SELECT" in act.text.upper()
    return triggers or asks or act.verb in ("insert", "delete") or act.has("join")


def released_name(table: str, scene: Scene) -> str:
    """The name that a table has in production: renames of this file and pending ones undone."""
    renames = [*scene.pending_acts("rename-table"), *scene.before("rename-table")]
    for act in reversed(renames):
        home = act.table.rpartition(".")[0]
        new = act.new if "." in act.new or not home else f"{home}.{act.new}"
        if scene.same(new, table):
            table = act.table
    return table


def _fixed(act: Act, scene: Scene) -> bool:
    """True when every column of the index is compared as one number."""
    names: tuple[str, ...] = ()
    if act.indexed is not None:
        names = act.indexed.columns
    elif act.constraint is not None:
        names = act.constraint.columns
    elif act.name:
        names = (act.name,)
    columns = [scene.column(act.table, name) for name in names]
    return all(
        column is not None and column.type.partition("(")[0].partition(" ")[0] in _FIXED
        for column in columns
    )


def _engine(scene: Scene) -> Engine:
    if scene.dialect == MYSQL.dialect:
        return "mysql"
    return "postgres" if scene.dialect == "postgres" else "sqlite"
