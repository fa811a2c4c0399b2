"""What schema files declare, as written: tables, their columns' keys, enums, and where each stands.

Read from the syntax tree, so that a key (`emailAddress`) and its SQL name (`email_address`) are known
together; drizzle-kit's snapshot has the SQL name alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from typing import NamedTuple

from forge_migrations.drizzle.config.expressions import string_of
from forge_migrations.drizzle.config.expressions import text_of

if TYPE_CHECKING:
    from tree_sitter import Node

TABLE = re.compile(r"(?:[Tt]able|\.table)$")
"""The end of what makes a table: `pgTable`, `createTable`, `pgSchema("x").table`."""
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
    types: tuple[str, ...] = ()
    """Types that are made of it: `type User = typeof users.$inferSelect`."""


class Enum(NamedTuple):
    """An enum and its values."""

    export: str
    name: str
    path: str
    values: tuple[str, ...]
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
    tables, enums = [], []
    for name, value in _constants(root):
        call = _made_by(value)
        if call is None:
            continue
        callee, arguments = call
        first = string_of(arguments[0]) if arguments else None
        if first is None:
            continue
        where = (text_of(name), first, path)
        if TABLE.search(callee) and len(arguments) > 1:
            held = _object(arguments[1])
            columns = tuple(_columns(held, objects)) if held is not None else ()
            own = tuple(each for each, of in types if of == where[0])
            inside = _last(held)
            tables.append(Table(*where, name.start_byte, name.end_byte, columns, inside, own))
        elif ENUM.search(callee) and len(arguments) > 1 and arguments[1].type == "array":
            values = [string_of(each) for each in arguments[1].named_children]
            known = tuple(each for each in values if each is not None)
            enums.append(Enum(*where, known, name.start_byte, name.end_byte))
    return Declared(tuple(tables), tuple(enums))


def snake(key: str) -> str:
    """`createdAt` as `created_at`, as drizzle's casing does: `drizzle-orm/src/casing.ts`."""
    words = re.findall(r"[\da-z]+|[A-Z]+(?![a-z])|[A-Z][\da-z]+", key.replace("'", ""))
    return "_".join(word.lower() for word in words)


def is_named(column: Column, name: str) -> bool:
    """True for the column of that SQL name."""
    return name == column.name or (not column.name and name in (column.key, snake(column.key)))


def _constants(root: Node) -> Iterator[tuple[Node, Node]]:
    """(name, value) of each constant at the top level, exported or not."""
    for statement in root.named_children:
        inner = statement.child_by_field_name("declaration") or statement
        if inner.type not in ("lexical_declaration", "variable_declaration"):
            continue
        for each in inner.named_children:
            name, value = each.child_by_field_name("name"), each.child_by_field_name("value")
            if name is not None and value is not None and name.type == "identifier":
                yield name, value


def _made_by(value: Node) -> tuple[str, list[Node]] | None:
    """The innermost call of a chain (`pgTable(…).enableRLS()`): what is called and its arguments."""
    here: Node | None = value
    while here is not None and here.type in ("call_expression", "member_expression"):
        if here.type == "member_expression":
            here = here.child_by_field_name("object")
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
    for name, value in _constants(root):
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
    if node.type in ("parenthesized_expression", "as_expression", "satisfies_expression"):
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
                first = string_of(made[1][0]) if made and made[1] else None
                name = text_of(key).strip("\"'")
                where = (each.start_byte, each.end_byte, value.start_byte)
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
