"""DROP of anything, and ALTER of what is no table: types, sequences, roles, schemas, indexes."""

from __future__ import annotations

from forge_migrations.sql.acts import Act
from forge_migrations.sql.cursor import Unreadable
from forge_migrations.sql.cursor import qualified
from forge_migrations.sql.literals import literal
from forge_migrations.sql.tokens import render
from forge_migrations.sql.verbs import verb_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.sql.cursor import Cursor
    from forge_migrations.sql.verbs import Verb

_KINDS = (
    "MATERIALIZED VIEW",
    "FOREIGN TABLE",
    "FOREIGN DATA WRAPPER",
    "EVENT TRIGGER",
    "ACCESS METHOD",
    "USER MAPPING",
    "TEXT SEARCH CONFIGURATION",
    "TEXT SEARCH DICTIONARY",
    "TEXT SEARCH PARSER",
    "TEXT SEARCH TEMPLATE",
    "OPERATOR CLASS",
    "OPERATOR FAMILY",
    "LARGE OBJECT",
    "TABLES",
    "TABLE",
    "VIEW",
    "INDEX",
    "SEQUENCE",
    "TYPE",
    "DOMAIN",
    "SCHEMA",
    "DATABASE",
    "EXTENSION",
    "FUNCTION",
    "PROCEDURE",
    "ROUTINE",
    "AGGREGATE",
    "TRIGGER",
    "POLICY",
    "ROLE",
    "USER",
    "GROUP",
    "OWNED",
    "RULE",
    "CAST",
    "COLLATION",
    "CONVERSION",
    "LANGUAGE",
    "OPERATOR",
    "PUBLICATION",
    "SUBSCRIPTION",
    "SERVER",
    "STATISTICS",
    "TABLESPACE",
    "TRANSFORM",
    "EVENT",
    "PREPARE",
    "RESOURCE GROUP",
    "LOGFILE GROUP",
    "UNDO TABLESPACE",
    "SPATIAL REFERENCE SYSTEM",
)
_PHRASES = tuple(tuple(kind.split()) for kind in _KINDS)


def kind_of(cursor: Cursor) -> str:
    """The kind of object that is named next: `materialized-view`; stepped over."""
    for words in _PHRASES:
        if cursor.sees(*words):
            cursor.at += len(words)
            return "-".join(words).lower()
    raise Unreadable(f"an unknown kind of object: {cursor.token().text}")


def drop(cursor: Cursor) -> Iterator[Act]:
    """`DROP …`: one act for each object named."""
    cursor.expect("DROP")
    flags: set[str] = set()
    if cursor.take_any("TEMPORARY", "TEMP"):
        flags.add("temporary")
    kind = kind_of(cursor)
    kind = {
        "tables": "table",
        "user": "role",
        "group": "role",
        "foreign-table": "table",
        "routine": "function",
    }.get(kind, kind)
    if kind == "owned":
        cursor.expect("BY")
    if kind in (
        "cast",
        "operator",
        "transform",
        "user-mapping",
        "operator-class",
        "operator-family",
    ):
        cursor.take("IF", "EXISTS")
        yield _unnamed(cursor, kind)
        return
    if cursor.take("CONCURRENTLY"):
        flags.add("concurrently")
    if cursor.take("IF", "EXISTS"):
        flags.add("if-exists")
    names: list[tuple[str, str]] = []
    while True:
        names.append(_named(cursor, kind))
        if not cursor.take(","):
            break
    left = {token.key for token in cursor.rest()}
    if "CASCADE" in left:
        flags.add("cascade")
    if "FORCE" in left:
        flags.add("force")
    if kind == "index" and cursor.grammar.online_options:
        flags |= {
            f"{word.lower()}-{value.lower()}"
            for word, value in (("LOCK", "SHARED"), ("LOCK", "EXCLUSIVE"), ("ALGORITHM", "COPY"))
            if {word, value} <= left
        }
    for name, table in names:
        if kind == "index" and not cursor.grammar.names_primary and name.upper() == "PRIMARY":
            yield Act("drop-primary-key", table, flags=frozenset(flags))
            continue
        about = name if kind in ("table", "view", "materialized-view") else table
        yield Act(verb_of("drop", kind), about, name, flags=frozenset(flags))


def _unnamed(cursor: Cursor, kind: str) -> Act:
    """What goes by types, or by an index method beside its name."""
    left = cursor.rest()
    keys = [token.key for token in left]
    cascade = "CASCADE" in keys
    said = left[: keys.index("CASCADE")] if cascade else left
    said = said[:-1] if keys[-1:] == ["RESTRICT"] else said
    flags = frozenset({"cascade"} if cascade else ())
    return Act(verb_of("drop", kind), name=render(said), flags=flags, tokens=left)


def _named(cursor: Cursor, kind: str) -> tuple[str, str]:
    name = cursor.name()
    table = ""
    if kind == "role" and cursor.take("@"):
        cursor.step()
    if kind in ("function", "procedure", "aggregate") and cursor.key() == "(":
        cursor.brackets()
    if kind in ("trigger", "policy", "rule", "index") and cursor.take("ON"):
        table = cursor.name()
    return name, table


def alter_object(cursor: Cursor) -> Iterator[Act]:
    """`ALTER` of anything but a table or a view."""
    if cursor.take("DEFAULT", "PRIVILEGES"):
        left = cursor.rest()
        grants = any(token.key == "GRANT" for token in left)
        keys = [token.key for token in left]
        public = "PUBLIC" in keys[keys.index("TO") :] if "TO" in keys else False
        yield Act(
            "grant" if grants and public else "default-privileges",
            flags=frozenset({"public"} if public else ()),
            text=render(left),
            tokens=left,
        )
        return
    if cursor.take("SYSTEM"):
        yield Act("alter-system", text=render(cursor.rest()))
        return
    kind = kind_of(cursor)
    if kind in ("role", "user", "group"):
        yield _role(cursor)
        return
    if kind in ("policy", "trigger", "rule"):
        yield _on_table(cursor, kind)
        return
    flags: set[str] = set()
    if cursor.take("IF", "EXISTS"):
        flags.add("if-exists")
    if kind == "index" and cursor.take("ALL"):
        left = cursor.rest()
        yield Act("move-index", name="*", new=left[-1].text if left else "", text=render(left))
        return
    name = cursor.name() if cursor.sees_name() else ""
    if kind in ("function", "procedure", "aggregate", "routine") and cursor.key() == "(":
        cursor.brackets()
    if kind in ("type", "domain"):
        yield from _type(cursor, name, kind, flags)
    elif kind == "sequence":
        yield _sequence(cursor, name, flags)
    elif cursor.take("RENAME", "TO"):
        yield Act(
            verb_of("rename", kind),
            name=name,
            new=_beside(name, cursor.name()),
            flags=frozenset(flags),
        )
    elif cursor.take("SET", "SCHEMA"):
        yield Act(verb_of("rename", kind), name=name, new=_moved(cursor, name))
    elif kind == "index" and cursor.take("SET", "TABLESPACE"):
        yield Act("move-index", name=name, new=cursor.word(), text=render(cursor.rest()))
    elif kind == "database" and cursor.sees("CHARACTER"):
        yield Act("alter-other", name=name, text=render(cursor.rest()))
    else:
        yield Act(
            verb_of("alter", kind), name=name, flags=frozenset(flags), text=render(cursor.rest())
        )


def _beside(name: str, new: str) -> str:
    """A new name in the schema of the old one, where RENAME TO leaves the object."""
    return new if "." in new else name[: name.rfind(".") + 1] + new


def _moved(cursor: Cursor, name: str) -> str:
    """The same name in the schema that stands here."""
    return qualified((cursor.word(), name.rpartition(".")[2]), cursor.dialect)


def _role(cursor: Cursor) -> Act:
    name = cursor.name()
    if cursor.take("RENAME", "TO"):
        return Act("rename-role", name=name, new=cursor.name())
    left = cursor.rest()
    return Act(
        "alter-role",
        name=name,
        values=tuple(t.key for t in left if t.key),
        tokens=left,
        text=render(left),
    )


def _on_table(cursor: Cursor, kind: str) -> Act:
    name = cursor.name()
    table = cursor.name() if cursor.take("ON") else ""
    if cursor.take("RENAME", "TO"):
        return Act(verb_of("rename", kind), table, name, cursor.word())
    left = cursor.rest()
    return Act(verb_of("alter", kind), table, name, tokens=left, text=render(left))


def _type(cursor: Cursor, name: str, kind: str, flags: set[str]) -> Iterator[Act]:
    if cursor.take("ADD", "VALUE"):
        if cursor.take("IF", "NOT", "EXISTS"):
            flags.add("if-not-exists")
        value = literal(cursor.step(), cursor.dialect)
        word = cursor.take_any("BEFORE", "AFTER")
        neighbour: tuple[str, ...] = ()
        if word:
            flags.add(word.lower())
            neighbour = (literal(cursor.step(), cursor.dialect),)
        yield Act("add-enum-value", name=name, new=value, flags=frozenset(flags), values=neighbour)
    elif cursor.take("RENAME", "VALUE"):
        old = literal(cursor.step(), cursor.dialect)
        cursor.expect("TO")
        yield Act(
            "rename-enum-value",
            name=name,
            new=literal(cursor.step(), cursor.dialect),
            values=(old,),
        )
    elif cursor.take("RENAME", "TO"):
        yield Act("rename-type", name=name, new=_beside(name, cursor.name()))
    elif cursor.take("RENAME", "ATTRIBUTE"):
        old = cursor.word()
        cursor.expect("TO")
        yield Act("rename-attribute", name=name, new=cursor.word(), values=(old,))
    elif cursor.take("RENAME", "CONSTRAINT"):
        yield Act("rename-constraint", name=name, text=render(cursor.rest()))
    elif cursor.take("SET", "SCHEMA"):
        yield Act("rename-type", name=name, new=_moved(cursor, name))
    elif kind == "domain":
        yield _domain(cursor, name)
    else:
        yield from _attributes(cursor, name)


def _attributes(cursor: Cursor, name: str) -> Iterator[Act]:
    while not cursor.done:
        word = cursor.take_any("ADD", "DROP", "ALTER")
        if not word:
            yield Act("alter-other", name=name, text=render(cursor.rest()))
            return
        cursor.expect("ATTRIBUTE")
        if cursor.take("IF", "EXISTS"):
            pass
        attribute = cursor.word()
        left = cursor.until(",")
        flags = frozenset({"cascade"} if any(t.key == "CASCADE" for t in left) else ())
        yield Act(
            verb_of(word.lower(), "attribute"),
            name=name,
            new=attribute,
            flags=flags,
            text=render(left),
        )
        if not cursor.take(","):
            break


def _domain(cursor: Cursor, name: str) -> Act:
    left = cursor.rest()
    text = render(left)
    if text.startswith(("add constraint", "add check", "set not null", "add not null")):
        flags = frozenset({"not-valid"} if text.endswith("not valid") else ())
        return Act("alter-domain-constraint", name=name, text=text, flags=flags)
    if text.startswith("drop constraint"):
        return Act("drop-domain-constraint", name=name, text=text)
    if text.startswith("validate constraint"):
        return Act("validate-domain-constraint", name=name, text=text)
    return Act("alter-other", name=name, text=text)


def _sequence(cursor: Cursor, name: str, flags: set[str]) -> Act:
    if cursor.take("RENAME", "TO"):
        return Act("rename-sequence", name=name, new=_beside(name, cursor.name()))
    if cursor.take("SET", "SCHEMA"):
        return Act("rename-sequence", name=name, new=_moved(cursor, name))
    left = cursor.rest()
    keys = [token.key for token in left]
    if "RESTART" in keys:
        return Act("restart-sequence", name=name, text=render(left), tokens=left)
    if keys[:2] == ["SET", "UNLOGGED"]:
        return Act("set-unlogged", name, name)
    limits = ("AS", "MAXVALUE", "MINVALUE", "INCREMENT", "CYCLE")
    verb: Verb = "alter-sequence" if any(word in keys for word in limits) else "alter-other"
    return Act(verb, name=name, text=render(left), tokens=left)
