"""Where a schema file declares its tables and columns: names and places, for an editor.

What a schema means is drizzle-kit's answer alone; this only finds the words. Sources:
https://orm.drizzle.team/docs/sql-schema-declaration, https://orm.drizzle.team/docs/schemas
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING
from typing import NamedTuple

from forge_migrations.drizzle.config.expressions import text_of

if TYPE_CHECKING:
    from tree_sitter import Node

SCHEMAS = frozenset({"pgSchema", "mysqlSchema", "singlestoreSchema"})
"""Calls that give a namespace, whose `table` declares in it."""
TABLE = re.compile(r"[Tt]able(Creator|\.withRLS)?$")
"""What a call is named that declares a table: `pgTable`, `createTable`, `auth.table`, `pgTable.withRLS`."""


class Column(NamedTuple):
    """A column as a table's declaration has it."""

    name: str
    """In the database; empty where the key and the casing decide."""
    key: str
    """In TypeScript."""
    start: int
    """Where its key begins, in letters from the start of the text."""
    end: int
    """Where its key ends."""
    last: int
    """Where its whole declaration ends."""


class Table(NamedTuple):
    """A declared table."""

    name: str
    schema: str
    """The namespace; empty for the default one."""
    start: int
    """Where the statement begins that declares it."""
    end: int
    """Where the table's name ends."""
    columns: tuple[Column, ...]

    @property
    def whole(self) -> str:
        """`auth.users`, or `users`."""
        return f"{self.schema}.{self.name}" if self.schema else self.name


def declared(text: str) -> tuple[Table, ...]:
    """The tables of a TypeScript or JavaScript file, as they stand in it; what has a syntax error is
    read as far as it goes."""
    if not re.search(r"[Tt]able", text):
        return ()
    import tree_sitter
    import tree_sitter_typescript

    data = text.encode("utf-8", "surrogatepass")
    language = tree_sitter.Language(tree_sitter_typescript.language_typescript())
    root = tree_sitter.Parser(language).parse(data).root_node
    letters = _Letters(text)
    schemas: dict[str, str] = {}
    found: list[Table] = []
    for statement in root.named_children:
        for name, call in _declarations(statement):
            callee, arguments = _callee(call), _arguments(call)
            if callee in SCHEMAS and arguments:
                schemas[name] = _string(arguments[0])
            elif TABLE.search(callee) and len(arguments) > 1 and _string(arguments[0]):
                schema = schemas.get(callee.rpartition(".")[0], "")
                start, end = letters(statement.start_byte), letters(arguments[0].end_byte)
                columns = tuple(_columns(arguments[1], letters))
                found.append(Table(_string(arguments[0]), schema, start, end, columns))
    return tuple(found)


class _Letters:
    """Bytes to letters: a letter that takes several bytes puts those behind it forward."""

    def __init__(self, text: str) -> None:
        self._at: list[int] = []
        self._more = [0]
        at = 0
        for letter in text if not text.isascii() else "":
            width = len(letter.encode("utf-8", "surrogatepass"))
            at += width
            if width > 1:
                self._at.append(at)
                self._more.append(self._more[-1] + width - 1)

    def __call__(self, byte: int) -> int:
        return byte - self._more[bisect_right(self._at, byte)]


def _declarations(statement: Node) -> Iterator[tuple[str, Node]]:
    """(variable, the call that its value begins with) of a statement, exported or not."""
    if statement.type == "export_statement":
        inner = statement.child_by_field_name("declaration")
        if inner is None:
            return
        statement = inner
    if statement.type not in ("lexical_declaration", "variable_declaration"):
        return
    for each in statement.named_children:
        name, value = each.child_by_field_name("name"), each.child_by_field_name("value")
        call = _innermost(value) if value is not None else None
        if name is not None and call is not None:
            yield text_of(name), call


def _innermost(value: Node) -> Node | None:
    """The call that a chain begins with: `pgTable(…)` of `pgTable(…).enableRLS()`."""
    found: Node | None = None
    at: Node | None = value
    while at is not None:
        if at.type == "call_expression":
            found, at = at, at.child_by_field_name("function")
        elif at.type == "member_expression":
            at = at.child_by_field_name("object")
        elif at.type in ("as_expression", "satisfies_expression", "parenthesized_expression"):
            at = at.named_children[0] if at.named_children else None
        else:
            break
    return found


def _callee(call: Node) -> str:
    function = call.child_by_field_name("function")
    return text_of(function) if function is not None else ""


def _arguments(call: Node) -> list[Node]:
    found = call.child_by_field_name("arguments")
    return [each for each in found.named_children if each.type != "comment"] if found else []


def _columns(value: Node, letters: _Letters) -> Iterator[Column]:
    """The columns of an object, or of a function that returns one."""
    at: Node | None = value
    if value.type == "arrow_function":
        at = value.child_by_field_name("body")
    while at is not None and at.type == "parenthesized_expression":
        at = at.named_children[0] if at.named_children else None
    for pair in at.named_children if at is not None and at.type == "object" else ():
        key, declaration = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if pair.type != "pair" or key is None or declaration is None:
            continue
        call = _innermost(declaration)
        arguments = _arguments(call) if call is not None else []
        name = _string(arguments[0]) if arguments else ""
        places = (letters(each) for each in (key.start_byte, key.end_byte, pair.end_byte))
        yield Column(name, _string(key) or text_of(key), *places)


def _string(node: Node) -> str:
    """What a string literal says; empty for anything else."""
    if node.type not in ("string", "template_string"):
        return ""
    parts = [each for each in node.named_children if each.type == "string_fragment"]
    whole = len(parts) == len(node.named_children)
    return "".join(map(text_of, parts)) if whole else ""
