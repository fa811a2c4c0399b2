"""What schema files declare, as written: tables, their columns' keys, enums, and where each stands.

Read from the syntax tree, so that a key (`emailAddress`) and its SQL name (`email_address`) are known
together; drizzle-kit's snapshot has the SQL name alone.
"""

from __future__ import annotations

import re

from forge_migrations.drizzle.config.expressions import string_of
from forge_migrations.drizzle.config.expressions import text_of
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

TABLE = re.compile(r"[Tt]able(Creator|\.withRLS)?$")
"""The end of what makes a table: `pgTable`, `createTable`, `pgSchema("x").table`, `pgTable.withRLS`."""
SCHEMAS = frozenset({"pgSchema", "mysqlSchema", "singlestoreSchema"})
"""Calls that give a namespace, whose `table` declares in it: https://orm.drizzle.team/docs/schemas"""
ENUM = re.compile(r"(?:[Ee]num|\.enum)$")


class Column(NamedTuple):
    """A column as a table's object has it. Offsets are of bytes."""

    key: str
    """What code calls it."""
    name: str
    """Its SQL name as written; empty where it is made of the key."""
    start: int
    end: int
    """Of `key: text("name").notNull()`."""
    value: int = 0
    """Where its value begins."""
    keyed: int = 0
    """Where its key ends."""
    spread: str = ""
    """The expression that is spread into the table, where the column comes from one: `timestamps`."""


class Table(NamedTuple):
    """A table and the name that it is exported by."""

    export: str
    name: str
    """Its SQL name as written."""
    path: str
    start: int
    end: int
    """Of the exported name where it is declared."""
    columns: tuple[Column, ...] = ()
    inside: int = 0
    """The offset behind the last column of its object; 0 where it has none."""
    schema: str = ""
    """The namespace, where a constant of the file has it; empty for the default one."""
    statement: int = 0
    """Where the statement begins that declares it."""
    named: int = 0
    """The offset behind its SQL name."""
    types: tuple[str, ...] = ()
    """Types that are made of it: `type User = typeof users.$inferSelect`."""


class Enum(NamedTuple):
    """An enum and its values."""

    export: str
    name: str
    path: str
    values: tuple[str, ...]
    """As they are listed; empty where they stand elsewhere."""
    start: int
    end: int


class Declared(NamedTuple):
    """What one file declares."""

    tables: tuple[Table, ...] = ()
    enums: tuple[Enum, ...] = ()


def declared_in(path: str, data: bytes) -> Declared:
    """The tables and enums of a schema file; nothing where it can't be read."""
    from forge_migrations.drizzle.code.syntax import parsed

    root = parsed(path, data)
    objects = dict(_objects(root))
    types = list(_types(root))
    schemas: dict[str, str] = {}
    tables, enums = [], []
    for statement, name, value in _constants(root):
        call = _made_by(value)
        if call is None:
            continue
        callee, arguments = call
        first = _literal(arguments[0]) if arguments else None
        if first is None:
            continue
        where = (text_of(name), first, path, name.start_byte, name.end_byte)
        if callee in SCHEMAS:
            schemas[where[0]] = first
        elif TABLE.search(callee) and len(arguments) > 1:
            held = _object(arguments[1])
            table = Table(
                *where,
                columns=tuple(_columns(held, objects)) if held is not None else (),
                inside=_last(held),
                schema=schemas.get(callee.rpartition(".")[0], ""),
                statement=statement.start_byte,
                named=arguments[0].end_byte,
                types=tuple(each for each, of in types if of == where[0]),
            )
            tables.append(table)
        elif ENUM.search(callee) and len(arguments) > 1:
            listed = arguments[1].named_children if arguments[1].type == "array" else []
            values = [string_of(each) for each in listed]
            known = tuple(each for each in values if each is not None)
            enums.append(Enum(*where[:3], known, *where[3:]))
    return Declared(tuple(tables), tuple(enums))


def snake(key: str) -> str:
    """`createdAt` as `created_at`, as drizzle's casing does: `drizzle-orm/src/casing.ts`."""
    words = re.findall(r"[\da-z]+|[A-Z]+(?![a-z])|[A-Z][\da-z]+", key.replace("'", ""))
    return "_".join(word.lower() for word in words)


def is_named(column: Column, name: str) -> bool:
    """True for the column of that SQL name."""
    return name == column.name or (not column.name and name in (column.key, snake(column.key)))


def _constants(root: Node) -> Iterator[tuple[Node, Node, Node]]:
    """(statement, name, value) of each constant at the top level, exported or not."""
    for statement in root.named_children:
        inner = statement.child_by_field_name("declaration") or statement
        if inner.type not in ("lexical_declaration", "variable_declaration"):
            continue
        for each in inner.named_children:
            name, value = each.child_by_field_name("name"), each.child_by_field_name("value")
            if name is not None and value is not None and name.type == "identifier":
                yield statement, name, value


def _literal(node: Node) -> str | None:
    """What a string says, or a template with nothing to fill in."""
    if node.type == "template_string" and all(
        each.type == "string_fragment" for each in node.named_children
    ):
        return "".join(map(text_of, node.named_children))
    return string_of(node)


_AROUND = ("as_expression", "satisfies_expression", "parenthesized_expression")
"""What stands around an expression and changes nothing of it here."""


def _made_by(value: Node) -> tuple[str, list[Node]] | None:
    """The innermost call of a chain (`pgTable(…).enableRLS()`): what is called and its arguments."""
    here: Node | None = value
    while here is not None and here.type in ("call_expression", "member_expression", *_AROUND):
        if here.type == "member_expression":
            here = here.child_by_field_name("object")
            continue
        if here.type in _AROUND:
            here = here.named_children[0] if here.named_children else None
            continue
        function = here.child_by_field_name("function")
        arguments = here.child_by_field_name("arguments")
        if function is None or arguments is None:
            return None
        inner = (
            function.child_by_field_name("object") if function.type == "member_expression" else None
        )
        if inner is None or inner.type != "call_expression" or TABLE.search(text_of(function)):
            given = [each for each in arguments.named_children if each.type != "comment"]
            return text_of(function), given
        here = inner
    return None


def _objects(root: Node) -> Iterator[tuple[str, Node]]:
    for _, name, value in _constants(root):
        found = _object(value)
        if found is not None:
            yield text_of(name), found


def _object(node: Node) -> Node | None:
    """The object that a node is or gives: `{…}`, `({…}) as const`, `(t) => ({…})`, `() => { return {…} }`."""
    if node.type == "object":
        return node
    if node.type == "arrow_function":
        body = node.child_by_field_name("body")
        return _object(body) if body is not None else None
    if node.type in _AROUND:
        return _object(node.named_children[0]) if node.named_children else None
    if node.type == "statement_block":
        last = node.named_children[-1] if node.named_children else None
        given = last.named_children if last is not None and last.type == "return_statement" else []
        return _object(given[0]) if given else None
    return None


def _last(held: Node | None) -> int:
    parts = [each for each in held.named_children if each.type != "comment"] if held else []
    return parts[-1].end_byte if parts else 0


def _columns(held: Node, objects: dict[str, Node], deep: int = 0) -> Iterator[Column]:
    for each in held.named_children:
        if each.type == "pair":
            key, value = each.child_by_field_name("key"), each.child_by_field_name("value")
            if key is not None and value is not None:
                made = _made_by(value)
                first = _literal(made[1][0]) if made and made[1] else None
                name = text_of(key).strip("\"'")
                where = (each.start_byte, each.end_byte, value.start_byte, key.end_byte)
                yield Column(name, first or "", *where)
        elif each.type == "spread_element" and each.named_children and deep < 2:
            spread = each.named_children[0]
            callee = spread.child_by_field_name("function") or spread
            inner = objects.get(text_of(callee))
            for column in _columns(inner, objects, deep + 1) if inner is not None else ():
                yield column._replace(spread=column.spread or text_of(spread), start=0, end=0)


def _types(root: Node) -> Iterator[tuple[str, str]]:
    """(type, table) of `type User = typeof users.$inferSelect` and `InferSelectModel<typeof users>`."""
    for statement in root.named_children:
        inner = statement.child_by_field_name("declaration") or statement
        if inner.type == "type_alias_declaration":
            name, value = inner.child_by_field_name("name"), inner.child_by_field_name("value")
            if name is not None and value is not None:
                for of in re.findall(r"\btypeof\s+([\w$]+)", text_of(value)):
                    yield text_of(name), of
