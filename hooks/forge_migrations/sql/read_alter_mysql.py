"""ALTER TABLE in the words of MySQL and MariaDB.

Source: https://dev.mysql.com/doc/refman/8.4/en/alter-table.html
"""

from __future__ import annotations

from forge_migrations.sql.acts import Act
from forge_migrations.sql.acts import Index
from forge_migrations.sql.cursor import Unreadable
from forge_migrations.sql.read_columns import column
from forge_migrations.sql.read_constraints import body
from forge_migrations.sql.read_constraints import table_constraint
from forge_migrations.sql.tokens import MARK
from forge_migrations.sql.tokens import WORD
from forge_migrations.sql.tokens import render

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from forge_migrations.sql.cursor import Cursor
    from forge_migrations.sql.verbs import Verb

_PARTITION = frozenset(
    [
        "DISCARD",
        "IMPORT",
        "TRUNCATE",
        "COALESCE",
        "REORGANIZE",
        "EXCHANGE",
        "ANALYZE",
        "CHECK",
        "OPTIMIZE",
        "REBUILD",
        "REPAIR",
        "REMOVE",
    ]
)


def mysql_actions(cursor: Cursor, table: str, flags: frozenset[str]) -> Iterator[Act]:
    """Every action; ALGORITHM and LOCK are flags on all of them."""
    cursor.take("ONLINE")
    acts: list[Act] = []
    options: set[str] = set()
    while not cursor.done:
        option = _option(cursor)
        if option:
            options.add(option)
        else:
            acts += _action(cursor, table, flags)
        if not (cursor.take(",") or cursor.at >= cursor.end or _continues(cursor)):
            raise Unreadable(f"unknown after an action: {cursor.token().text}")
    if not acts:
        acts.append(Act("table-option", table, flags=flags))
    for act in acts:
        yield act._replace(flags=act.flags | frozenset(options))


def _continues(cursor: Cursor) -> bool:
    """Table options and partition clauses come without commas."""
    return cursor.key() in (
        "ENGINE",
        "DEFAULT",
        "CHARACTER",
        "CHARSET",
        "COLLATE",
        "AUTO_INCREMENT",
        "COMMENT",
        "ROW_FORMAT",
        "PARTITION",
        "REMOVE",
        "KEY_BLOCK_SIZE",
        "ORDER",
        "LOCK",
        "ALGORITHM",
    )


def _option(cursor: Cursor) -> str:
    word = cursor.key()
    if word in ("ALGORITHM", "LOCK") and (cursor.key(1) == "=" or cursor.token(1).kind == WORD):
        cursor.step()
        cursor.take("=")
        return f"{word.lower()}-{cursor.step().key.lower()}"
    return ""


def _action(cursor: Cursor, table: str, flags: frozenset[str]) -> list[Act]:
    if cursor.take("ADD"):
        return _add(cursor, table, flags)
    if cursor.take("DROP"):
        return [_drop(cursor, table, flags)]
    if cursor.take("MODIFY"):
        return [_modify(cursor, table, flags, False)]
    if cursor.take("CHANGE"):
        return [_modify(cursor, table, flags, True)]
    if cursor.take("RENAME"):
        return [_rename(cursor, table, flags)]
    if cursor.take("ALTER"):
        return [_alter(cursor, table, flags)]
    if cursor.take("CONVERT", "PARTITION"):  # MariaDB: the partition becomes a table of its own
        name = cursor.word()
        cursor.expect("TO", "TABLE")
        return [Act("detach-partition", table, cursor.name(), flags=flags, values=(name,))]
    if cursor.take("CONVERT", "TABLE"):
        other = cursor.name()
        cursor.expect("TO", "PARTITION")
        return [Act("attach-partition", table, other, flags=flags, text=render(cursor.rest()))]
    if cursor.take("CONVERT", "TO"):
        left = cursor.until(",", "ALGORITHM", "LOCK")
        return [Act("convert-charset", table, flags=flags, text=render(left))]
    if cursor.take("DISABLE", "KEYS") or cursor.take("ENABLE", "KEYS"):
        return [Act("table-option", table, flags=flags)]
    if cursor.take("ORDER", "BY"):
        cursor.rest()
        return [Act("rebuild-table", table, flags=flags, text="order by")]
    if cursor.take("FORCE"):
        return [Act("rebuild-table", table, flags=flags, text="force")]
    if cursor.key() in _PARTITION:
        return [_partition(cursor, table, flags)]
    if cursor.sees("PARTITION", "BY"):
        return [Act("repartition", table, flags=flags, text=render(cursor.rest()))]
    return [_table_option(cursor, table, flags)]


def _add(cursor: Cursor, table: str, flags: frozenset[str]) -> list[Act]:
    if cursor.take("PARTITION"):
        if cursor.take("IF", "NOT", "EXISTS"):
            flags |= {"if-not-exists"}
        return [Act("add-partition", table, flags=flags, text=render(cursor.rest()))]
    if cursor.take("SYSTEM", "VERSIONING") or cursor.sees("PERIOD", "FOR"):
        cursor.until(",")
        return [Act("table-option", table, "versioning", flags=flags)]
    start = cursor.at
    found = table_constraint(cursor, table)
    if found is not None and "IF" in {token.key for token in cursor.tokens[start : cursor.at]}:
        flags |= {"if-not-exists"}
    if isinstance(found, Index):
        return [Act("create-index", table, found.name, flags=flags, indexed=found)]
    if found is not None:
        return [Act("add-constraint", table, found.name, flags=flags, constraint=found)]
    if (cursor.key() == "COLUMN" and cursor.token(1).kind != MARK) or cursor.sees("COLUMN", "("):
        cursor.step()
    if cursor.take("IF", "NOT", "EXISTS"):
        flags |= {"if-not-exists"}
    if cursor.key() == "(":
        columns, constraints, indexes = body(cursor.brackets(), cursor, table)
        acts = [
            Act(
                "add-column",
                table,
                one.name,
                flags=flags,
                column=one,
                constraints=tuple(c for c in constraints if c.columns == (one.name,)),
            )
            for one in columns
        ]
        return acts + [
            Act("create-index", table, index.name, flags=flags, indexed=index) for index in indexes
        ]
    one, more = column(cursor)
    return [Act("add-column", table, one.name, flags=flags, column=one, constraints=tuple(more))]


def _drop(cursor: Cursor, table: str, flags: frozenset[str]) -> Act:
    if cursor.take("PRIMARY", "KEY"):
        return Act("drop-primary-key", table, flags=flags)
    if cursor.take("SYSTEM", "VERSIONING"):
        return Act("delete-history", table, flags=flags)
    verb: Verb = "drop-column"
    check = False
    if cursor.take("FOREIGN", "KEY"):
        verb = "drop-foreign-key"
    elif cursor.key() in ("INDEX", "KEY") and cursor.token(1).kind != MARK:
        cursor.step()
        verb = "drop-index"
    elif cursor.key() in ("CONSTRAINT", "CHECK") and cursor.token(1).kind != MARK:
        check = cursor.step().key == "CHECK"
        verb = "drop-constraint"
    elif cursor.key() == "PARTITION":
        cursor.step()
        if cursor.take("IF", "EXISTS"):
            flags |= {"if-exists"}
        return Act("drop-partition", table, flags=flags, values=cursor.names())
    elif cursor.key() == "COLUMN" and cursor.token(1).kind != MARK:
        cursor.step()
    if cursor.take("IF", "EXISTS"):
        flags |= {"if-exists"}
    name = cursor.word()
    cursor.take_any("CASCADE", "RESTRICT")
    if not check and verb in ("drop-index", "drop-constraint") and name.upper() == "PRIMARY":
        return Act("drop-primary-key", table, flags=flags)  # the name of every primary key
    return Act(verb, table, name, flags=flags)


def _modify(cursor: Cursor, table: str, flags: frozenset[str], change: bool) -> Act:
    if cursor.key() == "COLUMN" and cursor.token(1).kind != MARK:
        cursor.step()
    if cursor.take("IF", "EXISTS"):
        flags |= {"if-exists"}
    name = cursor.word() if change else ""
    start = cursor.at
    found, constraints = column(cursor)
    if any(token.key in ("FIRST", "AFTER") for token in cursor.tokens[start + 1 : cursor.at]):
        flags |= {"moves"}
    return Act(
        "modify-column",
        table,
        name or found.name,
        found.name,
        flags,
        column=found,
        constraints=tuple(constraints),
    )


def _rename(cursor: Cursor, table: str, flags: frozenset[str]) -> Act:
    if cursor.key() == "COLUMN" and cursor.key(1) not in ("TO", "AS"):
        cursor.step()
        name = cursor.word()
        cursor.expect("TO")
        return Act("rename-column", table, name, cursor.word(), flags)
    if cursor.key() in ("INDEX", "KEY") and cursor.key(1) not in ("TO", "AS", ""):
        cursor.step()
        name = cursor.word()
        cursor.expect("TO")
        return Act("rename-index", table, name, cursor.word(), flags)
    if cursor.key() in ("INDEX", "KEY"):
        cursor.step()
        name = cursor.word()
        cursor.expect("TO")
        return Act("rename-index", table, name, cursor.word(), flags)
    cursor.take_any("TO", "AS", "=")
    return Act("rename-table", table, new=cursor.name(), flags=flags)


def _alter(cursor: Cursor, table: str, flags: frozenset[str]) -> Act:
    if cursor.key() in ("INDEX", "CHECK", "CONSTRAINT") and cursor.token(1).kind != MARK:
        word = cursor.step().key.lower()
        name = cursor.word()
        left = cursor.until(",")
        if word == "index":
            return Act("table-option", table, name, flags=flags, text=render(left))
        return Act("alter-constraint", table, name, flags=flags, tokens=left, text=render(left))
    if cursor.key() == "COLUMN" and cursor.token(1).kind != MARK:
        cursor.step()
    name = cursor.word()
    if cursor.take("SET", "DEFAULT"):
        left = cursor.until(",")
        return Act("set-default", table, name, flags=flags, tokens=left, text=render(left))
    if cursor.take("DROP", "DEFAULT"):
        return Act("drop-default", table, name, flags=flags)
    if cursor.take("SET") and cursor.take_any("VISIBLE", "INVISIBLE"):
        return Act("table-option", table, name, flags=flags)
    raise Unreadable(f"unknown column action: {cursor.token().text}")


def _partition(cursor: Cursor, table: str, flags: frozenset[str]) -> Act:
    word = cursor.step().key.lower()
    if cursor.take("TABLESPACE"):
        if word == "discard":
            return Act("truncate", table, flags=flags)
        return Act("table-option", table, "tablespace", flags=flags)
    if cursor.take("PARTITIONING"):
        return Act("repartition", table, flags=flags, text="remove partitioning")
    cursor.expect("PARTITION")
    if word == "exchange":
        name = cursor.word()
        cursor.expect("WITH", "TABLE")
        other = cursor.name()
        text = render(cursor.until(","))
        return Act("exchange-partition", table, new=other, flags=flags, values=(name,), text=text)
    left = cursor.rest()
    values = tuple(t.text.strip("`") for t in left if t.kind in "wq" and t.key != "TABLESPACE")
    kinds: dict[str, Verb] = {
        "truncate": "truncate-partition",
        "exchange": "exchange-partition",
        "discard": "truncate-partition",
    }
    verb = kinds.get(word, "table-option")
    if word in ("coalesce", "reorganize", "rebuild"):
        verb = "repartition"
    return Act(verb, table, flags=flags, values=values, text=render(left))


def _table_option(cursor: Cursor, table: str, flags: frozenset[str]) -> Act:
    cursor.take("DEFAULT")
    if cursor.take("CHARACTER", "SET") or cursor.take("CHARSET"):
        name = "charset"
    elif cursor.sees_name() and (cursor.key(1) == "=" or cursor.token(1).kind in "wsnq"):
        name = cursor.step().key.lower()
    else:
        raise Unreadable(f"unknown action: {cursor.token().text}")
    cursor.take("=")
    return Act("table-option", table, name, cursor.step().text.strip("'"), flags)
