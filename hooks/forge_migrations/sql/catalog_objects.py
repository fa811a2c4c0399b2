"""Acts -> Catalog, for what is no table: indexes, views, triggers, policies, types, partitions."""

from __future__ import annotations

from forge_migrations.sql.catalog import EARLIER
from forge_migrations.sql.catalog import Named
from forge_migrations.sql.catalog import Table
from forge_migrations.sql.catalog_ages import forget
from forge_migrations.sql.catalog_ages import hides
from forge_migrations.sql.catalog_along import drop_users_of
from forge_migrations.sql.check_value import breaks
from forge_migrations.sql.conditions import volatile
from forge_migrations.sql.cursor import Cursor
from forge_migrations.sql.dependencies import row_columns
from forge_migrations.sql.dependencies import trigger_columns
from forge_migrations.sql.dependencies import trigger_function
from forge_migrations.sql.options import changed as changed_options
from forge_migrations.sql.options import of_view
from forge_migrations.sql.policies import parts
from forge_migrations.sql.routines import arguments_of
from forge_migrations.sql.routines import body_of
from forge_migrations.sql.sequences import changed
from forge_migrations.sql.tokens import identifier
from forge_migrations.sql.tokens import render
from forge_migrations.sql.view_columns import view_columns
from forge_migrations.sql.view_reads import words_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from forge_migrations.sql.acts import Act
    from forge_migrations.sql.catalog import Catalog
    from forge_migrations.sql.tokens import Token


def create_index(catalog: Catalog, act: Act, born: int) -> None:
    table = catalog.table(act.table)
    if table is None or act.indexed is None:
        return
    short = act.table.rpartition(".")[2]
    given = act.name.rpartition(".")[2]
    name = catalog.fold(given or "_".join([short, *act.indexed.columns, "idx"]))
    if name in table.indexes and (act.inside or act.has("if-not-exists")):
        return
    key = ("index", name)
    catalog.gone.discard(key)
    table.indexes[name] = act.indexed._replace(born=catalog.since(key, born))
    catalog.index_home[name] = catalog.fold(act.table)


def drop_index(catalog: Catalog, act: Act, born: int) -> None:
    name = catalog.fold(act.name.rpartition(".")[2])
    home = catalog.fold(act.table) if act.table else catalog.index_home.get(name, "")
    table = catalog.tables.get(home)
    if table:
        index = table.indexes.pop(name, None)
        if index is not None:
            forget(catalog, ("index", name), index.born)
        if catalog.grammar.indexes_by_table:
            for constraint in [*table.constraints.named(name, catalog.fold)]:
                if constraint.kind == "unique":
                    table.constraints.drop(constraint, catalog.fold)
    catalog.index_home.pop(name, None)


def create_view(catalog: Catalog, act: Act, born: int) -> None:
    kind = "materialized-view" if act.has("materialized") else "view"
    key = catalog.fold(act.table)
    if act.has("temporary") and hides(catalog, key, born):
        return
    old = catalog.tables.get(key)
    since = old.born if old is not None and act.has("or-replace") else born
    view = Table(act.table, catalog.since(("table", key), since), kind)
    view.temporary = act.has("temporary")
    view.complete = False
    start, end = _query(act.tokens)
    query = act.tokens[start:end]
    view.options = of_view(act.tokens[:start], act.tokens[end:], act.flags)
    catalog.view(view, words_of(query, catalog))
    view.gives = view_columns(act.tokens, catalog)
    view.definition = render(query)
    catalog.gone.discard(("table", key))
    catalog.tables[key] = view


def _query(tokens: Sequence[Token]) -> tuple[int, int]:
    """Where a view's query begins and ends, without the options around it."""
    depth, start = 0, 0
    for at, token in enumerate(tokens):
        depth += (token.key == "(") - (token.key == ")")
        if depth == 0 and token.key == "AS":
            start = at + 1
            break
    end = len(tokens)
    for ending in _ENDINGS:
        if tuple(token.key for token in tokens[end - len(ending) : end]) == ending:
            return start, end - len(ending)
    return start, end


_ENDINGS = (
    ("WITH", "NO", "DATA"),
    ("WITH", "DATA"),
    ("WITH", "LOCAL", "CHECK", "OPTION"),
    ("WITH", "CASCADED", "CHECK", "OPTION"),
    ("WITH", "CHECK", "OPTION"),
)


def view_option(catalog: Catalog, table: Table, act: Act, born: int) -> None:
    """ALTER VIEW … SET and RESET; a table's own are in no schema of Drizzle."""
    if not act.has("view"):
        return
    word = {"set-tablespace": "tablespace=", "set-access-method": "using="}.get(act.verb, "")
    given = word + act.name if word else act.text
    table.options = changed_options(table.options, given, act.has("reset"))


def index_option(catalog: Catalog, act: Act, born: int) -> None:
    """ALTER INDEX … SET (…) and RESET (…)."""
    word, _, given = act.text.partition("(")
    index = catalog.index(act.name) if word in ("set", "reset") else None
    if index is not None:
        now = changed_options(index.options, given.rstrip(")"), word == "reset")
        home = catalog.index_home[catalog.fold(index.name)]
        catalog.tables[home].indexes[catalog.fold(index.name)] = index._replace(options=now)


def trigger(catalog: Catalog, act: Act, born: int) -> None:
    if act.verb == "create-trigger":
        table = catalog.table(act.table)
        if table:
            name = catalog.fold(act.name)
            table.triggers[name] = catalog.since(("trigger", name), born)
            table.trigger_columns[name] = trigger_columns(catalog, act)
            table.trigger_calls[name] = trigger_function(act.tokens, catalog.dialect)
        return
    named = catalog.table(act.table)
    # SQLite and MySQL drop a trigger by its name alone.
    for table in [named] if named else list(catalog.tables.values()):
        name = catalog.fold(act.name)
        forget(catalog, ("trigger", name), table.triggers.pop(name, None))
        table.trigger_columns.pop(name, None)
        table.trigger_calls.pop(name, None)


def publication(catalog: Catalog, act: Act, born: int) -> None:
    """CREATE PUBLICATION, with what it publishes; what ALTER leaves of that isn't told."""
    key = ("publication", catalog.fold(act.name))
    if act.verb == "create-publication":
        catalog.gone.discard(key)
        catalog.named[key] = Named(catalog.since(key, born), body=("", render(act.tokens)))
    elif key in catalog.named:
        catalog.named[key].body = ("", "")


def collation(catalog: Catalog, act: Act, born: int) -> None:
    """CREATE COLLATION, and whether it takes texts for equal that differ."""
    words = render(act.tokens).replace(" ", "")
    loose = {"nondeterministic"} if "deterministic=false" in words else set()
    key = ("collation", catalog.fold(act.name))
    catalog.gone.discard(key)
    catalog.named[key] = Named(catalog.since(key, born), (), act.flags | loose)


def routine(catalog: Catalog, act: Act, born: int) -> None:
    """CREATE FUNCTION or PROCEDURE; of two that differ by their arguments the first one."""
    key = (act.verb[7:], catalog.fold(act.name))
    catalog.gone.discard(key)
    old = catalog.named.get(key)
    arguments = arguments_of(act.tokens)  # a flag that begins with a bracket
    if old is not None and arguments not in old.flags:
        old.flags |= {"overloaded"}
    if old is not None and not act.has("or-replace"):
        return
    made = body_of(act.tokens, catalog.dialect)
    since = catalog.since(key, born) if old is None else old.born
    flags = act.flags | {arguments, "bound" if made.bound else ""}
    flags |= old.flags & _KEPT if old is not None else set()
    catalog.named[key] = Named(since, act.values, flags, body=(made.language, made.text))


_KEPT = frozenset({"overloaded"})


def rule(catalog: Catalog, act: Act, born: int) -> None:
    """CREATE RULE: its table, then the columns of the old and the new row that it uses."""
    keys = [token.key for token in act.tokens]
    if "TO" not in keys:
        return
    table = Cursor(act.tokens[keys.index("TO") + 1 :], catalog.dialect).name()
    values = (catalog.fold(table), *row_columns(catalog, act.tokens))
    catalog.named["rule", catalog.fold(act.name)] = Named(born, values)


def policy(catalog: Catalog, table: Table, act: Act, born: int) -> None:
    key = ("policy", table.name, act.name)
    if act.verb in ("create-policy", "alter-policy"):
        if act.verb == "create-policy" or act.name not in table.policies:
            table.policies[act.name] = catalog.since(key, born)
        table.policy_words[act.name] = act.text
        known = table.policy_parts.get(act.name, {}) if act.verb == "alter-policy" else {}
        table.policy_parts[act.name] = {**known, **parts(act.tokens)}
    else:
        forget(catalog, key, table.policies.pop(act.name, None))
        table.policy_parts.pop(act.name, None)


def row_security(catalog: Catalog, table: Table, act: Act, born: int) -> None:
    table.row_security = act.verb == "enable-row-security"


def replica_identity(catalog: Catalog, table: Table, act: Act, born: int) -> None:
    """USING INDEX name; any other form is of no index."""
    named = [token.key for token in act.tokens[:2]] == ["USING", "INDEX"] and act.tokens[2:]
    table.replica = identifier(act.tokens[-1], catalog.dialect) if named else ""


def create_type(catalog: Catalog, act: Act, born: int) -> None:
    key = ("type", act.name)
    if key in catalog.named and act.inside:
        return  # guarded by what stands around it
    catalog.gone.discard(key)
    old = catalog.dropped.get(key)
    held = [v for v in old.values if v not in old.added] if isinstance(old, Named) else []
    added = tuple(value for value in act.values if value not in held) if born != EARLIER else ()
    flags = act.flags | _domain_flags(act)
    below = (act.column.type, act.column.check) if act.column else ("", "")
    catalog.named[key] = Named(catalog.since(key, born), act.values, flags, added, below)


def _domain_flags(act: Act) -> set[str]:
    """What a domain asks of a new column: `checked`, `not-null`, and whether it gives a `default`."""
    one, found = act.column, set[str]()
    if one is None:
        return found
    if one.default not in (None, "null"):
        found.add("default")
        if volatile(one.default):
            found.add("volatile")
    if one.check or one.not_null:
        found.add("checked")
    if one.not_null or breaks(one.check, "value", None, "postgres"):
        found.add("not-null")
    return found


def domain_constraint(catalog: Catalog, act: Act, born: int) -> None:
    """ALTER DOMAIN: what is added holds from now on, and of what is dropped nothing is sure."""
    found = catalog.get("type", act.name)
    if found is None:
        return
    found.body = (found.body[0], "")
    if act.verb == "drop-domain-constraint":
        found.flags -= {"checked", "not-null"}
    else:
        found.flags |= {"checked", "not-null"} if "set not null" in act.text else {"checked"}


def drop_type(catalog: Catalog, act: Act, born: int) -> None:
    key = ("type", act.name)
    forget(catalog, key, catalog.named.pop(key, None))
    if act.has("cascade"):
        drop_users_of(catalog, act.name)


def enum_value(catalog: Catalog, act: Act, born: int) -> None:
    found = catalog.get("type", act.name)
    if found is None:
        return
    if act.verb == "drop-enum-value":  # no engine has such a statement; a migration can owe it
        found.values = tuple(v for v in found.values if v != act.new)
    elif act.verb == "rename-enum-value":
        found.values = tuple(act.new if v in act.values else v for v in found.values)
        found.added = tuple(act.new if v in act.values else v for v in found.added)
    elif act.new not in found.values:
        beside = [v for v in act.values if v in found.values]
        at = found.values.index(beside[0]) + act.has("after") if beside else len(found.values)
        found.values = (*found.values[:at], act.new, *found.values[at:])
        if born != EARLIER:
            found.added = (*found.added, act.new)


def sequence(catalog: Catalog, act: Act, born: int) -> None:
    """ALTER SEQUENCE, where the history knows the sequence."""
    found = catalog.get("sequence", act.name)
    if found and found.values:
        found.values = (changed(found.values[0], act.tokens),)


def partition(catalog: Catalog, act: Act, born: int) -> None:
    child = catalog.table(act.name)
    if child:
        child.parent = act.table if act.verb == "attach-partition" else ""
