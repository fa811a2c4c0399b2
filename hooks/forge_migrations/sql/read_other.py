"""The statements that are neither CREATE, ALTER nor DROP."""

from __future__ import annotations

from forge_migrations.sql.acts import Act
from forge_migrations.sql.cursor import Unreadable
from forge_migrations.sql.read_rows import rows
from forge_migrations.sql.tokens import render

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.sql.cursor import Cursor
    from forge_migrations.sql.verbs import Verb

_TRANSACTION = {
    "BEGIN": "begin",
    "START": "begin",
    "COMMIT": "commit",
    "ROLLBACK": "rollback",
    "ABORT": "rollback",
    "END": "commit",
    "SAVEPOINT": "savepoint",
    "RELEASE": "savepoint",
}
_HARMLESS = frozenset(
    [
        "ANALYZE",
        "COMMENT",
        "SHOW",
        "NOTIFY",
        "LISTEN",
        "UNLISTEN",
        "DISCARD",
        "CHECKPOINT",
        "FETCH",
        "MOVE",
        "CLOSE",
        "DESCRIBE",
        "DESC",
        "USE",
        "FLUSH",
        "CHECKSUM",
        "SECURITY",
        "KILL",
        "UNLOCK",
        "DEALLOCATE",
    ]
)


def other(cursor: Cursor) -> Iterator[Act]:
    """One act, or `Unreadable`."""
    word = cursor.step().key
    if word in _TRANSACTION:
        yield _transaction(cursor, word)
    elif word in cursor.grammar.upkeep:
        cursor.take_any("NO_WRITE_TO_BINLOG", "LOCAL")
        cursor.take_any("TABLE", "TABLES")
        verb: Verb = "harmless" if word in ("ANALYZE", "CHECK") else "rebuild-table"
        yield Act(verb, cursor.name(), word.lower(), text=word.lower())
    elif word in _HARMLESS:
        yield Act("harmless", name=word.lower(), tokens=cursor.rest())
    elif word in ("SET", "RESET"):
        left = cursor.rest()
        yield Act("set", text=render(left), tokens=left)
    elif word == "PRAGMA":
        yield _pragma(cursor)
    elif word == "VACUUM":
        left = cursor.rest()
        keys = [token.key or token.text for token in left]
        full = "FULL" in keys and keys[keys.index("FULL") + 1 :][:1] not in (
            ["FALSE"],
            ["OFF"],
            ["0"],
        )
        yield Act("vacuum", render(left), flags=frozenset({"full"} if full else ()))
    elif word == "REINDEX":
        yield _reindex(cursor)
    elif word in ("CLUSTER", "REPACK"):
        yield Act("cluster", _last_name(cursor), word.lower())
    elif word == "REFRESH":
        cursor.expect("MATERIALIZED", "VIEW")
        flags = frozenset({"concurrently"} if cursor.take("CONCURRENTLY") else ())
        yield Act("refresh-view", cursor.name(), flags=flags)
    elif word == "LOCK":
        cursor.take_any("TABLE", "TABLES")
        cursor.take("ONLY")
        yield Act("lock-table", cursor.name(), text=render(cursor.rest()))
    elif word == "COPY":
        yield _copy(cursor)
    elif word in ("ATTACH", "DETACH") and cursor.dialect in ("sqlite", "libsql"):
        yield Act("attach-database", text=render(cursor.rest()))
    elif word in ("CALL", "EXECUTE", "PREPARE", "LOAD", "HANDLER", "IMPORT"):
        left = cursor.rest()
        keys = [token.key for token in left]
        if word == "PREPARE" and "AS" in keys:
            yield from rows(cursor.cursor(left[keys.index("AS") + 1 :]))
            return
        yield Act("run-code", name=word.lower(), tokens=left, text=render(left))
    elif word == "DO" and cursor.grammar.writes_several_tables:  # MySQL: SELECT without an answer
        yield from rows(
            cursor.cursor(
                (cursor.tokens[cursor.at - 1]._replace(text="select", key="SELECT"), *cursor.rest())
            )
        )
    elif word == "REASSIGN":
        yield Act("harmless", name="reassign", text=render(cursor.rest()))
    elif word == "DECLARE":
        yield Act("harmless", name="declare", tokens=cursor.rest())
    else:
        raise Unreadable(f"an unknown statement: {word or 'no word'}")


def _transaction(cursor: Cursor, word: str) -> Act:
    verb = _TRANSACTION[word]
    keys = [token.key for token in cursor.rest()]
    if word == "START" and keys[:1] != ["TRANSACTION"]:
        raise Unreadable("START of something unknown")
    if word == "ROLLBACK" and "TO" in keys:
        verb = "savepoint"
    return Act("transaction", name=verb, text=" ".join([word, *keys]).strip())


def _pragma(cursor: Cursor) -> Act:
    name = cursor.name().rpartition(".")[2].lower()
    value = ""
    if cursor.take("="):
        value = render(cursor.rest())
    elif cursor.key() == "(":
        value = render(cursor.brackets())
    return Act("pragma", name=name, text=value.lower().strip("'\""))


def _reindex(cursor: Cursor) -> Act:
    concurrently = False
    if cursor.key() == "(":
        inside = [token.text.lower().strip("'") for token in cursor.brackets()]
        at = inside.index("concurrently") if "concurrently" in inside else -1
        concurrently = at >= 0 and inside[at + 1 : at + 2] not in (["false"], ["off"], ["0"])
    kind = cursor.take_any("INDEX", "TABLE", "SCHEMA", "DATABASE", "SYSTEM").lower()
    concurrently = cursor.take("CONCURRENTLY") or concurrently
    flags = frozenset({"concurrently"} if concurrently else ())
    return Act("reindex", cursor.name() if not cursor.done else "", kind, flags=flags)


def _last_name(cursor: Cursor) -> str:
    if cursor.key() == "(":
        cursor.brackets()
    cursor.take("VERBOSE")
    if cursor.done:
        return "*"
    name = cursor.name()
    if cursor.take("ON"):
        name = cursor.name()
    return name


def _copy(cursor: Cursor) -> Act:
    if cursor.key() == "(":
        cursor.brackets()
        table = ""
    else:
        table = cursor.name()
        if cursor.key() == "(":
            cursor.brackets()
    word = cursor.take_any("FROM", "TO")
    flags = frozenset({"program"} if cursor.key() == "PROGRAM" else ())
    return Act("copy", table, word.lower(), flags=flags, text=render(cursor.rest()))


def grant(cursor: Cursor) -> Iterator[Act]:
    """GRANT and REVOKE: the privileges, the object, the roles."""
    word = cursor.step().key
    left = cursor.rest()
    keys = [token.key or token.text for token in left]
    joint = "TO" if word == "GRANT" else "FROM"
    at = len(keys) - 1 - keys[::-1].index(joint) if joint in keys else len(keys)
    on = keys.index("ON") if "ON" in keys[:at] else at
    roles = tuple(token.text.strip('"`') for token in left[at + 1 :] if token.key != ",")
    flags = {"public"} if any(role.lower() == "public" for role in roles) else set()
    table = ""
    if on < at:
        inner = cursor.cursor(left[on + 1 : at])
        inner.take("TABLE")
        if inner.sees_name():
            try:
                table = inner.name()
            except Unreadable:
                table = ""
    privileges = tuple(key for key in keys[:on] if key not in (",", "(", ")"))
    yield Act(
        "grant" if word == "GRANT" else "revoke",
        table,
        ", ".join(roles),
        flags=frozenset(flags),
        values=privileges,
        text=render(left),
    )
