"""How a file uses a table, as its syntax tells: whole rows, SQL that is written out, keys by their name.

What a type checker would know isn't known here. A statement over whole rows names every column in its
SQL (`select()`, `findMany()`, `insert`, `returning()`), whichever of them the code reads afterwards.
"""

from __future__ import annotations

import re
from functools import cached_property

from forge_migrations.drizzle.code.syntax import every
from forge_migrations.drizzle.code.syntax import parsed
from forge_migrations.drizzle.config.expressions import text_of
from forge_migrations.named_tuples import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from typing import Literal

    from tree_sitter import Node

    How = Literal["rows", "sql", "key"]

SELECTS = ("select", "selectDistinct", "selectDistinctOn")
FINDS = ("findMany", "findFirst")
WRITES = ("insert", "update", "delete")
JOINS = ("from", "leftJoin", "rightJoin", "innerJoin", "fullJoin", "crossJoin")
SPEAKS = re.compile(
    r"\s*(?:--[^\n]*\n\s*)*(?:select|insert|update|delete|with|merge|alter|create|drop|truncate|copy)\s",
    re.IGNORECASE,
)
"""How a text begins that is SQL."""


QUOTED = re.compile(rb"'[^'\n]*'")
"""A constant of SQL."""


STATES = re.compile(rb"\.\s*(?:from|\w*Join|insert|findMany|findFirst|returning)\b")
"""What a statement over whole rows has in it."""


class Mention(NamedTuple):
    """One place of a file."""

    line: int
    how: How
    """`rows`: a statement over whole rows of the table; `sql`: SQL written out; `key`: a member of that name."""


class Named(NamedTuple):
    """What is looked for."""

    exports: tuple[str, ...]
    """What code may call the table: its export, and what a file imports it as."""
    table: str
    """Its SQL name, without a schema."""
    column: str = ""
    """A column's SQL name; empty where the table itself is meant."""
    key: str = ""


class Code:
    """A file, parsed once it is known to hold a word of what is looked for."""

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data
        self.known: dict[tuple[Named, bool], list[Mention]] = {}
        """What was found in it, by what was looked for."""

    @cached_property
    def root(self) -> Node:
        """Its syntax tree."""
        return parsed(self.path, self.data)

    def at(self, names: Iterable[str]) -> Iterator[Node]:
        """The innermost node of every place where one of the names stands whole."""
        wanted = [re.escape(name.encode()) for name in names if name]
        if not wanted:
            return
        for found in re.finditer(rb"(?<![\w$])(?:" + b"|".join(wanted) + rb")(?![\w$])", self.data):
            node = self.root.descendant_for_byte_range(found.start(), found.end())
            if node is not None:
                yield node


def mentions(code: Code, named: Named, keys: bool = True) -> list[Mention]:
    """The places, in the file's order; without `keys` members by their names are left out."""
    if (named, keys) not in code.known:
        found: dict[tuple[int, int], Mention] = {}
        for node, mention in _mentions(code, named, keys):
            found.setdefault((node.start_byte, node.end_byte), mention)
        places = sorted(found, key=lambda place: (found[place].line, place))
        code.known[named, keys] = [found[place] for place in places]
    return code.known[named, keys]


def _mentions(code: Code, named: Named, keys: bool) -> Iterator[tuple[Node, Mention]]:
    for node in code.at({named.column or named.table}):
        text = _text_around(node)
        if text is not None:
            yield from ((text, each) for each in _in_sql(text, named))
    if not named.column and not keys:
        return
    names = set(named.exports)
    if not keys and not STATES.search(code.data):
        return
    if any(name.encode() in code.data for name in names):
        names |= {*_aliases(code.root, named.exports)}
    for node in code.at(names):
        if named.column:
            yield from ((each, _said(each, "rows")) for each in _statements(node, names))
        elif _is_table(node, named, names):
            yield node, _said(node, "key")
    for node in code.at({named.key} if keys else ()):
        member = node.parent
        if member is not None and _is_member(member, named, names):
            yield member, _said(member, "key")


def _said(node: Node, how: How) -> Mention:
    point = node.start_point if how == "rows" else node.end_point
    return Mention(point[0] + 1, how)


def _text_around(node: Node) -> Node | None:
    """The string or template that a node is text of."""
    here: Node | None = node
    while here is not None and here.type in _IN_TEXT:
        here = here.parent
    return here if here is not None and here.type in ("string", "template_string") else None


_IN_TEXT = ("string_fragment", "escape_sequence", '"', "'", "`")


def _statements(name: Node, names: set[str]) -> Iterator[Node]:
    """The calls around a table's name whose SQL names every column of it."""
    here = name.parent
    while here is not None and here.type in _CHAINED:
        if here.type == "call_expression" and _whole_rows(here, names):
            yield here
        here = here.parent


_CHAINED = ("member_expression", "call_expression", "arguments", "await_expression", "parenthesized_expression", "non_null_expression")  # fmt: skip
"""What stands between a table's name and the end of the statement that it is in."""


def _is_member(node: Node, named: Named, names: set[str]) -> bool:
    """`users.email`, `schema.users.email`."""
    if not named.key or node.type != "member_expression":
        return False
    of, member = node.child_by_field_name("object"), node.child_by_field_name("property")
    return (
        of is not None
        and member is not None
        and text_of(member) == named.key
        and _last(of) in names
    )


def _is_table(node: Node, named: Named, names: set[str]) -> bool:
    """The table itself, where it is what is looked for."""
    of = ("identifier", "shorthand_property_identifier", "property_identifier")
    return not named.column and node.type in of and text_of(node) in names and not _is_import(node)


def _aliases(root: Node, exports: tuple[str, ...]) -> Iterator[str]:
    """What a file's imports call the table: `import { users as people }`."""
    for statement in root.named_children:
        if statement.type == "import_statement":
            for node in every(statement):
                name = node.child_by_field_name("name") if node.type == "import_specifier" else None
                alias = node.child_by_field_name("alias") if name is not None else None
                if name is not None and alias is not None and text_of(name) in exports:
                    yield text_of(alias)


def _is_import(node: Node) -> bool:
    parent = node.parent
    return parent is not None and parent.type in (
        "import_specifier", "export_specifier", "import_clause", "namespace_import",
    )  # fmt: skip


def _whole_rows(call: Node, names: set[str]) -> bool:
    """True for the call whose SQL names every column of the table."""
    function = call.child_by_field_name("function")
    if function is None or function.type != "member_expression":
        return False
    verb = text_of(function.child_by_field_name("property") or function)
    of = function.child_by_field_name("object")
    given = _given(call)
    if verb in JOINS and given and _last(given[0]) in names:
        return any(_called(each) in SELECTS and not _selects(each) for each in _chain(of))
    if verb in FINDS and of is not None and _last(of) in names:
        holder = of.child_by_field_name("object")
        whole = not given or "columns" not in _keys(given[0])
        return holder is not None and _last(holder) == "query" and whole
    if verb == "insert" and given and _last(given[0]) in names:
        return True
    if verb == "returning" and not given:
        written = (each for each in _chain(of) if _called(each) in WRITES)
        return any(args and _last(args[0]) in names for args in map(_given, written))
    return False


def _selects(call: Node) -> bool:
    """True where a select names what it wants: `selectDistinctOn` takes columns before it."""
    given = _given(call)
    return len(given) > (1 if _called(call) == "selectDistinctOn" else 0)


def _chain(node: Node | None) -> Iterator[Node]:
    """The calls that a member expression's object is made of, the last first."""
    while node is not None:
        if node.type == "call_expression":
            yield node
            node = node.child_by_field_name("function")
        elif node.type in ("member_expression", "await_expression", "parenthesized_expression"):
            node = node.child_by_field_name("object") or next(iter(node.named_children), None)
        else:
            return


def _called(call: Node) -> str:
    function = call.child_by_field_name("function")
    return _last(function) if function is not None else ""


def _last(node: Node) -> str:
    """`users` of `users` and of `schema.users`."""
    member = node.child_by_field_name("property") if node.type == "member_expression" else node
    return text_of(member) if member is not None else ""


def _given(call: Node) -> list[Node]:
    arguments = call.child_by_field_name("arguments")
    found = arguments.named_children if arguments is not None else []
    return [each for each in found if each.type != "comment"]


def _keys(node: Node) -> set[str]:
    keys = (each.child_by_field_name("key") for each in node.named_children if each.type == "pair")
    return {text_of(key).strip("\"'") for key in keys if key is not None}


def _in_sql(node: Node, named: Named) -> Iterator[Mention]:
    """SQL that is written out and names the column together with its table, or the table. What is put
    into it is no name, a text in quotes is none, and `p.email` is of what `p` stands for."""
    whole = (node.text or b"")[1:-1]
    text = _written(node)
    wanted = _word(named.column or named.table)
    if not wanted.search(text) or not _is_sql(node, text.decode("utf-8", "replace")):
        return
    bare = QUOTED.sub(lambda found: b" " * len(found[0]), text)
    names = [name.encode() for name in (named.table, *named.exports)]
    if not any(_word(name.decode()).search(whole) for name in names):
        return
    mine = {*names, *_called_in_sql(whole, names)} if named.column else set()
    for found in wanted.finditer(bare):
        of = QUALIFIER.search(whole, max(0, found.start() - 120), found.start())
        if of is None or not mine or (of[1] or of[2]) in mine:
            yield Mention(node.start_point[0] + 1 + bare.count(b"\n", 0, found.start()), "sql")
            return


QUALIFIER = re.compile(
    rb"""(?:\$\{\s*(?:[\w$]+\.)*([\w$]+)\s*\}|["`\[]?([\w$]+)["`\]]?)\s*\.\s*["`\[]?\Z"""
)
"""What stands before a column: `u.`, `"users".`, `${schema.users}.`"""


def _called_in_sql(text: bytes, names: list[bytes]) -> Iterator[bytes]:
    """What the SQL calls the table: `u` of `FROM users u`, `JOIN ${users} AS u`."""
    table = rb"|".join(map(re.escape, names))
    aliased = rb"(?<![\w$])(?:" + table + rb")[\"`\]}]*\s+(?:[Aa][Ss]\s+)?[\"`\[]?([A-Za-z_][\w$]*)"
    yield from (found[1] for found in re.finditer(aliased, text))


def _written(node: Node) -> bytes:
    """The text with blanks in place of what is put into it, lines kept."""
    text = bytearray(node.text or b"")
    for each in node.named_children:
        if each.type == "template_substitution":
            first, last = each.start_byte - node.start_byte, each.end_byte - node.start_byte
            text[first:last] = re.sub(rb"[^\n]", b" ", bytes(text[first:last]))
    return bytes(text)[1:-1]


def _is_sql(node: Node, text: str) -> bool:
    parent = node.parent
    if parent is not None and parent.type == "arguments":
        parent = parent.parent
    tag = parent.child_by_field_name("function") if parent is not None else None
    name = text_of(tag).rpartition(".")[2].partition("<")[0] if tag is not None else ""
    return name in ("sql", "raw") or SPEAKS.match(text) is not None


def _word(name: str) -> re.Pattern[bytes]:
    return re.compile(rb"(?<![\w$])" + re.escape(name.encode()) + rb"(?![\w$])")
