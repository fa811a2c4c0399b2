"""What is there already and what isn't: whether a statement can run at all, and whether it does anything.

Names as each engine keeps them: PostgreSQL and SQLite have one namespace for tables, views and
indexes, PostgreSQL one for each schema; MySQL's indexes belong to their table.
"""

from __future__ import annotations

import re
from functools import lru_cache

from forge_migrations.sql.catalog import NAME_LENGTH

TYPE_CHECKING = False
if TYPE_CHECKING:
    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.catalog import Table
    from forge_migrations.sql.verbs import Verb

_NAMED = frozenset({"sequence", "schema", "extension", "database", "publication"})
"""Kinds that the catalog keeps by name alone and that no engine has two of."""
_PLAIN = frozenset({"create-table", "create-view", "create-function", "create-procedure"})
"""Acts whose body may ask IF EXISTS of something else; that they ask themselves is a flag."""
_ROUTINES = frozenset({"procedure", "function", "event"})
"""Two of a name on PostgreSQL, where their arguments tell them apart; one on MySQL."""
COLUMN_ACTS: tuple[Verb, ...] = (
    "drop-column",
    "rename-column",
    "alter-type",
    "set-default",
    "drop-default",
    "set-not-null",
    "drop-not-null",
    "modify-column",
    "alter-column-to",
)
"""Acts on a column that has to be there."""
_BY_ENGINE = re.compile(
    r"_(?:pkey|key|fkey|check|excl|idx|seq|not_null)\d*$|_(?:ibfk|chk)_\d+$|^CONSTRAINT_\d+$"
)
"""Names that an engine gives to what has none in the SQL."""
_GUARD = re.compile(r"\bif\s+(?:not\s+)?exists\b", re.IGNORECASE)


def idle(catalog: Catalog, act: Act) -> bool:
    """True for IF NOT EXISTS on what is there, and IF EXISTS on what isn't: nothing happens."""
    if act.has("if-not-exists"):
        return bool(existing(catalog, act))
    return act.has("if-exists") and bool(missing(catalog, act))


def guarded(act: Act, text: str) -> bool:
    """True when the statement asks first: by IF (NOT) EXISTS, or in a block that handles it."""
    if act.inside or act.has("if-not-exists") or act.has("if-exists"):
        return True
    return act.verb not in _PLAIN and _asks(text)


@lru_cache(16)
def _asks(text: str) -> bool:
    """Of a statement, which can do a thousand things."""
    return _GUARD.search(text) is not None


def existing(catalog: Catalog, act: Act) -> str:
    """What the act would make and the history has made, as a message names it; empty when it hasn't."""
    verb = act.verb
    if act.inside or act.has("or-replace") or act.has("temporary"):
        return ""
    if verb in ("create-table", "create-view"):
        return _relation(catalog, act.table)
    if verb == "add-column":
        return _column(catalog, act.table, act.name)
    if verb == "create-index":
        return _index(catalog, act)
    if verb == "add-constraint":
        return _constraint(catalog, act)
    if verb == "create-type":
        return _type(catalog, act.name)
    if verb in ("create-policy", "create-trigger"):
        return _on_table(catalog, act)
    if verb == "add-enum-value":
        found = catalog.get("type", act.name)
        return (
            f"value '{act.new}' of enum \"{act.name}\"" if found and act.new in found.values else ""
        )
    if verb.startswith("rename-") or (verb == "modify-column" and act.new):
        return _renamed(catalog, act)
    kind = verb.removeprefix("create-")
    alone = kind in _NAMED or (kind in _ROUTINES and not catalog.grammar.overloads)
    return f'{kind} "{act.name}"' if alone and act.name and catalog.get(kind, act.name) else ""


def missing(catalog: Catalog, act: Act) -> str:
    """What the act drops or changes and is certain not to be there; empty when it can be."""
    if act.inside or act.has("temporary") or not catalog.certain:
        return ""
    verb = act.verb
    if verb in ("add-constraint", "create-index"):
        return _no_key_column(catalog, act)
    if verb == "add-enum-value":
        enum = catalog.get("type", act.name)
        beside = act.values[0] if act.values else ""
        known = enum is None or not beside or beside in enum.values
        return "" if known else f"value '{beside}' of enum \"{act.name}\""
    if verb == "drop-primary-key":
        table = _whole(catalog, act.table)
        lacks = table is not None and not table.primary()
        return f'the primary key of table "{act.table}"' if lacks else ""
    if verb in COLUMN_ACTS:
        table = _whole(catalog, act.table)
        if table is None or catalog.fold(act.name) in table.columns:
            return ""
        return f'column "{act.name}" of table "{act.table}"'
    if verb in ("drop-constraint", "drop-foreign-key"):
        return _no_constraint(catalog, act)
    if verb in ("drop-table", "drop-view", "drop-materialized-view"):
        gone = ("table", catalog.fold(act.table)) in catalog.gone
        known = catalog.fold(act.table) in catalog.tables
        kind = verb[5:].replace("-", " ")
        return (
            f'{kind} "{act.table}"' if not known and (gone or _all_told(catalog, act.table)) else ""
        )
    if verb == "drop-index" and not catalog.grammar.indexes_by_table:
        return _no_index(catalog, act)
    if verb in ("drop-type", "drop-sequence", "drop-schema"):
        key = catalog.fold(act.name)
        if ("type" if verb == "drop-type" else verb[5:], key) in catalog.gone:
            return f'{verb[5:]} "{act.name}"'
    return ""


def _schema(name: str) -> str:
    return name.rpartition(".")[0]


def _relation(catalog: Catalog, name: str) -> str:
    key = catalog.fold(name)
    found = catalog.tables.get(key)
    if found is not None:
        return "" if found.temporary else f'{found.kind.replace("-", " ")} "{found.name}"'
    if catalog.grammar.indexes_by_table:
        return ""
    short = key.rpartition(".")[2]
    if short in catalog.index_home and _schema(catalog.index_home[short]) == _schema(key):
        return f'index "{short}"'
    if catalog.dialect == "postgres":
        if catalog.get("sequence", name):
            return f'sequence "{name}"'
        return f'type "{name}"' if catalog.get("type", name) else ""
    return ""


def _column(catalog: Catalog, table: str, name: str) -> str:
    found = catalog.column(table, name)
    return f'column "{found.name}" of table "{table}"' if found is not None else ""


def _index(catalog: Catalog, act: Act) -> str:
    table = catalog.table(act.table)
    if not act.name or act.inside or table is None:
        return ""
    key = catalog.fold(act.name.rpartition(".")[2])
    if key in table.indexes or _key_of(catalog, table, key):
        return f'index "{act.name}"'
    if catalog.grammar.indexes_by_table:
        return ""
    home = catalog.index_home.get(key, "")
    if home and _schema(home) == _schema(catalog.fold(act.table)):
        return f'index "{act.name}" of table "{home}"'
    schema = _schema(act.table)
    other = catalog.tables.get(catalog.fold(f"{schema}.{act.name}" if schema else act.name))
    return f'{other.kind.replace("-", " ")} "{other.name}"' if other and not other.temporary else ""


def _key_of(catalog: Catalog, table: Table, key: str) -> bool:
    """A key of the table goes by this name, and with it an index. SQLite's have none."""
    if catalog.dialect in ("sqlite", "libsql"):
        return False
    kinds = ("unique", "primary", "exclude") if catalog.grammar.names_primary else ("unique",)
    return any(c.kind in kinds for c in table.constraints.named(key, catalog.fold))


def _constraint(catalog: Catalog, act: Act) -> str:
    table, new = catalog.table(act.table), act.constraint
    if table is None or new is None:
        return ""
    if new.kind == "primary" and table.primary():
        return f'a primary key of table "{act.table}"'
    cut = catalog.dialect == "postgres" and len(new.name.encode()) >= NAME_LENGTH
    if new.kind == "not null" or not new.name or cut:
        return ""  # a name that was cut can be another one's: identifier-too-long
    key = catalog.fold(new.name)
    for old in table.constraints.named(key, catalog.fold):
        if _clash(catalog, old.kind, new.kind):
            return f'constraint "{new.name}" of table "{act.table}"'
    if new.kind in ("unique", "primary", "exclude") and not new.using_index:
        home = catalog.index_home.get(key, "")
        own = home == catalog.fold(act.table)
        if home and (
            own or (catalog.dialect == "postgres" and _schema(home) == _schema(act.table))
        ):
            return f'index "{new.name}"' if new.kind != "primary" or not own else ""
    return ""


def _clash(catalog: Catalog, old: str, new: str) -> bool:
    """MySQL names a table's keys, foreign keys and checks apart; a primary key's name is ignored."""
    if not catalog.grammar.kinds_apart:
        return True
    return "primary" not in (old, new) and old == new


def _type(catalog: Catalog, name: str) -> str:
    if catalog.get("type", name):
        return f'type "{name}"'
    found = catalog.tables.get(catalog.fold(name))
    return f'{found.kind.replace("-", " ")} "{found.name}"' if found else ""


def _on_table(catalog: Catalog, act: Act) -> str:
    kind = act.verb[7:]
    table = catalog.table(act.table)
    key = catalog.fold(act.name)
    if kind == "policy":
        held = table is not None and act.name in table.policies
    elif catalog.dialect == "postgres":
        held = table is not None and key in table.triggers
    else:
        held = any(key in each.triggers for each in catalog.tables.values())
    return f'{kind} "{act.name}" of table "{act.table}"' if held else ""


def _renamed(catalog: Catalog, act: Act) -> str:
    if act.verb in ("rename-column", "modify-column"):
        if catalog.fold(act.name) == catalog.fold(act.new):
            return ""
        return _column(catalog, act.table, act.new)
    if act.verb in ("rename-table", "rename-view"):
        old, new = act.table or act.name, act.new
        if catalog.dialect == "postgres" and "." in old and "." not in new:
            new = f"{_schema(old)}.{new}"
        return "" if catalog.fold(old) == catalog.fold(new) else _relation(catalog, new)
    if act.verb == "rename-type" and act.name != act.new:
        return _type(catalog, act.new)
    return ""


def _whole(catalog: Catalog, name: str) -> Table | None:
    """The table, when every one of its columns is known."""
    table = catalog.table(name)
    if table is None or table.kind != "table" or not table.complete or table.parent:
        return None
    return table if table.columns and not table.temporary else None


def _no_constraint(catalog: Catalog, act: Act) -> str:
    table = _whole(catalog, act.table)
    if table is None:
        return ""
    key = catalog.fold(act.name)
    # MySQL calls every primary key PRIMARY: https://dev.mysql.com/doc/refman/8.4/en/create-table.html
    named = table.constraints.named(key, catalog.fold)
    known = any(catalog.grammar.names_primary or c.kind != "primary" for c in named)
    known = known or key in table.indexes
    unnamed = key == "primary" and not catalog.grammar.names_primary
    known = known or (unnamed and bool(table.primary()))
    dropped = ("constraint", catalog.fold(act.table), key) in catalog.gone
    if known or (not dropped and _BY_ENGINE.search(act.name)):
        return ""
    return f'constraint "{act.name}" of table "{act.table}"'


def _no_key_column(catalog: Catalog, act: Act) -> str:
    """A column of a key that the table doesn't have (yet): drizzle-kit adds keys before columns."""
    table = _whole(catalog, act.table)
    one = act.constraint
    columns = act.indexed.columns if act.indexed else one.columns if one else ()
    if (
        table is None
        or act.inside
        or (one is not None and (one.using_index or one.kind == "check"))
    ):
        return ""
    for name in columns:
        if catalog.fold(name) not in table.columns and name.isidentifier():
            return f'column "{name}" of table "{act.table}"'
    return ""


def _no_index(catalog: Catalog, act: Act) -> str:
    key = catalog.fold(act.name.rpartition(".")[2])
    if key in catalog.index_home or _BY_ENGINE.search(act.name):
        return ""
    if any(_key_of(catalog, table, key) for table in catalog.tables.values()):
        return ""
    if ("index", key) in catalog.gone or _all_told(catalog, act.name):
        return f'index "{act.name}"'
    return ""


def _all_told(catalog: Catalog, name: str) -> bool:
    """True when the history makes everything that there is, where the name stands."""
    schema = _schema(name)
    whole = catalog.complete and not catalog.gaps
    return whole and (not schema or catalog.get("schema", schema) is not None)
